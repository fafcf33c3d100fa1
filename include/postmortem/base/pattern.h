/*
 * pattern: PCRE2, compiled once, JIT where the machine has it, with match and depth limits so that
 * no line can make it run for long.  Patterns are ours or the operator's, subjects are hostile.
 */
#ifndef PM_BASE_PATTERN_H
#define PM_BASE_PATTERN_H

#include "postmortem/base/span.h"

typedef struct pm_pattern pm_pattern;

enum { PM_PATTERN_NOCASE = 1, PM_PATTERN_UTF = 2 };

/* PM_E_FORMAT with PCRE2's own words and the offset when the pattern is wrong. */
pm_status pm_pattern_new(pm_pattern **out, pm_span regex, unsigned flags, pm_error *err);
void pm_pattern_free(pm_pattern *p);                                  /* NULL is welcome */
/* Groups: groups[0] is the whole match, unset groups have a NULL ptr.  Not thread-safe per pattern. */
bool pm_pattern_match(pm_pattern *p, pm_span subject, pm_span *groups, size_t n_groups);

#endif
