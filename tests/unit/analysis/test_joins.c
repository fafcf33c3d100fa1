/* Files of a series give the same case whether they are joined as they come or when all are there. */
#include "small_case.h"

enum { FILES = 6 };

static const struct {
    const char *name;
    const char *files[FILES]; /* as they follow each other in time */
} rows[] = {
    { "dates in the names", { "maillog-20260105", "maillog-20260112", "maillog-20260119", "maillog" } },
    { "numbers", { "maillog.3", "maillog.2", "maillog.1", "maillog" } },
    { "more than nine", { "maillog.11", "maillog.10", "maillog.2", "maillog.1", "maillog" } },
    { "numbers, then dates", { "maillog.1", "maillog-20260105", "maillog-20260112", "maillog" } },
    { "one that is missing", { "maillog-20260105", "maillog-20260119", "maillog" } },
    { "names against the time", { "maillog-20260119", "maillog-20260112", "maillog-20260105", "maillog" } },
    { "another series before", { "old.1", "maillog-20260105", "maillog-20260112", "maillog" } },
    { "another series between", { "maillog-20260105", "old", "maillog-20260112", "maillog" } },
    { "another series after", { "maillog-20260105", "maillog-20260112", "maillog", "mail.log" } },
    { "one file", { "maillog" } },
};

static size_t count_files(const char *const *files)
{
    size_t n = 0;
    while (n < FILES && files[n] != NULL)
        n++;
    return n;
}

/* Each message is handed in at the end of a file and sent at the beginning of the next. */
static void add_file(small_case *s, const char *name, unsigned i, unsigned n)
{
    small_log log = { .lines = 0 };
    int64_t at = (int64_t)i * 7 * DAY;
    if (i > 0) {
        small_line(&log, at, "postfix/smtp[93]: %08X: to=<x@example.net>, relay=mx.example.net[198.51.100.25]:25, delay=1, delays=1/0/0/0, "
                             "dsn=2.0.0, status=sent (250 2.0.0 Ok)", 0xA0000000u + i - 1);
        small_line(&log, at, "postfix/qmgr[92]: %08X: removed", 0xA0000000u + i - 1);
    }
    small_line(&log, at + 6 * DAY, "postfix/smtpd[%u]: connect from unknown[192.0.2.7]", 100 + i);
    if (i + 1 < n) {
        small_line(&log, at + 6 * DAY, "postfix/smtpd[%u]: %08X: client=unknown[192.0.2.7], sasl_method=PLAIN, sasl_username=ann", 100 + i,
                   0xA0000000u + i);
        small_line(&log, at + 6 * DAY, "postfix/cleanup[91]: %08X: message-id=<%u@example.org>", 0xA0000000u + i, i);
        small_line(&log, at + 6 * DAY, "postfix/qmgr[92]: %08X: from=<ann@example.org>, size=1000, nrcpt=1 (queue active)", 0xA0000000u + i);
    }
    small_case_add(s, name, pm_buffer_span(&log.text));
    small_log_free(&log);
}

static void check_joins(const char *row, const char *const *files, uint64_t may_wait)
{
    small_case s;
    size_t n = count_files(files);
    char what[40];
    small_case_begin(&s);
    for (size_t i = 0; i < n; i++)
        add_file(&s, files[i], (unsigned)i, (unsigned)n);
    s.options.may_wait = may_wait;
    if (small_case_read(&s) != PM_OK)
        fail_msg("row '%s': %s", row, s.err.text);
    uint64_t messages = 0, accepted = 0;
    for (pm_tally_walk w = pm_tally_begin(&s.c->facts->t[PM_T_ACTOR]); pm_tally_next(&w);) {
        check_text(row, "actor", pm_case_text(s.c, w.row->key[1]), "sasl:ann");
        messages += w.row->n[PM_N_ACTOR_MESSAGES];
    }
    for (pm_tally_walk w = pm_tally_begin(&s.c->facts->t[PM_T_ACTOR_FINAL]); pm_tally_next(&w);) {
        check_text(row, "whose recipient", pm_case_text(s.c, w.row->key[1]), "sasl:ann");
        accepted += w.row->n[PM_OUTCOME_ACCEPTED];
    }
    snprintf(what, sizeof what, "%s may wait", may_wait == 1 ? "none" : "all");
    check_int(row, what, (int64_t)messages, (int64_t)n - 1);
    check_int(row, "accepted", (int64_t)accepted, (int64_t)n - 1);
    small_case_end(&s);
}

static void test_joins(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_joins(rows[i].name, rows[i].files, UINT64_MAX);
        check_joins(rows[i].name, rows[i].files, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_joins) };
    return CHECK_RUN(tests);
}
