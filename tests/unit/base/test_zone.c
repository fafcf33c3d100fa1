/* Expected values: date(1) with TZ set, from the system's tz database. */
#include "check.h"

#include "postmortem/base/zone.h"

static pm_zone *open_zone(const char *name)
{
    pm_zone *z;
    pm_error err = { "" };
    if (pm_zone_open(&z, name, &err) != PM_OK)
        fail_msg("zone %s: %s", name, err.text);
    return z;
}

static void offsets(void **state)
{
    (void)state;
    static const struct {
        const char *zone;
        int64_t t;
        const char *shown;
    } rows[] = {
        { "UTC", 1767225600, "2026-01-01T00:00:00+00:00" },
        { "Z", 1767225600, "2026-01-01T00:00:00+00:00" },
        { "+09:00", 1767225600, "2026-01-01T09:00:00+09:00" },
        { "+0900", 1767225600, "2026-01-01T09:00:00+09:00" },
        { "-05:30", 1767225600, "2025-12-31T18:30:00-05:30" },
        { "-0030", 1767225600, "2025-12-31T23:30:00-00:30" },
        { "+14:00", 1767225600, "2026-01-01T14:00:00+14:00" },
        { "Asia/Tokyo", 1767225600, "2026-01-01T09:00:00+09:00" },
        { "Asia/Tokyo", 1782864000, "2026-07-01T09:00:00+09:00" },
        { "Asia/Kolkata", 1767225600, "2026-01-01T05:30:00+05:30" },
        { "Europe/Berlin", 1774745999, "2026-03-29T01:59:59+01:00" },
        { "Europe/Berlin", 1774746000, "2026-03-29T03:00:00+02:00" },
        { "Europe/Berlin", 1792889999, "2026-10-25T02:59:59+02:00" },
        { "Europe/Berlin", 1792890000, "2026-10-25T02:00:00+01:00" },
        { "America/New_York", 1772953199, "2026-03-08T01:59:59-05:00" },
        { "America/New_York", 1772953200, "2026-03-08T03:00:00-04:00" },
        { "America/New_York", 1793512799, "2026-11-01T01:59:59-04:00" },
        { "America/New_York", 1793512800, "2026-11-01T01:00:00-05:00" },
        { "Australia/Lord_Howe", 1775314800, "2026-04-05T01:30:00+10:30" },
        { "Pacific/Apia", 1325239199, "2011-12-29T23:59:59-10:00" },
        { "Pacific/Apia", 1325239200, "2011-12-31T00:00:00+14:00" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[40];
        pm_zone *z = open_zone(rows[i].zone);
        pm_zone_format(z, rows[i].t, 0, text, sizeof text);
        check_text(rows[i].shown, rows[i].zone, pm_span_of(text), rows[i].shown);
        pm_zone_close(z);
    }
}

static void abbreviations(void **state)
{
    (void)state;
    static const struct {
        const char *zone;
        int64_t t;
        const char *name;
    } rows[] = {
        { "Asia/Tokyo", 1767225600, "JST" },        { "Europe/Berlin", 1792889999, "CEST" }, { "Europe/Berlin", 1792890000, "CET" },
        { "America/New_York", 1793512799, "EDT" },  { "America/Sao_Paulo", 1767225600, "-03" }, { "UTC", 1767225600, "UTC" },
        { "+09:00", 1767225600, "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char buf[PM_ZONE_ABBREVIATION];
        pm_zone *z = open_zone(rows[i].zone);
        check_text(rows[i].zone, "name", pm_zone_abbreviation(z, rows[i].t, buf), rows[i].name);
        pm_zone_close(z);
    }
}

/* Wall clock -> UTC: both ways over the steps, the hour that does not exist, the hour that is there twice. */
static void to_utc(void **state)
{
    (void)state;
    static const struct {
        const char *row, *zone;
        pm_civil local;
        int64_t t;
    } rows[] = {
        { "Tokyo", "Asia/Tokyo", { 2026, 1, 1, 9, 0, 0 }, 1767225600 },
        { "fixed", "-05:30", { 2025, 12, 31, 18, 30, 0 }, 1767225600 },
        { "Berlin, last second of winter", "Europe/Berlin", { 2026, 3, 29, 1, 59, 59 }, 1774745999 },
        { "Berlin, first second of summer", "Europe/Berlin", { 2026, 3, 29, 3, 0, 0 }, 1774746000 },
        { "Berlin, skipped", "Europe/Berlin", { 2026, 3, 29, 2, 30, 0 }, 1774746000 + 1800 },
        { "Berlin, before the double hour", "Europe/Berlin", { 2026, 10, 25, 1, 59, 59 }, 1792890000 - 3601 },
        { "Berlin, double hour: summer", "Europe/Berlin", { 2026, 10, 25, 2, 30, 0 }, 1792890000 - 1800 },
        { "Berlin, after the double hour", "Europe/Berlin", { 2026, 10, 25, 3, 0, 0 }, 1792890000 + 3600 },
        { "New York, last second of winter", "America/New_York", { 2026, 3, 8, 1, 59, 59 }, 1772953199 },
        { "New York, first second of summer", "America/New_York", { 2026, 3, 8, 3, 0, 0 }, 1772953200 },
        { "New York, skipped", "America/New_York", { 2026, 3, 8, 2, 30, 0 }, 1772953200 + 1800 },
        { "New York, double hour: summer", "America/New_York", { 2026, 11, 1, 1, 30, 0 }, 1793512800 - 1800 },
        { "New York, after the double hour", "America/New_York", { 2026, 11, 1, 2, 0, 0 }, 1793512800 + 3600 },
        { "Lord Howe, half an hour twice", "Australia/Lord_Howe", { 2026, 4, 5, 1, 45, 0 }, 1775314800 - 900 },
        { "Lord Howe, after it", "Australia/Lord_Howe", { 2026, 4, 5, 2, 0, 0 }, 1775314800 + 1800 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_zone *z = open_zone(rows[i].zone);
        check_int(rows[i].row, "UTC", pm_zone_to_utc(z, pm_civil_to_seconds(&rows[i].local)), rows[i].t);
        pm_zone_close(z);
    }
}

/* Every hour of a year with two steps comes back, but for the hour that occurs twice: its second half comes back an hour early. */
static void there_and_back(void **state)
{
    (void)state;
    static const char *const zones[] = { "Europe/Berlin", "America/New_York", "Asia/Tokyo", "Asia/Kolkata" };
    for (size_t k = 0; k < COUNT_OF(zones); k++) {
        pm_zone *z = open_zone(zones[k]);
        int twice = 0, both = 0;
        for (int64_t t = 1767225600; t < 1767225600 + 365 * 86400; t += 1800) {
            int64_t back = pm_zone_to_utc(z, t + pm_zone_offset(z, t));
            twice += back == t - 3600;
            int64_t later;
            check_true(zones[k], "comes back", back == t || back == t - 3600);
            bool again = pm_zone_again(z, t + pm_zone_offset(z, t), &later);
            check_true(zones[k], "the later one comes back", back == t ? !again || later == t + 3600 : again && later == t);
            both += again;
        }
        check_int(zones[k], "half hours that occur twice", twice, k < 2 ? 2 : 0);
        check_int(zones[k], "and each time", both, k < 2 ? 4 : 0);
        pm_zone_close(z);
    }
}

static void names(void **state)
{
    (void)state;
    static const char *const wrong[] = { "", "Asia/Tokio", "asia tokyo", "../../etc/passwd", "/etc/localtime", ":UTC", "+9", "+09",
                                         "+15:00", "+09:60", "+9:000", "09:00", "+09-00", "Europe", "zone.tab", "tzdata.zi",
                                         "An/absurdly/long/name/that/no/zone/of/any/database/could/ever/have/had/in/it" };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        pm_zone *z = (pm_zone *)1;
        pm_error err = { "" };
        check_int(wrong[i], "status", pm_zone_open(&z, wrong[i], &err), PM_E_USAGE);
        check_true(wrong[i], "no zone", z == NULL);
        check_true(wrong[i], "a sentence", strstr(err.text, "Asia/Tokyo") != NULL);
    }
    static const struct {
        const char *given, *shown;
    } right[] = { { "UTC", "UTC" }, { "Z", "UTC" }, { "+0900", "+09:00" }, { "-05:30", "-05:30" }, { "Asia/Tokyo", "Asia/Tokyo" } };
    for (size_t i = 0; i < COUNT_OF(right); i++) {
        pm_zone *z = open_zone(right[i].given);
        check_text(right[i].given, "name", pm_span_of(pm_zone_name(z)), right[i].shown);
        pm_zone_close(z);
    }
    pm_zone_close(NULL);
}

static void fractions(void **state)
{
    (void)state;
    char text[40];
    pm_zone *z = open_zone("+09:00");
    pm_zone_format(z, 1767225600, 123456, text, sizeof text);
    check_text("fraction", "text", pm_span_of(text), "2026-01-01T09:00:00.123456+09:00");
    pm_zone_format(z, 1767225600, 7, text, sizeof text);
    check_text("small fraction", "text", pm_span_of(text), "2026-01-01T09:00:00.000007+09:00");
    pm_zone_close(z);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(offsets), cmocka_unit_test(abbreviations), cmocka_unit_test(to_utc), cmocka_unit_test(there_and_back),
                                        cmocka_unit_test(names), cmocka_unit_test(fractions) };
    return CHECK_RUN(tests);
}
