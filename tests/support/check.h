/*
 * check: cmocka for tables.  Each check names the row and the field that failed, so that a loop over
 * a hundred log lines says which one.
 */
#ifndef PM_TESTS_CHECK_H
#define PM_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "postmortem/base/span.h"

#define COUNT_OF(a) (sizeof(a) / sizeof *(a))

static size_t check_count, check_failed;

/* Ends the running test; with CHECK_ALL=1 in the environment it goes on, to show every row that fails. */
static inline void check_fail(const char *fmt, ...) PM_PRINTF(1, 2);
static inline void check_fail(const char *fmt, ...)
{
    char text[2000];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    check_failed++;
    if (getenv("CHECK_ALL") == NULL)
        fail_msg("%s", text);
    fprintf(stderr, "ERROR: %s\n", text);
}

/* A row whose name is not there still fails by its field. */
static inline const char *check_row(const char *row)
{
    return row ? row : "?";
}

static inline void check_true(const char *row, const char *what, bool ok)
{
    check_count++;
    if (!ok)
        check_fail("row '%s': %s does not hold", check_row(row), what);
}

static inline void check_int(const char *row, const char *what, int64_t got, int64_t want)
{
    check_count++;
    if (got != want)
        check_fail("row '%s': %s is %lld, expected %lld", check_row(row), what, (long long)got, (long long)want);
}

static inline void check_span(const char *row, const char *what, pm_span got, pm_span want)
{
    check_count++;
    if (!pm_span_eq(got, want))
        check_fail("row '%s': %s is '%.*s', expected '%.*s'", check_row(row), what, PM_SPAN_FMT(got), PM_SPAN_FMT(want));
}

/* want: NULL means empty */
static inline void check_text(const char *row, const char *what, pm_span got, const char *want)
{
    check_span(row, what, got, pm_span_of(want ? want : ""));
}

static inline int check_report(int failed)
{
    fprintf(stderr, "%zu checks\n", check_count);
    return failed || check_failed;
}

/* The end of main(): runs the tests and says how many checks they made. */
#define CHECK_RUN(tests) check_report(cmocka_run_group_tests(tests, NULL, NULL))

#endif
