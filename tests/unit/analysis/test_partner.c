/*
 * Why a line is missing, and which ties a log obeys: a mail a minute of which one lacks a line, and what lies around it.
 */
#include "small_case.h"

#include <stdio.h>

typedef struct {
    const char *name;
    int64_t first, last;     /* minutes of the mails */
    int64_t bare_at;         /* a mail without Message-ID at that minute … */
    unsigned bare;           /* … or so many of them, one a minute */
    int64_t loss_at;         /* seconds: the logger says that it lost lines */
    uint64_t held;
    uint64_t missing[PM_MISSING_CAUSE_COUNT];
    bool applied;
    size_t listed;
} row;

static const row rows[] = {
    { "all there", 0, 99, 0, 0, 0, 100, { 0 }, true, 0 },
    { "one is missing", 0, 99, 50, 1, 0, 100, { [PM_MISSING_UNEXPLAINED] = 1 }, true, 1 },
    { "in the last minute", 0, 99, 100, 1, 0, 100, { [PM_MISSING_EDGE] = 1 }, true, 1 },
    { "in the first", 1, 99, 0, 1, 0, 99, { [PM_MISSING_EDGE] = 1 }, true, 1 },
    { "ten minutes before a loss is admitted", 0, 99, 50, 1, 50 * MINUTE + 600, 100, { [PM_MISSING_ADMITTED_LOSS] = 1 }, true, 1 },
    { "longer before", 0, 99, 50, 1, 50 * MINUTE + 690, 100, { [PM_MISSING_UNEXPLAINED] = 1 }, true, 1 },
    { "two of a hundred", 0, 99, 50, 2, 0, 100, { [PM_MISSING_UNEXPLAINED] = 2 }, true, 2 },
    { "three", 0, 99, 50, 3, 0, 100, { [PM_MISSING_UNEXPLAINED] = 3 }, false, 0 },
    { "one of ten", 0, 9, 5, 1, 0, 10, { [PM_MISSING_UNEXPLAINED] = 1 }, true, 1 },
    { "one of nine", 0, 8, 5, 1, 0, 9, { [PM_MISSING_UNEXPLAINED] = 1 }, false, 0 },
    { "many, but within one hour of twenty", 0, 1199, 600, 30, 0, 1200, { [PM_MISSING_UNEXPLAINED] = 30 }, true, 30 },
    { "as many everywhere", 0, 1199, 0, 1200, 0, 1200, { [PM_MISSING_UNEXPLAINED] = 1197, [PM_MISSING_EDGE] = 3 }, false, 0 }, /* one beside the first line, two beside the last */
};

static void put_bare(small_log *log, int64_t at, unsigned n)
{
    small_line(log, at, "postfix/pickup[90]: %08XF: uid=48 from=<www>", n);
    small_line(log, at, "postfix/qmgr[92]: %08XF: from=<www@example.org>, size=1000, nrcpt=1 (queue active)", n);
    small_line(log, at, "postfix/smtp[93]: %08XF: to=<x@example.net>, relay=none, delay=1, delays=0.1/0/0.4/0.5, dsn=2.0.0, status=sent (250 Ok)", n);
    small_line(log, at, "postfix/qmgr[92]: %08XF: removed", n);
}

static void put_minute(small_log *log, const row *r, int64_t minute)
{
    if (minute >= r->first && minute <= r->last)
        small_mails(log, (small_mail){ .at = minute * MINUTE, .uid = 48 });
    if (minute >= r->bare_at && minute < r->bare_at + (int64_t)r->bare)
        put_bare(log, minute * MINUTE + 30, (unsigned)minute);
    if (r->loss_at && r->loss_at / MINUTE == minute)
        small_line(log, r->loss_at, "rsyslogd: imuxsock[pid: 812, name: x] from <mx1:x>: 100 messages lost due to rate-limiting (200 allowed within 5 seconds)");
}

static const pm_tie_count *count_of(const pm_case *c, pm_tie tie)
{
    for (size_t i = 0; i < c->n_ties; i++)
        if (c->ties[i].tie == tie)
            return &c->ties[i];
    return NULL;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const row *r = &rows[i];
        small_log log = { .lines = 0 };
        small_case s;
        for (int64_t minute = 0; minute <= r->last + 1; minute++)
            put_minute(&log, r, minute);
        small_case_of(&s, &log, NULL);
        const pm_tie_count *t = count_of(s.c, PM_TIE_QUEUE_MESSAGE_ID);
        assert_non_null(t);
        check_int(r->name, "held", (int64_t)t->held, (int64_t)r->held);
        for (pm_missing_cause k = 0; k < PM_MISSING_CAUSE_COUNT; k++)
            check_int(r->name, pm_missing_cause_name(k), (int64_t)t->missing[k], (int64_t)r->missing[k]);
        check_int(r->name, "applied", t->applied, r->applied);
        check_int(r->name, "listed", (int64_t)s.c->n_missing, (int64_t)r->listed);
        small_case_end(&s);
        small_log_free(&log);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };
    return CHECK_RUN(tests);
}
