#include "case_text.h"

#include "postmortem/base/memory.h"
#include "postmortem/export/export.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NOW_2026_11_24 = 1795478400 };

pm_case_options pm_test_options(const char *const *inputs, size_t n)
{
    return (pm_case_options){ .inputs = inputs, .n_inputs = n, .since = PM_NO_TIME, .until = PM_NO_TIME,
                              .now = NOW_2026_11_24, .jobs = 1, .limits = PM_EVIDENCE_LIMITS_DEFAULT };
}

static void must(pm_status st, const pm_error *err)
{
    if (st == PM_OK)
        return;
    fprintf(stderr, "%s\n", err->text);
    abort();
}

static char *read_back(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        abort();
    fseek(f, 0, SEEK_END);
    size_t len = (size_t)ftell(f);
    rewind(f);
    char *text = pm_alloc(len + 1);
    if (fread(text, 1, len, f) != len)
        abort();
    text[len] = '\0';
    fclose(f);
    unlink(path);
    return text;
}

static char *json_of(const pm_case *c)
{
    char path[] = "/tmp/pm-case-XXXXXX";
    pm_error err;
    pm_texts *texts;
    pm_output *out;
    close(mkstemp(path));
    must(pm_texts_open(&texts, NULL, &err), &err);
    must(pm_output_open(&out, path, &err), &err);
    pm_findings *findings = pm_findings_make(c);
    pm_model_input in = { .c = c, .findings = findings, .texts = texts, .lang = "en", .version = "test", .build = "test" };
    pm_export_json(&in, out);
    must(pm_output_close(out, &err), &err);
    pm_findings_free(findings);
    pm_texts_free(texts);
    return read_back(path);
}

char *pm_test_case_text(const pm_case_options *options, void (*look)(void *ctx, const pm_case *c), void *ctx)
{
    pm_case *c = NULL;
    pm_error err = { "" };
    char *text;
    if (pm_case_read(&c, options, &err) == PM_OK) {
        if (look != NULL)
            look(ctx, c);
        text = json_of(c);
    } else {
        size_t len = strlen(err.text);
        text = pm_alloc(len + 1);
        memcpy(text, err.text, len + 1);
    }
    pm_case_free(c);
    return text;
}
