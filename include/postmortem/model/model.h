/*
 * model: the finished case and its findings, section by section, and the tree behind the report.
 */
#ifndef PM_MODEL_MODEL_H
#define PM_MODEL_MODEL_H

#include "postmortem/finding/finding.h"
#include "postmortem/model/out.h"
#include "postmortem/model/stated.h"
#include "postmortem/model/texts.h"

#include <libxml/tree.h>

/* What a report is made of, besides the case itself. */
typedef struct {
    const pm_case *c;
    const pm_findings *findings;
    const pm_texts *texts;
    const char *lang;            /* "ja" or "en": of the report; the JSON holds both */
    const char *version, *build;
    const char *title;           /* what the operator calls the case, or NULL; goes before the title in `stated` */
    const pm_stated *stated;     /* or NULL */
} pm_model_input;

/* Writes all sections, in the order of sections.def, as the members of one object. */
void pm_model_write(const pm_model_input *in, const pm_sink *sink);

/* The tree for the templates: the same sections (lists cut at PM_TREE_ROWS), plus charts.  xmlFreeDoc() it. */
enum { PM_TREE_ROWS = 500 };
xmlDoc *pm_model_tree(const pm_model_input *in);

#endif
