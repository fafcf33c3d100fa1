/* Whether the logs themselves can be trusted: PM-INT-01 to -08. */
#include "check_finding.h"

#include <unistd.h>
#include <zlib.h>

#define LINE "postfix/qmgr[92]: warning: x"

/* ---- PM-INT-01: 100 lines and more would be usual ---- */

/* three days of a line a minute; on the second none from 9:59 on, for n minutes */
static void silence(small_log *mail, small_log *login, int n)
{
    (void)login;
    for (int64_t t = 0; t < 3 * DAY; t += MINUTE)
        if (t <= DAY + 9 * HOUR + 59 * MINUTE || t >= DAY + 9 * HOUR + (59 + n) * MINUTE)
            small_line(mail, t, LINE);
}

/* ---- PM-INT-02: the logger's own words ---- */

static void loss(small_log *mail, small_log *login, int n)
{
    (void)login;
    small_line(mail, 0, LINE);
    for (int i = 0; i < n; i++) {
        small_line(mail, 10 + i, "rsyslogd: imuxsock[pid: 16854, name: logger] from <mx1:flood>: begin to drop messages due to rate-limiting");
        small_line(mail, 15 + i,
                   "rsyslogd: imuxsock[pid: 16854, name: logger] from <mx1:flood>: %d messages lost due to rate-limiting (200 allowed within 5 seconds)", 100 + i);
    }
}

/* ---- PM-INT-03: clocks ---- */

static void clock_back(small_log *mail, small_log *login, int n)
{
    (void)login;
    small_line(mail, 1000, "postfix/qmgr[92]: 1E240C0A14: removed");
    small_line(mail, 1000 - n, LINE);
}

static void clock_said(small_log *mail, small_log *login, int n)
{
    clock_back(mail, login, n);
    small_line(mail, 500, LINE);
    small_line(mail, 600, "chronyd[400]: System clock wrong by 61.812345 seconds");
    small_line(mail, 601, "chronyd[400]: System clock was stepped by 61.812345 seconds");
}

/* ---- PM-INT-05: a command that removes or shortens logs ---- */

static const char *const commands[] = {
    "/bin/rm -f /var/log/maillog.1",        "/usr/bin/truncate -s 0 /var/log/secure", "/bin/sed -i /192.0.2.66/d /var/log/maillog",
    "/bin/sh -c echo > /var/log/maillog",   "/usr/bin/journalctl --vacuum-time=1d",   "/bin/rm -f /tmp/x",
    "/usr/bin/less /var/log/maillog",       "/bin/cp /var/log/maillog /root/evidence",
    "/bin/rm -f /var/log/maillog ; USER=bin ; COMMAND=/bin/true",
};

static void command(small_log *mail, small_log *login, int n)
{
    small_mails(mail, (small_mail){ .at = 0, .user = "ann" });
    small_line(login, 100, "sudo: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=%s", commands[n]);
}

static void command_refused(small_log *mail, small_log *login, int n)
{
    small_mails(mail, (small_mail){ .at = 0, .user = "ann" });
    small_line(login, 100, "sudo: bob : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=%s", commands[n]);
}

/* ---- PM-INT-06: a log service that does not start again at once ---- */

#define RSYSLOG "rsyslogd: [origin software=\"rsyslogd\" swVersion=\"8.2302.0\" x-pid=\"712\" x-info=\"https://www.rsyslog.com\"] "

static void logger_stops(small_log *mail, small_log *login, int n)
{
    (void)login;
    small_line(mail, 0, LINE);
    small_line(mail, 1000, RSYSLOG "exiting on signal 15.");
    if (n)
        small_line(mail, 1000 + n, RSYSLOG "start");
}

static void logger_stops_for_boot(small_log *mail, small_log *login, int n)
{
    logger_stops(mail, login, n);
    small_line(login, 1000 + n, "systemd[1]: Startup finished in 2.1s (kernel) + 8.3s (userspace) = 10.4s.");
}

static void another_stops(small_log *mail, small_log *login, int n)
{
    (void)n;
    small_line(mail, 0, LINE);
    small_line(login, 10, "systemd[1]: Stopped dovecot.service - Dovecot IMAP/POP3 email server.");
}

/* ---- PM-INT-07: a mail a minute for ten hours; in the sixth, n of them lack their Message-ID ---- */

static void broken(small_log *mail, small_log *login, int n)
{
    (void)login;
    for (int64_t i = 0; i < 600; i++) {
        small_mails(mail, (small_mail){ .at = i * MINUTE, .uid = 48 });
        if (i < 300 || i >= 300 + n)
            continue;
        small_line(mail, i * MINUTE + 30, "postfix/pickup[90]: %08XF: uid=48 from=<www>", (unsigned)i);
        small_line(mail, i * MINUTE + 40, "postfix/qmgr[92]: %08XF: from=<www@example.org>, size=1000, nrcpt=1 (queue active)", (unsigned)i);
    }
}

/* The same, one in each hour. */
static void broken_apart(small_log *mail, small_log *login, int n)
{
    broken(mail, login, 0);
    for (int i = 0; i < n; i++) {
        small_line(mail, 10 * HOUR + i * (HOUR + MINUTE), "postfix/pickup[90]: %08XF: uid=48 from=<www>", (unsigned)i);
        small_line(mail, 10 * HOUR + i * (HOUR + MINUTE) + 1, "postfix/qmgr[92]: %08XF: from=<www@example.org>, size=1000, nrcpt=1 (queue active)", (unsigned)i);
    }
    small_line(mail, 30 * HOUR, LINE);
}

/* ---- PM-INT-08: lines that their program did not write ---- */

static void doubled_pid(small_log *mail, small_log *login, int n)
{
    (void)login;
    small_line(mail, 0, LINE);
    small_lines(mail, 100, (unsigned)n, 10, "postfix/smtpd[4242][20457]: 1E240C0A14: client=unknown[198.51.100.7], sasl_method=PLAIN, sasl_username=ceo");
}

/* journalctl -o json: logger(1) writes as smtpd, and the real one connects. */
static void journal_disagrees(small_log *mail, small_log *login, int n)
{
    (void)login;
    static const char entry[] = "{\"__REALTIME_TIMESTAMP\":\"%lld000000\",\"_HOSTNAME\":\"mx1\",\"SYSLOG_IDENTIFIER\":\"postfix/smtpd\",\"_PID\":\"101\","
                                "\"_COMM\":\"%s\",\"_UID\":\"%d\",\"MESSAGE\":\"connect from unknown[192.0.2.7]\"}\n";
    pm_buffer_format(&mail->text, entry, (long long)SMALL_START + 100, "smtpd", 89);
    for (int i = 0; i < n; i++)
        pm_buffer_format(&mail->text, entry, (long long)SMALL_START + 110 + 10 * i, "logger", 1001);
}

static const finding_row rows[] = {
    { "121 lines would be usual", silence, 121, "PM-INT-01", "host mx1", "medium moderate", DAY + 35940, DAY + 43200, "minutes=121 usual_lines=121 ", "E01:2041 ", 0 },
    { "99 would", silence, 99, "PM-INT-01", .others = 0 },

    { "lost lines", loss, 2, "PM-INT-02", "host mx1", "medium strong", 10, 16, "times=4 lines=201 ", "E01:2 E01:4 E01:3 E01:5 ", 0 },
    { "none lost", loss, 0, "PM-INT-02", .others = 0 },

    { "a minute back", clock_back, 60, "PM-INT-03", "host mx1", "low strong ran-back", 940, 1000, "steps=1 seconds=60 told=0 ", "E01:2 ", 0 },
    { "more than a minute", clock_back, 61, "PM-INT-03", "host mx1", "medium strong ran-back", 939, 1000, "steps=1 seconds=61 told=0 ", "E01:2 ", 0 },
    { "two seconds", clock_back, 2, "PM-INT-03", .others = 0 },
    { "said as well", clock_said, 100, "PM-INT-03", "host mx1", "medium strong both", 500, 1000, "steps=2 seconds=400 told=2 ", "E01:3 E01:2 E01:4 E01:5 ", 0 },

    { "rm", command, 0, "PM-INT-05", "account bob", "high strong", 100, 100, "command=/bin/rm -f /var/log/maillog.1 runas=root time=100 ", "E02:1 ", 0 },
    { "another reading is possible", command, 8, "PM-INT-05", "account bob", "high moderate", 100, 100,
      "command=/bin/rm -f /var/log/maillog ; USER=bin ; COMMAND=/bin/true runas=root time=100 ", "E02:1 ", 0 },
    { "truncate", command, 1, "PM-INT-05", "account bob", "high strong", 100, 100, "command=/usr/bin/truncate -s 0 /var/log/secure runas=root time=100 ", "E02:1 ", 0 },
    { "sed -i", command, 2, "PM-INT-05", "account bob", "high strong", 100, 100, "command=/bin/sed -i /192.0.2.66/d /var/log/maillog runas=root time=100 ", "E02:1 ", 0 },
    { "redirected", command, 3, "PM-INT-05", "account bob", "high strong", 100, 100, "command=/bin/sh -c echo > /var/log/maillog runas=root time=100 ", "E02:1 ", 0 },
    { "the journal", command, 4, "PM-INT-05", "account bob", "high strong", 100, 100, "command=/usr/bin/journalctl --vacuum-time=1d runas=root time=100 ", "E02:1 ", 0 },
    { "rm of something else", command, 5, "PM-INT-05", .others = 0 },
    { "reading a log", command, 6, "PM-INT-05", .others = 0 },
    { "copying a log", command, 7, "PM-INT-05", .others = 0 },
    { "rm that was refused", command_refused, 0, "PM-INT-05", .others = 0 },

    { "it starts after two minutes", logger_stops, 120, "PM-INT-06", .others = 0 },
    { "a second later", logger_stops, 121, "PM-INT-06", "host mx1", "medium moderate", 1000, 1121, "service=syslog time=1000 ", "E01:2 ", 0 },
    { "not at all", logger_stops, 0, "PM-INT-06", "host mx1", "medium moderate", 1000, 1000, "service=syslog time=1000 ", "E01:2 ", 0 },
    { "for a boot", logger_stops_for_boot, 300, "PM-INT-06", .others = 0 },
    { "another service", another_stops, 0, "PM-INT-06", .others = 0 },

    /* 60 mails in that hour have a Message-ID: 5 of 65; each mail has 5 lines, each bare one 2, the second of which shows it */
    { "five without Message-ID", broken, 5, "PM-INT-07", "host mx1", "low moderate", 5 * HOUR + 30, 5 * HOUR + 4 * MINUTE + 40, "lines=5 percent=7.69 ",
      "E01:1507 E01:1514 E01:1521 E01:1528 E01:1535 ", 0 },
    { "four", broken, 4, "PM-INT-07", .others = 0 },
    { "five, each an hour after the other", broken_apart, 5, "PM-INT-07", .others = 0 },

    { "two pids", doubled_pid, 3, "PM-INT-08", "host mx1", "high moderate", 100, 120, "lines=3 ", "E01:2 E01:3 E01:4 ", 0 },
    { "more than are cited", doubled_pid, 25, "PM-INT-08", "host mx1", "high moderate", 100, 340, "lines=25 ",
      "E01:2 E01:3 E01:4 E01:5 E01:6 E01:7 E01:8 E01:9 E01:10 E01:11 E01:12 E01:13 E01:14 E01:15 E01:16 E01:17 E01:18 E01:19 E01:20 E01:21 +5", 0 },
    { "none", doubled_pid, 0, "PM-INT-08", .others = 0 },
    { "the journal says otherwise", journal_disagrees, 2, "PM-INT-08", "host mx1", "high moderate", 110, 120, "lines=2 contradicted=2 ", "E01:2 E01:3 ", 0 },
    { "the journal agrees", journal_disagrees, 0, "PM-INT-08", .others = 0 },
};

static void test_rows(void **state)
{
    (void)state;
    check_findings(rows, COUNT_OF(rows));
}

/* ---- PM-INT-04: the series of files ---- */

enum { WHOLE, CUT, CORRUPT, RM_1, RM_10 };

typedef struct {
    const char *name;       /* ends in .gz: packed */
    int64_t from, to;       /* a line every minute */
    int state;              /* of a packed one; RM_1, RM_10: one line of sudo */
} file;

static void add_file(const small_case *s, const file *f)
{
    char path[200];
    small_log log = { .lines = 0 };
    for (int64_t t = f->from; t < f->to; t += MINUTE)
        small_line(&log, t, LINE);
    if (f->state >= RM_1)
        small_line(&log, f->to, "sudo: eve : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/rm /var/log/maillog.1%s", f->state == RM_10 ? "0" : ".gz");
    snprintf(path, sizeof path, "%s/%s", s->folder, f->name);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    if (pm_span_ends(pm_span_of(f->name), PM_SPAN(".gz"))) {
        fclose(out);
        gzFile gz = gzopen(path, "wb0"); /* not packed, so that what is left of a cut file is known */
        assert_non_null(gz);
        assert_int_equal(gzwrite(gz, log.text.data, (unsigned)log.text.len), (int)log.text.len);
        assert_int_equal(gzclose(gz), Z_OK);
        out = fopen(path, "r+b");
        assert_non_null(out);
        fseek(out, f->state == CUT ? -23 : -8, SEEK_END); /* its trailer, its last block's end and the end of a line; its checksum */
        long at = ftell(out);
        if (f->state == CORRUPT)
            fputs("rubb", out);
        fclose(out);
        if (f->state == CUT)
            assert_int_equal(truncate(path, at), 0);
    } else {
        fwrite(log.text.data, 1, log.text.len, out);
        fclose(out);
    }
    small_log_free(&log);
}

static const struct {
    file files[3];
    finding_row want;
} series[] = {
    { { { "maillog", 3 * HOUR, 4 * HOUR, 0 }, { "maillog.1", 2 * HOUR, 3 * HOUR, 0 } }, { .name = "all there", .id = "PM-INT-04" } },
    { { { "maillog", 4 * HOUR, 5 * HOUR, 0 }, { "maillog.2", HOUR, 2 * HOUR, 0 } },
      { "one is missing", NULL, 0, "PM-INT-04", "evidence maillog.1", "medium strong missing", 7140, 4 * HOUR, "file=maillog.1 hours=2 usual_lines=1 ", "E01:1 ", 0 } },
    { { { "maillog", 4 * HOUR, 5 * HOUR, 0 }, { "maillog.2", HOUR, 2 * HOUR, 0 }, { "secure", 3 * HOUR, 3 * HOUR, RM_1 } },
      { "somebody removed it", NULL, 0, "PM-INT-04", "evidence maillog.1", "medium strong missing", 7140, 4 * HOUR,
        "file=maillog.1 hours=2 usual_lines=1 command_by=eve command_at=10800 ", "E01:1 E03:1 ", 0 } },
    { { { "maillog", 4 * HOUR, 5 * HOUR, 0 }, { "maillog.2", HOUR, 2 * HOUR, 0 }, { "secure", 3 * HOUR, 3 * HOUR, RM_10 } },
      { "and another one", NULL, 0, "PM-INT-04", "evidence maillog.1", "medium strong missing", 7140, 4 * HOUR, "file=maillog.1 hours=2 usual_lines=1 ", "E01:1 ", 0 } },
    { { { "maillog", 4 * HOUR, 5 * HOUR, 0 }, { "maillog.1.gz", HOUR, 2 * HOUR, CUT } },
      { "one breaks off", NULL, 0, "PM-INT-04", "evidence maillog.1.gz!maillog.1", "medium strong damaged", 7080, 4 * HOUR,
        "file=E02 maillog.1 hours=2 usual_lines=2 ", "E01:1 ", 0 } },
    { { { "maillog", 2 * HOUR, 3 * HOUR, 0 }, { "maillog.1.gz", HOUR, 2 * HOUR, CORRUPT } },
      { "its checksum is wrong", NULL, 0, "PM-INT-04", "evidence maillog.1.gz!maillog.1", "medium strong damaged", 7140, 7140,
        "file=E02 maillog.1 hours=0 usual_lines=0 ", "", 0 } },
    { { { "maillog", HOUR, 2 * HOUR, 0 }, { "old.gz", HOUR, 2 * HOUR, WHOLE } },
      { "one content, two names", NULL, 0, "PM-INT-04", "evidence old.gz!old", "info strong twice", HOUR, 7140, "file=E02 old same_as=E01 maillog lines=60 ", "", 0 } },
};

static void test_series(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(series); i++) {
        small_case s;
        small_case_begin(&s);
        for (size_t k = 0; k < COUNT_OF(series[i].files) && series[i].files[k].name; k++)
            add_file(&s, &series[i].files[k]);
        assert_int_equal(small_case_read(&s), PM_OK);
        const pm_finding *x = small_finding(&s, "PM-INT-04", 0);
        check_int(series[i].want.name, "found", x != NULL, series[i].want.subject != NULL);
        if (x != NULL)
            check_finding(&series[i].want, &s, x);
        check_true(series[i].want.name, "no further one", small_finding(&s, "PM-INT-04", 1) == NULL);
        small_case_end(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_series) };
    return CHECK_RUN(tests);
}
