/*
 * tree: the sink that builds the model's XML tree, and the parts of the tree that only the report has.
 *
 * The report's own parts hold no figure that case.json does not hold: they choose, order and draw.
 */
#ifndef PM_MODEL_TREE_H
#define PM_MODEL_TREE_H

#include "postmortem/analysis/rows.h"
#include "postmortem/model/model.h"

/* Text as libxml2 takes it; its own BAD_CAST drops a const. */
#define PM_XML(s) ((const xmlChar *)(s))

/* <summary>: the first page. */
void pm_tree_summary(const pm_model_input *in, pm_out *o);
/* <timeline>: at most PM_TIMELINE_MAX key events, in order of time. */
enum { PM_TIMELINE_MAX = 200 };
void pm_tree_timeline(const pm_model_input *in, pm_out *o);
/* <charts>: SVG elements with the figures they show. */
void pm_tree_charts(const pm_model_input *in, xmlNode *parent);
/* <name> in each evidence item: the last part of its path. */
void pm_tree_names(const pm_model_input *in, xmlNode *evidence);
/* <extract>: how the content of a piece is had with stock tools; nothing where its name does not tell. */
void pm_tree_add_extract(xmlNode *n, const pm_piece *p);
/* In findings and senders: numbers of what belongs to them elsewhere. */
void pm_tree_links(const pm_model_input *in, xmlNode *root);
/* <cited>: the lines, file by file, that the tree's origins name; run last. */
void pm_tree_cited(const pm_model_input *in, xmlDoc *doc);

/* ---- for building by hand; text in its visible form ---- */

xmlNode *pm_tree_add(xmlNode *parent, const char *name);
void pm_tree_text(xmlNode *n, pm_span text);
void pm_tree_set(xmlNode *n, const char *attribute, pm_span value);
xmlNode *pm_tree_add_text(xmlNode *parent, const char *name, pm_span text);
xmlNode *pm_tree_add_number(xmlNode *parent, const char *name, uint64_t value);
xmlNode *pm_tree_add_time(const pm_case *c, xmlNode *parent, const char *name, int64_t t); /* PM_NO_TIME: nothing */
const xmlNode *pm_tree_child(const xmlNode *n, const char *name); /* NULL: none */
pm_span pm_tree_text_of(const xmlNode *n);                        /* of an element with one text; empty else */

/* The last part of a path: "b.tar.gz!var/log/maillog.1.gz!maillog.1" -> "maillog.1". */
pm_span pm_tree_last_name(pm_span path);

/* First and last second that a stream of a family speaks of (PM_FAMILY_COUNT: of any); false: none does. */
bool pm_tree_period(const pm_case *c, pm_family family, int64_t *from, int64_t *to);
/* The finding's number in the report, from 1. */
size_t pm_tree_number(const pm_model_input *in, const pm_finding *x);
/* Is it part of a case (PM-CASE-…)? */
bool pm_tree_is_member(const pm_model_input *in, const pm_finding *x);

#endif
