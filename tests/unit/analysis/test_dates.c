/* Which year the stamps of several logs mean, and which zone.  The logs are small; the witnesses are in them. */
#include "small_case.h"

#include "dates.h"

/* "Jan  5 00:00:00" and the like; a long queue id of UTC second `utc` is made where a row asks for it. */
typedef struct {
    const char *name;    /* of the file */
    const char *stamp;   /* of its first and only line */
    int64_t mtime;
    int64_t queue_id;    /* 0: a short one */
} file;

enum { MAY_2026 = SMALL_START + 120 * DAY };

static const struct {
    const char *name;
    file files[4];
    int year;            /* --year */
    const char *want;    /* year and witness of each file, in the order of the names */
} rows[] = {
    { "mtime", { { "maillog", "May  1 00:00:00", MAY_2026, 0 } }, 0, "2026 mtime; " },
    { "later in the year than mtime", { { "maillog", "Dec  1 00:00:00", MAY_2026, 0 } }, 0, "2025 mtime; " },
    { "stated", { { "maillog", "May  1 00:00:00", MAY_2026, 0 } }, 2020, "2020 stated; " },
    { "stated, and files of the year before", { { "maillog", "Jan  3 00:00:00", MAY_2026, 0 }, { "maillog.1", "Dec 30 00:00:00", MAY_2026, 0 },
      { "maillog.2", "Dec 20 00:00:00", MAY_2026, 0 } }, 2020, "2020 stated; 2019 stated; 2019 stated; " },
    { "the date in the name", { { "maillog-20210104", "Jan  3 00:00:00", MAY_2026, 0 } }, 0, "2021 file-name; " },
    { "and the new year in it", { { "maillog-20210104", "Dec 30 00:00:00", MAY_2026, 0 } }, 0, "2020 file-name; " },
    /* queue ids are the strongest of these: 2026-01-05; where they agree with what was supposed, that stands */
    { "a queue id and mtime", { { "maillog", "Jan  5 00:00:00", MAY_2026 + 365 * DAY, SMALL_START } }, 0, "2026 votes; " },
    { "a queue id and --year", { { "maillog", "Jan  5 00:00:00", MAY_2026, SMALL_START } }, 2020, "2026 votes; " },
    { "a queue id and the name", { { "maillog-20210110", "Jan  5 00:00:00", MAY_2026, SMALL_START } }, 0, "2026 votes; " },
    /* the files beside it: numbers count backwards */
    { "after the one that is dated", { { "maillog", "Jan 12 00:00:00", MAY_2026 + 700 * DAY, 0 }, { "maillog.1", "Jan  5 00:00:00", MAY_2026, SMALL_START } }, 0,
      "2026 rotation-order; 2026 mtime; " },
    { "before the one that is dated", { { "maillog", "Jan  5 00:00:00", MAY_2026, SMALL_START }, { "maillog.1", "Dec 29 00:00:00", MAY_2026 + 700 * DAY, 0 } }, 0,
      "2026 mtime; 2025 rotation-order; " },
    { "two files away", { { "maillog", "Jan 19 00:00:00", MAY_2026 + 700 * DAY, 0 }, { "maillog.1", "Jan 12 00:00:00", MAY_2026 + 700 * DAY, 0 },
      { "maillog.2", "Jan  5 00:00:00", MAY_2026, SMALL_START } }, 0, "2026 rotation-order; 2026 rotation-order; 2026 mtime; " },
    { "over new year", { { "maillog", "Jan  2 00:00:00", MAY_2026 + 700 * DAY, 0 }, { "maillog.1", "Jan  5 00:00:00", MAY_2026, SMALL_START } }, 0,
      "2027 rotation-order; 2026 mtime; " },
    { "another series is no neighbour", { { "maillog", "Jan 12 00:00:00", MAY_2026 + 365 * DAY, 0 }, { "secure.1", "Jan  5 00:00:00", MAY_2026, SMALL_START } }, 0,
      "2027 mtime; 2026 mtime; " },
    { "a copy that kept its mtime", { { "copy-of-maillog", "Dec 30 00:00:00", MAY_2026 + 700 * DAY, 0 }, { "maillog", "Dec 30 00:00:00", MAY_2026, 0 } }, 0,
      "2025 mtime; 2025 mtime; " },
    { "numbered files are older than dated ones", { { "maillog-20260110", "Jan  5 00:00:00", MAY_2026, 0 },
      { "maillog.2", "Dec 20 00:00:00", MAY_2026 + 700 * DAY, 0 } }, 0, "2026 file-name; 2025 rotation-order; " },
    { "dates in names are certain", { { "maillog", "Jan 12 00:00:00", MAY_2026 + 700 * DAY, 0 }, { "maillog-20260110", "Jan  5 00:00:00", MAY_2026, 0 } }, 0,
      "2026 rotation-order; 2026 file-name; " },
};

/* mail_queue.h: seconds in base 52 of these letters. */
static void make_queue_id(char buf[16], int64_t t)
{
    static const char letters[] = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
    snprintf(buf, 16, "......0000z1");
    for (int i = 5; i >= 0; i--, t /= 52)
        buf[i] = letters[t % 52];
}

static void add_file(small_case *s, const file *f)
{
    char text[200], qid[16] = "1E240C0A14";
    if (f->queue_id)
        make_queue_id(qid, f->queue_id);
    snprintf(text, sizeof text, "%s mx1 postfix/pickup[90]: %s: uid=48 from=<www>\n", f->stamp, qid);
    small_case_add(s, f->name, pm_span_of(text));
    small_case_dated(s, f->name, f->mtime);
}

static void test_years(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        small_case s;
        char got[400] = "";
        size_t at = 0;
        small_case_begin(&s);
        s.options.year = rows[i].year;
        s.options.now = MAY_2026 + 3650LL * DAY;
        for (const file *f = rows[i].files; f->name != NULL; f++)
            add_file(&s, f);
        assert_int_equal(small_case_read(&s), PM_OK);
        for (size_t k = 0; k < s.c->n_pieces; k++) {
            const pm_stream_info *info = pm_piece_stream(s.c->pieces[k]);
            if (info == NULL)
                continue;
            pm_civil c;
            pm_civil_from_seconds(info->first, &c);
            check_int(rows[i].name, "year of the clock", info->year_first, c.year);
            at += (size_t)snprintf(got + at, sizeof got - at, "%d %s; ", c.year,
                                   info->supposed_stands ? pm_witness_name(info->year_basis) : "votes");
        }
        check_text(rows[i].name, "years", pm_span_of(got), rows[i].want);
        small_case_end(&s);
    }
}

/* A stamp of 29 February: the year has one. */
static void test_leap_day(void **state)
{
    (void)state;
#define LINE " mx1 postfix/qmgr[92]: 1E240C0A14: removed\n"
    static const struct {
        const char *name, *file, *text;
        int year;
        const char *want; /* year of the first line, witness */
    } leaps[] = {
        { "within", "maillog", "Feb 28 08:00:00" LINE "Feb 29 08:00:00" LINE "Mar  1 08:00:00" LINE, 0, "2024 leap-day" },
        { "at first", "maillog", "Feb 29 08:00:00" LINE "Mar  1 08:00:00" LINE, 0, "2024 mtime" },
        { "in the year after the first line's", "maillog", "Dec 31 08:00:00" LINE "Feb 29 08:00:00" LINE, 0, "2023 leap-day" },
        { "in the years before the last line's", "maillog", "Feb 28 08:00:00" LINE "Feb 29 08:00:00" LINE "Jul  1 08:00:00" LINE "Dec  1 08:00:00" LINE "Jan  5 08:00:00" LINE, 0, "2024 leap-day" },
        { "the year is stated", "maillog", "Feb 28 08:00:00" LINE "Feb 29 08:00:00" LINE, 2025, "2025 stated" },
        { "the name says it", "maillog-20250401", "Feb 28 08:00:00" LINE "Feb 29 08:00:00" LINE, 0, "2025 file-name" },
        { "none", "maillog", "Feb 28 08:00:00" LINE "Mar  1 08:00:00" LINE, 0, "2026 mtime" },
    };
    for (size_t i = 0; i < COUNT_OF(leaps); i++) {
        small_case s;
        char got[100] = "";
        small_case_begin(&s);
        s.options.year = leaps[i].year;
        s.options.now = MAY_2026 + 3650LL * DAY;
        small_case_add(&s, leaps[i].file, pm_span_of(leaps[i].text));
        small_case_dated(&s, leaps[i].file, MAY_2026);
        assert_int_equal(small_case_read(&s), PM_OK);
        const pm_stream_info *info = pm_piece_stream(s.c->pieces[s.c->n_pieces - 1]);
        pm_civil c;
        pm_civil_from_seconds(info->first, &c);
        check_int(leaps[i].name, "year of the clock", info->year_first, c.year);
        snprintf(got, sizeof got, "%d %s", c.year, info->supposed_stands ? pm_witness_name(info->year_basis) : "votes");
        check_text(leaps[i].name, "year", pm_span_of(got), leaps[i].want);
        small_case_end(&s);
    }
}

/* A year that another pass is told. */
static void test_pins(void **state)
{
    (void)state;
    static const int32_t years[] = { 1970, 2026, 9999, -5 };
    for (size_t i = 0; i < COUNT_OF(years); i++)
        for (pm_witness w = 0; w <= PM_WITNESS_COUNT; w++) {
            pm_witness basis;
            check_int("pin", "year", pm_year_pinned(pm_year_pin(years[i], w), &basis), years[i]);
            check_int("pin", "basis", basis, w);
        }
}

/* ---- the zone ---- */

static const struct {
    const char *name, *zone; /* --tz, NULL: not stated */
    const char *stamps[2];   /* of a line in a file each, whose queue id is of SMALL_START */
    int32_t offset;
    const char *basis;
    int64_t time;            /* of the first file's line, after SMALL_START */
    bool conflict;
} zones[] = {
    { "stated", "+09:00", { "Jan  5 09:00:00" }, 9 * HOUR, "stated", 0, false },
    { "stated, and the lines say another", "UTC", { "Jan  5 09:00:00" }, 0, "stated", 9 * HOUR, true },
    { "written", NULL, { "2026-01-05T05:30:00+05:30" }, 5 * HOUR + 1800, "iso-stamps", 0, false },
    { "written, two of them", NULL, { "2026-01-05T05:30:00+05:30", "2026-01-05T01:00:00+01:00" }, 0, "machine", 0, false },
    { "written, two of them in one file", NULL, { "2026-01-05T05:30:00+05:30 mx1 sshd[7]: x\n2026-01-05T01:00:00+01:00" }, 0, "machine", 0, false },
    { "queue ids", NULL, { "Jan  5 09:00:00" }, 9 * HOUR, "witnesses", 0, false },
    { "queue ids that fit the machine's", NULL, { "Jan  5 00:00:00" }, 0, "witnesses", 0, false },
    /* :15 is kept nowhere */
    { "queue ids of no zone", NULL, { "Jan  5 09:15:00" }, 0, "witnesses", 9 * HOUR + 900, false },
};

static void test_zones(void **state)
{
    (void)state;
    setenv("TZ", "UTC", 1);
    for (size_t i = 0; i < COUNT_OF(zones); i++) {
        small_case s;
        static const char *const names[] = { "maillog", "secure" };
        char text[200], qid[16];
        make_queue_id(qid, SMALL_START);
        small_case_begin(&s);
        s.options.zone = zones[i].zone;
        for (size_t k = 0; k < COUNT_OF(names) && zones[i].stamps[k] != NULL; k++) {
            snprintf(text, sizeof text, "%s mx1 postfix/pickup[90]: %s: uid=48 from=<www>\n", zones[i].stamps[k], qid);
            small_case_add(&s, names[k], pm_span_of(text));
        }
        assert_int_equal(small_case_read(&s), PM_OK);
        check_int(zones[i].name, "offset", pm_zone_offset(s.c->zone, SMALL_START), zones[i].offset);
        check_text(zones[i].name, "basis", pm_span_of(s.c->zone_basis), zones[i].basis);
        check_int(zones[i].name, "time", pm_piece_stream(s.c->pieces[0])->first - SMALL_START, zones[i].time);
        check_int(zones[i].name, "conflict", s.c->zone_conflict, zones[i].conflict);
        small_case_end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_years), cmocka_unit_test(test_pins), cmocka_unit_test(test_leap_day), cmocka_unit_test(test_zones) };
    return CHECK_RUN(tests);
}
