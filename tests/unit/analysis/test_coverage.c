/* Of which times the evidence says less than it should. */
#include "small_case.h"

#include "postmortem/analysis/case.h"

#include <unistd.h>
#include <zlib.h>

#define LINE "postfix/qmgr[92]: warning: x"

enum { DAYS = 4 };

/* basis@from-to, lines that would be usual, what is missing; times from the third day's midnight on */
static void check_coverage(const char *row, const small_case *s, const char *want)
{
    static const char *const basis[] = { "gap", "rotation", "damage", "loss", "clock" };
    char got[600] = "";
    for (size_t i = 0, at = 0; i < s->c->n_coverage; i++) {
        const pm_coverage *v = &s->c->coverage[i];
        at += (size_t)snprintf(got + at, sizeof got - at, "%s@%lld-%lld %llu%s%.*s; ", basis[v->basis], (long long)(v->from - SMALL_START - 2 * DAY),
                               (long long)(v->to - SMALL_START - 2 * DAY), (unsigned long long)v->expected, v->missing.len ? " " : "",
                               PM_SPAN_FMT(v->missing));
    }
    check_text(row, "coverage", pm_span_of(got), want);
}

/* Four days of a line every `every` seconds, silent on the third from `from` to `to`. */
static void add_days(small_log *l, int64_t every, int64_t from, int64_t to)
{
    for (int64_t t = 0; t < DAYS * DAY; t += every)
        if (t < 2 * DAY + from || t >= 2 * DAY + to)
            small_line(l, t, LINE);
}

static const struct {
    const char *name;
    int64_t every, from, to;
    const char *want;
} gaps[] = {
    /* 60 lines an hour: from 9:59 to 12:00 there would be 1 + 60 + 60 */
    { "two hours", MINUTE, 10 * HOUR, 12 * HOUR, "gap@35940-43200 121; " },
    { "100 lines would be usual", MINUTE, 10 * HOUR, 11 * HOUR + 39 * MINUTE, "gap@35940-41940 100; " },
    { "99 would be", MINUTE, 10 * HOUR, 11 * HOUR + 38 * MINUTE, "" },
    /* 300 lines an hour: one every 12 seconds */
    { "half an hour is short", 12, 10 * HOUR + 12, 10 * HOUR + 1800, "" },
    { "longer than half an hour", 12, 10 * HOUR + 12, 10 * HOUR + 1812, "gap@36000-37812 151; " },
    { "a quiet server", 10 * MINUTE, 8 * HOUR, 20 * HOUR, "" },
    { "an hour more", 10 * MINUTE, 4 * HOUR, 21 * HOUR, "gap@13800-75600 103; " },
};

static void test_gaps(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(gaps); i++) {
        small_log log = { .lines = 0 };
        small_case s;
        add_days(&log, gaps[i].every, gaps[i].from, gaps[i].to);
        small_case_of(&s, &log, NULL);
        check_coverage(gaps[i].name, &s, gaps[i].want);
        small_case_end(&s);
        small_log_free(&log);
    }
}

/* A quiet hour of every day is no gap on any of them, and one wild day makes no hour busy. */
static void test_rhythm(void **state)
{
    (void)state;
    small_log log = { .lines = 0 };
    small_case s;
    for (int64_t t = 0; t < DAYS * DAY; t += 12)
        if (t % DAY < 2 * HOUR || t % DAY >= 5 * HOUR || t % DAY == 2 * HOUR + 1800 || (t / DAY == 1 && t % DAY < 3 * HOUR))
            small_line(&log, t, LINE);
    small_case_of(&s, &log, NULL);
    check_coverage("nights", &s, "");
    small_case_end(&s);
    small_log_free(&log);
}

/* ---- files ---- */

static void write_gzip(const small_case *s, const char *name, pm_span text, size_t cut)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    gzFile f = gzopen(path, "wb0"); /* not packed, so that what is left of a cut file is known */
    assert_non_null(f);
    assert_int_equal(gzwrite(f, text.ptr, (unsigned)text.len), (int)text.len);
    assert_int_equal(gzclose(f), Z_OK);
    FILE *size = fopen(path, "rb");
    assert_non_null(size);
    fseek(size, 0, SEEK_END);
    long bytes = ftell(size);
    fclose(size);
    assert_int_equal(truncate(path, bytes - (long)cut), 0);
}

typedef struct {
    const char *name;   /* ends in .gz: packed, and cut off behind its last line but one */
    int64_t from, to;   /* from the third midnight on */
    int64_t every;      /* seconds between its lines */
} file;

static const struct {
    const char *name;
    file files[6];
    const char *want;
} series[] = {
    { "all there", { { "maillog", 3 * HOUR, 4 * HOUR, MINUTE }, { "maillog.1", 2 * HOUR, 3 * HOUR, MINUTE }, { "maillog.2", HOUR, 2 * HOUR, MINUTE } }, "" },
    { "one is missing", { { "maillog", 3 * HOUR, 4 * HOUR, MINUTE }, { "maillog.2", HOUR, 2 * HOUR, MINUTE } },
      /* the minute after 1:59; no other day says what is usual from 2 o'clock on */
      "rotation@7140-10800 1 maillog.1; " },
    { "two are missing, and elsewhere none", { { "maillog", 4 * HOUR, 5 * HOUR, MINUTE }, { "maillog.1", 3 * HOUR, 3 * HOUR + 2 * MINUTE, MINUTE },
      { "maillog.4", HOUR, 2 * HOUR, MINUTE } }, "rotation@7140-10800 1 maillog.3 – maillog.2; " },
    { "one is missing, and nothing with it", { { "maillog", 2 * HOUR, 4 * HOUR, MINUTE }, { "maillog.2", HOUR, 2 * HOUR, MINUTE } },
      "rotation@7140-7200 1 maillog.1; " },
    { "another collection holds its lines", { { "maillog", 3 * HOUR, 4 * HOUR, MINUTE }, { "maillog.2", HOUR, 2 * HOUR, MINUTE }, { "old", HOUR + 30 * MINUTE, 3 * HOUR + 30 * MINUTE, MINUTE } }, "" },
    { "an empty file is no missing one", { { "maillog", 3 * HOUR, 4 * HOUR, MINUTE }, { "maillog.1", 0, 0, MINUTE }, { "maillog.2", HOUR, 2 * HOUR, MINUTE } }, "" },
    { "the newest are missing", { { "maillog.2", 2 * HOUR, 3 * HOUR, MINUTE }, { "maillog.3", HOUR, 2 * HOUR, MINUTE } }, "rotation@10740-10740 0 maillog.1; " },
    { "… but another file goes on", { { "maillog.2", 2 * HOUR, 3 * HOUR, MINUTE }, { "maillog.3", HOUR, 2 * HOUR, MINUTE }, { "new", 3 * HOUR, 4 * HOUR, MINUTE } }, "" },
    { "BSD begins at 0", { { "maillog", 3 * HOUR, 4 * HOUR, MINUTE }, { "maillog.0", 2 * HOUR, 3 * HOUR, MINUTE }, { "maillog.2", HOUR, 2 * HOUR, MINUTE } },
      "rotation@7140-7200 1 maillog.1; " },
    { "numbers that no rotation gave", { { "mx.1.log", 3 * HOUR, 4 * HOUR, MINUTE }, { "mx.4.log", HOUR, 2 * HOUR, MINUTE }, { "maillog.2024", HOUR, 2 * HOUR, MINUTE } }, "" },
    { "one file of a number", { { "maillog.3", HOUR, 2 * HOUR, MINUTE } }, "" },
    /* days of 1,440 lines; the third is 7 January, whose lines a file of the 8th holds */
    { "a date is missing", { { "maillog-20260105", -3 * DAY, -2 * DAY, MINUTE }, { "maillog-20260106", -2 * DAY, -DAY, MINUTE }, { "maillog-20260107", -DAY, 0, MINUTE },
      { "maillog-20260109", DAY, 2 * DAY, MINUTE } }, "rotation@-60-86400 1441 maillog-20260108; " },
    { "no file was made that day", { { "maillog-20260105", -3 * DAY, -2 * DAY, MINUTE }, { "maillog-20260106", -2 * DAY, -DAY, MINUTE }, { "maillog-20260107", -DAY, 0, MINUTE },
      { "maillog-20260109", 0, 2 * DAY, MINUTE } }, "" },
    { "the last dates are missing", { { "maillog-2026-01-05", -3 * DAY, -2 * DAY, MINUTE }, { "maillog-2026-01-06", -2 * DAY, -DAY, MINUTE }, { "maillog-2026-01-07", -DAY, 0, MINUTE },
      { "maillog", 2 * DAY, 3 * DAY, MINUTE } }, "rotation@-60-172800 2881 maillog-2026-01-08 – maillog-2026-01-09; " },
    { "dates without an interval", { { "maillog-20260104", -4 * DAY, -3 * DAY, MINUTE }, { "maillog-20260105", -3 * DAY, -2 * DAY, MINUTE }, { "maillog-20260107", -2 * DAY, -DAY, MINUTE },
      { "maillog-20260110", 2 * DAY, 3 * DAY, MINUTE } }, "gap@-86460-172800 4321; " },
    /* a line an hour; weeks that end on 14, 21 and 28 December, 11 January; the file of the 4th would hold 7 * 24 lines and the hour before */
    { "a week is missing", { { "maillog-20251214", -31 * DAY, -24 * DAY, HOUR }, { "maillog-20251221", -24 * DAY, -17 * DAY, HOUR },
      { "maillog-20251228", -17 * DAY, -10 * DAY, HOUR }, { "maillog-20260111", -3 * DAY, 4 * DAY, HOUR } },
      "rotation@-867600--259200 169 maillog-20260104; " },
    { "a month is missing", { { "maillog-20250901", -159 * DAY, -128 * DAY, HOUR }, { "maillog-20251001", -128 * DAY, -98 * DAY, HOUR },
      { "maillog-20251101", -98 * DAY, -67 * DAY, HOUR }, { "maillog-20260101", -37 * DAY, -6 * DAY, HOUR } },
      /* 30 days of November, and the hour before */
      "rotation@-5792400--3196800 721 maillog-20251201; " },
    { "a line a day is too few to tell", { { "maillog-20260104", -4 * DAY, -3 * DAY, DAY }, { "maillog-20260105", -3 * DAY, -2 * DAY, DAY },
      { "maillog-20260106", -2 * DAY, -DAY, DAY }, { "maillog-20260107", -DAY, 0, DAY }, { "maillog-20260109", DAY, 2 * DAY, DAY } }, "" },
    { "the oldest is missing: nobody knows", { { "maillog", 3 * HOUR, 4 * HOUR, MINUTE }, { "maillog.1", 2 * HOUR, 3 * HOUR, MINUTE } }, "" },
    /* the last line is cut off, so that the last stamp is of 1:58; 59 lines an hour give two in the two minutes after */
    { "cut off", { { "maillog", 3 * HOUR, 4 * HOUR, MINUTE }, { "maillog.1.gz", HOUR, 2 * HOUR, MINUTE } }, "damage@7080-10800 2; " },
    { "cut off, and nothing follows", { { "maillog.1.gz", HOUR, 2 * HOUR, MINUTE } }, "damage@7080-7080 0; " },
};

static void test_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(series); i++) {
        small_case s;
        small_case_begin(&s);
        for (size_t k = 0; k < COUNT_OF(series[i].files) && series[i].files[k].name; k++) {
            const file *f = &series[i].files[k];
            small_log log = { .lines = 0 };
            for (int64_t t = f->from; t < f->to; t += f->every)
                small_line(&log, 2 * DAY + t, LINE);
            if (pm_span_ends(pm_span_of(f->name), PM_SPAN(".gz")))
                write_gzip(&s, f->name, pm_buffer_span(&log.text), 8 + 5 + 10); /* its trailer, its last block's end, and some bytes */
            else
                small_case_add(&s, f->name, pm_buffer_span(&log.text));
            small_log_free(&log);
        }
        assert_int_equal(small_case_read(&s), PM_OK);
        check_coverage(series[i].name, &s, series[i].want);
        small_case_end(&s);
    }
}

/* ---- what the log says of itself ---- */

static void test_said(void **state)
{
    (void)state;
    small_log log = { .lines = 0 };
    small_case s;
    small_line(&log, 2 * DAY, "rsyslogd: imuxsock[pid: 16854, name: logger] from <mx1:flood>: begin to drop messages due to rate-limiting");
    small_line(&log, 2 * DAY + 5, "rsyslogd: imuxsock[pid: 16854, name: logger] from <mx1:flood>: 812 messages lost due to rate-limiting (200 allowed within 5 seconds)");
    small_line(&log, 2 * DAY + 10, LINE);
    small_line(&log, 2 * DAY + 4, LINE);
    small_case_of(&s, &log, NULL);
    check_coverage("said", &s, "loss@0-5 0; clock@4-10 0; loss@5-5 812; ");
    small_case_end(&s);
    small_log_free(&log);
}

/* An office writes its mail on working days: its quiet weekends are no gaps, a silent morning is one. */
static void test_week(void **state)
{
    (void)state;
    enum { WEEKS = 4, SILENT = 16 }; /* a Wednesday */
    small_log log = { .lines = 0 };
    small_case s;
    for (int64_t t = 0; t < WEEKS * 7 * DAY; t += MINUTE) {
        int64_t day = t / DAY, within = t % DAY; /* the first is a Monday */
        bool office = day % 7 < 5 && within >= 9 * HOUR && within < 17 * HOUR;
        bool silent = day == SILENT && within >= 9 * HOUR && within < 13 * HOUR;
        if ((office && !silent) || within % (2 * HOUR) == 0)
            small_line(&log, t, LINE);
    }
    small_case_of(&s, &log, NULL);
    /* between the lines of the even hours: 61 lines from 8:00, 120 from 10:00, 60 from 12:00 */
    check_coverage("weeks", &s, "gap@1245600-1252800 120; ");
    small_case_end(&s);
    small_log_free(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_gaps), cmocka_unit_test(test_rhythm), cmocka_unit_test(test_week), cmocka_unit_test(test_files), cmocka_unit_test(test_said) };
    return CHECK_RUN(tests);
}
