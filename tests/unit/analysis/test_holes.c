/*
 * Which counts are lower bounds, and how far each log reaches.
 *
 * The log: four days of a line every minute, silent on the third from 10:00 to 12:00, so that its hole is from 9:59 to 12:00.
 */
#include "json.h"
#include "small_case.h"

#include "holes.h"

#include <stdlib.h>

#define LINE "postfix/qmgr[92]: warning: x"

enum { DAYS = 4, THIRD = 2 * DAY, FROM = THIRD + 10 * HOUR, TO = THIRD + 12 * HOUR, BEFORE = FROM - MINUTE };

static bool is_silent(int64_t t)
{
    return t >= FROM && t < TO;
}

static void add_minutes(small_log *mail, int64_t from, int64_t to)
{
    for (int64_t t = from; t < to; t += MINUTE)
        if (!is_silent(t))
            small_line(mail, t, LINE);
}

static void add_logins(small_log *login, int64_t from)
{
    for (int64_t t = from; t < DAYS * DAY; t += HOUR)
        small_line(login, t, "sshd[501]: Failed password for root from 192.0.2.66 port 40002 ssh2");
}

static pm_id host_of(const small_case *s, const char *name)
{
    for (size_t i = 0; i < s->c->n_hosts; i++)
        if (pm_span_eq(pm_case_text(s->c, s->c->hosts[i]), pm_span_of(name)))
            return s->c->hosts[i];
    return 0;
}

static void check_short(const char *row, const small_case *s, pm_family family, int64_t first, int64_t last, bool want)
{
    check_int(row, "falls short", pm_case_falls_short(s->c, host_of(s, "mx1"), family, SMALL_START + first, SMALL_START + last), want);
}

/* ---- the time of a count against a hole ---- */

static const struct {
    const char *name;
    pm_family family;
    int64_t first, last;
    bool want;
} spans[] = {
    { "the hole lies within", PM_FAMILY_MAIL, THIRD + 9 * HOUR, THIRD + 13 * HOUR, true },
    { "begins in the hole", PM_FAMILY_MAIL, FROM, THIRD + 13 * HOUR, true },
    { "ends before", PM_FAMILY_MAIL, 0, BEFORE - 1, false },
    { "ends with the last line before it: more may have followed", PM_FAMILY_MAIL, 0, BEFORE, true },
    { "begins with the first line after it: more may have gone before", PM_FAMILY_MAIL, TO, 4 * DAY, true },
    { "begins after", PM_FAMILY_MAIL, TO + 1, 4 * DAY, false },
    { "one moment", PM_FAMILY_MAIL, THIRD, THIRD, false },
    { "another log", PM_FAMILY_AUTH, 0, 4 * DAY, false },
    { "a log that is not there: its lines would be in the one that is", PM_FAMILY_SYSTEM, 0, 4 * DAY, true },
};

static void test_spans(void **state)
{
    (void)state;
    small_log mail = { .lines = 0 }, login = { .lines = 0 };
    small_case s;
    add_minutes(&mail, 0, DAYS * DAY);
    add_logins(&login, 0);
    small_case_of(&s, &mail, &login);
    check_int("the log", "holes", s.c->n_coverage, 1);
    for (size_t i = 0; i < COUNT_OF(spans); i++)
        check_short(spans[i].name, &s, spans[i].family, spans[i].first, spans[i].last, spans[i].want);
    check_int("total", "mail", pm_case_total_falls_short(s.c, host_of(&s, "mx1"), PM_FAMILY_MAIL), true);
    check_int("total", "logins", pm_case_total_falls_short(s.c, host_of(&s, "mx1"), PM_FAMILY_AUTH), false);
    check_int("total", "of another host", pm_case_total_falls_short(s.c, host_of(&s, "mx1") + 1000, PM_FAMILY_MAIL), false);
    check_int("no time", "falls short", pm_case_falls_short(s.c, host_of(&s, "mx1"), PM_FAMILY_MAIL, PM_NO_TIME, PM_NO_TIME), false);
    small_case_end(&s);
    small_log_free(&mail);
    small_log_free(&login);
}

/* ---- what the logger says that it lost ---- */

static const struct {
    const char *line;
    bool mail, login;
} losses[] = {
    { "rsyslogd: imuxsock[pid: 714, name: /usr/lib/postfix/sbin/smtpd] from <mx1:postfix/smtpd>: begin to drop messages due to rate-limiting", true, false },
    { "rsyslogd: imuxsock[pid: 714, name: smtpd] from <mx1:postfix/smtpd>: 812 messages lost due to rate-limiting (200 allowed within 5 seconds)", true, false },
    { "rsyslogd: imuxsock[pid: 71, name: sshd] from <mx1:sshd>: 3 messages lost due to rate-limiting (200 allowed within 5 seconds)", false, true },
    { "rsyslogd: imuxsock[pid: 16854, name: logger] from <mx1:flood>: 9 messages lost due to rate-limiting (200 allowed within 5 seconds)", false, false },
    { "rsyslogd: imuxsock begins to drop messages from pid 714 due to rate-limiting", true, true },
    { "rsyslogd: imuxsock lost 12 messages from pid 714 due to rate-limiting", true, true },
    { "rsyslogd: imjournal: 23 messages lost due to rate-limiting (20000 allowed within 600 seconds)", true, true },
    { "systemd-journald[230]: Suppressed 4123 messages from postfix@-.service", true, false },
    { "systemd-journald[230]: Suppressed 4123 messages from /system.slice/postfix.service", true, false },
    { "systemd-journald[230]: Suppressed 40 messages from sshd.service", false, true },
    { "systemd-journald[230]: Suppressed 40 messages from dovecot.service", true, false },
    { "systemd-journald[230]: Missed 17 kernel messages", false, false },
    { "systemd-journald[230]: Forwarding to syslog missed 5 messages.", true, true },
};

static void test_losses(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(losses); i++) {
        small_log mail = { .lines = 0 }, login = { .lines = 0 };
        small_case s;
        small_line(&mail, 0, LINE);
        small_line(&mail, HOUR, "%s", losses[i].line);
        small_line(&mail, 2 * HOUR, LINE);
        add_logins(&login, 0);
        small_case_of(&s, &mail, &login);
        check_int(losses[i].line, "losses", s.c->n_coverage, 1);
        check_short(losses[i].line, &s, PM_FAMILY_MAIL, 0, 2 * HOUR, losses[i].mail);
        check_short(losses[i].line, &s, PM_FAMILY_AUTH, 0, 2 * HOUR, losses[i].login);
        check_short("before it", &s, PM_FAMILY_MAIL, 0, HOUR - 1, false);
        check_short("after it", &s, PM_FAMILY_AUTH, HOUR + 1, 2 * HOUR, false);
        small_case_end(&s);
        small_log_free(&mail);
        small_log_free(&login);
    }
}

/* From "begin to drop" to the total of the same source; where no total follows, only the moment is known. */
static void test_spell(void **state)
{
    (void)state;
#define SMTPD "rsyslogd: imuxsock[pid: 714, name: smtpd] from <mx1:postfix/smtpd>: "
    static const struct {
        const char *name, *begin, *end;
        bool want; /* of the minute in between */
    } spells[] = {
        { "rsyslog 8", SMTPD "begin to drop messages due to rate-limiting", SMTPD "812 messages lost due to rate-limiting (200 allowed within 5 seconds)", true },
        { "rsyslog 5", "rsyslogd: imuxsock begins to drop messages from pid 714 due to rate-limiting", "rsyslogd: imuxsock lost 12 messages from pid 714 due to rate-limiting", true },
        { "another source", SMTPD "begin to drop messages due to rate-limiting",
          "rsyslogd: imuxsock[pid: 715, name: smtpd] from <mx1:postfix/smtpd>: 812 messages lost due to rate-limiting (200 allowed within 5 seconds)", false },
        { "no total", SMTPD "begin to drop messages due to rate-limiting", LINE, false },
        { "no beginning", LINE, SMTPD "812 messages lost due to rate-limiting (200 allowed within 5 seconds)", false },
    };
    for (size_t i = 0; i < COUNT_OF(spells); i++) {
        small_log mail = { .lines = 0 };
        small_case s;
        small_line(&mail, 0, "%s", spells[i].begin);
        small_line(&mail, 2 * MINUTE, "%s", spells[i].end);
        small_line(&mail, HOUR, LINE);
        small_case_of(&s, &mail, NULL);
        check_short(spells[i].name, &s, PM_FAMILY_MAIL, MINUTE, MINUTE + 1, spells[i].want);
        check_short(spells[i].name, &s, PM_FAMILY_MAIL, 2 * MINUTE + 1, HOUR, false);
        small_case_end(&s);
        small_log_free(&mail);
    }
}

/* ---- figures in case.json ---- */

/* ann sends before and after the hole, from two addresses; bob before, uid 48 after it. */
static void write_mails(small_log *mail)
{
    add_minutes(mail, 0, THIRD + 8 * HOUR);
    small_mails(mail, (small_mail){ .at = THIRD + 8 * HOUR, .user = "ann" });
    small_mails(mail, (small_mail){ .at = THIRD + 8 * HOUR, .user = "bob" });
    add_minutes(mail, THIRD + 8 * HOUR, THIRD + 13 * HOUR);
    small_mails(mail, (small_mail){ .at = THIRD + 13 * HOUR, .user = "ann", .ip = "192.0.2.8" });
    small_mails(mail, (small_mail){ .at = THIRD + 13 * HOUR, .user = "ann", .ip = "192.0.2.8" });
    small_mails(mail, (small_mail){ .at = THIRD + 13 * HOUR, .uid = 48 });
    small_line(mail, THIRD + 13 * HOUR, "postfix/smtpd[400]: warning: unknown[192.0.2.66]: SASL LOGIN authentication failed: x, sasl_username=bob");
    add_minutes(mail, THIRD + 13 * HOUR, DAYS * DAY);
}

static const struct {
    const char *path, *want; /* NULL: absent */
} flags[] = {
    { "hosts.0.sasl.0.user", "ann" },                   { "hosts.0.sasl.0.at_least", "true" },
    { "hosts.0.sasl.0.clients.0.ip", "192.0.2.8" },     { "hosts.0.sasl.0.clients.0.at_least", NULL },
    { "hosts.0.sasl.0.hourly.0.at_least", NULL },       { "hosts.0.sasl.1.user", "bob" },
    { "hosts.0.sasl.1.at_least", NULL },                { "hosts.0.uid.0.at_least", NULL },
    { "hosts.0.auth_failures.at_least", "true" },       { "hosts.0.auth_failures.by_ip.0.at_least", NULL },
    { "hosts.0.deliveries.at_least", "true" },          { "hosts.0.ssh.at_least", NULL },
    { "hosts.0.ssh.failed_by_ip.0.at_least", NULL },
    /* the logins begin 36 hours after the mail, and end an hour before its last line, which is no day */
    { "streams.0.stream", "maillog" },                  { "streams.0.not_covered.0", NULL },
    { "streams.1.stream", "authlog" },                  { "streams.1.files", "1" },
    { "streams.1.not_covered.0.from", "2026-01-05T00:00:00+00:00" }, { "streams.1.not_covered.0.to", "2026-01-06T12:00:00+00:00" },
    { "streams.1.not_covered.1", NULL },
};

static void test_figures(void **state)
{
    (void)state;
    small_log mail = { .lines = 0 }, login = { .lines = 0 };
    small_case s;
    write_mails(&mail);
    add_logins(&login, 36 * HOUR);
    small_case_begin(&s);
    small_case_add(&s, "maillog", pm_buffer_span(&mail.text));
    small_case_add(&s, "secure", pm_buffer_span(&login.text));
    char *text = small_case_json(&s);
    for (size_t i = 0; i < COUNT_OF(flags); i++)
        check_text(flags[i].path, "value", json_at(pm_span_of(text), flags[i].path), flags[i].want);
    free(text);
    small_case_end(&s);
    small_log_free(&mail);
    small_log_free(&login);
}

/* A file that gave no line may hold any: totals are lower bounds, and of no sender is it known. */
static void test_unread(void **state)
{
    (void)state;
    small_log mail = { .lines = 0 };
    small_case s;
    small_mails(&mail, (small_mail){ .user = "ann" });
    small_case_begin(&s);
    small_case_add(&s, "maillog", pm_buffer_span(&mail.text));
    small_case_add(&s, "maillog.1.gz", pm_span_make("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10));
    assert_int_equal(small_case_read(&s), PM_OK);
    check_int("unread", "total", pm_case_total_falls_short(s.c, host_of(&s, "mx1"), PM_FAMILY_MAIL), true);
    check_short("unread", &s, PM_FAMILY_MAIL, 0, HOUR, false);
    small_case_end(&s);
    small_log_free(&mail);
}

/* … but where its name says what stood before and after it, its time is a hole. */
static void test_unread_between(void **state)
{
    (void)state;
    small_log mail = { .lines = 0 }, older = { .lines = 0 };
    small_case s;
    small_mails(&older, (small_mail){ .at = HOUR, .user = "ann" });
    small_mails(&mail, (small_mail){ .at = 3 * HOUR, .user = "ann" });
    small_case_begin(&s);
    small_case_add(&s, "maillog", pm_buffer_span(&mail.text));
    small_case_add(&s, "maillog.1.gz", pm_span_make("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10));
    small_case_add(&s, "maillog.2", pm_buffer_span(&older.text));
    assert_int_equal(small_case_read(&s), PM_OK);
    check_int("coverage", "holes", s.c->n_coverage, 1);
    check_int("coverage", "basis", s.c->coverage[0].basis, PM_COVERAGE_DAMAGE);
    check_int("coverage", "from", s.c->coverage[0].from, SMALL_START + HOUR);
    check_int("coverage", "to", s.c->coverage[0].to, SMALL_START + 3 * HOUR);
    check_short("between", &s, PM_FAMILY_MAIL, HOUR + 1, 2 * HOUR, true);
    check_short("before", &s, PM_FAMILY_MAIL, 0, HOUR - 1, false);
    const pm_finding *x = small_finding(&s, "PM-INT-04", 0);
    assert_non_null(x);
    check_int("finding", "from", x->from, SMALL_START + HOUR);
    check_text("finding", "variant", pm_span_of(x->variant), "cut");
    check_true("finding", "the only one", small_finding(&s, "PM-INT-04", 1) == NULL);
    small_case_end(&s);
    small_log_free(&mail);
    small_log_free(&older);
}

/* A log server: what is missing of its files is missing of every host whose lines they hold. */
static void test_guests(void **state)
{
    (void)state;
    small_log mail = { .lines = 0 }, older = { .lines = 0 };
    small_case s;
    for (int64_t t = 0; t < 2 * HOUR; t += MINUTE) {
        small_line(&older, t, LINE);
        small_line(&mail, 4 * HOUR + t, LINE);
    }
    small_line(&mail, 6 * HOUR, "postfix/qmgr[92]: 1E240C0A14: removed");
    pm_buffer_add(&mail.text, PM_SPAN("2026-01-05T06:00:00+00:00 mx2 postfix/qmgr[92]: 1E240C0A14: removed\n"));
    small_case_begin(&s);
    small_case_add(&s, "maillog", pm_buffer_span(&mail.text));
    small_case_add(&s, "maillog.2", pm_buffer_span(&older.text));
    assert_int_equal(small_case_read(&s), PM_OK);
    pm_id guest = host_of(&s, "mx2"), owner = host_of(&s, "mx1");
    check_true("mx2", "has lines", guest != 0);
    /* from the last line of maillog.2, 1:59, to 4:00 */
    const int64_t at[][3] = { { 0, 5 * HOUR, true }, { 5 * HOUR, 6 * HOUR, false } };
    for (size_t i = 0; i < COUNT_OF(at); i++) {
        check_int("mx1", "falls short", pm_case_falls_short(s.c, owner, PM_FAMILY_MAIL, SMALL_START + at[i][0], SMALL_START + at[i][1]), at[i][2]);
        check_int("mx2", "falls short", pm_case_falls_short(s.c, guest, PM_FAMILY_MAIL, SMALL_START + at[i][0], SMALL_START + at[i][1]), at[i][2]);
    }
    small_case_end(&s);
    small_log_free(&mail);
    small_log_free(&older);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_spans), cmocka_unit_test(test_losses), cmocka_unit_test(test_spell), cmocka_unit_test(test_figures), cmocka_unit_test(test_unread),
                                        cmocka_unit_test(test_unread_between), cmocka_unit_test(test_guests) };
    return CHECK_RUN(tests);
}
