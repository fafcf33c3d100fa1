/* Lines that several streams hold. */
#include "small_case.h"

#include "overlap.h"

/* ---- comparing ---- */

/* The streams' lines, one letter each, in order; which of them a stream before held as often. */
static const struct {
    const char *name, *streams[3], *want[3];
} rows[] = {
    { "a line is there once", { "x", "x" }, { ".", "+" } },
    { "n times within one stream are n times", { "xxx", "x" }, { "...", "+" } },
    { "the greater count, not the sum", { "xx", "xxx" }, { "..", "++." } },
    { "of all before", { "x", "xx", "xxx" }, { ".", "+.", "++." } },
    { "order does not matter", { "xyz", "zxyw" }, { "...", "+++." } },
    { "nothing in common", { "xy", "zw" }, { "..", ".." } },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_comparison *c = pm_comparison_new(0, 100);
        for (uint32_t s = 0; s < COUNT_OF(rows[i].streams) && rows[i].streams[s] != NULL; s++) {
            char got[8] = "";
            for (size_t k = 0; rows[i].streams[s][k]; k++)
                got[k] = pm_comparison_line(c, s, 50, pm_span_make(&rows[i].streams[s][k], 1)) ? '+' : '.';
            check_text(rows[i].name, "held before", pm_span_of(got), rows[i].want[s]);
        }
        pm_comparison_free(c);
    }
}

static void test_time(void **state)
{
    (void)state;
    pm_comparison *c = pm_comparison_new(10, 20);
    static const int64_t times[] = { 9, 10, 11, 20, 21 };
    static const bool within[] = { false, true, true, true, false };
    for (uint32_t s = 0; s < 2; s++)
        for (size_t i = 0; i < COUNT_OF(times); i++)
            check_int("times", "the same text at the same time, within the span", pm_comparison_line(c, s, times[i], PM_SPAN("x")), s == 1 && within[i]);
    pm_comparison_free(c);
}

/* ---- samples ---- */

static size_t common(const pm_sample *a, const pm_sample *b)
{
    size_t n = 0;
    for (size_t i = 0; i < a->n; i++)
        for (size_t k = 0; k < b->n; k++)
            n += a->hashes[i] == b->hashes[k];
    return n;
}

static void add_lines(pm_sample *s, int from, int to)
{
    char line[32];
    for (int i = from; i < to; i++)
        pm_sample_line(s, (int64_t)i * 16, pm_span_make(line, (size_t)snprintf(line, sizeof line, "line %d", i)));
}

static void test_samples(void **state)
{
    (void)state;
    pm_sample all = { 0 }, tail = { 0 }, other = { 0 }, large = { 0 };
    add_lines(&all, 0, 1000);
    add_lines(&tail, 900, 1000);
    add_lines(&other, 5000, 6000);
    check_int("small ones", "in common", (int64_t)common(&all, &tail), 100);
    check_int("others", "in common", (int64_t)common(&all, &other), 0);
    add_lines(&large, 0, 100000);
    check_true("a large one", "is bounded", large.n <= 4096 && large.n > 1000);
    /* some 2,000 to 4,000 of its 100,000 lines: of the 1,000, more than 5 but for an unlucky seed in a million */
    check_true("a large one", "has lines in common", common(&large, &all) > 5);
    pm_sample_free(&all);
    pm_sample_free(&tail);
    pm_sample_free(&other);
    pm_sample_free(&large);
}

/* ---- in a case ---- */

static uint64_t messages_of(const pm_case *c)
{
    uint64_t n = 0;
    for (pm_tally_walk w = pm_tally_begin(&c->facts->t[PM_T_ACTOR]); pm_tally_next(&w);)
        n += w.row->n[PM_N_ACTOR_MESSAGES];
    return n;
}

/* Debian's syslog holds what mail.log holds, and what other programs say. */
static void test_debian(void **state)
{
    (void)state;
    small_log mail = { .lines = 0 }, sys = { .lines = 0 };
    for (int i = 0; i < 20; i++) {
        small_mails(&mail, (small_mail){ .at = i * 16, .user = "ann" });
        small_mails(&sys, (small_mail){ .at = i * 16, .user = "ann" });
        small_line(&sys, i * 16 + 1, "CRON[9]: (root) CMD (true)");
    }
    static const char *const names[][2] = { { "mail.log", "syslog" }, { "syslog", "zmail.log" } }; /* whichever comes first */
    for (size_t i = 0; i < COUNT_OF(names); i++)
        for (unsigned jobs = 1; jobs <= 2; jobs++) {
            small_case s;
            small_case_begin(&s);
            s.options.jobs = jobs;
            small_case_add(&s, names[i][i == 0 ? 0 : 1], pm_buffer_span(&mail.text));
            small_case_add(&s, names[i][i == 0 ? 1 : 0], pm_buffer_span(&sys.text));
            assert_int_equal(small_case_read(&s), PM_OK);
            check_int(names[i][0], "messages", (int64_t)messages_of(s.c), 20);
            check_int(names[i][0], "lines", (int64_t)s.c->ledger.lines, mail.lines + sys.lines);
            check_int(names[i][0], "left out", (int64_t)s.c->ledger.duplicate, mail.lines);
            check_int(names[i][0], "in the second", (int64_t)pm_piece_stream(s.c->pieces[1])->ledger.duplicate, mail.lines);
            small_case_end(&s);
        }
    small_log_free(&mail);
    small_log_free(&sys);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_time), cmocka_unit_test(test_samples), cmocka_unit_test(test_debian) };
    return CHECK_RUN(tests);
}
