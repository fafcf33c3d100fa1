/*
 * Messages from the line that opens a queue id to the one that ends it.  Each row is a log and what it comes to, counted
 * by hand: per actor messages, recipients, bytes, then what became of the recipients.  Each row is also read with every
 * line a run of its own, so that all of it has to be joined.
 */
#include "small_case.h"

#include "life.h"
#include "postmortem/analysis/rows.h"

#include <string.h>

#define CONNECT(pid) "postfix/smtpd[" #pid "]: connect from unknown[192.0.2.7]"
#define ANN(id) "postfix/smtpd[7]: " id ": client=unknown[192.0.2.7], sasl_method=PLAIN, sasl_username=ann"
#define BOB(id) "postfix/smtpd[7]: " id ": client=unknown[192.0.2.8], sasl_method=PLAIN, sasl_username=bob"
#define CLIENT(id, ip) "postfix/smtpd[7]: " id ": client=unknown[" ip "]"
#define PICKUP(id, uid) "postfix/pickup[90]: " id ": uid=" #uid " from=<www>"
#define MSGID(id, msgid) "postfix/cleanup[91]: " id ": message-id=<" msgid "@example.org>"
#define ACTIVE(id, from, size, nrcpt) "postfix/qmgr[92]: " id ": from=<" from ">, size=" #size ", nrcpt=" #nrcpt " (queue active)"
#define ACTIVE_IN(instance, id, from, size, nrcpt) instance "/qmgr[20]: " id ": from=<" from ">, size=" #size ", nrcpt=" #nrcpt " (queue active)"
#define REMOVED(id) "postfix/qmgr[92]: " id ": removed"
#define TO(program, id, to, relay, dsn, status) \
    "postfix/" program "[93]: " id ": to=<" to ">, relay=" relay ", delay=1, delays=1/0/0/0, dsn=" dsn ", status=" status
#define MX "mx.example.net[198.51.100.25]:25"
#define FILTER "127.0.0.1[127.0.0.1]:10024"
#define SMARTHOST "10.0.0.25[10.0.0.25]:25"
#define SENT(id, to) TO("smtp", id, to, MX, "2.0.0", "sent (250 2.0.0 Ok)")
#define DEFERRED(id, to) TO("smtp", id, to, "none", "4.4.1", "deferred (connect: timed out)")
#define PASSED_ON(id, to, next) TO("smtp", id, to, FILTER, "2.0.0", "sent (250 2.0.0 Ok: queued as " next ")")

#define BACK(id) CLIENT(id, "127.0.0.1")
#define PROXY_ACCEPT(pid, id) \
    "postfix/smtpd[" #pid "]: proxy-accept: END-OF-MESSAGE: 250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as " id \
    "; from=<a@example.org> to=<x@example.net> proto=ESMTP helo=<x> sasl_username=<ann>"
#define FORWARDED(id, to, next) TO("local", id, to, "local", "2.0.0", "sent (forwarded as " next ")")

#define A "1E240C0A14"
#define B "2F351C0A15"
#define C "3A462C0A16"

typedef struct {
    const char *text;
    int64_t at; /* 0: a second after the line before */
} line;

static const struct {
    const char *name;
    line lines[24];
    const char *want;
} rows[] = {
    { "by an account", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 2), 0 }, { SENT(A, "x@example.net"), 0 },
      { SENT(A, "y@example.net"), 0 }, { REMOVED(A), 0 } }, "sasl:ann 1m 2r 700b, 2 accepted; " },
    { "by a uid", { { PICKUP(A, 48), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "www@example.org", 300, 1), 0 }, { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 } },
      "uid:48 1m 1r 300b, 1 accepted; " },
    { "by a client", { { CLIENT(A, "203.0.113.5"), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "z@example.com", 300, 1), 0 },
      { TO("virtual", A, "ann@example.org", "virtual", "2.0.0", "sent (delivered to maildir)"), 0 }, { REMOVED(A), 0 } },
      "client:203.0.113.5 1m 1r 300b, 1 local; " },

    /* ---- content filters ---- */
    { "a filter that names the next id", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { CLIENT(B, "127.0.0.1"), 0 },
      { MSGID(B, "1"), 0 }, { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { PASSED_ON(A, "x@example.net", B), 0 }, { REMOVED(A), 0 },
      { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "named before its first line: lines are missing", { { CONNECT(7), 0 }, { ANN(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { PASSED_ON(A, "x@example.net", B), 0 },
      { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { SENT(B, "x@example.net"), 0 } }, "sasl:ann 1m 1r 700b 1 open, 1 accepted; unknown: 1m 1r 900b 1 open, 1 accepted; " },
    { "another Message-ID, the name alone", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { CLIENT(B, "127.0.0.1"), 0 },
      { MSGID(B, "2"), 0 }, { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { PASSED_ON(A, "x@example.net", B), 0 }, { REMOVED(A), 0 },
      { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "through two filters", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { CLIENT(B, "127.0.0.1"), 0 },
      { MSGID(B, "1"), 0 }, { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { PASSED_ON(A, "x@example.net", B), 0 }, { CLIENT(C, "127.0.0.1"), 0 },
      { MSGID(C, "1"), 0 }, { ACTIVE(C, "ann@example.org", 950, 1), 0 }, { PASSED_ON(B, "x@example.net", C), 0 }, { REMOVED(A), 0 }, { REMOVED(B), 0 },
      { SENT(C, "x@example.net"), 0 }, { REMOVED(C), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "a filter behind pipe(8): the same Message-ID", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { TO("pipe", A, "x@example.net", "filter", "2.0.0", "sent (delivered via filter service)"), 0 }, { REMOVED(A), 0 }, { PICKUP(B, 65), 0 },
      { MSGID(B, "1"), 0 }, { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } },
      "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "the same Message-ID after it was delivered elsewhere: another message", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 }, { PICKUP(B, 48), 0 }, { MSGID(B, "1"), 0 }, { ACTIVE(B, "www@example.org", 900, 1), 0 },
      { SENT(B, "y@example.net"), 0 }, { REMOVED(B), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; uid:48 1m 1r 900b, 1 accepted; " },
    { "a mailbox with a forward is no filter", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 2), 0 },
      { TO("pipe", A, "x@example.org", "dovecot", "2.0.0", "sent (delivered via dovecot service)"), 0 },
      { TO("pipe", A, "y@example.org", "dovecot", "2.0.0", "sent (delivered via dovecot service)"), 0 }, { REMOVED(A), 0 },
      { BOB(C), 0 }, { MSGID(C, "2"), 0 }, { ACTIVE(C, "bob@example.org", 700, 2), 0 },
      { TO("pipe", C, "x@example.org", "dovecot", "2.0.0", "sent (delivered via dovecot service)"), 0 },
      { TO("pipe", C, "y@example.org", "dovecot", "2.0.0", "sent (delivered via dovecot service)"), 0 }, { REMOVED(C), 0 }, { PICKUP(B, 65), 0 },
      { MSGID(B, "1"), 0 }, { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { SENT(B, "z@example.net"), 0 }, { REMOVED(B), 0 } },
      "sasl:ann 1m 2r 700b, 1 accepted, 2 local; sasl:bob 1m 2r 700b, 2 local; " },
    { "an account that writes as double-bounce", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "double-bounce@example.org", 700, 1), 0 },
      { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "a pipe that answers late", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { PICKUP(B, 65), 0 }, { MSGID(B, "1"), 0 },
      { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 },
      { TO("pipe", A, "x@example.net", "filter", "2.0.0", "sent (delivered via filter service)"), 0 }, { REMOVED(A), 0 } },
      "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "a filter over SMTP that names nothing and answers late", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { BACK(B), 0 },
      { MSGID(B, "1"), 0 }, { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { TO("smtp", A, "x@example.net", FILTER, "2.0.0", "sent (250 Ok)"), 0 },
      { REMOVED(A), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted, 1 unnamed; " },
    { "through two pipes, both late", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { PICKUP(B, 65), 0 }, { MSGID(B, "1"), 0 },
      { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { PICKUP(C, 66), 0 }, { MSGID(C, "1"), 0 }, { ACTIVE(C, "ann@example.org", 950, 1), 0 }, { SENT(C, "x@example.net"), 0 },
      { REMOVED(C), 0 }, { TO("pipe", B, "x@example.net", "second", "2.0.0", "sent (delivered via second service)"), 0 }, { REMOVED(B), 0 },
      { TO("pipe", A, "x@example.net", "first", "2.0.0", "sent (delivered via first service)"), 0 }, { REMOVED(A), 0 } },
      "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "a pipe that gives back one for each recipient", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { PICKUP(B, 65), 0 }, { MSGID(B, "1"), 0 },
      { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 }, { PICKUP(C, 65), 0 }, { MSGID(C, "1"), 0 },
      { ACTIVE(C, "ann@example.org", 950, 1), 0 }, { SENT(C, "y@example.net"), 0 }, { REMOVED(C), 0 },
      { TO("pipe", A, "x@example.net", "filter", "2.0.0", "sent (delivered via filter service)"), 0 }, { REMOVED(A), 0 } },
      "sasl:ann 1m 1r 700b, 2 accepted; " },
    { "a list's copies of one Message-ID, the first still in the queue", { { BACK(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "list+x@example.org", 700, 1), 0 },
      { DEFERRED(A, "x@example.net"), 0 }, { BACK(B), 0 }, { MSGID(B, "1"), 0 }, { ACTIVE(B, "list+y@example.org", 710, 1), 0 }, { SENT(B, "y@example.net"), 0 },
      { REMOVED(B), 0 }, { BACK(C), 0 }, { MSGID(C, "1"), 0 }, { ACTIVE(C, "list+z@example.org", 720, 1), 0 } },
      "client:127.0.0.1 3m 3r 2130b 2 open, 1 accepted, 1 deferred; " },
    { "and through a filter that names the next id", { { BACK(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "list+x@example.org", 700, 1), 0 }, { BACK(B), 0 }, { MSGID(B, "1"), 0 },
      { ACTIVE(B, "list+x@example.org", 900, 1), 0 }, { PASSED_ON(A, "x@example.net", B), 0 }, { REMOVED(A), 0 }, { BACK(C), 0 }, { MSGID(C, "1"), 0 },
      { ACTIVE(C, "list+y@example.org", 710, 1), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 }, { SENT(C, "y@example.net"), 0 }, { REMOVED(C), 0 } },
      "client:127.0.0.1 2m 2r 1410b, 2 accepted; " },
    { "a uid sends under a Message-ID that is in the queue", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { DEFERRED(A, "x@example.net"), 0 },
      { PICKUP(B, 48), 0 }, { MSGID(B, "1"), 0 }, { ACTIVE(B, "www@example.org", 900, 1), 0 }, { SENT(B, "y@example.net"), 0 }, { REMOVED(B), 0 },
      { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; uid:48 1m 1r 900b, 1 accepted; " },
    { "a relay beside this host gives nothing back to pickup", { { PICKUP(A, 48), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "www@example.org", 700, 1), 0 },
      { TO("smtp", A, "x@example.net", SMARTHOST, "2.6.0", "sent (250 2.6.0 Queued mail for delivery)"), 0 }, { REMOVED(A), 0 }, { PICKUP(B, 48), 0 }, { MSGID(B, "1"), 0 },
      { ACTIVE(B, "www@example.org", 900, 1), 0 }, { TO("smtp", B, "y@example.net", SMARTHOST, "2.6.0", "sent (250 2.6.0 Queued mail for delivery)"), 0 }, { REMOVED(B), 0 } },
      "uid:48 2m 2r 1600b, 2 unnamed; " },
    { "nor over the loopback", { { BACK(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "list+x@example.org", 700, 1), 0 },
      { TO("smtp", A, "x@example.net", SMARTHOST, "2.6.0", "sent (250 2.6.0 Queued mail for delivery)"), 0 }, { REMOVED(A), 0 }, { BACK(B), 0 }, { MSGID(B, "1"), 0 },
      { ACTIVE(B, "list+y@example.org", 900, 1), 0 } }, "client:127.0.0.1 2m 2r 1600b 1 open, 1 unnamed; " },
    { "but from where it stands", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { TO("smtp", A, "x@example.net", SMARTHOST, "2.6.0", "sent (250 2.6.0 Queued mail for delivery)"), 0 }, { REMOVED(A), 0 }, { CLIENT(B, "10.0.0.26"), 0 }, { MSGID(B, "1"), 0 },
      { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted, 1 unnamed; " },
    { "the same Message-ID ten minutes after the end", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { TO("pipe", A, "x@example.net", "filter", "2.0.0", "sent (delivered via filter service)"), 0 }, { REMOVED(A), 100 }, { PICKUP(B, 65), 700 },
      { MSGID(B, "1"), 700 }, { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } },
      "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "and a second", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { TO("pipe", A, "x@example.net", "filter", "2.0.0", "sent (delivered via filter service)"), 0 }, { REMOVED(A), 100 }, { PICKUP(B, 65), 700 },
      { MSGID(B, "1"), 701 }, { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } },
      "sasl:ann 1m 1r 700b, 1 local; uid:65 1m 1r 900b, 1 accepted; " },
    { "the same Message-ID from outside is no child", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { SENT(A, "x@example.net"), 0 },
      { REMOVED(A), 0 }, { CLIENT(B, "203.0.113.5"), 0 }, { MSGID(B, "1"), 0 }, { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { SENT(B, "x@example.net"), 0 },
      { REMOVED(B), 0 } }, "client:203.0.113.5 1m 1r 900b, 1 accepted; sasl:ann 1m 1r 700b, 1 accepted; " },
    { "an id that another client's message bears is no child", { { ANN(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { CLIENT(B, "203.0.113.5"), 0 },
      { ACTIVE(B, "z@example.com", 900, 1), 0 }, { PASSED_ON(A, "x@example.net", B), 0 }, { REMOVED(A), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } },
      "client:203.0.113.5 1m 1r 900b, 1 accepted; sasl:ann 1m 1r 700b; " },
    { "nor one that an account's bears", { { CLIENT(A, "203.0.113.5"), 0 }, { ACTIVE(A, "z@example.com", 700, 1), 0 }, { ANN(B), 0 },
      { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { PASSED_ON(A, "x@example.net", B), 0 }, { REMOVED(A), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } },
      "client:203.0.113.5 1m 1r 700b; sasl:ann 1m 1r 900b, 1 accepted; " },
    { "XFORWARD names the id before", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { "postfix/smtpd[7]: " B ": client=localhost[127.0.0.1], orig_queue_id=" A ", orig_client=unknown[192.0.2.7]", 0 }, { MSGID(B, "2"), 0 },
      { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 }, { REMOVED(A), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "XFORWARD names an id of another host", { { CONNECT(7), 0 }, { "postfix/smtpd[7]: " B ": client=gw[10.0.0.5], orig_queue_id=" A ", orig_client=unknown[192.0.2.7]", 0 },
      { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { CLIENT(C, "127.0.0.1"), 0 }, { ACTIVE(C, "ann@example.org", 950, 1), 0 }, { PASSED_ON(B, "x@example.net", C), 0 },
      { REMOVED(B), 0 }, { SENT(C, "x@example.net"), 0 }, { REMOVED(C), 0 } }, "client:10.0.0.5 1m 1r 900b, 1 accepted; " },
    { "a filter that throws a message away", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { CLIENT(B, "127.0.0.1"), 0 },
      { MSGID(B, "1"), 0 }, { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { PASSED_ON(A, "x@example.net", B), 0 }, { REMOVED(A), 0 },
      { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 }, { ANN(C), 0 }, { MSGID(C, "3"), 0 }, { ACTIVE(C, "ann@example.org", 700, 1), 0 },
      { TO("smtp", C, "x@example.net", FILTER, "2.7.0", "sent (250 2.7.0 Ok, discarded)"), 0 }, { REMOVED(C), 0 } },
      "sasl:ann 2m 2r 1400b, 1 accepted, 1 unnamed; " },

    /* ---- what Postfix makes itself ---- */
    { "a forward", { { CLIENT(A, "203.0.113.5"), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "z@example.com", 300, 1), 0 }, { MSGID(B, "1"), 0 },
      { TO("local", A, "ann@example.org", "local", "2.0.0", "sent (forwarded as " B ")"), 0 }, { ACTIVE(B, "z@example.com", 400, 1), 0 }, { REMOVED(A), 0 },
      { SENT(B, "ann@example.net"), 0 }, { REMOVED(B), 0 } }, "client:203.0.113.5 1m 1r 300b, 1 accepted, 1 local; " },
    { "a bounce", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { TO("smtp", A, "x@example.net", MX, "5.1.1", "bounced (host said: 550 5.1.1 no)"), 0 }, { MSGID(B, "2"), 0 },
      { "postfix/bounce[94]: " A ": sender non-delivery notification: " B, 0 }, { ACTIVE(B, "", 2500, 1), 0 }, { REMOVED(A), 0 },
      { TO("local", B, "ann@example.org", "local", "2.0.0", "sent (delivered to mailbox)"), 0 }, { REMOVED(B), 0 } },
      "sasl:ann 1m 1r 700b, 1 bounced; system:bounce 1m 1r 2500b, 1 local; " },
    { "a notice of delay has the postmaster's address", { { ANN(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { MSGID(B, "2"), 0 },
      { "postfix/bounce[94]: " A ": sender delay notification: " B, 0 }, { ACTIVE(B, "double@example.org", 2500, 1), 0 },
      { TO("local", B, "ann@example.org", "local", "2.0.0", "sent (delivered to mailbox)"), 0 }, { REMOVED(B), 0 } },
      "sasl:ann 1m 1r 700b 1 open; system:bounce 1m 1r 2500b, 1 local; " },
    { "made inside Postfix", { { MSGID(A, "1"), 0 }, { ACTIVE(A, "root@example.org", 500, 1), 0 }, { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 } },
      "system:internal 1m 1r 500b, 1 accepted; " },
    { "an address probe is no mail", { { MSGID(A, "1"), 0 }, { ACTIVE(A, "double-bounce@example.org", 300, 1), 0 },
      { TO("smtp", A, "x@example.net", MX, "2.1.5", "deliverable (250 2.1.5 Ok)"), 0 }, { REMOVED(A), 0 } }, "" },
    { "nor is one that nobody answers", { { MSGID(A, "1"), 0 }, { ACTIVE(A, "double-bounce@example.org", 300, 1), 0 }, { REMOVED(A), 0 } }, "" },

    /* ---- beginnings and ends ---- */
    { "its beginning is not there", { { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 } },
      "unknown: 1m 1r 700b, 1 accepted; " },
    { "only its end is there", { { REMOVED(A), 0 } }, "" },
    { "still in the queue", { { ANN(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 2), 0 }, { SENT(A, "x@example.net"), 0 },
      { TO("smtp", A, "y@example.net", "none", "4.4.1", "deferred (connect: timed out)"), 0 } }, "sasl:ann 1m 2r 700b 1 open, 1 accepted, 1 deferred; " },
    { "deferred, then sent: the last word counts", { { ANN(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { TO("smtp", A, "y@example.net", "none", "4.4.1", "deferred (connect: timed out)"), 0 }, { ACTIVE(A, "ann@example.org", 999, 9), 0 },
      { SENT(A, "y@example.net"), 0 }, { REMOVED(A), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "expired", { { ANN(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { TO("smtp", A, "y@example.net", "none", "4.4.1", "deferred (connect: timed out)"), 0 },
      { "postfix/qmgr[92]: " A ": from=<ann@example.org>, status=expired, returned to sender", 0 }, { REMOVED(A), 0 } },
      "sasl:ann 1m 1r 700b, 1 expired; " },
    { "deleted by hand", { { ANN(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { "postfix/postsuper[95]: " A ": removed", 0 } },
      "sasl:ann 1m 1r 700b; " },
    { "requeued under another id", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { "postfix/pickup[90]: " B ": uid=89 from=<ann@example.org> orig_id=" A, 0 }, { MSGID(B, "1"), 0 }, { ACTIVE(B, "ann@example.org", 700, 1), 0 },
      { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } }, "sasl:ann 1m 1r 700b 1 open, 1 accepted; " },
    { "requeued after it was deferred: what became of the new id counts", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 4), 0 },
      { SENT(A, "x@example.net"), 0 }, { DEFERRED(A, "y@example.net"), 0 }, { DEFERRED(A, "z@example.net"), 0 },
      { TO("smtp", A, "w@example.net", MX, "5.0.0", "SOFTBOUNCE (host said: 550 no)"), 0 }, { "postfix/postsuper[95]: " A ": requeued", 0 },
      { "postfix/pickup[90]: " B ": uid=89 from=<ann@example.org> orig_id=" A, 0 }, { MSGID(B, "1"), 0 }, { ACTIVE(B, "ann@example.org", 700, 3), 0 },
      { SENT(B, "y@example.net"), 0 }, { DEFERRED(B, "z@example.net"), 0 }, { TO("smtp", B, "w@example.net", MX, "5.1.1", "bounced (host said: 550 no)"), 0 } },
      "sasl:ann 1m 4r 700b 1 open, 2 accepted, 1 deferred, 1 bounced; " },
    { "and once more", { { ANN(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { DEFERRED(A, "y@example.net"), 0 },
      { "postfix/pickup[90]: " B ": uid=89 from=<ann@example.org> orig_id=" A, 0 }, { ACTIVE(B, "ann@example.org", 700, 1), 0 }, { DEFERRED(B, "y@example.net"), 0 },
      { "postfix/pickup[90]: " C ": uid=89 from=<ann@example.org> orig_id=" B, 0 }, { ACTIVE(C, "ann@example.org", 700, 1), 0 }, { SENT(C, "y@example.net"), 0 },
      { REMOVED(C), 0 } }, "sasl:ann 1m 1r 700b 1 open, 1 accepted; " },
    { "requeued, its beginning is not there", { { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { DEFERRED(A, "y@example.net"), 0 },
      { "postfix/pickup[90]: " B ": uid=89 from=<ann@example.org> orig_id=" A, 0 }, { ACTIVE(B, "ann@example.org", 700, 1), 0 }, { SENT(B, "y@example.net"), 0 },
      { REMOVED(B), 0 } }, "unknown: 1m 1r 700b 1 open, 1 accepted; " },
    { "an id used again", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 },
      { BOB(A), 0 }, { MSGID(A, "2"), 0 }, { ACTIVE(A, "bob@example.org", 800, 1), 0 }, { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 } },
      "sasl:ann 1m 1r 700b, 1 accepted; sasl:bob 1m 1r 800b, 1 accepted; " },
    { "used again, and its `removed` is missing", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { BOB(A), 0 },
      { MSGID(A, "2"), 0 }, { ACTIVE(A, "bob@example.org", 800, 1), 0 }, { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 } },
      "sasl:ann 1m 1r 700b; sasl:bob 1m 1r 800b, 1 accepted; " },
    { "used again by a message made inside Postfix", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 }, { MSGID(A, "2"), 0 }, { ACTIVE(A, "root@example.org", 500, 1), 0 }, { SENT(A, "y@example.net"), 0 },
      { REMOVED(A), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; system:internal 1m 1r 500b, 1 accepted; " },
    { "and without its `removed`", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { MSGID(A, "2"), 0 },
      { ACTIVE(A, "root@example.org", 500, 1), 0 }, { SENT(A, "y@example.net"), 0 }, { REMOVED(A), 0 } },
      "sasl:ann 1m 1r 700b; system:internal 1m 1r 500b, 1 accepted; " },

    /* ---- logged in, never queued ---- */
    { "refused after login", { { ANN(A), 0 },
      { "postfix/smtpd[7]: " A ": reject: RCPT from unknown[192.0.2.7]: 554 5.7.1 <x@example.net>: Relay access denied; from=<ann@example.org> to=<x@example.net> "
        "proto=ESMTP helo=<x>", 0 } }, "sasl:ann 0m 0r 0b 1 refused; " },
    { "refused by a header check", { { ANN(A), 0 },
      { "postfix/cleanup[91]: " A ": reject: header Date: Mon, 05 Jan 2026 05:00:00 +0300 from unknown[192.0.2.7]; from=<ann@example.org> to=<x@example.net> "
        "proto=ESMTP helo=<x>: 5.7.1 no", 0 } }, "sasl:ann 0m 0r 0b 1 refused; " },
    { "discarded", { { ANN(A), 0 },
      { "postfix/cleanup[91]: " A ": discard: header X: y from unknown[192.0.2.7]; from=<ann@example.org> to=<x@example.net> proto=ESMTP helo=<x>", 0 } },
      "sasl:ann 0m 0r 0b 1 not queued; " },
    { "a client that never queued is no sender", { { CLIENT(A, "203.0.113.5"), 0 }, { MSGID(A, "1"), 0 } }, "" },

    /* ---- a filter before the queue: the client's line bears no id ---- */
    { "handed in by an account", { { ANN("NOQUEUE"), 0 }, { BACK(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 2), 0 },
      { PROXY_ACCEPT(7, A), 0 }, { SENT(A, "x@example.net"), 0 }, { DEFERRED(A, "y@example.net"), 0 } }, "sasl:ann 1m 2r 700b 1 open, 1 accepted, 1 deferred; " },
    { "two of one session, the queue manager's lines late", { { ANN("NOQUEUE"), 0 }, { BACK(A), 0 }, { PROXY_ACCEPT(7, A), 0 }, { BOB("NOQUEUE"), 0 }, { BACK(B), 0 },
      { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { PROXY_ACCEPT(7, B), 0 }, { ACTIVE(B, "bob@example.org", 800, 1), 0 }, { SENT(A, "x@example.net"), 0 },
      { REMOVED(A), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; sasl:bob 1m 1r 800b, 1 accepted; " },
    { "two processes at once", { { ANN("NOQUEUE"), 0 },
      { "postfix/smtpd[17]: NOQUEUE: client=unknown[192.0.2.8], sasl_method=PLAIN, sasl_username=bob", 0 }, { BACK(A), 0 }, { BACK(B), 0 },
      { ACTIVE(A, "bob@example.org", 800, 1), 0 }, { ACTIVE(B, "ann@example.org", 700, 1), 0 }, { PROXY_ACCEPT(17, A), 0 }, { PROXY_ACCEPT(7, B), 0 } },
      "sasl:ann 1m 1r 700b 1 open; sasl:bob 1m 1r 800b 1 open; " },
    { "the line of the one that gives it back is not there", { { ANN("NOQUEUE"), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 2), 0 }, { PROXY_ACCEPT(7, A), 0 } },
      "sasl:ann 1m 2r 700b 1 open; " },
    { "from outside", { { CLIENT("NOQUEUE", "203.0.113.5"), 0 }, { BACK(A), 0 }, { ACTIVE(A, "z@example.com", 300, 1), 0 }, { PROXY_ACCEPT(7, A), 0 },
      { SENT(A, "ann@example.org"), 0 }, { REMOVED(A), 0 } }, "client:203.0.113.5 1m 1r 300b, 1 accepted; " },
    { "and a filter behind the queue", { { ANN("NOQUEUE"), 0 }, { BACK(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { PROXY_ACCEPT(7, A), 0 }, { CLIENT(B, "127.0.0.1"), 0 }, { ACTIVE(B, "ann@example.org", 900, 1), 0 }, { PASSED_ON(A, "x@example.net", B), 0 },
      { REMOVED(A), 0 }, { SENT(B, "x@example.net"), 0 }, { REMOVED(B), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "the filter says no", { { ANN("NOQUEUE"), 0 },
      { "postfix/smtpd[7]: proxy-reject: END-OF-MESSAGE: 554 5.7.1 spam; from=<ann@example.org> to=<x@example.net> proto=ESMTP helo=<x>", 0 } },
      "sasl:ann 0m 0r 0b 1 not queued; " },
    { "the filter's id is another host's", { { ANN("NOQUEUE"), 0 }, { PROXY_ACCEPT(7, A), 0 } }, "sasl:ann 0m 0r 0b 1 not queued; " },
    { "it never enters the queue", { { ANN("NOQUEUE"), 0 }, { BACK(A), 0 }, { PROXY_ACCEPT(7, A), 0 } }, "sasl:ann 0m 0r 0b 1 not queued; " },
    { "the filter hands the client on (XCLIENT)", { { ANN("NOQUEUE"), 0 }, { ANN(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { PROXY_ACCEPT(7, A), 0 } },
      "sasl:ann 1m 1r 700b 1 open; " },
    { "the client's line is not there, the account is named", { { BACK(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { PROXY_ACCEPT(7, A), 0 }, { SENT(A, "x@example.net"), 0 } },
      "sasl:ann 1m 1r 700b 1 open, 1 accepted; " },
    { "nor is its account", { { BACK(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { "postfix/smtpd[7]: proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok: queued as " A "; from=<ann@example.org> to=<x@example.net> proto=ESMTP helo=<x>", 0 },
      { SENT(A, "x@example.net"), 0 } }, "unknown: 1m 1r 700b 1 open, 1 accepted; " },
    { "the client's line is not there and never was", { { CONNECT(8), 1 }, { CONNECT(8), 7200 }, { "postfix/smtpd[8]: " A ": client=localhost[127.0.0.1]", 14401 },
      { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { PROXY_ACCEPT(7, A), 0 } }, "client:127.0.0.1 1m 1r 700b 1 open; " },
    { "a process that never connected says whose it is", { { CONNECT(8), 1 }, { CONNECT(8), 7200 }, { ANN("NOQUEUE"), 14401 },
      { "postfix/smtpd[8]: " A ": client=localhost[127.0.0.1]", 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { PROXY_ACCEPT(7, A), 0 } },
      "client:127.0.0.1 1m 1r 700b 1 open; " },

    /* ---- two instances of Postfix on one host ---- */
    { "the same id at the same time", { { ANN(A), 0 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { "postfix-b/submission/smtpd[17]: " A ": client=unknown[192.0.2.8], sasl_method=PLAIN, sasl_username=bob", 0 },
      { "postfix-b/cleanup[18]: " A ": message-id=<2@example.org>", 0 }, { ACTIVE_IN("postfix-b", A, "bob@example.org", 800, 1), 0 },
      { TO("smtp", A, "x@example.net", MX, "5.1.1", "bounced (host said: 550 5.1.1 no)"), 0 }, { REMOVED(A), 0 },
      { "postfix-b/smtp[19]: " A ": to=<y@example.net>, relay=" MX ", delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)", 0 },
      { "postfix-b/qmgr[20]: " A ": removed", 0 } }, "sasl:ann 1m 1r 700b, 1 bounced; sasl:bob 1m 1r 800b, 1 accepted; " },
    { "a service of master.cf with a name of its own", { { "postfix-b/qmgr[20]: warning: x", 0 },
      { "submission/smtpd[17]: " A ": client=unknown[192.0.2.7], sasl_method=PLAIN, sasl_username=ann", 0 },
      { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { "postfix-slow/smtp[19]: " A ": to=<y@example.net>, relay=" MX ", delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)", 0 },
      { REMOVED(A), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "one gives to the other", { { "postfix-b/smtpd[17]: " B ": client=localhost[127.0.0.1]", 0 },
      { "postfix-b/cleanup[18]: " B ": message-id=<1@example.org>", 0 }, { ANN(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { ACTIVE_IN("postfix-b", B, "ann@example.org", 900, 1), 0 },
      { PASSED_ON(A, "x@example.net", B), 0 }, { REMOVED(A), 0 },
      { "postfix-b/smtp[19]: " B ": to=<x@example.net>, relay=" MX ", delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)", 0 },
      { "postfix-b/qmgr[20]: " B ": removed", 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "XFORWARD names the other's id", { { ANN(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { "postfix-b/smtpd[17]: " B ": client=localhost[127.0.0.1], orig_queue_id=" A ", orig_client=unknown[192.0.2.7]", 0 },
      { ACTIVE_IN("postfix-b", B, "ann@example.org", 900, 1), 0 },
      { "postfix-b/smtp[19]: " B ": to=<x@example.net>, relay=" MX ", delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)", 0 },
      { "postfix-b/qmgr[20]: " B ": removed", 0 }, { REMOVED(A), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; " },
    { "each makes its own notices", { { ANN(A), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { "postfix-b/smtpd[17]: " B ": client=unknown[192.0.2.8], sasl_method=PLAIN, sasl_username=bob", 0 }, { ACTIVE_IN("postfix-b", B, "bob@example.org", 800, 1), 0 },
      { MSGID(B, "2"), 0 }, { "postfix/bounce[94]: " A ": sender non-delivery notification: " B, 0 }, { ACTIVE(B, "", 2500, 1), 0 },
      { "postfix-b/smtp[19]: " B ": to=<x@example.net>, relay=" MX ", delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 2.0.0 Ok)", 0 } },
      "sasl:ann 1m 1r 700b 1 open; sasl:bob 1m 1r 800b 1 open, 1 accepted; system:bounce 1m 1r 2500b 1 open; " },

    /* ---- lines that smtpd did not write ---- */
    { "a process that never connected", { { CONNECT(8), 1 }, { CONNECT(8), 7200 }, { ANN(A), 14401 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 },
      { SENT(A, "x@example.net"), 0 }, { REMOVED(A), 0 } }, "" },
    { "one that did", { { CONNECT(7), 1 }, { CONNECT(8), 7200 }, { ANN(A), 14401 }, { MSGID(A, "1"), 0 }, { ACTIVE(A, "ann@example.org", 700, 1), 0 }, { SENT(A, "x@example.net"), 0 },
      { REMOVED(A), 0 } }, "sasl:ann 1m 1r 700b, 1 accepted; " },
};

/* What became of an actor's recipients; the leg to a filter is not one. */
static size_t put_outcomes(char *buf, size_t size, const pm_case *c, const pm_tally_row *actor)
{
    static const char *const names[] = { "accepted", "local", "deferred", "bounced", "expired", "other", "unnamed" };
    uint64_t n[PM_OUTCOME_COUNT] = { 0 };
    size_t at = 0;
    for (pm_tally_walk w = pm_tally_begin(&c->facts->t[PM_T_ACTOR_FINAL]); pm_tally_next(&w);)
        for (size_t k = 0; k < PM_OUTCOME_COUNT && w.row->key[1] == actor->key[1]; k++)
            n[k] += k == PM_OUTCOME_UNNAMED || !pm_case_is_filter(c, w.row->key[0], w.row->key[2]) ? w.row->n[k] : 0;
    for (size_t k = 0; k < PM_OUTCOME_COUNT; k++)
        if (n[k])
            at += (size_t)snprintf(buf + at, size - at, ", %llu %s", (unsigned long long)n[k], names[k]);
    return at;
}

static void put_actors(char *buf, size_t size, const pm_case *c)
{
    static const char *const more[] = { "refused", "not queued", "open" };
    pm_rows actors = pm_rows_of_host(c->facts, c->arena, PM_T_ACTOR, c->n_hosts ? c->hosts[0] : 0, PM_BY_COUNT, PM_N_ACTOR_MESSAGES);
    size_t at = 0;
    for (size_t i = 0; i < actors.n; i++) {
        const pm_tally_row *r = actors.rows[i];
        at += (size_t)snprintf(buf + at, size - at, "%.*s %llum %llur %llub", PM_SPAN_FMT(pm_case_text(c, r->key[1])),
                               (unsigned long long)r->n[PM_N_ACTOR_MESSAGES], (unsigned long long)r->n[PM_N_ACTOR_RECIPIENTS],
                               (unsigned long long)r->n[PM_N_ACTOR_BYTES]);
        for (size_t k = 0; k < COUNT_OF(more); k++)
            if (r->n[PM_N_ACTOR_REFUSED + k])
                at += (size_t)snprintf(buf + at, size - at, " %llu %s", (unsigned long long)r->n[PM_N_ACTOR_REFUSED + k], more[k]);
        at += put_outcomes(buf + at, size - at, c, r);
        at += (size_t)snprintf(buf + at, size - at, "; ");
    }
}

static void check_joined(const char *row, const small_log *log, const uint64_t *cuts, size_t n_cuts, bool in_pairs, const char *want)
{
    small_case s;
    char got[1000] = "";
    small_case_begin(&s);
    small_case_add(&s, "maillog", pm_buffer_span(&log->text));
    s.options.cuts = cuts;
    s.options.n_cuts = n_cuts;
    s.options.join_in_pairs = in_pairs;
    if (small_case_read(&s) != PM_OK)
        fail_msg("row '%s': %s", row, s.err.text);
    put_actors(got, sizeof got, s.c);
    check_text(row, !n_cuts ? "whole" : in_pairs ? "cut, joined in pairs" : "cut", pm_span_of(got), want);
    small_case_end(&s);
}

static void check_cut(const char *row, const small_log *log, const uint64_t *cuts, size_t n_cuts, const char *want)
{
    check_joined(row, log, cuts, n_cuts, false, want);
    check_joined(row, log, cuts, n_cuts, true, want);
}

static void check_log(const char *row, const small_log *log, bool cut, const char *want)
{
    enum { CUTS = 32 };
    uint64_t cuts[CUTS];
    for (size_t i = 0; i < CUTS; i++)
        cuts[i] = i + 1;
    check_cut(row, log, cuts, cut ? CUTS : 0, want);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        small_log log = { .lines = 0 };
        int64_t at = 0;
        for (const line *l = rows[i].lines; l->text != NULL; l++) {
            at = l->at ? l->at : at + 1;
            small_line(&log, at, "%s", l->text);
        }
        check_log(rows[i].name, &log, false, rows[i].want);
        check_log(rows[i].name, &log, true, rows[i].want);
        small_log_free(&log);
    }
}

/* How many lines after its end a life can still be named as somebody's child. */
static void test_linger(void **state)
{
    (void)state;
    enum { LINGER = 1 << 13 };
    static const struct {
        const char *name;
        unsigned between;
        const char *want;
    } limits[] = {
        { "named in time", LINGER - 1, "sasl:ann 1m 1r 700b, 1 accepted; " },
        /* the relay is no filter then, as far as the log says: its delivery counts */
        { "named too late", LINGER, "client:127.0.0.1 1m 1r 900b, 1 accepted; sasl:ann 1m 1r 700b, 1 accepted; " },
    };
    for (size_t i = 0; i < COUNT_OF(limits); i++) {
        small_log log = { .lines = 0 };
        static const char *const before[] = { ANN(A), MSGID(A, "1"), ACTIVE(A, "ann@example.org", 700, 1), CLIENT(B, "127.0.0.1"), MSGID(B, "2"),
                                              ACTIVE(B, "ann@example.org", 900, 1), SENT(B, "x@example.net"), REMOVED(B) };
        for (size_t k = 0; k < COUNT_OF(before); k++)
            small_line(&log, 0, "%s", before[k]);
        small_lines(&log, 1, limits[i].between, 0, "postfix/qmgr[92]: warning: x");
        small_line(&log, 2, PASSED_ON(A, "x@example.net", B));
        small_line(&log, 2, REMOVED(A));
        check_log(limits[i].name, &log, false, limits[i].want);
        check_log(limits[i].name, &log, true, limits[i].want);
        small_log_free(&log);
    }
}

/* A parent whose connection is before the cut is believed late: its child, made inside Postfix, is long over by then. */
static void test_believed_late(void **state)
{
    (void)state;
    enum { LINGER = 1 << 13 };
    static const char *const before[] = { CONNECT(7), ANN(A), MSGID(A, "1"), ACTIVE(A, "ann@example.org", 700, 1), MSGID(B, "1"),
                                          ACTIVE(B, "ann@example.org", 900, 1), FORWARDED(A, "x@example.org", B), REMOVED(A),
                                          SENT(B, "x@example.net"), REMOVED(B) };
    static const char want[] = "sasl:ann 1m 1r 700b, 1 accepted, 1 local; ";
    small_log log = { .lines = 0 };
    for (size_t k = 0; k < COUNT_OF(before); k++)
        small_line(&log, 0, "%s", before[k]);
    small_lines(&log, 1, LINGER + 1, 0, "postfix/qmgr[92]: warning: x");
    small_line(&log, 2, REMOVED("3F462D0A16")); /* lives are given up when a message is spoken of */
    check_log("believed late", &log, false, want);
    check_log("believed late", &log, true, want);
    uint64_t after_connect = 1;
    check_cut("believed late", &log, &after_connect, 1, want);
    small_log_free(&log);
}

/* The second instance's first word is behind what a first look sees: all is read again. */
static void test_late_instance(void **state)
{
    (void)state;
    small_log log = { .lines = 0 };
    small_lines(&log, 0, 1 << 14, 0, "postfix/qmgr[92]: warning: of a length that takes the log behind the limit of the first look");
    assert_true(log.text.len > 1 << 20);
    small_line(&log, 1, ANN(A));
    small_line(&log, 1, ACTIVE(A, "ann@example.org", 700, 1));
    small_line(&log, 1, "postfix-b/smtpd[17]: " A ": client=unknown[192.0.2.8], sasl_method=PLAIN, sasl_username=bob");
    small_line(&log, 1, ACTIVE_IN("postfix-b", A, "bob@example.org", 800, 1));
    small_line(&log, 1, SENT(A, "x@example.net"));
    check_log("late instance", &log, false, "sasl:ann 1m 1r 700b 1 open, 1 accepted; sasl:bob 1m 1r 800b 1 open; ");
    check_log("late instance", &log, true, "sasl:ann 1m 1r 700b 1 open, 1 accepted; sasl:bob 1m 1r 800b 1 open; ");
    small_log_free(&log);
}

/* More recipients than are searched one by one. */
static void test_many_recipients(void **state)
{
    (void)state;
    small_log log = { .lines = 0 };
    small_line(&log, 0, ANN(A));
    small_line(&log, 0, ACTIVE(A, "ann@example.org", 700, 40));
    for (unsigned i = 0; i < 40; i++)
        small_line(&log, 1, "postfix/smtp[93]: " A ": to=<r%u@example.net>, relay=none, delay=1, delays=1/0/0/0, dsn=4.4.1, status=deferred (timed out)", i);
    for (unsigned i = 0; i < 40; i += 2)
        small_line(&log, 2, "postfix/smtp[93]: " A ": to=<r%u@example.net>, relay=" MX ", delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 Ok)", i);
    check_log("many recipients", &log, false, "sasl:ann 1m 40r 700b 1 open, 20 accepted, 20 deferred; ");
    check_log("many recipients", &log, true, "sasl:ann 1m 40r 700b 1 open, 20 accepted, 20 deferred; ");
    small_log_free(&log);
}

/* Forged lines are listed, each with its reason. */
static void test_forged(void **state)
{
    (void)state;
    small_log log = { .lines = 0 };
    small_case s;
    static const char *const lines[] = { ANN(A), ACTIVE(A, "ann@example.org", 700, 1), REMOVED(A) };
    small_line(&log, 0, CONNECT(8));
    small_line(&log, 2 * HOUR, CONNECT(8));
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        small_line(&log, 4 * HOUR, "%s", lines[i]);
    small_case_of(&s, &log, NULL);
    const pm_happenings *h = &s.c->facts->h[PM_H_SUSPICIOUS];
    check_int("forged", "lines", (int64_t)h->n, COUNT_OF(lines));
    for (size_t i = 0; i < h->n; i++) {
        check_text("forged", "line", pm_case_text(s.c, h->items[i].a), lines[i]);
        check_text("forged", "reason", pm_case_text(s.c, h->items[i].b), "pid-without-life");
        check_int("forged", "cited", (int64_t)h->items[i].cite.line, (int64_t)i + 3);
    }
    small_case_end(&s);
    small_log_free(&log);
}

/* What calls itself the child of a forged message has no origin that is known; after a break in the log that is certain at once. */
static void test_child_of_forged(void **state)
{
    (void)state;
    small_log log = { .lines = 0 };
    small_line(&log, 0, CONNECT(8));
    small_line(&log, 5 * HOUR, CONNECT(8));
    small_line(&log, 7 * HOUR, CONNECT(8));
    small_line(&log, 9 * HOUR, ANN(A));
    small_line(&log, 9 * HOUR, "postfix/smtpd[8]: " B ": client=localhost[127.0.0.1], orig_queue_id=" A ", orig_client=unknown[192.0.2.7]");
    small_line(&log, 9 * HOUR, MSGID(B, "2"));
    small_line(&log, 9 * HOUR, ACTIVE(B, "ann@example.org", 900, 1));
    small_line(&log, 9 * HOUR, SENT(B, "x@example.net"));
    small_line(&log, 9 * HOUR, REMOVED(B));
    check_log("child of a forged one", &log, false, ""); /* counted for no sender */
    check_log("child of a forged one", &log, true, "");
    small_log_free(&log);
}

/* Refusals, by what they answer; a milter's at the end of a message names no three digits. */
static void test_rejects(void **state)
{
    (void)state;
#define BY(words, answer) words " from unknown[192.0.2.7]: " answer "; from=<a@example.org> to=<b@example.net> proto=ESMTP helo=<x>"
    static const char *const lines[] = { BY("postfix/cleanup[91]: " A ": milter-reject: END-OF-MESSAGE", "5.7.1 spam"),
                                         BY("postfix/cleanup[91]: " B ": milter-reject: END-OF-MESSAGE", "5.7.1 Spam message rejected"),
                                         BY("postfix/cleanup[91]: " C ": milter-reject: END-OF-MESSAGE", "no"),
                                         BY("postfix/cleanup[91]: " C ": milter-hold: END-OF-MESSAGE", "milter triggers HOLD action"),
                                         BY("postfix/smtpd[7]: NOQUEUE: milter-reject: RCPT", "550 5.7.1 no"),
                                         BY("postfix/smtpd[7]: NOQUEUE: discard: RCPT", "<b@example.net>: no") };
    static const struct {
        const char *code, *dsn, *where;
        int64_t n;
    } want[] = { { "", "5.7.1", "milter-reject END-OF-MESSAGE", 2 }, { "", "", "milter-reject END-OF-MESSAGE", 1 }, { "550", "5.7.1", "milter-reject RCPT", 1 },
                 { "", "", "milter-hold END-OF-MESSAGE", 0 }, { "", "", "discard RCPT", 0 } };
    small_log log = { .lines = 0 };
    small_case s;
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        small_line(&log, 0, "%s", lines[i]);
    small_case_of(&s, &log, NULL);
    for (size_t i = 0; i < COUNT_OF(want); i++) {
        const pm_tally_row *r = small_row(&s, PM_T_REJECT, want[i].code, want[i].dsn, want[i].where);
        check_int(want[i].where, "refusals", r ? (int64_t)r->n[PM_N_COUNT] : 0, want[i].n);
    }
    small_case_end(&s);
    small_log_free(&log);
}

static const struct {
    const char *header, *zone;
} zones[] = {
    { "Date: Mon, 05 Jan 2026 05:00:00 +0300", "+0300" },
    { "Date: Mon, 05 Jan 2026 05:00:00 -0800 (PST)", "-0800" },
    { "Date: Mon, 05 Jan 2026 05:00:00 GMT", NULL },
    { "Date: Mon, 05 Jan 2026 05:00:00 +03", NULL },
    { "Date: +0100 Mon, 05 Jan 2026 05:00:00 +0300", "+0300" },
    { "Date: 2026-01-0500", NULL },
    { "Date: Mon, 05 Jan 2026 05:00:00 +03001", NULL },
    { "+0300", NULL },
    { "", NULL },
};

static void test_date_zone(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(zones); i++)
        check_text(zones[i].header, "zone", pm_date_zone(pm_span_of(zones[i].header)), zones[i].zone);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows),            cmocka_unit_test(test_linger), cmocka_unit_test(test_late_instance), cmocka_unit_test(test_many_recipients), cmocka_unit_test(test_believed_late),
                                        cmocka_unit_test(test_forged), cmocka_unit_test(test_child_of_forged), cmocka_unit_test(test_date_zone), cmocka_unit_test(test_rejects) };
    return CHECK_RUN(tests);
}
