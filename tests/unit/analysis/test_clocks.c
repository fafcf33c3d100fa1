/*
 * Clocks of one file, as a case sees them: summer time both ways, leap days, forms of stamps that change, hosts that do.
 * Each line is a sudo command, which the case lists with its time.  Expected: date(1) with TZ set.
 */
#include "small_case.h"

#define BY(host, n) host " sudo:      bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/" #n "\n"
#define DO(n) BY("mx1", n)
#define IN_JSON(us, n) "{\"__REALTIME_TIMESTAMP\":\"" us "\",\"_HOSTNAME\":\"mx1\",\"SYSLOG_IDENTIFIER\":\"sudo\",\"MESSAGE\":\"     bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/" #n "\"}\n"
#define TAKEN(time, text) time " stdout F " text

static const struct {
    const char *name, *zone;
    int32_t year; /* stated; 0: the lines have to say it */
    const char *text, *want; /* "n@time " of each command; " silent" and " back" for each silence and clock step */
} rows[] = {
    { "Berlin, summer time begins", "Europe/Berlin", 2026, "Mar 29 01:59:59 " DO(1) "Mar 29 03:00:00 " DO(2), "1@1774745999 2@1774746000" },
    { "Berlin, summer time ends", "Europe/Berlin", 2026, "Oct 25 02:59:59 " DO(1) "Oct 25 02:00:00 " DO(2) "Oct 25 02:59:59 " DO(3) "Oct 25 03:00:00 " DO(4),
      "1@1792889999 2@1792890000 3@1792893599 4@1792893600 silent" },
    { "Berlin, dated lines", "Europe/Berlin", 0, "2026-10-25 02:59:59,500 " DO(1) "2026-10-25 02:00:00,500 " DO(2), "1@1792889999 2@1792890000" },
    { "Berlin, the second of the two hours by name", "Europe/Berlin", 0, "Sun 2026-10-25 02:30:00 CET " DO(1) "Sun 2026-10-25 02:45:00 CET " DO(2), "1@1792891800 2@1792892700" },
    { "Berlin, as RFC 3339", "Europe/Berlin", 0, "2026-10-25T02:59:59+02:00 " DO(1) "2026-10-25T02:00:00+01:00 " DO(2), "1@1792889999 2@1792890000" },
    { "New York, summer time begins", "America/New_York", 2026, "Mar  8 01:59:59 " DO(1) "Mar  8 03:00:01 " DO(2), "1@1772953199 2@1772953201" },
    { "New York, summer time ends", "America/New_York", 2026, "Nov  1 01:59:59 " DO(1) "Nov  1 01:00:00 " DO(2) "Nov  1 02:00:00 " DO(3),
      "1@1793512799 2@1793512800 3@1793516400 silent" },
    { "Tokyo has none", "Asia/Tokyo", 2026, "Nov  1 01:30:00 " DO(1) "Nov  1 01:00:00 " DO(2), "2@1793462400 1@1793464200 back" },
    { "leap day", "Asia/Tokyo", 2024, "Feb 28 23:59:59 " DO(1) "Feb 29 00:00:00 " DO(2) "Feb 29 23:59:59 " DO(3) "Mar  1 00:00:00 " DO(4),
      "1@1709132399 2@1709132400 3@1709218799 4@1709218800 silent" },
    { "no leap year", "Asia/Tokyo", 2026, "Feb 28 23:59:59 " DO(1) "Mar  1 00:00:00 " DO(2), "1@1772290799 2@1772290800" },
    { "a year ends", "Asia/Tokyo", 2026, "Dec 31 23:59:59 " DO(1) "Jan  1 00:00:00 " DO(2), "1@1767193199 2@1767193200" },
    { "in French", "Asia/Tokyo", 2024, "f\xc3\xa9vr. 29 23:59:59 " DO(1) "mars 01 00:00:00 " DO(2), "1@1709218799 2@1709218800" },
    { "five seconds back", "Asia/Tokyo", 2026, "Nov  4 09:05:06 " DO(1) "Nov  4 09:05:01 " DO(2), "2@1793750701 1@1793750706 back" },
    { "an hour back, and on", "Asia/Tokyo", 2026, "Nov  4 09:05:01 " DO(1) "Nov  4 08:05:02 " DO(2) "Nov  4 09:05:03 " DO(3), "2@1793747102 1@1793750701 3@1793750703 silent back" },
    /* the dated lines say the year of those without */
    { "RFC 3164 and RFC 3339", "Asia/Tokyo", 0, "Nov  4 09:05:01 " DO(1) "2019-11-04T09:05:02+09:00 " DO(2) "Nov  4 09:05:03 " DO(3), "1@1572825901 2@1572825902 3@1572825903" },
    { "and the clock goes back where the form changes", "Asia/Tokyo", 0, "2019-11-04T09:05:09+09:00 " DO(1) "Nov  4 09:05:01 " DO(2), "2@1572825901 1@1572825909 back" },
    { "short and short-unix", "Asia/Tokyo", 0, "Nov 04 09:05:01 " DO(1) "1572825902.000000 " DO(2), "1@1572825901 2@1572825902" },
    { "RFC 3164 and a journal's JSON", "Asia/Tokyo", 0, "Nov  4 09:05:01 " DO(1) IN_JSON("1572825902000000", 2), "1@1572825901 2@1572825902" },
    { "the runtime says the year", "Asia/Tokyo", 0, TAKEN("2019-11-04T00:05:01.5Z", "Nov  4 09:05:01 " DO(1)) TAKEN("2019-11-04T00:05:02.5Z", "Nov  4 09:05:02 " DO(2)),
      "1@1572825901 2@1572825902" },
    { "RFC 5424, and <pri> before others", "Asia/Tokyo", 0, "<86>1 2019-11-04T09:05:01+09:00 mx1 sudo - - -  bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/1\n<86>Nov  4 09:05:02 " DO(2)
      "<86>2019 Nov  4 09:05:03.5 " DO(3), "1@1572825901 2@1572825902 3@1572825903" },
    /* whose clock it is */
    { "two hosts, their clocks apart", "Asia/Tokyo", 2026, "Nov  4 09:05:01 " DO(1) "Nov  4 12:05:01 " BY("mx2", 2) "Nov  4 09:05:02 " DO(3), "1@1793750701 3@1793750702 2@1793761501" },
    { "renamed", "Asia/Tokyo", 2026, "Nov  4 09:05:01 " DO(1) "Nov  4 09:05:02 " BY("mail", 2), "1@1793750701 2@1793750702" },
};

static void tell(char *buf, size_t size, const pm_case *c)
{
    size_t at = 0;
    const pm_happenings *h = c->facts->h;
    for (size_t i = 0; i < h[PM_H_SUDO].n; i++)
        at += (size_t)snprintf(buf + at, size - at, "%s%.*s@%lld", i ? " " : "", PM_SPAN_FMT(pm_span_skip(pm_case_text(c, h[PM_H_SUDO].items[i].e), 1)),
                               (long long)h[PM_H_SUDO].items[i].time);
    if (h[PM_H_SILENCE].n)
        at += (size_t)snprintf(buf + at, size - at, " silent");
    if (h[PM_H_BACKSTEP].n)
        snprintf(buf + at, size - at, " back");
}

static void clocks(void **state)
{
    (void)state;
    static const uint64_t cuts[] = { 1, 2, 3, 4 };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t n_cuts = 0; n_cuts <= COUNT_OF(cuts); n_cuts += COUNT_OF(cuts)) { /* whole, and each line by itself */
            small_case s;
            char got[400] = "";
            small_case_begin(&s);
            s.options.zone = rows[i].zone;
            s.options.year = rows[i].year;
            s.options.now = 1800000000; /* 2027-01-15 */
            s.options.cuts = cuts;
            s.options.n_cuts = n_cuts;
            small_case_add(&s, "secure", pm_span_of(rows[i].text));
            if (small_case_read(&s) != PM_OK)
                fail_msg("row '%s': %s", rows[i].name, s.err.text);
            tell(got, sizeof got, s.c);
            check_text(rows[i].name, n_cuts ? "cut" : "whole", pm_span_of(got), rows[i].want);
            check_int(rows[i].name, "undecodable", (int64_t)s.c->ledger.undecodable, 0);
            small_case_end(&s);
        }
}

/* Where nothing is stated, the lines' own UTC gives the zone: of a container's runtime too; a journal's entries say nothing of it. */
static void zones(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *zone, *basis;
        bool names_differ;
    } table[] = {
        { "the runtime's time", TAKEN("2026-11-04T00:05:01Z", "Nov  4 09:05:01 " DO(1)), "+09:00", "witnesses", false },
        { "the runtime's offset is not the host's", TAKEN("2026-11-04T00:05:01Z", "2026-11-04T09:05:01+09:00 " DO(1)), "+09:00", "iso-stamps", false },
        { "a journal's entries", IN_JSON("1793750701000000", 1) "1793750702.000000 " DO(2), "UTC", "machine", false },
        { "a zone's name is no offset", "Wed 2026-11-04 09:05:01 JST " DO(1), "UTC", "machine", true },
        { "UTC is one", "Wed 2026-11-04 00:05:01 UTC " DO(1), "UTC", "iso-stamps", false },
    };
    for (size_t i = 0; i < COUNT_OF(table); i++) {
        small_case s;
        setenv("TZ", "UTC", 1);
        small_case_begin(&s);
        s.options.zone = NULL;
        s.options.now = 1800000000;
        small_case_add(&s, "secure", pm_span_of(table[i].text));
        assert_int_equal(small_case_read(&s), PM_OK);
        check_text(table[i].name, "zone", pm_span_of(pm_zone_name(s.c->zone)), table[i].zone);
        check_text(table[i].name, "basis", pm_span_of(s.c->zone_basis), table[i].basis);
        check_true(table[i].name, "names differ", s.c->zone_names_differ == table[i].names_differ);
        small_case_end(&s);
    }
    small_case s;
    small_case_begin(&s);
    s.options.zone = "Europe/Berlin";
    small_case_add(&s, "secure", pm_span_of(table[3].text));
    assert_int_equal(small_case_read(&s), PM_OK);
    check_true("JST in Berlin", "names differ", s.c->zone_names_differ);
    small_case_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(clocks), cmocka_unit_test(zones) };
    return CHECK_RUN(tests);
}
