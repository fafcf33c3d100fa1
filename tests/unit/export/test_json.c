/* case.json: valid whatever the evidence holds, and its numbers those of a log that was counted by hand. */
#include "json.h"
#include "small_case.h"

#include "postmortem/base/sha256.h"

#include <stdlib.h>

/* ---- a small log ---- */

#define UNKNOWN "dsn=5.1.1, status=bounced (host mx said: 550 5.1.1 user unknown)"

static void write_log(small_log *mail, small_log *login)
{
    small_mails(mail, (small_mail){ .at = 0, .user = "ann", .recipients = 2 });                                            /* 1 to 8 */
    small_mails(mail, (small_mail){ .at = HOUR, .user = "ann", .ip = "192.0.2.8", .to = "example.com", .outcome = UNKNOWN }); /* 9 to 15 */
    small_mails(mail, (small_mail){ .at = 2 * HOUR, .uid = 48 });                                                          /* 16 to 20 */
    small_lines(mail, 3 * HOUR, 2, 1, "postfix/smtpd[400]: warning: unknown[192.0.2.66]: SASL LOGIN authentication failed: x, sasl_username=bob");
    small_line(mail, 3 * HOUR + 2, "postfix/smtpd[400]: warning: unknown[192.0.2.67]: SASL LOGIN authentication failed: x, sasl_username=bob");
    small_line(mail, 4 * HOUR, "postfix/smtpd[400]: NOQUEUE: reject: RCPT from unknown[192.0.2.66]: 554 5.7.1 <x@example.net>: Relay access denied; "
                               "from=<a@example.com> to=<x@example.net> proto=ESMTP helo=<x>");                            /* 24 */
    small_line(mail, 5 * HOUR, "dovecot: imap-login: Login: user=<ann>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.4, mpid=812, TLS, session=<q1Zx>");
    small_line(mail, 6 * HOUR, "postfix/qmgr[92]: something new");                                                         /* 26 */
    small_line(mail, 6 * HOUR, "postfix/qmgr[92]: warning: x");                                                            /* 27 */
    pm_buffer_add(&mail->text, PM_SPAN("no stamp\n"));                                                                     /* 28 */
    small_line(login, 0, "sshd[500]: Accepted publickey for root from 192.0.2.9 port 40001 ssh2: RSA SHA256:abc");
    small_lines(login, 10, 2, 1, "sshd[501]: Failed password for root from 192.0.2.66 port 40002 ssh2");
    small_line(login, 20, "sudo: bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/id");
    small_line(login, 30, "useradd[600]: new user: name=support, UID=1001, GID=1001, home=/home/support, shell=/bin/bash, from=/dev/pts/1"); /* 5 */
}

static const struct {
    const char *path, *want;
} numbers[] = {
    { "schema", "postmortem.case/1" },
    { "tool.name", "postmortem" },
    { "options.tz.name", "UTC" },
    { "options.tz.basis", "stated" },
    { "options.generated_at", "2026-11-24T00:00:00+00:00" },
    { "evidence.0.id", "E01" },
    { "evidence.0.kind", "maillog" },
    { "evidence.0.host", "mx1" },
    { "evidence.0.state", "read" },
    { "evidence.0.lines", "28" },
    { "evidence.0.first", "2026-01-05T00:00:00+00:00" },
    { "evidence.0.last", "2026-01-05T06:00:00+00:00" },
    { "evidence.1.id", "E02" },
    { "evidence.1.kind", "authlog" },
    { "evidence.1.lines", "5" },
    { "ledger.lines", "33" },
    { "ledger.typed", "30" },
    { "ledger.known_unused", "1" },
    { "ledger.not_understood", "1" },
    { "ledger.duplicate", "0" },
    { "ledger.out_of_range", "0" },
    { "ledger.undecodable", "1" },
    { "hosts.0.name", "mx1" },
    { "hosts.1", NULL },
    { "hosts.0.sasl.0.user", "ann" },
    { "hosts.0.sasl.0.messages", "2" },
    { "hosts.0.sasl.0.recipients", "3" },
    { "hosts.0.sasl.0.bytes", "2000" },
    { "hosts.0.sasl.0.first", "2026-01-05T00:00:00+00:00" },
    { "hosts.0.sasl.0.last", "2026-01-05T01:00:00+00:00" },
    { "hosts.0.sasl.0.final.accepted", "2" },
    { "hosts.0.sasl.0.final.bounced", "1" },
    { "hosts.0.sasl.0.final.deferred", "0" },
    { "hosts.0.sasl.0.domains", "2" },
    { "hosts.0.sasl.0.methods.PLAIN", "2" },
    { "hosts.0.sasl.0.clients.0.ip", "192.0.2.7" },
    { "hosts.0.sasl.0.clients.1.ip", "192.0.2.8" },
    { "hosts.0.sasl.0.clients.1.messages", "1" },
    { "hosts.0.sasl.0.senders.0.address", "ann@example.org" },
    { "hosts.0.sasl.0.senders.0.messages", "2" },
    { "hosts.0.sasl.0.hourly.1.hour", "2026-01-05T01:00:00+00:00" },
    { "hosts.0.sasl.0.hourly.0.recipients", "2" },
    { "hosts.0.sasl.0.origins.0.e", "E01" },
    { "hosts.0.sasl.0.origins.0.line", "2" },
    { "hosts.0.sasl.0.origins.1.line", "10" },
    { "hosts.0.sasl.1", NULL },
    { "hosts.0.uid.0.uid", "48" },
    { "hosts.0.uid.0.messages", "1" },
    { "hosts.0.auth_failures.total", "3" },
    { "hosts.0.auth_failures.by_ip.0.ip", "192.0.2.66" },
    { "hosts.0.auth_failures.by_ip.0.count", "2" },
    { "hosts.0.auth_failures.by_user.0.user", "bob" },
    { "hosts.0.auth_failures.by_user.0.count", "3" },
    { "hosts.0.auth_failures.by_user.0.ips", "2" },
    { "hosts.0.mailbox_logins.ok.0.user", "ann" },
    { "hosts.0.mailbox_logins.ok.0.count", "1" },
    { "hosts.0.deliveries.attempts.sent", "3" },
    { "hosts.0.deliveries.attempts.bounced", "1" },
    { "hosts.0.deliveries.by_domain.0.domain", "example.net" },
    { "hosts.0.deliveries.by_domain.0.attempts.sent", "3" },
    { "hosts.0.deliveries.by_domain.1.domain", "example.com" },
    { "hosts.0.rejects.0.code", "554" },
    { "hosts.0.rejects.0.dsn", "5.7.1" },
    { "hosts.0.rejects.0.count", "1" },
    { "hosts.0.ssh.accepted.0.user", "root" },
    { "hosts.0.ssh.accepted.0.method", "publickey" },
    { "hosts.0.ssh.failed_by_ip.0.ip", "192.0.2.66" },
    { "hosts.0.ssh.failed_by_ip.0.count", "2" },
    { "hosts.0.sudo.0.user", "bob" },
    { "hosts.0.sudo.0.runas", "root" },
    { "hosts.0.sudo.0.pwd", "/home/bob" },
    { "hosts.0.sudo.0.command", "/usr/bin/id" },
    { "hosts.0.account_changes.0.tool", "useradd" },
    { "findings.0.id", "PM-HOST-02" },
    { "findings.0.detector", "account_change" },
    { "findings.0.title.en", "Account created or changed" },
    { "findings.0.title.ja", "アカウントの作成・変更" },
    { "findings.0.severity", "medium" },
    { "findings.0.confidence", "strong" },
    { "findings.0.subject.kind", "host" },
    { "findings.0.subject.value", "mx1" },
    { "findings.0.from", "2026-01-05T00:00:30+00:00" },
    { "findings.0.figures.changes", "1" },
    { "findings.0.threshold.minutes_apart", "60" },
    { "findings.0.attack.0", "T1136.001" },
    { "findings.0.origins.0.e", "E02" },
    { "findings.0.origins.0.line", "5" },
    { "findings.1", NULL },
};

static const struct {
    const char *path, *want;
} orders[] = {
    { "", "schema tool options evidence ledger overlaps skew coverage streams ties missing_partners hosts findings indicators " },
    { "tool", "name version build " },
    { "ledger", "lines typed known_unused not_understood duplicate out_of_range undecodable " },
    { "findings.0.subject", "kind value host " },
    { "findings.0.origins.0", "e line offset length sha256 " },
};

static void check_hash(const char *row, pm_span got, pm_span of)
{
    unsigned char hash[PM_SHA256_SIZE];
    char hex[PM_SHA256_HEX];
    pm_sha256_of(of, hash);
    pm_sha256_hex(hash, hex);
    check_text(row, "sha256", got, hex);
}

/* A cited line is found again by its offset and length. */
static void check_origin(pm_span json, const char *path, pm_span content)
{
    char at[100];
    uint64_t offset, length;
    snprintf(at, sizeof at, "%s.offset", path);
    check_true(at, "a number", pm_span_to_u64(json_at(json, at), &offset));
    snprintf(at, sizeof at, "%s.length", path);
    check_true(at, "a number", pm_span_to_u64(json_at(json, at), &length));
    check_true(path, "a whole line", offset + length < content.len && content.ptr[offset + length] == '\n' && (offset == 0 || content.ptr[offset - 1] == '\n'));
    snprintf(at, sizeof at, "%s.sha256", path);
    check_hash(at, json_at(json, at), pm_span_make(content.ptr + offset, length));
}

static void test_numbers(void **state)
{
    (void)state;
    small_log mail = { .lines = 0 }, login = { .lines = 0 };
    small_case s;
    write_log(&mail, &login);
    small_case_begin(&s);
    small_case_add(&s, "maillog", pm_buffer_span(&mail.text));
    small_case_add(&s, "secure", pm_buffer_span(&login.text));
    char *text = small_case_json(&s);
    pm_span json = pm_span_of(text);
    check_true("case.json", "valid", json_is_valid(json));
    for (size_t i = 0; i < COUNT_OF(numbers); i++)
        check_text(numbers[i].path, "value", json_at(json, numbers[i].path), numbers[i].want);
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        char names[1000];
        json_names(json_at(json, orders[i].path), names, sizeof names);
        check_text(orders[i].path, "members", pm_span_of(names), orders[i].want);
    }
    check_hash("evidence.0.sha256", json_at(json, "evidence.0.sha256"), pm_buffer_span(&mail.text));
    check_hash("evidence.0.content_sha256", json_at(json, "evidence.0.content_sha256"), pm_buffer_span(&mail.text));
    check_origin(json, "hosts.0.sasl.0.origins.0", pm_buffer_span(&mail.text));
    check_origin(json, "findings.0.origins.0", pm_buffer_span(&login.text));
    free(text);
    small_case_end(&s);
    small_log_free(&mail);
    small_log_free(&login);
}

/* ---- hostile texts ---- */

static const struct {
    const char *name;
    pm_span text;     /* in a sudo command */
    const char *want; /* between the quotes of the JSON */
} texts[] = {
    { "quotes and backslashes", PM_SPAN_INIT("a\"b\\c\",\"x\":\""), "a\\\"b\\\\c\\\",\\\"x\\\":\\\"" },
    { "the end of a script", PM_SPAN_INIT("</script><script>alert(1)</script>"), "</script><script>alert(1)</script>" },
    { "controls", PM_SPAN_INIT("a\x01\x1b[31mb\x7f"), "a\\\\x01\\\\x1b[31mb\\\\x7f" },
    { "a tab", PM_SPAN_INIT("a\tb"), "a\\\\x09b" },
    { "a NUL", PM_SPAN_INIT("a\0b"), "a\\\\x00b" },
    { "C1 controls", PM_SPAN_INIT("a\xc2\x9b" "b"), "a\\\\xc2\\\\x9bb" },
    { "no UTF-8", PM_SPAN_INIT("a\xff(\xc3(\xe2\x82"), "a\\\\xff(\\\\xc3(\\\\xe2\\\\x82" },
    { "overlong", PM_SPAN_INIT("\xc0\xaf\xe0\x80\xaf"), "\\\\xc0\\\\xaf\\\\xe0\\\\x80\\\\xaf" },
    { "a surrogate", PM_SPAN_INIT("\xed\xa0\x80"), "\\\\xed\\\\xa0\\\\x80" },
    { "right to left", PM_SPAN_INIT("a\xe2\x80\xae" "b"), "a\\\\xe2\\\\x80\\\\xaeb" },
    { "what looks escaped", PM_SPAN_INIT("\\x00 \\u0041"), "\\\\x00 \\\\u0041" },
    { "Japanese", PM_SPAN_INIT("日本語"), "日本語" },
    { "four bytes", PM_SPAN_INIT("\xf0\x9f\x93\xa7"), "\xf0\x9f\x93\xa7" },
};

static void test_hostile(void **state)
{
    (void)state;
    small_log mail = { .lines = 0 };
    small_case s;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        small_line(&mail, (int64_t)i, "sudo: bob : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/echo ");
        mail.text.len--; /* the line goes on */
        pm_buffer_add(&mail.text, texts[i].text);
        pm_buffer_add_char(&mail.text, '\n');
    }
    small_case_begin(&s);
    small_case_add(&s, "a\"b\\c\x01\xff<script>", pm_buffer_span(&mail.text));
    char *text = small_case_json(&s);
    pm_span json = pm_span_of(text);
    check_true("case.json", "valid", json_is_valid(json));
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        char path[64], want[200];
        snprintf(path, sizeof path, "hosts.0.sudo.%zu.command", i);
        snprintf(want, sizeof want, "/bin/echo %s", texts[i].want);
        check_text(texts[i].name, "command", json_at(json, path), want);
    }
    check_true("the name of the file", "as text", pm_span_ends(json_at(json, "evidence.0.path"), PM_SPAN("/a\\\"b\\\\c\\\\x01\\\\xff<script>")));
    free(text);
    small_case_end(&s);
    small_log_free(&mail);
}

/* ---- one account, twenty thousand senders: sorted by insertion they would take the better part of a minute ---- */

static void test_many_senders(void **state)
{
    (void)state;
    enum { SENDERS = 20000 };
    small_log mail = { .lines = 0 };
    small_case s;
    char from[40];
    for (int i = 0; i < SENDERS; i++) {
        snprintf(from, sizeof from, "u%05d@example.com", i * 7919 % SENDERS); /* each once, in no order */
        small_mails(&mail, (small_mail){ .at = i, .user = "ann", .from = from });
    }
    small_mails(&mail, (small_mail){ .at = SENDERS, .user = "ann", .from = "u19999@example.com" });
    small_case_begin(&s);
    small_case_add(&s, "maillog", pm_buffer_span(&mail.text));
    char *text = small_case_json(&s);
    pm_span senders = json_at(pm_span_of(text), "hosts.0.sasl.0.senders");
    check_text("the one that sent most", "address", json_at(senders, "0.address"), "u19999@example.com");
    check_text("the one that sent most", "messages", json_at(senders, "0.messages"), "2");
    check_text("the first by name", "address", json_at(senders, "1.address"), "u00000@example.com");
    check_text("the last by name", "address", json_at(senders, "19999.address"), "u19998@example.com");
    check_text("no further one", "address", json_at(senders, "20000"), NULL);
    free(text);
    small_case_end(&s);
    small_log_free(&mail);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_numbers), cmocka_unit_test(test_hostile), cmocka_unit_test(test_many_senders) };
    return CHECK_RUN(tests);
}
