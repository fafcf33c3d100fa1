/* The clock: years that stamps do not say, and the memory of the last hour. */
#include "check.h"

#include "stamp.h"

#include <stdlib.h>

static pm_zone *open_zone(const char *name)
{
    pm_zone *z;
    pm_error err = { "" };
    if (pm_zone_open(&z, name, &err) != PM_OK)
        fail_msg("%s", err.text);
    return z;
}

static int64_t read_stamp(pm_clock *c, const char *text)
{
    pm_record r = { 0 };
    pm_span rest;
    if (!pm_clock_read(c, pm_span_of(text), &r, &rest))
        fail_msg("'%s' is no stamp", text);
    return r.time;
}

/* Rows read one after the other by one clock; date -u -d '2026-12-31 23:59:59' +%s and so on. */
static void years_pass(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t time;
        int year, rollovers;
    } rows[] = {
        { "Nov  4 09:05:01", 1793783101, 2026, 0 },
        { "Dec 31 23:59:59", 1798761599, 2026, 0 },
        { "Jan  1 00:00:00", 1798761600, 2027, 1 },       /* forward */
        { "Dec 31 23:59:58", 1798761598, 2026, 0 },       /* and a late line from before midnight */
        { "Jan  1 00:00:01", 1798761601, 2027, 1 },
        { "Mar  1 00:00:00", 1803859200, 2027, 1 },
        { "Feb 28 23:59:59", 1803859199, 2027, 1 },       /* a step back within the year */
        { "Jul  1 00:00:00", 1814400000, 2027, 1 },
        { "Jan  1 00:00:00", 1798761600, 2027, 1 },       /* six months are no New Year */
        { "Jul  1 00:00:00", 1814400000, 2027, 1 },
        { "Dec 31 23:59:59", 1830297599, 2027, 1 },
        { "Jan  1 00:00:00", 1830297600, 2028, 2 },
        { "Feb 29 12:00:00", 1835438400, 2028, 2 },
    };
    pm_zone *z = open_zone("UTC");
    pm_clock c;
    pm_clock_init(&c, z, 2026);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_int(rows[i].text, "time", read_stamp(&c, rows[i].text), rows[i].time);
        check_int(rows[i].text, "year", c.year, rows[i].year);
        check_int(rows[i].text, "rollovers", c.rollovers, rows[i].rollovers);
        check_true(rows[i].text, "leap day", c.leap_day == (i == COUNT_OF(rows) - 1));
    }
    pm_zone_close(z);
}

/* A log read backward, as journalctl -r writes it. */
static void years_pass_backward(void **state)
{
    (void)state;
    pm_zone *z = open_zone("UTC");
    pm_clock c;
    pm_clock_init(&c, z, 2026);
    check_int("backward", "Jan", read_stamp(&c, "Jan  1 00:00:00"), 1767225600);
    check_int("backward", "Dec", read_stamp(&c, "Dec 31 23:59:59"), 1767225599);
    check_int("backward", "year", c.year, 2025);
    check_int("backward", "rollovers", c.rollovers, -1);
    pm_zone_close(z);
}

/* Dated stamps carry their own year and leave that of the others alone. */
static void dated_among_yearless(void **state)
{
    (void)state;
    pm_zone *z = open_zone("UTC");
    pm_clock c;
    pm_clock_init(&c, z, 2026);
    check_int("mixed", "yearless", read_stamp(&c, "Nov  4 09:05:01"), 1793783101);
    check_int("mixed", "dated", read_stamp(&c, "2013-06-10T12:00:00Z"), 1370865600);
    check_int("mixed", "leading year", read_stamp(&c, "2013 Jun 10 12:00:00"), 1370865600);
    check_int("mixed", "yearless again", read_stamp(&c, "Nov  4 09:05:02"), 1793783102);
    check_int("mixed", "rollovers", c.rollovers, 0);
    pm_zone_close(z);
}

/* 29 February under a year that has none: the day after the 28th, and noted for the witnesses. */
static void leap_day_in_a_common_year(void **state)
{
    (void)state;
    pm_zone *z = open_zone("UTC");
    pm_clock c;
    pm_clock_init(&c, z, 2026);
    check_int("leap day", "1 March", read_stamp(&c, "Feb 29 12:00:00"), 1772366400); /* date -u -d '2026-03-01 12:00:00' +%s */
    check_int("leap day", "again", read_stamp(&c, "Feb 29 12:00:01"), 1772366401);
    check_true("leap day", "noted", c.leap_day);
    pm_zone_close(z);
}

/* An hour that was remembered a year ago is not the same hour. */
static void remembered_hour_of_another_year(void **state)
{
    (void)state;
    pm_zone *z = open_zone("UTC");
    pm_clock c;
    pm_clock_init(&c, z, 2026);
    check_int("year passes unremembered", "2026", read_stamp(&c, "Jan  1 00:00:01"), 1767225601);
    check_int("year passes unremembered", "July", read_stamp(&c, " 7\xe6\x9c\x88 01 00:00:00"), 1782864000);
    check_int("year passes unremembered", "December", read_stamp(&c, "12\xe6\x9c\x88 31 23:59:59"), 1798761599);
    check_int("year passes unremembered", "January", read_stamp(&c, " 1\xe6\x9c\x88 01 00:00:00"), 1798761600);
    check_int("year passes unremembered", "2027", read_stamp(&c, "Jan  1 00:00:05"), 1798761605);
    pm_zone_close(z);
}

/* A stamp alone, for deciding which clock it is to be. */
static void stamp_alone(void **state)
{
    (void)state;
    pm_stamp s;
    check_true("yearless", "read", pm_stamp_read(PM_SPAN("<22>Nov  4 09:05:01 mx1 x: y"), &s));
    check_int("yearless", "form", s.form, PM_STAMP_RFC3164);
    check_int("yearless", "year", s.civil.year, 0);
    check_int("yearless", "month", s.civil.month, 11);
    check_int("yearless", "day", s.civil.day, 4);
    check_int("yearless", "second", s.civil.second, 1);
    check_true("5424", "read", pm_stamp_read(PM_SPAN("<22>1 2026-11-04T09:05:01.1+09:00 mx1 x - - - y"), &s));
    check_int("5424", "form", s.form, PM_STAMP_RFC3339);
    check_int("5424", "offset", s.offset, 32400);
    check_true("dated", "read", pm_stamp_read(PM_SPAN("2013 Jun 10 12:00:00 mx1 x: y"), &s));
    check_int("dated", "form", s.form, PM_STAMP_DATED);
    check_int("dated", "year", s.civil.year, 2013);
    check_true("none", "refused", !pm_stamp_read(PM_SPAN("Starting up"), &s));
    check_int("none", "form", s.form, PM_STAMP_NONE);
}

/* ---- the clock's memory, beside the C library ---- */

static uint32_t next_random(uint32_t *s)
{
    return *s = *s * 1664525u + 1013904223u;
}

/* The hour that occurs twice where summer time ends: it is the second one once stamps go back in it.  In 2025, Berlin's clocks
 * went from 03:00 back to 02:00 at 2025-10-26T01:00:00Z = 1761440400, Lord Howe's on 2025-04-06 from 02:00 back to 01:30
 * at 1743865200 (2025-04-05T15:00:00Z). */
static void double_hours(void **state)
{
    (void)state;
    enum { BERLIN = 1761440400, LORD_HOWE = 1743865200 };
    static const struct {
        const char *name, *zone;
        struct {
            const char *stamp;
            int64_t time;
        } rows[8];
    } logs[] = {
        { "once", "Europe/Berlin", { { "Oct 26 01:30:00", BERLIN - 5400 }, { "Oct 26 02:30:00", BERLIN - 1800 }, { "Oct 26 02:59:59", BERLIN - 1 },
          { "Oct 26 02:00:10", BERLIN + 10 }, { "Oct 26 02:30:00", BERLIN + 1800 }, { "Oct 26 02:59:00", BERLIN + 3540 }, { "Oct 26 03:00:00", BERLIN + 3600 } } },
        { "late lines in the second", "Europe/Berlin", { { "Oct 26 02:59:59", BERLIN - 1 }, { "Oct 26 02:10:00", BERLIN + 600 }, { "Oct 26 02:02:00", BERLIN + 120 },
          { "Oct 26 03:00:01", BERLIN + 3601 }, { "Oct 26 02:59:59", BERLIN + 3599 }, { "Oct 26 03:30:00", BERLIN + 5400 } } },
        { "late lines in the first", "Europe/Berlin", { { "Oct 26 02:10:00", BERLIN - 3000 }, { "Oct 26 02:05:00", BERLIN - 3300 }, { "Oct 26 02:30:00", BERLIN - 1800 } } },
        { "later than that, it is the second", "Europe/Berlin", { { "Oct 26 02:10:00", BERLIN - 3000 }, { "Oct 26 02:04:59", BERLIN + 299 } } },
        { "only the second, and nothing says so", "Europe/Berlin", { { "Oct 26 01:59:59", BERLIN - 3601 }, { "Oct 26 02:30:00", BERLIN - 1800 },
          { "Oct 26 03:00:00", BERLIN + 3600 } } },
        { "a clock set back before it, and once more", "Europe/Berlin", { { "Oct 26 02:59:59", BERLIN - 1 }, { "Oct 26 02:00:10", BERLIN + 10 },
          { "Oct 26 01:00:00", BERLIN - 7200 }, { "Oct 26 02:30:00", BERLIN - 1800 } } },
        { "with the year", "Europe/Berlin", { { "2025-10-26 02:59:59", BERLIN - 1 }, { "2025-10-26 02:00:10", BERLIN + 10 }, { "Oct 26 02:30:00", BERLIN + 1800 } } },
        { "another day", "Europe/Berlin", { { "Oct 27 02:59:59", BERLIN + 90000 - 1 }, { "Oct 27 02:00:10", BERLIN + 90000 - 3590 } } },
        { "no steps there", "+02:00", { { "Oct 26 02:59:59", BERLIN - 1 }, { "Oct 26 02:00:10", BERLIN - 3590 } } },
        { "half an hour", "Australia/Lord_Howe", { { "Apr  6 01:10:00", LORD_HOWE - 3000 }, { "Apr  6 01:59:59", LORD_HOWE - 1 }, { "Apr  6 01:30:05", LORD_HOWE + 5 },
          { "Apr  6 01:59:59", LORD_HOWE + 1799 }, { "Apr  6 02:00:00", LORD_HOWE + 1800 } } },
    };
    for (size_t i = 0; i < COUNT_OF(logs); i++) {
        pm_zone *z = open_zone(logs[i].zone);
        pm_clock c;
        pm_clock_init(&c, z, 2025);
        for (size_t k = 0; k < COUNT_OF(logs[i].rows) && logs[i].rows[k].stamp != NULL; k++)
            check_int(logs[i].name, logs[i].rows[k].stamp, read_stamp(&c, logs[i].rows[k].stamp), logs[i].rows[k].time);
        pm_zone_close(z);
    }
}

/* The stamp of t in one of the forms, by strftime(3); zone: what %z gives. */
static void write_stamp(char *text, size_t size, int64_t t, unsigned form)
{
    static const char *const forms[] = { "%b %e %H:%M:%S", "%b %d %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.25%z",
                                         "%Y-%m-%d %H:%M:%S", "%Y %b %e %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%b %e %H:%M:%S,25" };
    struct tm tm;
    time_t tt = (time_t)t;
    if (form == 6)
        gmtime_r(&tt, &tm);
    else
        localtime_r(&tt, &tm);
    strftime(text, size, forms[form], &tm);
}

/* A step back across an hour that occurs twice cannot be told from the stamp: kept out of the walk. */
static bool in_a_double_hour(int64_t t)
{
    struct tm now, later, before;
    time_t a = (time_t)t, b = (time_t)(t + 7200), c = (time_t)(t - 7200);
    localtime_r(&a, &now);
    localtime_r(&b, &later);
    localtime_r(&c, &before);
    return now.tm_isdst != later.tm_isdst || now.tm_isdst != before.tm_isdst;
}

static void beside_the_c_library(void **state)
{
    (void)state;
    static const char *const zones[] = { "Asia/Tokyo", "Europe/Berlin", "America/New_York", "Asia/Kolkata" };
    for (size_t k = 0; k < COUNT_OF(zones); k++) {
        pm_zone *z = open_zone(zones[k]); /* sets TZ for the C library too */
        pm_clock c;
        uint32_t random = 7;
        int64_t t = 1767225600 + 86400; /* 2026-01-02 UTC */
        pm_clock_init(&c, z, 2026);
        for (int i = 0; i < 60000; i++) {
            t += (next_random(&random) >> 8) % 64 == 0 ? (next_random(&random) >> 8) % 70000 : (int64_t)(next_random(&random) >> 8) % 20 - 3;
            char text[64];
            write_stamp(text, sizeof text, t, (next_random(&random) >> 16) % 8);
            if (in_a_double_hour(t))
                continue;
            check_int(text, zones[k], read_stamp(&c, text), t);
        }
        check_true(zones[k], "a New Year was passed", t > 1798761600 + 86400);
        pm_zone_close(z);
    }
}

/* In the remembered hour a stamp must still be one. */
static void remembered_hour_is_no_excuse(void **state)
{
    (void)state;
    static const char *const first[] = { "Nov  4 09:05:01 ", "2026-11-04T09:05:01+09:00 " };
    static const char *const wrong[][4] = {
        { "Nov  4 09:60:01 ", "Nov  4 09:05:61 ", "Nov  4 09:0a:01 ", "Nov  4 09-05:01 " },
        { "2026-11-04T09:60:01+09:00 ", "2026-11-04T09:05:61+09:00 ", "2026-11-04T09:0a:01+09:00 ", "2026-11-04T09:05-01+09:00 " },
    };
    pm_zone *z = open_zone("+09:00");
    for (size_t i = 0; i < COUNT_OF(first); i++)
        for (size_t k = 0; k < 4; k++) {
            pm_clock c;
            pm_record r = { 0 };
            pm_span rest;
            pm_clock_init(&c, z, 2026);
            read_stamp(&c, first[i]);
            check_true(wrong[i][k], "refused", !pm_clock_read(&c, pm_span_of(wrong[i][k]), &r, &rest));
        }
    pm_clock c;
    pm_clock_init(&c, z, 2026);
    check_int("offset changes within the hour", "first", read_stamp(&c, "2026-11-04T09:05:01+09:00"), 1793750701);
    check_int("offset changes within the hour", "second", read_stamp(&c, "2026-11-04T09:05:01+08:00"), 1793750701 + 3600);
    check_int("offset changes within the hour", "third", read_stamp(&c, "2026-11-04T09:05:01Z"), 1793783101);
    pm_zone_close(z);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_pass),  cmocka_unit_test(years_pass_backward), cmocka_unit_test(dated_among_yearless),
        cmocka_unit_test(leap_day_in_a_common_year), cmocka_unit_test(remembered_hour_of_another_year), cmocka_unit_test(stamp_alone),
        cmocka_unit_test(double_hours), cmocka_unit_test(beside_the_c_library),
        cmocka_unit_test(remembered_hour_is_no_excuse),
    };
    return CHECK_RUN(tests);
}
