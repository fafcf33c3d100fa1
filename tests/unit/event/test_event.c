#include "check_event.h"

#include "parser.h"

/* Who wrote a line, as far as its tag says: the last component is the program, what stands before it the instance. */
static void tags(void **state)
{
    (void)state;
    static const struct {
        const char *tag, *program, *instance;
        pm_family family;
        bool postfix, needs_pid;
    } rows[] = {
        { "postfix/smtpd", "smtpd", "postfix", PM_FAMILY_MAIL, true, true },
        { "postfix/submission/smtpd", "smtpd", "postfix/submission", PM_FAMILY_MAIL, true, true },
        { "postfix-out/qmgr", "qmgr", "postfix-out", PM_FAMILY_MAIL, true, true },
        { "mx2/cleanup", "cleanup", "mx2", PM_FAMILY_MAIL, true, true },
        { "postfix/relay/smtp", "smtp", "postfix/relay", PM_FAMILY_MAIL, true, true },
        { "postfix/postfix-script", "postfix-script", "postfix", PM_FAMILY_MAIL, true, false },
        { "postfix/novelty", "", "postfix", PM_FAMILY_MAIL, true, false },
        { "postfix", "postfix", "", PM_FAMILY_MAIL, true, false },
        { "postfix/postfix", "postfix", "postfix", PM_FAMILY_MAIL, true, false },
        { "sshd", "sshd", "", PM_FAMILY_AUTH, false, true },
        { "sshd-session", "sshd-session", "", PM_FAMILY_AUTH, false, true },
        { "sudo", "sudo", "", PM_FAMILY_AUTH, false, false },
        { "dovecot", "dovecot", "", PM_FAMILY_MAIL, false, false },
        { "CRON", "CRON", "", PM_FAMILY_SYSTEM, false, false },
        { "/usr/sbin/cron", "cron", "/usr/sbin", PM_FAMILY_SYSTEM, false, false },
        { "(systemd)", "(systemd)", "", PM_FAMILY_SYSTEM, false, false },
        { "rsyslogd", "rsyslogd", "", PM_FAMILY_SYSTEM, false, false },
        { "kernel", "kernel", "", PM_FAMILY_SYSTEM, false, false },
        /* journalctl with-unit */
        { "postfix@-.service", "postfix", "", PM_FAMILY_MAIL, true, false },
        { "postfix.service", "postfix", "", PM_FAMILY_MAIL, true, false },
        { "ssh.service", "sshd", "", PM_FAMILY_AUTH, false, true },
        { "sshd@7-192.0.2.1:22-192.0.2.7:40000.service", "sshd", "", PM_FAMILY_AUTH, false, true },
        { "novelty.service", "", "", PM_FAMILY_OTHER, false, false },
        /* not Postfix's: the tag has no slash */
        { "smtpd", "", "", PM_FAMILY_OTHER, false, false },
        { "Sshd", "", "", PM_FAMILY_OTHER, false, false },
        { "novelty", "", "", PM_FAMILY_OTHER, false, false },
        { "/smtpd", "", "", PM_FAMILY_OTHER, false, false },
        { "", "", "", PM_FAMILY_OTHER, false, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const pm_program *p = pm_program_find(pm_span_of(rows[i].tag));
        check_true(rows[i].tag, "a program", p != NULL);
        check_text(rows[i].tag, "name", pm_program_name(p), rows[i].program);
        check_text(rows[i].tag, "instance", pm_tag_instance(pm_span_of(rows[i].tag)), rows[i].instance);
        check_int(rows[i].tag, "family", pm_program_family(p), rows[i].family);
        check_true(rows[i].tag, "postfix", pm_program_is_postfix(p) == rows[i].postfix);
        check_true(rows[i].tag, "needs a pid", pm_program_needs_pid(p) == rows[i].needs_pid);
    }
    check_true("NULL", "a program", pm_program_find((pm_span){ 0 }) != NULL);
}

/* What the journal says of the writer against what the tag says: systemd.journal-fields(7), _COMM cut at 15 bytes by the kernel. */
static void writers(void **state)
{
    (void)state;
    enum { UNKNOWN = -1, NOBODY = 65534 };
    static const struct {
        const char *row, *tag, *command, *executable;
        int64_t uid;
        bool may;
    } rows[] = {
        { "smtpd", "postfix/smtpd", "smtpd", "/usr/lib/postfix/sbin/smtpd", 101, true },
        { "cut at 15 bytes", "postfix/trivial-rewrite", "trivial-rewrite", "/usr/libexec/postfix/trivial-rewrite", 89, true },
        { "postfix-script, by postlog", "postfix/postfix-script", "postlog", "/usr/sbin/postlog", 0, true },
        { "relayed by rsyslog", "postfix/smtpd", "rsyslogd", "/usr/sbin/rsyslogd", 104, true },
        { "nobody", "postfix/smtpd", "smtpd", "", NOBODY, true },
        { "nothing known", "postfix/smtpd", "", "", UNKNOWN, true },
        { "sendmail, by the user who calls it", "postfix/sendmail", "sendmail", "/usr/sbin/sendmail", 1001, true },
        { "postdrop", "postfix/postdrop", "postdrop", "/usr/sbin/postdrop", 1001, true },
        { "sendmail, called newaliases", "postfix/sendmail", "newaliases", "/usr/sbin/sendmail.postfix", 1001, true },
        { "sshd of a session", "sshd", "sshd", "/usr/sbin/sshd", 1001, true },
        { "sshd-session", "sshd-session", "sshd-session", "/usr/lib/openssh/sshd-session", 1001, true },
        { "sudo, by the user who calls it", "sudo", "sudo", "/usr/bin/sudo", 1001, true },
        { "mail owner with a user's uid", "postfix/smtpd", "smtpd", "/usr/libexec/postfix/smtpd", 1002, true },
        { "logger, another program", "backup", "logger", "/usr/bin/logger", 1001, true },
        { "logger", "postfix/smtpd", "logger", "/usr/bin/logger", 1001, false },
        { "logger, by root", "sshd", "logger", "/usr/bin/logger", 0, false },
        { "logger, only _COMM", "sudo", "logger", "", UNKNOWN, false },
        { "logger, renamed itself", "postfix/smtpd", "smtpd", "/usr/bin/logger", 0, false },
        { "a user's script", "postfix/smtpd", "python3", "/usr/bin/python3.11", 1001, false },
        { "a user's script as sshd", "sshd", "perl", "", 1001, false },
        { "a user's program of that name", "postfix/smtpd", "smtpd", "/home/bob/smtpd", 1001, false },
        { "a program not known", "postfix/novelty", "novelty", "", 1001, true },
        { "postlog, by a user", "postfix/smtpd", "postlog", "/usr/sbin/postlog", 1001, false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_writer w = { .command = pm_span_of(rows[i].command), .executable = pm_span_of(rows[i].executable), .has_uid = rows[i].uid != UNKNOWN,
                        .uid = rows[i].uid == UNKNOWN ? 0 : (uint32_t)rows[i].uid };
        check_true(rows[i].row, "may be the program or not", pm_program_may_be(pm_program_find(pm_span_of(rows[i].tag)), &w) == rows[i].may);
    }
}

/* Each row of parsers.def says what it is, and types its own sample under each of its names. */
static void samples(void **state)
{
    (void)state;
    const char *programs, *summary, *sample;
    size_t n = 0;
    for (; pm_parser_list(n, &programs, &summary, &sample); n++) {
        check_true(programs, "a summary", summary != NULL && summary[0] != '\0');
        pm_span names = pm_span_of(programs);
        check_true(programs, "a name", names.len > 0);
        while (names.len && sample != NULL) {
            char tag[80];
            pm_event ev;
            pm_span name = pm_span_take(&names, PM_SPAN(" "));
            bool found = false;
            for (int slash = 0; slash < 2 && !found; slash++) {
                snprintf(tag, sizeof tag, "%s%.*s", slash ? "postfix/" : "", PM_SPAN_FMT(name));
                pm_record rec = { .tag = pm_span_of(tag), .message = pm_span_of(sample), .times = 1 };
                found = pm_event_read(pm_program_find(rec.tag), &rec, &ev) == PM_PARSED && ev.kind != PM_EV_NONE;
            }
            check_true(tag, sample, found);
        }
    }
#define PM_PARSER(name) n--;
#include "parsers.def"
#undef PM_PARSER
    check_int("parsers.def", "rows beyond the list", (int64_t)n, 0);
    check_true("the end", "no more", !pm_parser_list(10000, &programs, &summary, &sample));
}

/* No program stands in two rows: the second would never be asked. */
static void names_are_distinct(void **state)
{
    (void)state;
    const char *programs, *summary, *sample;
    for (size_t i = 0; pm_parser_list(i, &programs, &summary, &sample); i++) {
        pm_span names = pm_span_of(programs);
        while (names.len) {
            pm_span name = pm_span_take(&names, PM_SPAN(" "));
            const char *other, *s;
            int rows = 0;
            for (size_t k = 0; pm_parser_list(k, &other, &s, &sample); k++)
                for (pm_span rest = pm_span_of(other); rest.len;)
                    rows += pm_span_eq(pm_span_take(&rest, PM_SPAN(" ")), name);
            /* tag "postfix" and tag "postfix/postfix" are two programs; so are auth's and Postfix's smtp */
            bool twice = pm_span_eq(name, PM_SPAN("postfix")) || pm_span_eq(name, PM_SPAN("smtp"));
            check_int(programs, "rows that name it", rows, twice ? 2 : 1);
        }
    }
}

/* An unknown program understands nothing, whatever the text. */
static void unknown_program(void **state)
{
    (void)state;
    static const event_row rows[] = {
        { "novelty", "Accepted password for root from 192.0.2.7 port 22 ssh2", .verdict = PM_NOT_UNDERSTOOD },
        { "smtpd", "connect from unknown[192.0.2.7]", .verdict = PM_NOT_UNDERSTOOD },
        { "postfix/novelty", "connect from unknown[192.0.2.7]", .verdict = PM_NOT_UNDERSTOOD },
        { "", "connect from unknown[192.0.2.7]", .verdict = PM_NOT_UNDERSTOOD },
    };
    CHECK_EVENTS(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(tags), cmocka_unit_test(writers), cmocka_unit_test(samples), cmocka_unit_test(names_are_distinct), cmocka_unit_test(unknown_program) };
    return CHECK_RUN(tests);
}
