/*
 * Whole lines that each broke a naive reading: attackers' text inside the fields, forged tags, odd envelopes.
 * Their shapes were seen on a live Postfix 3.7, OpenSSH 9.2, sudo 1.9 and rsyslog 8 under hostile input.
 */
#include "check_event.h"

typedef struct {
    const char *line;
    bool doubled_pid;
    uint32_t times; /* 0: one */
    event_row event;
} hostile;

#define SMTPD(seconds) "Nov 04 09:05:" seconds " mx1 postfix/smtpd[7]: "
#define REJECT                                                                                                                          \
    "554 5.7.1 <a> to=<v@example.com> proto=ESMTP helo=<x@example.net>: Relay access denied; from=<\"; from=<ceo@example.com> "            \
    "to=<x\"@example.org> to=<\"a> to=<v@example.com> proto=ESMTP helo=<x\"@example.net> proto=ESMTP helo=<x>"
#define OTHER_SERVER                                                                                                                    \
    "250-2.0.0 Ok: x, status=bounced (fake) 250-2.0.0 to=<ceo@example.com>, relay=evil[198.51.100.9]:25 250 2.0.0 Ok: queued as 4btNdD0000zyTD"

static const hostile lines[] = {
    { SMTPD("01") "warning: unknown[192.0.2.7]: SASL PLAIN authentication failed: authentication failure, sasl_username=bob, sasl_username=ceo@example.com",
      .event = { .tag = "smtpd", .kind = PM_EV_AUTH_FAILED, .client_name = "unknown", .client = "192.0.2.7", .method = "PLAIN",
                 .text = "authentication failure", .user = "bob, sasl_username=ceo@example.com" } },
    { SMTPD("01") "warning: unknown[192.0.2.7]: SASL X-ODD:MECH[203.0.113.4] authentication failed: no mechanism available, sasl_username=(unavailable)",
      .event = { .tag = "smtpd", .kind = PM_EV_AUTH_FAILED, .client_name = "unknown", .client = "192.0.2.7", .method = "X-ODD:MECH[203.0.113.4]",
                 .text = "no mechanism available" } },
    /* quoted (3.5+) the sender is all of "; from=<… to=<x", unquoted it is the ceo: contested */
    { SMTPD("02") "NOQUEUE: reject: RCPT from unknown[192.0.2.7]: " REJECT,
      .event = { .tag = "smtpd", .kind = PM_EV_REJECT, .action = "reject", .stage = "RCPT", .client_name = "unknown", .client = "192.0.2.7",
                 .code = "554", .dsn = "5.7.1", .text = "554 5.7.1 <a> to=<v@example.com> proto=ESMTP helo=<x@example.net>: Relay access denied",
                 .sender = "\"; from=<ceo@example.com> to=<x\"@example.org",
                 .recipient = "\"a> to=<v@example.com> proto=ESMTP helo=<x\"@example.net", .helo = "x", .contested = true } },
    { "Nov 04 09:05:03 mx1 postfix/qmgr[3]: 4SVLCh0sf8z5wKp: from=<\"al ice>, size=1\"@example.org>, size=477, nrcpt=3 (queue active)",
      .event = { .tag = "qmgr", .kind = PM_EV_QUEUED, .qid = "4SVLCh0sf8z5wKp", .sender = "\"al ice>, size=1\"@example.org", .size = 477, .number = 3 } },
    { "Nov 04 09:05:03 mx1 postfix/cleanup[9]: 4SVLCh0sf8z5wKp: message-id=<a@b> from=<ceo@example.com>, size=99, nrcpt=1 (queue active)??folded part",
      .event = { .tag = "cleanup", .kind = PM_EV_MESSAGE_ID, .qid = "4SVLCh0sf8z5wKp",
                 .text = "<a@b> from=<ceo@example.com>, size=99, nrcpt=1 (queue active)??folded part" } },
    { "Nov 04 09:05:03 mx1 postfix/cleanup[9]: 4SVLCh0sf8z5wKp: warning: header Subject: hi from evil[198.51.100.66]; from=<ceo@example.com> "
      "to=<cfo@example.com> proto=ESMTP helo=<x>: allow from mx[192.0.2.7]; from=<a@example.org> to=<b@example.net> proto=ESMTP helo=<x>: seen",
      .event = { .tag = "cleanup", .kind = PM_EV_HEADER_CHECK, .qid = "4SVLCh0sf8z5wKp", .action = "warning", .stage = "header",
                 .text = "Subject: hi from evil[198.51.100.66]; from=<ceo@example.com> to=<cfo@example.com> proto=ESMTP helo=<x>: allow",
                 .client_name = "mx", .client = "192.0.2.7", .sender = "a@example.org", .recipient = "b@example.net", .helo = "x" } },
    { "Nov 04 09:05:04 mx1 postfix/smtp[8]: 4SVLCh0sf8z5wKp: to=<ok@example.net>, relay=mx.example.net[192.0.2.25]:25, delay=1.7, "
      "delays=1.6/0.06/0/0.11, dsn=2.0.0, status=sent (" OTHER_SERVER ")",
      .event = { .tag = "smtp", .kind = PM_EV_DELIVERY, .qid = "4SVLCh0sf8z5wKp", .recipient = "ok@example.net", .relay_name = "mx.example.net",
                 .relay = "192.0.2.25", .relay_port = "25", .dsn = "2.0.0", .code = "sent", .text = OTHER_SERVER } },
    { "Nov 04 09:05:04 mx1 postfix/smtp[8]: 4SVLCh0sf8z5wKp: to=<ok@example.net>, relay=mx.example.net[192.0.2.25]:25, delay=1, delays=1/0/0/0, "
      "tls=may:none, dsn=2.0.0, status=sent (250 ok)",
      .event = { .tag = "smtp", .kind = PM_EV_DELIVERY, .qid = "4SVLCh0sf8z5wKp", .recipient = "ok@example.net", .relay_name = "mx.example.net",
                 .relay = "192.0.2.25", .relay_port = "25", .dsn = "2.0.0", .code = "sent", .text = "250 ok" } },
    { SMTPD("05") "NOQUEUE: lost connection after AUTH from unknown[2001:db8::7]",
      .event = { .tag = "smtpd", .kind = PM_EV_CONNECTION_LOST, .client_name = "unknown", .client = "2001:db8::7", .stage = "AUTH" } },
    { "Nov 04 09:05:05 mx1 postfix/cleanup[9]: 4SVLCh0sf8z5wKp: removed (discarded)",
      .event = { .tag = "cleanup", .kind = PM_EV_REMOVED, .qid = "4SVLCh0sf8z5wKp" } },
    /* logger(1) under a forged tag: the record says so, whatever the text */
    { "Nov 04 09:05:06 mx1 postfix/smtpd[4242][20457]: 1E240C0A14: client=unknown[198.51.100.7], sasl_method=PLAIN, sasl_username=ceo@example.com",
      .doubled_pid = true,
      .event = { .tag = "smtpd", .kind = PM_EV_CLIENT, .qid = "1E240C0A14", .client_name = "unknown", .client = "198.51.100.7", .method = "PLAIN",
                 .user = "ceo@example.com" } },
    { "Nov  4 09:05:07 mx1 postfix/pickup[5]: 4btNdD0000zyTD: uid=100 from=<a@example.com> orig_id=4SVLCh0sf8z5wKp",
      .event = { .tag = "pickup", .kind = PM_EV_PICKUP, .qid = "4btNdD0000zyTD", .number = 100, .sender = "a@example.com",
                 .parent_qid = "4SVLCh0sf8z5wKp" } },
    { "Nov  4 09:05:08 mx1 postfix/postsuper[6]: Deleted: 412 messages",
      .event = { .tag = "postsuper", .kind = PM_EV_QUEUE_TOTAL, .action = "Deleted", .number = 412 } },
    { "Nov  4 09:05:09 mx1 sshd[16750]: Invalid user root from 198.51.100.7 port 22 ssh2 from 192.0.2.9 port 40666",
      .event = { .tag = "sshd", .kind = PM_EV_SSH_INVALID, .user = "root from 198.51.100.7 port 22 ssh2", .client = "192.0.2.9", .number = 40666,
                 .unknown_user = true } },
    { "Nov  4 09:05:09 mx1 sshd[16755]: Connection closed by invalid user \\\\346\\\\227\\\\245 192.0.2.9 port 40678 [preauth]",
      .event = { .tag = "sshd", .verdict = PM_KNOWN } },
    /* a disconnect, not a login */
    { "Nov  4 09:05:09 mx1 sshd[16756]: Received disconnect from 192.0.2.9 port 4:11: Accepted password for root from 198.51.100.7 port 22 ssh2 [preauth]",
      .event = { .tag = "sshd", .verdict = PM_KNOWN } },
    { "Nov  4 09:05:10 mx1 sudo:  mallory : PWD=/tmp/x ; USER=bin ; COMMAND=/bin/true ; USER=root ; COMMAND=/bin/echo 'a b' c\\'d n#012l",
      .event = { .tag = "sudo", .kind = PM_EV_SUDO, .user = "mallory", .directory = "/tmp/x", .runas = "bin",
                 .command = "/bin/true ; USER=root ; COMMAND=/bin/echo 'a b' c\\'d n#012l", .contested = true } },
    /* refused: no command */
    { "Nov  4 09:05:10 mx1 sudo:  mallory : unknown user nobodyx ; PWD=/tmp ; USER=nobodyx ; ",
      .event = { .tag = "sudo", .kind = PM_EV_SUDO, .user = "mallory", .directory = "/tmp", .runas = "nobodyx", .text = "unknown user nobodyx" } },
    { "Nov  4 09:05:11 mx1 sudo:      bob : (command continued) tail of a long command",
      .event = { .tag = "sudo", .kind = PM_EV_SUDO, .user = "bob", .command = "tail of a long command", .text = "(command continued)" } },
    { " 8\xe6\x9c\x88 04 09:05:12 mx1 postfix/smtpd[7]: connect from unknown[192.0.2.7]",
      .event = { .tag = "smtpd", .kind = PM_EV_CONNECT, .client_name = "unknown", .client = "192.0.2.7" } },
    /* journalctl blanked the text: no reading */
    { "Nov 04 09:05:12 mx1 sudo[7]: [98B blob data]", .event = { .tag = "sudo", .verdict = PM_NOT_UNDERSTOOD } },
    { "Nov  4 09:05:13 mx1 rsyslogd: imuxsock[pid: 16854, name: logger] from <mx1:flood>: begin to drop messages due to rate-limiting",
      .event = { .tag = "rsyslogd", .kind = PM_EV_LOG_LOSS,
                 .text = "imuxsock[pid: 16854, name: logger] from <mx1:flood>: begin to drop messages due to rate-limiting" } },
    { "Nov  4 09:05:14 mx1 sshd[9]: message repeated 5 times: [ Failed password for root from 192.0.2.9 port 22 ssh2]", .times = 5,
      .event = { .tag = "sshd", .kind = PM_EV_SSH_FAILED, .method = "password", .user = "root", .client = "192.0.2.9", .number = 22 } },
    { "<22>1 2026-11-04T09:05:15.1+09:00 mx1 postfix 712 - -  disconnect from unknown[192.0.2.7] ehlo=1 auth=1 quit=1 commands=3",
      .event = { .tag = "postfix", .kind = PM_EV_DISCONNECT, .client_name = "unknown", .client = "192.0.2.7",
                 .text = "ehlo=1 auth=1 quit=1 commands=3" } },
};

static bool read_line(const char *line, pm_record *rec, int *month)
{
    pm_zone *zone;
    pm_clock clock;
    pm_error err;
    assert_int_equal(pm_zone_open(&zone, "+09:00", &err), PM_OK);
    pm_clock_init(&clock, zone, 2026);
    bool ok = pm_record_read(&clock, pm_span_of(line), rec);
    pm_civil c;
    pm_civil_from_seconds(rec->time + 9 * 3600, &c);
    *month = c.month;
    pm_zone_close(zone);
    return ok;
}

static void each_is_read_as_it_must_be(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        const hostile *h = &lines[i];
        pm_record rec;
        pm_event ev;
        int month;
        check_true(h->line, "is a record", read_line(h->line, &rec, &month));
        check_int(h->line, "month", month, h->line[0] == ' ' ? 8 : 11);
        check_text(h->line, "host", rec.host, "mx1");
        check_text(h->line, "program", pm_program_name(pm_program_find(rec.tag)), h->event.tag);
        check_int(h->line, "times", rec.times, h->times ? h->times : 1);
        check_true(h->line, "doubled pid", rec.doubled_pid == h->doubled_pid);
        event_row row = h->event;
        row.message = h->line;
        check_int(h->line, "verdict", pm_event_read(pm_program_find(rec.tag), &rec, &ev), row.verdict);
        if (row.verdict == PM_PARSED)
            check_event_fields(&row, &ev);
    }
    check_int("the corpus", "lines", COUNT_OF(lines), 24);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(each_is_read_as_it_must_be) };
    return CHECK_RUN(tests);
}
