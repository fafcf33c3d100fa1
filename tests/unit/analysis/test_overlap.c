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

static bool add(pm_comparison *c, uint32_t stream, int64_t time, pm_span text)
{
    pm_record rec = { .tag = PM_SPAN("postfix/qmgr") };
    pm_cite cite = { .text = text };
    return pm_comparison_line(c, stream, time, &rec, text, &cite);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_comparison *c = pm_comparison_new(0, 100);
        for (uint32_t s = 0; s < COUNT_OF(rows[i].streams) && rows[i].streams[s] != NULL; s++) {
            char got[8] = "";
            for (size_t k = 0; rows[i].streams[s][k]; k++)
                got[k] = add(c, s, 50, pm_span_make(&rows[i].streams[s][k], 1)) ? '+' : '.';
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
            check_int("times", "the same text at the same time, within the span", add(c, s, times[i], PM_SPAN("x")), s == 1 && within[i]);
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
    pm_record rec = { .host = { 0 } };
    for (int i = from; i < to; i++)
        pm_sample_line(s, (int64_t)i * 16, &rec, pm_span_make(line, (size_t)snprintf(line, sizeof line, "line %d", i)));
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

/* ---- copies ---- */

/* A log of a hundred messages of seven lines, one each 16 seconds, and of every tenth a warning. */
static void fill(small_log *l)
{
    for (int i = 0; i < 100; i++) {
        small_mails(l, (small_mail){ .at = i * 16, .user = "ann" });
        if (i % 10 == 5)
            small_line(l, i * 16 + 3, "postfix/smtpd[%d]: warning: hostname host%d.example.net does not resolve to address 192.0.2.7", 1000 + i, i);
        if (i % 50 == 25)
            small_line(l, i * 16 + 4, "postfix/smtpd[%d]: error: table %d is gone", 1000 + i, i);
    }
}

enum { LINES = 100 * 7 + 10 + 2 };

typedef struct {
    unsigned from, to;      /* lines of the log that the copy holds: from < n <= to */
    unsigned without[2];    /* but for those: from, to */
    unsigned altered;       /* a line of which a letter is another; 0: none */
    unsigned added;         /* a line behind which there is one more */
    bool classic;           /* RFC 3164 stamps */
} how;

/* "2026-01-05T00:00:16+00:00 mx1 …" -> "Jan  5 00:00:16 mx1 …" */
static void add_line(pm_buffer *b, pm_span line, bool classic)
{
    if (classic)
        pm_buffer_format(b, "Jan  5 %.8s%.*s\n", line.ptr + 11, (int)(line.len - 25), line.ptr + 25);
    else
        pm_buffer_format(b, "%.*s\n", PM_SPAN_FMT(line));
}

static pm_buffer copy_of(const small_log *l, how h)
{
    pm_buffer b = { 0 };
    pm_span rest = pm_buffer_span(&l->text);
    for (unsigned n = 1; rest.len; n++) {
        pm_span line = pm_span_take(&rest, PM_SPAN("\n"));
        if (n <= h.from || n > h.to || (n > h.without[0] && n <= h.without[1]))
            continue;
        add_line(&b, line, h.classic);
        if (n == h.altered)
            b.data[b.len - 2] ^= 1;
        if (n == h.added)
            add_line(&b, PM_SPAN("2026-01-05T00:05:00+00:00 mx1 postfix/smtpd[4242]: connect from unknown[198.51.100.66]"), h.classic);
    }
    return b;
}

static const struct {
    const char *name;
    how a, b;
    unsigned once;          /* lines that count */
    unsigned only[2];
    bool pair, differs, forms_differ;
    unsigned filtered;      /* of the first */
} copies[] = {
    { "identical", { .to = LINES }, { .to = LINES }, LINES, { 0, 0 }, false, false, false, 0 },
    { "a shorter one", { .to = LINES }, { .to = 300 }, LINES, { 0, 0 }, true, false, false, 0 },
    { "one that begins later", { .to = LINES }, { .from = 300, .to = LINES }, LINES, { 0, 0 }, true, false, false, 0 },
    { "each has an end of its own", { .to = 500 }, { .from = 300, .to = LINES }, LINES, { 0, 0 }, true, false, false, 0 },
    { "a line taken out", { .to = LINES }, { .to = LINES, .without = { 400, 401 } }, LINES, { 1, 0 }, true, true, false, 0 },
    /* the two errors are within: for all that the copy shows, its rule may take none */
    { "the middle taken out", { .to = LINES }, { .to = LINES, .without = { 100, 600 } }, LINES, { 498, 0 }, true, true, false, 2 },
    { "taken out of the first", { .to = LINES, .without = { 100, 150 } }, { .to = LINES }, LINES, { 0, 50 }, true, true, false, 0 },
    { "a line altered", { .to = LINES }, { .to = LINES, .altered = 350 }, LINES + 1, { 1, 1 }, true, true, false, 0 },
    { "a line added", { .to = LINES }, { .to = LINES, .added = 350 }, LINES + 1, { 0, 1 }, true, true, false, 0 },
    { "other stamps", { .to = LINES }, { .to = LINES, .classic = true }, LINES, { 0, 0 }, true, false, true, 0 },
    { "other stamps, and a line taken out", { .to = LINES }, { .to = LINES, .without = { 400, 401 }, .classic = true }, LINES, { 1, 0 }, true, true, true, 0 },
    { "both with classic stamps", { .to = LINES, .classic = true }, { .to = LINES, .without = { 400, 403 }, .classic = true }, LINES, { 3, 0 }, true, true, false, 0 },
};

static void test_copies(void **state)
{
    (void)state;
    small_log l = { .lines = 0 };
    fill(&l);
    check_int("the log", "lines", l.lines, LINES);
    for (size_t i = 0; i < COUNT_OF(copies); i++) {
        small_case s;
        const char *row = copies[i].name;
        pm_buffer a = copy_of(&l, copies[i].a), b = copy_of(&l, copies[i].b);
        small_case_begin(&s);
        small_case_add(&s, "maillog", pm_buffer_span(&a));
        small_case_add(&s, "maillog-copy", pm_buffer_span(&b));
        assert_int_equal(small_case_read(&s), PM_OK);
        check_int(row, "count", (int64_t)(s.c->ledger.lines - s.c->ledger.duplicate), copies[i].once);
        check_int(row, "pairs", (int64_t)s.c->n_overlaps, copies[i].pair);
        const pm_finding *x = small_finding(&s, "PM-INT-10", 0);
        check_int(row, "a finding", x != NULL, copies[i].differs);
        if (copies[i].pair) {
            const pm_overlap *o = &s.c->overlaps[0];
            check_int(row, "differs", o->differs, copies[i].differs);
            check_int(row, "forms", o->forms_differ, copies[i].forms_differ);
            for (int side = 0; side < 2; side++) {
                check_int(row, "only in one", (int64_t)o->only[side], copies[i].only[side]);
                check_int(row, "cited", (int64_t)o->n_cites[side], copies[i].only[side] < 20 ? copies[i].only[side] : 20);
                check_int(row, "filtered", (int64_t)o->filtered[side], side ? 0 : copies[i].filtered);
            }
        }
        if (x != NULL) {
            check_int(row, "figure", (int64_t)small_figure(row, x, "only_in_file"), copies[i].only[0]);
            check_int(row, "more lines", (int64_t)(x->n_cites + x->more_lines), copies[i].only[0] + copies[i].only[1]);
        }
        pm_buffer_free(&a);
        pm_buffer_free(&b);
        small_case_end(&s);
    }
    small_log_free(&l);
}

/* syslogd sums up repeated lines file by file: where another program's line stands between, it does not. */
static void test_repeats(void **state)
{
    (void)state;
    small_log l = { .lines = 0 };
    small_case s;
    fill(&l);
    pm_buffer a = copy_of(&l, (how){ .to = LINES }), b = copy_of(&l, (how){ .to = LINES, .without = { 400, 402 } });
    pm_buffer_format(&b, "2026-01-05T00:20:00+00:00 mx1 last message repeated 2 times\n");
    small_case_begin(&s);
    small_case_add(&s, "maillog", pm_buffer_span(&a));
    small_case_add(&s, "maillog-copy", pm_buffer_span(&b));
    assert_int_equal(small_case_read(&s), PM_OK);
    check_int("repeats", "only in the first", (int64_t)s.c->overlaps[0].only[0], 2);
    check_true("repeats", "are seen", s.c->overlaps[0].repeats);
    check_true("repeats", "no finding", small_finding(&s, "PM-INT-10", 0) == NULL);
    pm_buffer_free(&a);
    pm_buffer_free(&b);
    small_log_free(&l);
    small_case_end(&s);
}

/* Which line it is. */
static void test_cited(void **state)
{
    (void)state;
    small_log l = { .lines = 0 };
    small_case s;
    fill(&l);
    pm_buffer a = copy_of(&l, (how){ .to = LINES }), b = copy_of(&l, (how){ .to = LINES, .without = { 400, 401 } });
    small_case_begin(&s);
    small_case_add(&s, "maillog", pm_buffer_span(&a));
    small_case_add(&s, "maillog-copy", pm_buffer_span(&b));
    assert_int_equal(small_case_read(&s), PM_OK);
    check_int("cited", "line", (int64_t)s.c->overlaps[0].cites[0][0].line, 401);
    check_true("cited", "of the first", s.c->overlaps[0].cites[0][0].piece == s.c->overlaps[0].a);
    pm_span at = pm_span_skip(pm_buffer_span(&a), s.c->overlaps[0].cites[0][0].offset);
    check_span("cited", "text", s.c->overlaps[0].cites[0][0].text, pm_span_first(at, s.c->overlaps[0].cites[0][0].length));
    pm_buffer_free(&a);
    pm_buffer_free(&b);
    small_log_free(&l);
    small_case_end(&s);
}

/* rsyslog.conf of Debian 11: mail.info, mail.warn, mail.err hold what is at least so severe, mail.log all of it, syslog other programs', too.
 * Severities of amavis do not stand in its text. */
static void add_debian(pm_buffer files[5], const char *line, int severity)
{
    for (int i = 0; i < 5; i++)
        if (severity <= (int[]){ 6, 6, 4, 3, 6 }[i])
            pm_buffer_format(&files[i], "%s\n", line);
}

static void test_debian_set(void **state)
{
    (void)state;
    static const char *const names[] = { "mail.log", "mail.info", "mail.warn", "mail.err", "syslog" };
    for (int tampered = 0; tampered < 2; tampered++) {
        small_case s;
        pm_buffer files[5] = { 0 };
        unsigned lines = 0;
        small_case_begin(&s);
        for (int i = 0; i < 400; i++) {
            char line[200], stamp[64];
            snprintf(stamp, sizeof stamp, "Jan  5 %02d:%02d:%02d mx1", i * 16 / 3600, i * 16 / 60 % 60, i * 16 % 60);
            snprintf(line, sizeof line, "%s postfix/qmgr[92]: 1E240C0A%02X: removed", stamp, i);
            add_debian(files, line, 6);
            snprintf(line, sizeof line, "%s postfix/smtpd[93]: warning: unknown[192.0.2.7]: SASL PLAIN authentication failed: %d", stamp, i);
            add_debian(files, line, 4);
            snprintf(line, sizeof line, "%s postfix/smtpd[93]: error: table %d is gone", stamp, i);
            add_debian(files, line, 3);
            snprintf(line, sizeof line, "%s amavis[94]: (00094-%02d) Passed CLEAN", stamp, i);
            add_debian(files, line, i % 8 ? 6 : 4);
            snprintf(line, sizeof line, "%s CRON[%d]: (root) CMD (true)", stamp, i + 1000);
            pm_buffer_format(&files[4], "%s\n", line);
            lines += 5;
        }
        if (tampered) { /* a warning of mail.warn is another */
            char *at = strstr(pm_buffer_span(&files[2]).ptr, "failed: 200");
            assert_non_null(at);
            at[0] = 'F';
        }
        for (int i = 0; i < 5; i++) {
            small_case_add(&s, names[i], pm_buffer_span(&files[i]));
            small_case_dated(&s, names[i], SMALL_START + 30 * DAY);
        }
        assert_int_equal(small_case_read(&s), PM_OK);
        check_int("Debian", "lines that count", (int64_t)(s.c->ledger.lines - s.c->ledger.duplicate), lines + tampered);
        /* mail.info is mail.log again; mail.warn differs from both, from syslog, and from mail.err in what that does not take */
        check_int("Debian", "differ", small_finding(&s, "PM-INT-10", 0) != NULL, tampered);
        for (size_t i = 0; i < s.c->n_overlaps; i++)
            check_true("Debian", "each has lines that the other does not take, or a changed one",
                       s.c->overlaps[i].filtered[0] + s.c->overlaps[i].filtered[1] > 0);
        for (int i = 0; i < 5; i++)
            pm_buffer_free(&files[i]);
        small_case_end(&s);
    }
}

/* Streams are compared in their order, however many threads read the rest. */
static void test_threads(void **state)
{
    (void)state;
    small_log l = { .lines = 0 };
    fill(&l);
    pm_buffer a = copy_of(&l, (how){ .to = LINES }), b = copy_of(&l, (how){ .from = 50, .to = LINES, .without = { 400, 410 }, .altered = 300 });
    for (unsigned jobs = 1; jobs <= 2; jobs++) {
        small_case s;
        small_case_begin(&s);
        s.options.jobs = jobs;
        small_case_add(&s, "maillog", pm_buffer_span(&a));
        small_case_add(&s, "maillog-copy", pm_buffer_span(&b));
        assert_int_equal(small_case_read(&s), PM_OK);
        check_int("threads", "only in the first", (int64_t)s.c->overlaps[0].only[0], 11);
        check_int("threads", "only in the second", (int64_t)s.c->overlaps[0].only[1], 1);
        small_case_end(&s);
    }
    pm_buffer_free(&a);
    pm_buffer_free(&b);
    small_log_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_time), cmocka_unit_test(test_samples), cmocka_unit_test(test_debian),
                                        cmocka_unit_test(test_copies), cmocka_unit_test(test_repeats), cmocka_unit_test(test_cited), cmocka_unit_test(test_debian_set), cmocka_unit_test(test_threads) };
    return CHECK_RUN(tests);
}
