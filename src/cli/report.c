/* report: the command that writes the report, and the case as JSON. */
#include "command.h"

#include "postmortem/export/export.h"
#include "postmortem/report/report.h"
#include "version.h"

typedef struct {
    pm_summed report, json;
    pm_stated *stated;
} outputs;

/* The report, the JSON and the sums beside them are four files. */
static pm_status refuse_same_places(const outputs *out, const pm_cli_options *o, pm_error *err)
{
    const char *a[] = { out->report.path, out->report.sum_path, out->json.path, out->json.sum_path };
    size_t n = o->json != NULL ? 4 : 2;
    for (size_t i = 0; i < n; i++) {
        if (o->stated != NULL && pm_outputs_same_place(a[i], o->stated))
            return pm_fail(err, PM_E_USAGE, "%.200s would be written over what is stated of the case; choose another place", a[i]);
        for (size_t k = 2; i < 2 && k < n; k++)
            if (pm_outputs_same_place(a[i], a[k]))
                return pm_fail(err, PM_E_USAGE, "report and JSON would both go to %.200s; give one of them another name", a[k]);
    }
    return PM_OK;
}

static pm_status open_outputs(outputs *out, const pm_cli_options *o, pm_error *err)
{
    pm_status st = o->stated ? pm_stated_read(&out->stated, o->stated, err) : PM_OK;
    if (st == PM_OK)
        st = pm_summed_open(&out->report, o->output, o, err);
    if (st == PM_OK && o->json != NULL)
        st = pm_summed_open(&out->json, o->json, o, err);
    return st == PM_OK ? refuse_same_places(out, o, err) : st;
}

static pm_status write_outputs(outputs *out, const pm_cli_options *o, const pm_case *c, pm_error *err)
{
    pm_texts *texts;
    pm_status st = pm_texts_open(&texts, o->templates, err);
    if (st != PM_OK)
        return st;
    pm_findings *findings = pm_findings_make(c);
    pm_model_input in = { .c = c, .findings = findings, .texts = texts, .lang = o->lang, .version = PM_VERSION, .build = PM_BUILD,
                          .title = o->title, .stated = out->stated };
    st = pm_report_write(&in, o->templates, out->report.out, err);
    if (st == PM_OK && out->json.out != NULL) {
        pm_export_json(&in, out->json.out);
        st = pm_summed_close(&out->json, err);
    }
    if (st == PM_OK)
        st = pm_summed_close(&out->report, err);
    if (st == PM_OK)
        st = pm_summed_seal(&out->report, err);
    if (st == PM_OK)
        st = pm_summed_seal(&out->json, err);
    pm_findings_free(findings);
    pm_texts_free(texts);
    return st;
}

int pm_command_report(pm_cli_options *o)
{
    outputs out = { .report = { .path = NULL } };
    pm_case *c = NULL;
    pm_error err = { "" };
    pm_progress p = { .last = 0 };
    int code;
    if (pm_progress_is_wanted(o)) {
        o->read.progress = pm_progress_show;
        o->read.progress_ctx = &p;
    }
    pm_status st = open_outputs(&out, o, &err);
    if (st == PM_OK)
        st = pm_case_read(&c, &o->read, &err);
    pm_progress_end(&p);
    if (st == PM_OK)
        st = write_outputs(&out, o, c, &err);
    if (st == PM_OK)
        code = c->partly_read ? PM_EXIT_PARTLY : PM_EXIT_WELL;
    else
        code = pm_command_say(&err, st == PM_E_USAGE ? PM_EXIT_USAGE : PM_EXIT_NOTHING);
    if (code == PM_EXIT_PARTLY && !o->quiet)
        fputs("postmortem: part of the evidence could not be read; the report says which\n", stderr);
    pm_summed_free(&out.report);
    pm_summed_free(&out.json);
    pm_stated_free(out.stated);
    pm_case_free(c);
    return code;
}
