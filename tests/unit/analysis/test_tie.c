/*
 * What lines say of each other.  Each row is a log and the lines that are missing in it, found by reading: which, how many,
 * of which queue id or process, and the seconds between which it must have stood ("-": no bound).  Each row is also read
 * with every line a run of its own, joined from first to last and in pairs.
 */
#include "small_case.h"

#include <stdio.h>

#define A "1E240C0A14"
#define B "2F351C0A15"
#define CONNECT "postfix/smtpd[7]: connect from unknown[192.0.2.7]"
#define DISCONNECT(said) "postfix/smtpd[7]: disconnect from unknown[192.0.2.7]" said
#define CLIENT(id) "postfix/smtpd[7]: " id ": client=unknown[192.0.2.7]"
#define PICKUP(id) "postfix/pickup[90]: " id ": uid=48 from=<www>"
#define MSGID(id) "postfix/cleanup[91]: " id ": message-id=<1@example.org>"
#define ACTIVE_OF(qmgr, id, from, n) "postfix/qmgr[" #qmgr "]: " id ": from=<" from ">, size=700, nrcpt=" #n " (queue active)"
#define ACTIVE(id, n) ACTIVE_OF(92, id, "ann@example.org", n)
#define RESULT(program, id, to, more) "postfix/" program "[93]: " id ": to=<" to ">, " more
#define REMOTE ", relay=mx.example.net[198.51.100.25]:25, delay=1, delays=1/0/0/0, "
#define FILTERED(id, as) \
    RESULT("smtp", id, "x@example.net", "relay=127.0.0.1[127.0.0.1]:10025, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as " as ")")
#define SENT(id, to) "postfix/smtp[93]: " id ": to=<" to ">" REMOTE "dsn=2.0.0, status=sent (250 2.0.0 Ok)"
#define DEFERRED(id, to) "postfix/smtp[93]: " id ": to=<" to ">" REMOTE "dsn=4.4.1, status=deferred (timed out)"
#define BOUNCED(id, to) "postfix/smtp[93]: " id ": to=<" to ">" REMOTE "dsn=5.1.1, status=bounced (unknown user)"
#define LOCAL(id, to, what) "postfix/local[93]: " id ": to=<" to ">, relay=local, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (" what ")"
#define ALIAS(id, to, what) "postfix/local[93]: " id ": to=<" to ">, orig_to=<all@example.org>, relay=local, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (" what ")"
#define EXPIRED(id) "postfix/qmgr[92]: " id ": from=<ann@example.org>, status=expired, returned to sender"
#define REMOVED_BY(qmgr, id) "postfix/qmgr[" #qmgr "]: " id ": removed"
#define REMOVED(id) REMOVED_BY(92, id)
#define NOTICE(id, of) "postfix/bounce[94]: " of ": sender non-delivery notification: " id
#define SSHD "sshd[300]: "

typedef struct {
    const char *text;
    int64_t at; /* 0: a second after the line before */
} line;

static const struct {
    const char *name;
    line lines[20];
    const char *want;
} rows[] = {
    /* ---- a queue id ---- */
    { "all there", { { CONNECT, 0 }, { CLIENT(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 2), 0 }, { SENT(A, "x@example.net"), 0 }, { BOUNCED(A, "y@example.net"), 0 },
      { REMOVED(A), 0 }, { DISCONNECT(" ehlo=1 mail=1 rcpt=2 data=1 quit=1 commands=6"), 0 } }, "" },
    { "no opening line", { { MSGID(A), 4000 }, { ACTIVE(A, 1), 0 }, { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 } },
      "queue-opening 1 " A " 3999..4061; " }, /* delay=1 at 4002, rounded; 60 s behind (queue active) for a line that names it */
    { "no opening line, of a long id", { { MSGID("4dkvbh0000zyTD"), 4000 }, { ACTIVE("4dkvbh0000zyTD", 1), 0 } }, "queue-opening 1 4dkvbh0000zyTD 96..4061; " },
    { "a notice", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { BOUNCED(A, "x@example.net"), 0 }, { MSGID(B), 0 }, { ACTIVE_OF(92, B, "", 1), 0 },
      { NOTICE(B, A), 0 }, { REMOVED(A), 0 }, { LOCAL(B, "ann@example.org", "delivered to maildir"), 0 }, { REMOVED(B), 0 } }, "" },
    { "a notice that no line names", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { BOUNCED(A, "x@example.net"), 0 }, { MSGID(B), 0 },
      { ACTIVE_OF(92, B, "", 1), 0 }, { REMOVED(A), 0 }, { LOCAL(B, "ann@example.org", "delivered to maildir"), 0 }, { REMOVED(B), 0 } },
      "queue-opening 1 " B " 5..66; " },
    { "a forward", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { MSGID(B), 0 }, { LOCAL(A, "x@example.org", "forwarded as " B), 0 }, { REMOVED(A), 0 },
      { ACTIVE(B, 1), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } }, "" },
    { "a probe", { { MSGID(A), 0 }, { ACTIVE_OF(92, A, "double-bounce@example.org", 1), 0 }, { RESULT("smtp", A, "x@example.net", "relay=none, delay=0, delays=0/0/0/0, dsn=2.1.5, status=deliverable (250 Ok)"), 0 },
      { REMOVED(A), 0 } }, "" },
    { "a filter's answer does not open what it gave back", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { MSGID(B), 0 }, { ACTIVE(B, 1), 0 },
      { "postfix/smtp[93]: " A ": to=<x@example.net>, relay=127.0.0.1[127.0.0.1]:10024, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as " B ")", 0 },
      { REMOVED(A), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } }, "queue-opening 1 " B " 4..65; " },
    { "no Message-ID", { { PICKUP(A), 0 }, { ACTIVE(A, 1), 5 }, { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 } }, "queue-message-id 1 " A " 1..5; " },
    { "an empty one", { { PICKUP(A), 0 }, { "postfix/cleanup[91]: " A ": message-id=<>", 0 }, { ACTIVE(A, 1), 0 }, { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 } }, "" },
    { "never in the queue", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { SENT(A, "x@example.net"), 9 }, { REMOVED(A), 0 } }, "queue-active 1 " A " 2..9; " },
    { "cleanup refuses", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { RESULT("cleanup", A, "x@example.net", "relay=none, delay=0, delays=0/0/0/0, dsn=5.4.6, status=bounced (loop)"), 0 } }, "" },

    /* ---- attempts ---- */
    { "a result is missing", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 3), 0 }, { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 20 } }, "queue-result 2 " A " 3..20; " },
    { "a second attempt", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 2), 0 }, { SENT(A, "x@example.net"), 0 }, { DEFERRED(A, "y@example.net"), 0 },
      { ACTIVE(A, 2), 300 }, { SENT(A, "y@example.net"), 0 }, { REMOVED(A), 0 } }, "" }, /* nrcpt= counts those that are done, too */
    { "its result is missing", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 2), 0 }, { SENT(A, "x@example.net"), 0 }, { DEFERRED(A, "y@example.net"), 0 },
      { ACTIVE(A, 2), 300 }, { REMOVED(A), 310 } }, "queue-result 1 " A " 300..310; " },
    { "a deferred one is missing", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 2), 0 }, { SENT(A, "x@example.net"), 0 }, { ACTIVE(A, 2), 300 },
      { SENT(A, "y@example.net"), 0 }, { REMOVED(A), 0 } }, "queue-result 1 " A " 3..300; " },
    { "its beginning is missing", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 2), 0 }, { SENT(A, "x@example.net"), 0 }, { DEFERRED(A, "y@example.net"), 0 },
      { SENT(A, "y@example.net"), 300 }, { REMOVED(A), 0 } }, "queue-active 1 " A " 3..301; " },
    { "three attempts, the second without beginning", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { DEFERRED(A, "y@example.net"), 0 },
      { DEFERRED(A, "y@example.net"), 300 }, { ACTIVE(A, 1), 900 }, { SENT(A, "y@example.net"), 0 }, { REMOVED(A), 0 } }, "queue-active 1 " A " 3..900; " },
    { "four attempts, a result of the third missing", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 2), 0 }, { DEFERRED(A, "x@example.net"), 0 }, { DEFERRED(A, "y@example.net"), 0 },
      { ACTIVE(A, 2), 300 }, { DEFERRED(A, "x@example.net"), 0 }, { DEFERRED(A, "y@example.net"), 0 }, { ACTIVE(A, 2), 600 }, { DEFERRED(A, "x@example.net"), 0 },
      { ACTIVE(A, 2), 900 }, { SENT(A, "x@example.net"), 0 }, { SENT(A, "y@example.net"), 0 }, { REMOVED(A), 0 } }, "queue-result 1 " A " 600..900; " },
    { "another queue manager", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 2), 0 }, { SENT(A, "x@example.net"), 0 }, { ACTIVE_OF(99, A, "ann@example.org", 2), 60 },
      { SENT(A, "y@example.net"), 0 }, { REMOVED_BY(99, A), 0 } }, "" },
    { "an alias of two", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { ALIAS(A, "x@example.org", "delivered to maildir"), 0 }, { ALIAS(A, "y@example.org", "delivered to maildir"), 0 },
      { REMOVED(A), 0 } }, "" },
    { "given up without expiry", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { DEFERRED(A, "x@example.net"), 0 }, { REMOVED(A), 9 } }, "queue-expired 1 " A " 3..9; " },
    { "expired", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { DEFERRED(A, "x@example.net"), 0 }, { EXPIRED(A), 0 }, { REMOVED(A), 0 } }, "" },
    { "not removed", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { SENT(A, "x@example.net"), 0 }, { CONNECT, 9000 } }, "queue-removed 1 " A " 4..604; " },
    { "queued as what is nowhere", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { FILTERED(A, B), 5000 }, { REMOVED(A), 0 } }, "queue-named 1 " B " 1400..5000; " },
    { "queued as what is there", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { PICKUP(B), 0 }, { MSGID(B), 0 }, { FILTERED(A, B), 5000 }, { REMOVED(A), 0 },
      { ACTIVE(B, 1), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } }, "" },
    { "queued elsewhere", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { RESULT("smtp", A, "x@example.net", "relay=mx.example.net[192.0.2.9]:25, delay=0, delays=0/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as " B ")"), 0 },
      { REMOVED(A), 0 } }, "" },
    { "forwarded as what is nowhere", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { ALIAS(A, "x@example.org", "forwarded as " B), 5000 }, { REMOVED(A), 0 } }, "queue-named 1 " B " 1400..5000; " },
    { "waiting", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 1), 0 }, { DEFERRED(A, "x@example.net"), 0 }, { CONNECT, 9000 } }, "" },
    { "removed by hand amid an attempt", { { PICKUP(A), 0 }, { MSGID(A), 0 }, { ACTIVE(A, 2), 0 }, { DEFERRED(A, "x@example.net"), 0 }, { "postfix/postsuper[95]: " A ": removed", 0 } }, "" },

    /* ---- sessions ---- */
    { "a connection is missing", { { CONNECT, 0 }, { DISCONNECT(" quit=1 commands=1"), 9 }, { CLIENT(A), 20 }, { DISCONNECT(" mail=1 rcpt=1 data=1 quit=1 commands=4"), 0 } },
      "session-connect 1 7 9..20; " },
    { "of the first session in sight", { { DISCONNECT(" quit=1 commands=1"), 5000 } }, "session-connect 1 7 1400..5000; " },
    { "its end is missing", { { CONNECT, 0 }, { CLIENT(A), 0 }, { CONNECT, 60 }, { DISCONNECT(" quit=1 commands=1"), 0 } }, "session-disconnect 1 7 2..60; " },
    { "for days", { { CONNECT, 0 }, { "postfix/qmgr[92]: warning: x", 90000 } }, "session-disconnect 1 7 1..86401; " },
    { "the mail system stops", { { CONNECT, 0 }, { "postfix/master[1]: terminating on signal 15", 60 }, { "postfix/master[2]: daemon started -- version 3.7.11, configuration /etc/postfix", 0 },
      { "postfix/qmgr[92]: warning: x", 90000 } }, "" },
    { "long after the session", { { CONNECT, 0 }, { "postfix/master[1]: terminating on signal 15", 9000 }, { "postfix/master[2]: daemon started -- version 3.7.11, configuration /etc/postfix", 0 },
      { "postfix/qmgr[92]: warning: x", 99000 } }, "session-disconnect 1 7 1..86401; " },
    { "the process dies", { { CONNECT, 0 }, { "postfix/smtpd[7]: fatal: no SASL authentication mechanisms", 0 }, { CONNECT, 0 }, { DISCONNECT(" quit=1 commands=1"), 0 } }, "" },
    { "two messages, one client", { { CONNECT, 0 }, { CLIENT(A), 0 }, { DISCONNECT(" ehlo=1 mail=2 rcpt=2 data=2 quit=1 commands=8"), 0 } }, "session-client 1 7 1..3; " },
    { "no counts before 3.0", { { CONNECT, 0 }, { DISCONNECT(""), 0 } }, "" },
    { "a failed login", { { CONNECT, 0 }, { "postfix/smtpd[7]: warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: x", 0 }, { DISCONNECT(" ehlo=1 auth=0/3 quit=1 commands=2/5"), 0 } },
      "session-auth 2 7 1..3; " },
    { "a login given up", { { CONNECT, 0 }, { "postfix/smtpd[7]: warning: unknown[192.0.2.7]: SASL LOGIN authentication aborted", 0 }, { DISCONNECT(" ehlo=1 auth=0/1 quit=1 commands=2/3"), 0 } }, "" },
    { "the client leaves amid a login", { { CONNECT, 0 }, { "postfix/smtpd[7]: lost connection after AUTH from unknown[192.0.2.7]", 0 }, { DISCONNECT(" ehlo=1 auth=0/1 commands=1/2"), 0 } },
      "session-auth-lost 1 7 1..3; " },
    { "a refusal", { { CONNECT, 0 }, { "postfix/smtpd[7]: NOQUEUE: reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <x@example.net>: Relay access denied; from=<a@example.org> to=<x@example.net> proto=ESMTP helo=<x>", 0 },
      { DISCONNECT(" ehlo=1 mail=1 rcpt=0/2 quit=1 commands=3/5"), 0 } }, "session-reject 1 7 1..3; " },
    { "MAIL was refused", { { CONNECT, 0 }, { DISCONNECT(" ehlo=1 mail=0/1 rcpt=0/1 quit=1 commands=2/4"), 0 } }, "" },
    { "TLS", { { CONNECT, 0 }, { DISCONNECT(" ehlo=2 starttls=1 quit=1 commands=4"), 0 } }, "session-tls 1 7 1..2; " },
    { "lost", { { CONNECT, 0 }, { DISCONNECT(" ehlo=0/1 commands=0/1"), 0 } }, "session-lost 1 7 1..2; " },
    { "hung up on", { { CONNECT, 0 }, { "postfix/smtpd[7]: warning: non-SMTP command from unknown[192.0.2.7]: GET / HTTP/1.1", 0 }, { DISCONNECT(" unknown=0/1 commands=0/1"), 0 } }, "" },

    /* ---- by hand ---- */
    { "postsuper's total", { { PICKUP(A), 0 }, { "postfix/postsuper[95]: " A ": removed", 0 }, { "postfix/postsuper[95]: Deleted: 3 messages", 0 } }, "postsuper-total 2 95 2..3; " },
    { "of all at once", { { PICKUP(A), 0 }, { "postfix/postsuper[95]: Deleted: 3 messages", 0 } }, "" },

    /* ---- logins ---- */
    { "a login", { { SSHD "Accepted password for ann from 192.0.2.7 port 52614 ssh2", 0 }, { SSHD "pam_unix(sshd:session): session opened for user ann by (uid=0)", 0 },
      { SSHD "pam_unix(sshd:session): session closed for user ann", 99 } }, "" },
    { "that nobody let in", { { SSHD "pam_unix(sshd:session): session opened for user ann by (uid=0)", 100 }, { SSHD "pam_unix(sshd:session): session closed for user ann", 0 } },
      "ssh-accepted 1 300 40..100; " },
    { "that was not opened", { { SSHD "Accepted password for ann from 192.0.2.7 port 52614 ssh2", 100 }, { SSHD "pam_unix(sshd:session): session closed for user ann", 900 } },
      "pam-opened 1 300 100..160; " },
    { "a job that does not end", { { "CRON[400]: pam_unix(cron:session): session opened for user root by (uid=0)", 0 }, { "CRON[401]: pam_unix(cron:session): session opened for user root by (uid=0)", 90000 } },
      "pam-closed 1 400 1..86401; " },
};

static size_t put_time(char *buf, size_t size, int64_t t)
{
    return (size_t)(t == PM_NO_TIME ? snprintf(buf, size, "-") : snprintf(buf, size, "%lld", (long long)(t - SMALL_START)));
}

/* What the ties that rows are about miss; a service that takes plain text, too, has no tie of the other kind. */
static void put_missing(char *buf, size_t size, const pm_facts *f)
{
    size_t at = 0;
    buf[0] = '\0';
    for (pm_tie tie = 0; tie < PM_TIE_COUNT; tie++)
        for (size_t i = 0; i < f->missing[tie].n && tie != PM_TIE_SESSION_WRAPPED; i++) {
            const pm_happening *h = &f->missing[tie].items[i];
            pm_span id = pm_facts_name(f, h->a);
            at += (size_t)snprintf(buf + at, size - at, "%s %u ", pm_tie_name(tie), (unsigned)(h->n >> 32));
            at += (size_t)(id.len ? snprintf(buf + at, size - at, "%.*s ", PM_SPAN_FMT(id)) : snprintf(buf + at, size - at, "%u ", (unsigned)h->n));
            at += put_time(buf + at, size - at, h->until);
            at += (size_t)snprintf(buf + at, size - at, "..");
            at += put_time(buf + at, size - at, h->time);
            at += (size_t)snprintf(buf + at, size - at, "; ");
        }
}

static void check_read(const char *row, const small_log *log, const uint64_t *cuts, size_t n_cuts, bool in_pairs, const char *want)
{
    small_case s;
    char got[1000];
    small_case_begin(&s);
    small_case_add(&s, "maillog", pm_buffer_span(&log->text));
    s.options.cuts = cuts;
    s.options.n_cuts = n_cuts;
    s.options.join_in_pairs = in_pairs;
    assert_int_equal(small_case_read(&s), PM_OK);
    put_missing(got, sizeof got, s.c->facts);
    check_text(row, !n_cuts ? "whole" : in_pairs ? "cut, joined in pairs" : "cut", pm_span_of(got), want);
    small_case_end(&s);
}

static void test_rows(void **state)
{
    (void)state;
    enum { CUTS = 20 };
    uint64_t cuts[CUTS];
    for (size_t i = 0; i < CUTS; i++)
        cuts[i] = i + 1;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        small_log log = { .lines = 0 };
        int64_t at = 0;
        for (const line *l = rows[i].lines; l->text != NULL; l++) {
            at = l->at ? l->at : at + 1;
            small_line(&log, at, "%s", l->text);
        }
        check_read(rows[i].name, &log, NULL, 0, false, rows[i].want);
        check_read(rows[i].name, &log, cuts, CUTS, false, rows[i].want);
        check_read(rows[i].name, &log, cuts, CUTS, true, rows[i].want);
        small_log_free(&log);
    }
}

/* A message whose connection lies two runs before is set aside when its run is joined with the next: what that says waits for it. */
static void test_set_aside(void **state)
{
    (void)state;
    static const char *const lines[] = { CONNECT, "postfix/qmgr[92]: warning: x", CLIENT(A), MSGID(A), ACTIVE(A, 2), DEFERRED(A, "x@example.net"),
                                         SENT(A, "y@example.net"), ACTIVE(A, 2), SENT(A, "x@example.net"), REMOVED(A),
                                         DISCONNECT(" mail=1 rcpt=2 data=1 quit=1 commands=5") };
    for (uint64_t at = 3; at < COUNT_OF(lines); at++) {
        small_log log = { .lines = 0 };
        const uint64_t cuts[] = { 2, 3, at + 1 }; /* lines before which a run begins */
        for (size_t i = 0; i < COUNT_OF(lines); i++)
            small_line(&log, (int64_t)i, "%s", lines[i]);
        check_read("set aside", &log, cuts, COUNT_OF(cuts), false, "");
        check_read("set aside", &log, cuts, COUNT_OF(cuts), true, "");
        small_log_free(&log);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_set_aside) };
    return CHECK_RUN(tests);
}
