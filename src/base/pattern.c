#include "postmortem/base/pattern.h"

#include "postmortem/base/memory.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

enum { MATCH_LIMIT = 100000, DEPTH_LIMIT = 1000 };

struct pm_pattern {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *ctx;
};

pm_status pm_pattern_new(pm_pattern **out, pm_span regex, unsigned flags, pm_error *err)
{
    int number;
    PCRE2_SIZE at;
    uint32_t options = PCRE2_DOTALL | PCRE2_NEVER_BACKSLASH_C;
    options |= flags & PM_PATTERN_NOCASE ? PCRE2_CASELESS : 0;
    options |= flags & PM_PATTERN_UTF ? PCRE2_UTF | PCRE2_MATCH_INVALID_UTF : PCRE2_NEVER_UTF;
    *out = NULL;
    pcre2_code *code = pcre2_compile((PCRE2_SPTR)regex.ptr, regex.len, options, &number, &at, NULL);
    if (code == NULL) {
        PCRE2_UCHAR words[200];
        pcre2_get_error_message(number, words, sizeof words);
        return pm_fail(err, PM_E_FORMAT, "the pattern '%.*s' is wrong at offset %zu: %s", (int)(regex.len > 120 ? 120 : regex.len),
                       regex.ptr, (size_t)at, (const char *)words);
    }
    (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* without JIT it is only slower */
    pm_pattern *p = pm_zalloc(sizeof *p);
    p->code = code;
    p->data = pcre2_match_data_create_from_pattern(code, NULL);
    p->ctx = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(p->ctx, MATCH_LIMIT);
    pcre2_set_depth_limit(p->ctx, DEPTH_LIMIT);
    *out = p;
    return PM_OK;
}

void pm_pattern_free(pm_pattern *p)
{
    if (p == NULL)
        return;
    pcre2_match_context_free(p->ctx);
    pcre2_match_data_free(p->data);
    pcre2_code_free(p->code);
    free(p);
}

bool pm_pattern_match(pm_pattern *p, pm_span subject, pm_span *groups, size_t n_groups)
{
    int n = pcre2_match(p->code, (PCRE2_SPTR)(subject.ptr ? subject.ptr : ""), subject.len, 0, 0, p->data, p->ctx);
    if (n < 0)
        return false;
    const PCRE2_SIZE *v = pcre2_get_ovector_pointer(p->data);
    for (size_t i = 0; i < n_groups; i++) {
        bool set = i < (size_t)n && v[2 * i] != PCRE2_UNSET;
        groups[i] = set ? pm_span_make(subject.ptr + v[2 * i], v[2 * i + 1] - v[2 * i]) : (pm_span){ 0 };
    }
    return true;
}
