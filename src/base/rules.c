#include "postmortem/base/rules.h"

static pm_span next_line(pm_span *text)
{
    pm_span line = pm_span_take(text, PM_SPAN("\n"));
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

/* A continued value is joined by one blank. */
static pm_span join(pm_arena *a, pm_span head, pm_span tail)
{
    return pm_arena_format(a, "%.*s%s%.*s", PM_SPAN_FMT(head), head.len ? " " : "", PM_SPAN_FMT(tail));
}

pm_status pm_rules_parse(pm_arena *a, const char *file, pm_span text, pm_rule **out, pm_error *err)
{
    pm_rule **end = out, *now = NULL;
    *out = NULL;
    pm_span_after(text, PM_SPAN("\xef\xbb\xbf"), &text); /* some editors mark UTF-8 so */
    for (size_t number = 1; text.len; number++) {
        pm_span line = next_line(&text), key, value;
        if (pm_span_trim(line).len == 0) {
            now = NULL;
            continue;
        }
        if (line.ptr[0] == '#')
            continue;
        if (line.ptr[0] == ' ' || line.ptr[0] == '\t') {
            if (now == NULL)
                return pm_fail(err, PM_E_FORMAT, "%s:%zu: this line continues nothing", file, number);
            pm_span *v = &now->fields[now->n_fields - 1].value;
            *v = join(a, *v, pm_span_trim(line));
            continue;
        }
        if (!pm_span_split(line, PM_SPAN(":"), &key, &value) || key.len == 0)
            return pm_fail(err, PM_E_FORMAT, "%s:%zu: expected 'key: value'", file, number);
        if (now == NULL) {
            now = pm_arena_zalloc(a, sizeof *now);
            now->line = number;
            *end = now;
            end = &now->next;
        }
        if (now->n_fields == sizeof now->fields / sizeof *now->fields)
            return pm_fail(err, PM_E_FORMAT, "%s:%zu: more than %zu fields in one record", file, number, now->n_fields);
        now->fields[now->n_fields].key = key;
        now->fields[now->n_fields++].value = pm_span_trim(value);
    }
    return PM_OK;
}

pm_span pm_rule_get(const pm_rule *r, const char *key)
{
    for (size_t i = 0; i < r->n_fields; i++)
        if (pm_span_eq(r->fields[i].key, pm_span_of(key)))
            return r->fields[i].value;
    return (pm_span){ 0 };
}
