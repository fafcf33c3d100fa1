/*
 * Envelopes as their writers make them: RFC 3164 4.1, RFC 5424 6, rsyslog's FileFormat and
 * TraditionalFileFormat, postlogd, journalctl, FreeBSD's syslogd -v, Solaris, macOS.
 * Times: date -d '2026-11-04 09:05:01+09:00' +%s and so on.
 */
#include "check.h"

#include "postmortem/syslog/record.h"

enum { NOV_4 = 1793750701, AUG_4 = 1785801901 }; /* 2026-11-04 and 2026-08-04, 09:05:01 +09:00 */

typedef struct {
    const char *row, *line;
    pm_stamp_form form;
    int64_t time;
    uint32_t micro;
    const char *host, *tag;
    int64_t pid; /* -1: none */
    const char *message;
} envelope;

static pm_zone *zone;

static int open_zone(void **state)
{
    (void)state;
    pm_error err;
    return pm_zone_open(&zone, "+09:00", &err) != PM_OK;
}

static int close_zone(void **state)
{
    (void)state;
    pm_zone_close(zone);
    return 0;
}

/* Reads one line with a clock of its own that stands in 2026. */
static bool read_line(const char *line, pm_record *r)
{
    pm_clock clock;
    pm_clock_init(&clock, zone, 2026);
    return pm_record_read(&clock, pm_span_of(line), r);
}

static const envelope envelopes[] = {
    { "RFC 3164, day padded with a blank", "Nov  4 09:05:01 mx1 postfix/smtpd[714]: connect from unknown[192.0.2.7]", PM_STAMP_RFC3164,
      NOV_4, 0, "mx1", "postfix/smtpd", 714, "connect from unknown[192.0.2.7]" },
    { "postlogd, day padded with a zero", "Nov 04 09:05:01 mx1 postfix/qmgr[3]: 1E240C0A14: removed", PM_STAMP_RFC3164, NOV_4, 0, "mx1",
      "postfix/qmgr", 3, "1E240C0A14: removed" },
    { "journalctl short-precise", "Nov 04 09:05:01.123456 mx1 sshd[9]: x", PM_STAMP_RFC3164, NOV_4, 123456, "mx1", "sshd", 9, "x" },
    { "RFC 3339, microseconds", "2026-11-04T09:05:01.123456+09:00 mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 123456, "mx1", "sshd", 9, "x" },
    { "RFC 3339, one digit", "2026-11-04T09:05:01.1+09:00 mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 100000, "mx1", "sshd", 9, "x" },
    { "RFC 3339, nine digits", "2026-11-04T09:05:01.000000999+09:00 mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "sshd", 9, "x" },
    { "RFC 3339, no fraction", "2026-11-04T09:05:01+09:00 mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "sshd", 9, "x" },
    { "RFC 3339, Z", "2026-11-04T00:05:01Z mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "sshd", 9, "x" },
    { "RFC 3339, west", "2026-11-03T18:35:01-05:30 mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "sshd", 9, "x" },
    { "journalctl short-iso before 255", "2026-11-04T09:05:01+0900 mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "sshd", 9, "x" },
    { "dated, no zone", "2026-11-04 09:05:01 mx1 sshd[9]: x", PM_STAMP_DATED, NOV_4, 0, "mx1", "sshd", 9, "x" },
    { "dated, comma", "2026-11-04 09:05:01,250 mx1 sshd[9]: x", PM_STAMP_DATED, NOV_4, 250000, "mx1", "sshd", 9, "x" },
    { "dated, zone", "2026-11-04 00:05:01.25 +0000 mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 250000, "mx1", "sshd", 9, "x" },
    { "leading year", "2013 Jun 10 12:00:00 mx1 sshd[9]: x", PM_STAMP_DATED, 1370833200, 0, "mx1", "sshd", 9, "x" },
    { "leap second", "Dec 31 23:59:60 mx1 sshd[9]: x", PM_STAMP_RFC3164, 1798729200, 0, "mx1", "sshd", 9, "x" },
    { "priority", "<22>Nov  4 09:05:01 mx1 postfix/qmgr[3]: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "postfix/qmgr", 3, "x" },
    { "priority, dated", "<22>2026-11-04T09:05:01+09:00 mx1 postfix/qmgr[3]: x", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "postfix/qmgr", 3, "x" },
    { "RFC 5424", "<22>1 2026-11-04T09:05:01+09:00 mx1 postfix/smtpd 714 - - connect from unknown[192.0.2.7]", PM_STAMP_RFC3339, NOV_4,
      0, "mx1", "postfix/smtpd", 714, "connect from unknown[192.0.2.7]" },
    { "RFC 5424 of rsyslog: two blanks", "<22>1 2026-11-04T09:05:01.1+09:00 mx1 postfix 712 - -  x y", PM_STAMP_RFC3339, NOV_4, 100000,
      "mx1", "postfix", 712, "x y" },
    { "RFC 5424, all nil", "<13>1 2026-11-04T00:05:01Z - - - - - x", PM_STAMP_RFC3339, NOV_4, 0, "", "", -1, "x" },
    { "RFC 5424, structured data", "<165>1 2026-11-04T00:05:01.003Z mx1 evntslog - ID47 [ex@32473 iut=\"3\" s=\"a\\\"]b\\\\\" t=\"]\"][p@32473 c=\"h\"] An entry",
      PM_STAMP_RFC3339, NOV_4, 3000, "mx1", "evntslog", -1, "An entry" },
    { "RFC 5424, BOM", "<34>1 2026-11-04T00:05:01Z mx1 su - ID47 - \xef\xbb\xbf'su root' failed", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "su", -1,
      "'su root' failed" },
    { "RFC 5424, structured data only", "<165>1 2026-11-04T00:05:01Z mx1 x 7 ID47 [a@1 b=\"c\"]", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "x", 7, "" },
    { "RFC 5424, procid is a word", "<22>1 2026-11-04T00:05:01Z mx1 x main - - y", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "x", -1, "y" },
    { "FreeBSD syslogd -v", "Nov  4 09:05:01 <mail.info> mx1 postfix/smtpd[7]: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "postfix/smtpd", 7, "x" },
    { "FreeBSD syslogd, numbers", "Nov  4 09:05:01 <2.6> mx1 postfix/smtpd[7]: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "postfix/smtpd", 7, "x" },
    { "Solaris", "Nov  4 09:05:01 mx1 postfix/smtpd[7]: [ID 197553 mail.info] connect from x", PM_STAMP_RFC3164, NOV_4, 0, "mx1",
      "postfix/smtpd", 7, "connect from x" },
    { "macOS", "Nov  4 09:05:01 mx1 sshd[9] <Notice>: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "sshd", 9, "x" },
    { "no host", "Nov  4 09:05:01 postfix/smtpd[7]: x", PM_STAMP_RFC3164, NOV_4, 0, "", "postfix/smtpd", 7, "x" },
    { "no host, its field empty", "Nov  4 09:05:01  postfix/smtpd[7]: x", PM_STAMP_RFC3164, NOV_4, 0, "", "postfix/smtpd", 7, "x" },
    { "IPv4 host", "Nov  4 09:05:01 192.0.2.1 sshd[9]: x", PM_STAMP_RFC3164, NOV_4, 0, "192.0.2.1", "sshd", 9, "x" },
    { "IPv6 host", "Nov  4 09:05:01 2001:db8::1 sshd[9]: x", PM_STAMP_RFC3164, NOV_4, 0, "2001:db8::1", "sshd", 9, "x" },
    { "no process id", "Nov  4 09:05:01 mx1 sudo:      bob : TTY=pts/0", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "sudo", -1, "     bob : TTY=pts/0" },
    { "two tags", "Nov  4 09:05:01 mx1 dovecot: imap-login: Login: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "dovecot", -1, "imap-login: Login: x" },
    { "uptime is no process id", "Nov  4 09:05:01 mx1 kernel: [12345.678901] eth0: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "kernel", -1,
      "[12345.678901] eth0: x" },
    { "tag in brackets", "Nov  4 09:05:01 mx1 (systemd)[812]: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "(systemd)", 812, "x" },
    { "tag of a service", "Nov  4 09:05:01 mx1 postfix/submission/smtpd[7]: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "postfix/submission/smtpd", 7, "x" },
    { "no tag", "Nov  4 09:05:01 mx1 only words: here", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "", -1, "only words: here" },
    { "process id is no number", "Nov  4 09:05:01 mx1 sshd[abc]: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "", -1, "sshd[abc]: x" },
    { "process id beyond 32 bits", "Nov  4 09:05:01 mx1 sshd[4294967296]: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "", -1, "sshd[4294967296]: x" },
    { "process id not closed", "Nov  4 09:05:01 mx1 sshd[9: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "", -1, "sshd[9: x" },
    { "empty message", "Nov  4 09:05:01 mx1 sshd[9]:", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "sshd", 9, "" },
    { "one blank only belongs to the tag", "Nov  4 09:05:01 mx1 rsyslogd:  x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "rsyslogd", -1, " x" },
    { "journalctl in Japanese", " 8\xe6\x9c\x88 04 09:05:12 mx1 postfix/smtpd[7]: x", PM_STAMP_RFC3164, 1785801912, 0, "mx1", "postfix/smtpd", 7, "x" },
    { "journalctl in Japanese, December", "12\xe6\x9c\x88 04 09:05:12 mx1 postfix/smtpd[7]: x", PM_STAMP_RFC3164, 1796342712, 0, "mx1",
      "postfix/smtpd", 7, "x" },
    { "journalctl in Chinese: no blank", "8\xe6\x9c\x88 04 09:05:12 mx1 postfix/smtpd[7]: x", PM_STAMP_RFC3164, 1785801912, 0, "mx1",
      "postfix/smtpd", 7, "x" },
    { "journalctl in Korean, precise", " 8\xec\x9b\x94 04 09:05:12.5 mx1 postfix/smtpd[7]: x", PM_STAMP_RFC3164, 1785801912, 500000, "mx1",
      "postfix/smtpd", 7, "x" },
    { "journalctl in Korean, EUC-KR", " 8\xbf\xf9 04 09:05:01 mx1 x[7]: y", PM_STAMP_RFC3164, AUG_4, 0, "mx1", "x", 7, "y" },
    { "journalctl in Japanese, Shift_JIS", " 8\x8c\x8e 04 09:05:01 mx1 x[7]: y", PM_STAMP_RFC3164, AUG_4, 0, "mx1", "x", 7, "y" },
    { "journalctl in Japanese, EUC-JP", " 8\xb7\xee 04 09:05:01 mx1 x[7]: y", PM_STAMP_RFC3164, AUG_4, 0, "mx1", "x", 7, "y" },
    { "journalctl in French", "f\xc3\xa9vr. 04 09:05:01 mx1 x[7]: y", PM_STAMP_RFC3164, 1770163501, 0, "mx1", "x", 7, "y" },
    { "journalctl in French, August, precise", "ao\xc3\xbbt 04 09:05:01.250000 mx1 x[7]: y", PM_STAMP_RFC3164, AUG_4, 250000, "mx1", "x", 7, "y" },
    { "journalctl in French, ISO 8859-1", "d\xe9" "c. 04 09:05:01 mx1 x[7]: y", PM_STAMP_RFC3164, 1796342701, 0, "mx1", "x", 7, "y" },
    { "journalctl in German", "M\xc3\xa4r 04 09:05:01 mx1 x[7]: y", PM_STAMP_RFC3164, 1772582701, 0, "mx1", "x", 7, "y" },
    { "journalctl in German, October", "Okt 04 09:05:01 mx1 x[7]: y", PM_STAMP_RFC3164, 1791072301, 0, "mx1", "x", 7, "y" },
    { "journalctl in Spanish", "ene 04 09:05:01 mx1 x[7]: y", PM_STAMP_RFC3164, 1767485101, 0, "mx1", "x", 7, "y" },
    { "journalctl in Italian", "ott 04 09:05:01 mx1 x[7]: y", PM_STAMP_RFC3164, 1791072301, 0, "mx1", "x", 7, "y" },
    { "journalctl in Portuguese", "mai 04 09:05:01 mx1 x[7]: y", PM_STAMP_RFC3164, 1777853101, 0, "mx1", "x", 7, "y" },
    { "journalctl in Dutch", "mrt 04 09:05:01 mx1 x[7]: y", PM_STAMP_RFC3164, 1772582701, 0, "mx1", "x", 7, "y" },
    { "journalctl short-full", "Wed 2026-11-04 09:05:01 JST mx1 sshd[9]: x", PM_STAMP_DATED, NOV_4, 0, "mx1", "sshd", 9, "x" },
    { "journalctl short-full, --utc", "Wed 2026-11-04 00:05:01 UTC mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "sshd", 9, "x" },
    { "journalctl short-full, a zone without a name", "Tue 2026-11-03 21:05:01 -03 mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "sshd", 9, "x" },
    { "journalctl with-unit", "Wed 2026-11-04 09:05:01 JST mx1 postfix@-.service[714]: x", PM_STAMP_DATED, NOV_4, 0, "mx1", "postfix@-.service", 714, "x" },
    { "journalctl short-unix", "1793750701.123456 mx1 sshd[9]: x", PM_STAMP_EPOCH, NOV_4, 123456, "mx1", "sshd", 9, "x" },
    { "journalctl short-iso-precise before 255", "2026-11-04T09:05:01.123456+0900 mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 123456, "mx1", "sshd", 9, "x" },
    { "dated, zone behind the seconds", "2026-11-04 09:05:01+09:00 mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "sshd", 9, "x" },
    { "dated, Z", "2026-11-04 00:05:01Z mx1 sshd[9]: x", PM_STAMP_RFC3339, NOV_4, 0, "mx1", "sshd", 9, "x" },
    { "leading year, milliseconds", "2013 Jun 10 06:27:30.123 mx1 sshd[9]: x", PM_STAMP_DATED, 1370813250, 123000, "mx1", "sshd", 9, "x" },
    { "priority, leading year", "<22>2013 Jun 10 06:27:30.123 mx1 sshd[9]: x", PM_STAMP_DATED, 1370813250, 123000, "mx1", "sshd", 9, "x" },
    { "FreeBSD syslogd -v, before the time", "<mail.info>Nov  4 09:05:01 mx1 postfix/smtpd[7]: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "postfix/smtpd", 7, "x" },
    { "FreeBSD syslogd, numbers before the time", "<2.6>Nov  4 09:05:01 mx1 postfix/smtpd[7]: x", PM_STAMP_RFC3164, NOV_4, 0, "mx1", "postfix/smtpd", 7, "x" },
};

static void reads(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(envelopes); i++) {
        const envelope *e = &envelopes[i];
        pm_record r;
        check_true(e->row, "is a record", read_line(e->line, &r));
        check_int(e->row, "form", r.form, e->form);
        check_int(e->row, "time", r.time, e->time);
        check_int(e->row, "micro", r.micro, e->micro);
        check_text(e->row, "host", r.host, e->host);
        check_text(e->row, "tag", r.tag, e->tag);
        check_int(e->row, "pid", r.has_pid ? (int64_t)r.pid : -1, e->pid);
        check_true(e->row, "doubled pid", !r.doubled_pid);
        check_text(e->row, "message", r.message, e->message);
        check_int(e->row, "times", r.times, 1);
    }
}

/* The same lines a second time, through one clock: what it remembers of the hour must not show. */
static void reads_the_same_from_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(envelopes); i++) {
        const envelope *e = &envelopes[i];
        pm_clock clock;
        pm_record first, second;
        pm_clock_init(&clock, zone, 2026);
        check_true(e->row, "first", pm_record_read(&clock, pm_span_of(e->line), &first));
        check_true(e->row, "second", pm_record_read(&clock, pm_span_of(e->line), &second));
        check_int(e->row, "time", second.time, e->time);
        check_int(e->row, "micro", second.micro, e->micro);
        check_int(e->row, "form", second.form, e->form);
        check_int(e->row, "offset", second.offset, first.offset);
        check_text(e->row, "host", second.host, e->host);
        check_text(e->row, "message", second.message, e->message);
    }
}

/* RFC 3339 stamps keep the offset that was written; the clock notes one that is not the zone's. */
static void written_offsets(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int32_t offset;
        bool differs;
    } rows[] = {
        { "2026-11-04T09:05:01+09:00 mx1 x: y", 32400, false },
        { "2026-11-04T09:05:01Z mx1 x: y", 0, true },
        { "2026-11-04T09:05:01-05:30 mx1 x: y", -19800, true },
        { "2026-11-04T09:05:01+14:00 mx1 x: y", 50400, true },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_clock clock;
        pm_record r;
        pm_clock_init(&clock, zone, 2026);
        check_true(rows[i].line, "is a record", pm_record_read(&clock, pm_span_of(rows[i].line), &r));
        check_int(rows[i].line, "offset", r.offset, rows[i].offset);
        check_true(rows[i].line, "differs", clock.written_offset_differs == rows[i].differs);
    }
}

/* journalctl short-full in the hour that is there twice: the name says which; one that is not the zone's is noted. */
static void named_zones(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        int64_t time;
        int32_t again;
        bool differs;
    } rows[] = {
        { "Sun 2026-10-25 02:10:00 CEST mx1 x: y", 1792887000, 0, false },
        { "Sun 2026-10-25 02:10:00 CET mx1 x: y", 1792890600, 3600, false },
        { "Wed 2026-11-04 09:05:01 CET mx1 x: y", 1793779501, 0, false },
        { "Wed 2026-11-04 09:05:01 CEST mx1 x: y", 1793779501, 0, true },
        { "Wed 2026-11-04 09:05:01 JST mx1 x: y", 1793779501, 0, true },
    };
    pm_zone *berlin;
    pm_error err;
    check_true("Berlin", "opens", pm_zone_open(&berlin, "Europe/Berlin", &err) == PM_OK);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_clock clock;
        pm_record r;
        pm_clock_init(&clock, berlin, 2026);
        check_true(rows[i].line, "is a record", pm_record_read(&clock, pm_span_of(rows[i].line), &r));
        check_int(rows[i].line, "time", r.time, rows[i].time);
        check_int(rows[i].line, "again", r.again, rows[i].again);
        check_true(rows[i].line, "differs", clock.zone_name_differs == rows[i].differs);
    }
    pm_zone_close(berlin);
}

static void doubled_pid(void **state)
{
    (void)state;
    pm_record r;
    check_true("doubled", "is a record", read_line("Nov 04 09:05:06 mx1 postfix/smtpd[4242][20457]: 1E240C0A14: client=x[192.0.2.7]", &r));
    check_true("doubled", "noted", r.doubled_pid);
    check_int("doubled", "pid: the logger's own", r.pid, 20457);
    check_text("doubled", "tag", r.tag, "postfix/smtpd");
    check_text("doubled", "message", r.message, "1E240C0A14: client=x[192.0.2.7]");
}

/* rsyslog runtime/ratelimit.c; sysklogd and BSD syslogd; OS X. */
static void repeats(void **state)
{
    (void)state;
    static const struct {
        const char *row, *line;
        uint32_t times;
        bool previous;
        const char *tag, *message;
    } rows[] = {
        { "rsyslog", "Nov  4 09:05:14 mx1 sshd[9]: message repeated 5 times: [ Failed password for root from 192.0.2.9 port 22 ssh2]", 5, false,
          "sshd", "Failed password for root from 192.0.2.9 port 22 ssh2" },
        { "rsyslog, cut at 800 bytes", "Nov  4 09:05:14 mx1 sshd[9]: message repeated 2 times: [ Failed password for ro", 2, false, "sshd",
          "Failed password for ro" },
        { "rsyslog, its text ends in a bracket", "Nov  4 09:05:14 mx1 x[9]: message repeated 3 times: [ connect from unknown[192.0.2.7]]", 3, false,
          "x", "connect from unknown[192.0.2.7]" },
        { "rsyslog, blank kept", "Nov  4 09:05:14 mx1 x[9]:  message repeated 3 times: [  y]", 3, false, "x", " y" },
        { "rsyslog, dated", "2026-11-04T09:05:14+09:00 mx1 x[9]: message repeated 7 times: [ y]", 7, false, "x", "y" },
        { "rsyslog, RFC 5424", "<22>1 2026-11-04T09:05:14+09:00 mx1 x 9 - - message repeated 7 times: [ y]", 7, false, "x", "y" },
        { "sysklogd", "Nov  4 09:05:14 mx1 last message repeated 12 times", 12, true, "", "" },
        { "sysklogd, once", "Nov  4 09:05:14 mx1 last message repeated 1 time", 1, true, "", "" },
        { "OS X", "Nov  4 09:05:14: --- last message repeated 5 times ---", 5, true, "", "" },
        { "OS X, with a host", "Nov  4 09:05:14 mx1 --- last message repeated 5 times ---", 5, true, "", "" },
        { "not a number", "Nov  4 09:05:14 mx1 x[9]: message repeated many times: [ y]", 1, false, "x", "message repeated many times: [ y]" },
        { "no times", "Nov  4 09:05:14 mx1 x[9]: message repeated 0 times: [ y]", 1, false, "x", "message repeated 0 times: [ y]" },
        { "beyond 32 bits", "Nov  4 09:05:14 mx1 x[9]: message repeated 4294967295 times: [ y]", 1, false, "x",
          "message repeated 4294967295 times: [ y]" },
        { "quoted in another message", "Nov  4 09:05:14 mx1 x[9]: he said: message repeated 5 times: [ y]", 1, false, "x",
          "he said: message repeated 5 times: [ y]" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_record r;
        check_true(rows[i].row, "is a record", read_line(rows[i].line, &r));
        check_int(rows[i].row, "times", r.times, rows[i].times);
        check_true(rows[i].row, "repeats the previous", r.repeats_previous == rows[i].previous);
        check_text(rows[i].row, "tag", r.tag, rows[i].tag);
        check_text(rows[i].row, "message", r.message, rows[i].message);
    }
}

static void no_record(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "", " ", "Nov", "Nov  4 09:05:01", "Nov  4 09:05", "Nov  4 09:05:0", "Foo  4 09:05:01 mx1 x: y", "nov  4 09:05:01 mx1 x: y",
        "Nov  0 09:05:01 mx1 x: y", "Nov 31 09:05:01 mx1 x: y", "Feb 30 09:05:01 mx1 x: y", "Nov  4 24:00:00 mx1 x: y",
        "Nov  4 09:60:01 mx1 x: y", "Nov  4 09:05:61 mx1 x: y", "Nov  4 -9:05:01 mx1 x: y", "Nov  4 09.05.01 mx1 x: y",
        "2026-13-04T09:05:01Z mx1 x: y", "2026-00-04T09:05:01Z mx1 x: y", "2026-02-29T09:05:01Z mx1 x: y", "2026-11-31T09:05:01Z mx1 x: y",
        "1969-11-04T09:05:01Z mx1 x: y", "2026-11-04T24:05:01Z mx1 x: y", "2026/11/04 09:05:01 mx1 x: y", "26-11-04T09:05:01Z mx1 x: y",
        "2013 Feb 29 09:05:01 mx1 x: y", "    at org.example.Main(Main.java:7)", "-- Boot 0123456789abcdef0123456789abcdef --",
        "<192>Nov  4 09:05:01 mx1 x: y", "<22Nov  4 09:05:01 mx1 x: y", "<>Nov  4 09:05:01 mx1 x: y", "Nov  4 09:05:01x mx1 x: y",
        "<22>1 2026-11-04T09:05:01Z", "13\xe6\x9c\x88 04 09:05:12 mx1 x: y", " 0\xe6\x9c\x88 04 09:05:12 mx1 x: y",
        " 2\xe6\x9c\x88 30 09:05:12 mx1 x: y", "8\xe6\x9c 04 09:05:12 mx1 x: y",
        "mai  4 09:05:01 mx1 x: y", "f\xc3\xa9vr. 30 09:05:01 mx1 x: y", "mai. 04 09:05:01 mx1 x: y", "8mai 04 09:05:01 mx1 x: y",
        "Wed 2026-11-04 09:05:01 mx1 x: y", "Wed 2026-11-04 09:05:01 mail x: y", "Mit 2026-11-04 09:05:01 CET mx1 x: y", "Wed 2026-11-04T09:05:01 toolong mx1 x: y",
        "1793750701.123 235 192.0.2.7 TCP_MISS/200 x: y", "1793750701 mx1 x: y", "99999999.123456 mx1 x: y", "[   12.345678] mx1 x: y",
        "<mail>Nov  4 09:05:01 mx1 x: y", "<.>Nov  4 09:05:01 mx1 x: y", "<mail.info Nov  4 09:05:01 mx1 x: y",
    };
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        pm_record r;
        check_true(lines[i], "is no record", !read_line(lines[i], &r));
    }
}

/* NULs and broken UTF-8 are the message's own business. */
static void odd_bytes(void **state)
{
    (void)state;
    pm_clock clock;
    pm_record r;
    pm_clock_init(&clock, zone, 2026);
    check_true("NUL", "is a record", pm_record_read(&clock, PM_SPAN("Nov  4 09:05:01 mx1 x[9]: a\0b\xff"), &r));
    check_span("NUL", "message", r.message, PM_SPAN("a\0b\xff"));
    check_true("NULs before", "is no record", !pm_record_read(&clock, PM_SPAN("\0\0\0Nov  4 09:05:01 mx1 x[9]: a"), &r));
    check_true("nothing", "is no record", !pm_record_read(&clock, (pm_span){ 0 }, &r));
}

/* No prefix of any line may be read past its end: run under the sanitizers, each cut in memory of its own. */
static void every_cut(void **state)
{
    (void)state;
    static const char *const extra[] = {
        "Nov  4 09:05:14 mx1 sshd[9]: message repeated 5 times: [ Failed password for root from 192.0.2.9 port 22 ssh2]",
        "Nov  4 09:05:14: --- last message repeated 5 times ---",
        "Nov 04 09:05:06 mx1 postfix/smtpd[4242][20457]: x",
    };
    for (size_t i = 0; i < COUNT_OF(envelopes) + COUNT_OF(extra); i++) {
        const char *line = i < COUNT_OF(envelopes) ? envelopes[i].line : extra[i - COUNT_OF(envelopes)];
        pm_clock clock;
        pm_clock_init(&clock, zone, 2026);
        for (size_t len = strlen(line);; len--) { /* whole first, so that the clock's memory is filled */
            char *copy = test_malloc(len ? len : 1);
            pm_record r;
            memcpy(copy, line, len);
            if (pm_record_read(&clock, pm_span_make(copy, len), &r)) {
                check_true(line, "message inside the line", r.message.len <= len);
                check_true(line, "host inside the line", r.host.len <= len);
            }
            test_free(copy);
            if (len == 0)
                break;
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads),     cmocka_unit_test(reads_the_same_from_memory), cmocka_unit_test(written_offsets), cmocka_unit_test(named_zones),
        cmocka_unit_test(doubled_pid), cmocka_unit_test(repeats), cmocka_unit_test(no_record), cmocka_unit_test(odd_bytes),
        cmocka_unit_test(every_cut),
    };
    return check_report(cmocka_run_group_tests(tests, open_zone, close_zone));
}
