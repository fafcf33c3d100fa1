/*
 * case_text: a case as its case.json, for tests that compare whole cases.
 */
#ifndef PM_TESTS_CASE_TEXT_H
#define PM_TESTS_CASE_TEXT_H

#include "postmortem/analysis/case.h"

/* The usual options for one input; `now` is fixed, so that two runs can be compared. */
pm_case_options pm_test_options(const char *const *inputs, size_t n);

/* Reads the evidence and returns its case.json, NUL-terminated; free() it.  Where no case comes of it, the
 * sentence that says why.  `look`, when not NULL, is shown the case before it goes. */
char *pm_test_case_text(const pm_case_options *options, void (*look)(void *ctx, const pm_case *c), void *ctx);

#endif
