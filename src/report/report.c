#include "postmortem/report/report.h"

#include "template.h"

pm_status pm_report_write(const pm_model_input *in, const char *templates, pm_output *out, pm_error *err)
{
    pm_template *t;
    pm_html html = { .open = false };
    pm_status st = pm_template_open(&t, templates, "page.html", in->lang, err);
    if (st != PM_OK)
        return st;
    xmlDoc *tree = pm_model_tree(in);
    st = pm_template_render(t, tree, &html, err);
    if (st == PM_OK)
        pm_output_write(out, pm_buffer_span(&html.out));
    xmlFreeDoc(tree);
    pm_html_free(&html);
    pm_template_free(t);
    return st;
}
