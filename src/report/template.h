/*
 * template: natural templates: plain HTML files, bound to a tree by XPath.
 *
 * Owns:   the templates, compiled once; the catalogue of messages in one language.
 * Lends:  nothing.
 * Never:  looks at the network, writes to the tree, makes an element that no template holds.
 *
 * A template is a well-formed HTML file that opens in a browser as it is; what it shows there is
 * sample content.  Attributes say what takes its place:
 *
 *   pm-each="XPATH"        the element, once for each node; expressions inside are relative to it
 *   pm-let-NAME="XPATH"    $NAME, for this element and what is inside
 *   pm-if="XPATH"          the element stays only if this is true
 *   pm-text="XPATH"        the text inside
 *   pm-msg="ID"            the message ID of text.xml inside; {XPATH} in the id is replaced
 *   pm-attr-NAME="XPATH"   the attribute NAME; left out when the result is empty or false
 *   pm-msg-NAME="ID"       the attribute NAME, from a message
 *   pm-include="FILE"      inside: what the body of FILE holds; FILE#ID: what the element ID of FILE holds
 *   pm-use="FILE#ID"       this element is replaced by the element ID of FILE
 *   pm-copy="XPATH"        inside: copies of these elements of the tree (charts)
 *   pm-bare="yes"          the element itself is left out, its content stays
 *
 * In this order: each, let, if, the rest.  An id that is written in the template must exist in text.xml;
 * one that is put together from the tree may be missing, then what was put in is shown.
 *
 * A message is text with {XPATH} in it and may hold inline elements with attributes as above.
 * XPath functions beside the standard ones: functions.c.  Variables: $lang, $style_hash, $script_hash.
 */
#ifndef PM_REPORT_TEMPLATE_H
#define PM_REPORT_TEMPLATE_H

#include "html.h"

#include <libxml/tree.h>

typedef struct pm_template pm_template;

/* dir: a folder whose files take the place of the ones baked in, or NULL.  lang: the language of the messages.
 * PM_E_FORMAT with file and line when a template or an expression is not well-formed. */
pm_status pm_template_open(pm_template **out, const char *dir, const char *page, const char *lang, pm_error *err);
void pm_template_free(pm_template *t); /* NULL is welcome */

/* Adds the page for a tree to h.  PM_E_FORMAT with file and line when an expression cannot be evaluated. */
pm_status pm_template_render(pm_template *t, xmlDoc *tree, pm_html *h, pm_error *err);

#endif
