#include "check.h"

#include "postmortem/base/civil.h"

/* From date(1): date -u -d 2000-02-29 +%s, divided by 86400; and +%w. */
static void known_dates(void **state)
{
    (void)state;
    static const struct {
        const char *date;
        int year, month, day;
        int64_t days;
        int weekday;
    } rows[] = {
        { "1970-01-01", 1970, 1, 1, 0, 4 },        { "1969-12-31", 1969, 12, 31, -1, 3 },
        { "1999-12-31", 1999, 12, 31, 10956, 5 },  { "2000-02-29", 2000, 2, 29, 11016, 2 },
        { "2000-03-01", 2000, 3, 1, 11017, 3 },    { "1900-02-28", 1900, 2, 28, -25509, 3 },
        { "1900-03-01", 1900, 3, 1, -25508, 4 },   { "2100-03-01", 2100, 3, 1, 47541, 1 },
        { "2024-02-29", 2024, 2, 29, 19782, 4 },   { "2026-11-04", 2026, 11, 4, 20761, 3 },
        { "1600-01-01", 1600, 1, 1, -135140, 6 },  { "2400-02-29", 2400, 2, 29, 157113, 2 },
        { "0001-01-01", 1, 1, 1, -719162, 1 },     { "9999-12-31", 9999, 12, 31, 2932896, 5 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_civil c;
        check_int(rows[i].date, "days", pm_days_from_civil(rows[i].year, rows[i].month, rows[i].day), rows[i].days);
        pm_civil_from_days(rows[i].days, &c);
        check_int(rows[i].date, "year", c.year, rows[i].year);
        check_int(rows[i].date, "month", c.month, rows[i].month);
        check_int(rows[i].date, "day", c.day, rows[i].day);
        check_int(rows[i].date, "weekday", pm_weekday(rows[i].days), rows[i].weekday);
    }
}

/* Walks a calendar by hand, day by day, through two whole cycles of 400 years. */
static void day_by_day(void **state)
{
    (void)state;
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int64_t days = -135140; /* 1600-01-01 */
    int weekday = 6;
    for (int year = 1600; year < 2400; year++) {
        bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
        check_true("leap", "year", pm_is_leap(year) == leap);
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (leap && month == 2);
            check_int("month", "length", pm_days_in_month(year, month), length);
            for (int day = 1; day <= length; day++, days++, weekday = (weekday + 1) % 7) {
                pm_civil c;
                pm_civil_from_days(days, &c);
                if (pm_days_from_civil(year, month, day) != days || c.year != year || c.month != month || c.day != day ||
                    pm_weekday(days) != weekday)
                    fail_msg("%04d-%02d-%02d is day %lld", year, month, day, (long long)days);
            }
        }
    }
    check_int("1600 to 2400", "days", days + 135140, 2 * 146097);
}

/* The ends of a 32-bit time_t (POSIX), and seconds before the epoch. */
static void seconds(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t t;
        pm_civil c;
    } rows[] = {
        { "epoch", 0, { 1970, 1, 1, 0, 0, 0 } },
        { "one before", -1, { 1969, 12, 31, 23, 59, 59 } },
        { "last of 32 bits", 2147483647, { 2038, 1, 19, 3, 14, 7 } },
        { "first of 32 bits", -2147483648, { 1901, 12, 13, 20, 45, 52 } },
        { "one billion", 1000000000, { 2001, 9, 9, 1, 46, 40 } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_civil c;
        pm_civil_from_seconds(rows[i].t, &c);
        check_int(rows[i].row, "year", c.year, rows[i].c.year);
        check_int(rows[i].row, "month", c.month, rows[i].c.month);
        check_int(rows[i].row, "day", c.day, rows[i].c.day);
        check_int(rows[i].row, "hour", c.hour, rows[i].c.hour);
        check_int(rows[i].row, "minute", c.minute, rows[i].c.minute);
        check_int(rows[i].row, "second", c.second, rows[i].c.second);
        check_int(rows[i].row, "back", pm_civil_to_seconds(&rows[i].c), rows[i].t);
    }
    /* a leap second is the same instant as the next midnight (POSIX, 4.16 Seconds Since the Epoch) */
    const pm_civil leap = { 2016, 12, 31, 23, 59, 60 }, next = { 2017, 1, 1, 0, 0, 0 };
    check_int("leap second", "seconds", pm_civil_to_seconds(&leap), pm_civil_to_seconds(&next));
}

static void month_names(void **state)
{
    (void)state;
    static const char *const names[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    for (int m = 0; m < 12; m++)
        check_int(names[m], "month", pm_month_from_name(names[m]), m + 1);
    check_int("lower case", "month", pm_month_from_name("nov"), 0);
    check_int("across two names", "month", pm_month_from_name("anF"), 0);
    check_int("German", "month", pm_month_from_name("Dez"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(known_dates), cmocka_unit_test(day_by_day),
                                        cmocka_unit_test(seconds), cmocka_unit_test(month_names) };
    return CHECK_RUN(tests);
}
