/*
 * html: the escaping writer, after "Serializing HTML fragments" of the HTML standard.
 *
 * Owns:   the bytes written so far.
 * Never:  lets text through unescaped, except the style sheet and the script, which are ours.
 *
 * Written out here because a report must be the same bytes whichever libxml2 made it, and because
 * the XML and XHTML writers escape what stands in <style> and <script>, which a browser takes raw.
 */
#ifndef PM_REPORT_HTML_H
#define PM_REPORT_HTML_H

#include "postmortem/base/buffer.h"

typedef struct {
    pm_buffer out;
    bool plain;        /* text only: elements leave their content, nothing is escaped */
    bool open;         /* inside a start tag */
} pm_html;

void pm_html_free(pm_html *h);
void pm_html_doctype(pm_html *h);
void pm_html_start(pm_html *h, const char *name);
void pm_html_attribute(pm_html *h, const char *name, pm_span value); /* only right after _start */
void pm_html_text(pm_html *h, pm_span text);
void pm_html_raw(pm_html *h, pm_span text);   /* the content of <style> and <script> */
void pm_html_end(pm_html *h, const char *name);

bool pm_html_is_void(const char *name);       /* <br>, <meta>, …: no content, no end tag */

#endif
