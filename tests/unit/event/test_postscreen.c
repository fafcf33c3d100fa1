/* Sources of the shapes: Postfix src/postscreen/, src/dnsblog/dnsblog.c, src/tlsproxy/tlsproxy.c. */
#include "check_event.h"

#define POSTSCREEN "postfix/postscreen"

static const event_row rows[] = {
    { POSTSCREEN, "NOQUEUE: reject: RCPT from [192.0.2.7]:52000: 550 5.7.1 Service unavailable; client [192.0.2.7] blocked using bl.example.net; "
                  "from=<a@example.net>, to=<b@example.org>, proto=ESMTP, helo=<x>", PM_PARSED, PM_EV_REJECT, .action = "reject", .stage = "RCPT",
      .client = "192.0.2.7", .code = "550", .dsn = "5.7.1", .text = "550 5.7.1 Service unavailable; client [192.0.2.7] blocked using bl.example.net",
      .sender = "a@example.net", .recipient = "b@example.org", .helo = "x" },
    { POSTSCREEN, "NOQUEUE: reject: RCPT from [2001:db8::7]:52000: 450 4.3.2 Service currently unavailable; from=<>, to=<b@example.org>, proto=SMTP, helo=<>",
      PM_PARSED, PM_EV_REJECT, .action = "reject", .stage = "RCPT", .client = "2001:db8::7", .code = "450", .dsn = "4.3.2",
      .text = "450 4.3.2 Service currently unavailable", .recipient = "b@example.org" },
    { POSTSCREEN, "NOQUEUE: reject: CONNECT from [192.0.2.7]:52000: too many connections", PM_PARSED, PM_EV_REJECT, .action = "reject",
      .stage = "CONNECT", .client = "192.0.2.7", .text = "too many connections" },
    { POSTSCREEN, "NOQUEUE: reject: CONNECT from [192.0.2.7]:52000: all server ports busy", PM_PARSED, PM_EV_REJECT, .action = "reject",
      .stage = "CONNECT", .client = "192.0.2.7", .text = "all server ports busy" },
    { POSTSCREEN, "reject: connect from [192.0.2.7]:52000: all screening ports busy", .verdict = PM_KNOWN },
    { POSTSCREEN, "CONNECT from [192.0.2.7]:52000 to [198.51.100.4]:25", .verdict = PM_KNOWN },
    { POSTSCREEN, "PASS OLD [192.0.2.7]:52000", .verdict = PM_KNOWN },
    { POSTSCREEN, "PREGREET 14 after 0.1 from [192.0.2.7]:52000: EHLO x\\r\\n", .verdict = PM_KNOWN },
    { POSTSCREEN, "DNSBL rank 4 for [192.0.2.7]:52000", .verdict = PM_KNOWN },
    { POSTSCREEN, "HANGUP after 0.2 from [192.0.2.7]:52000 in tests after SMTP handshake", .verdict = PM_KNOWN },
    { POSTSCREEN, "DISCONNECT [192.0.2.7]:52000", .verdict = PM_KNOWN },
    { POSTSCREEN, "WHITELISTED [192.0.2.7]:52000", .verdict = PM_KNOWN },
    { POSTSCREEN, "DENYLISTED [192.0.2.7]:52000", .verdict = PM_KNOWN },
    { POSTSCREEN, "ALLOWLIST VETO [192.0.2.7]:52000", .verdict = PM_KNOWN },
    { POSTSCREEN, "COMMAND TIME LIMIT from [192.0.2.7]:52000 after CONNECT", .verdict = PM_KNOWN },
    { POSTSCREEN, "NON-SMTP COMMAND from [192.0.2.7]:52000 after CONNECT: GET / HTTP/1.1", .verdict = PM_KNOWN },
    { POSTSCREEN, "entering STRESS mode with 90 connections", .verdict = PM_KNOWN },
    { "postfix/dnsblog", "addr 192.0.2.7 listed by domain bl.example.net as 127.0.0.2", .verdict = PM_KNOWN },
    { "postfix/tlsproxy", "CONNECT from [192.0.2.7]:52000", .verdict = PM_KNOWN },
    { "postfix/tlsproxy", "Anonymous TLS connection established from [192.0.2.7]:52000: TLSv1.2 with cipher X (256/256 bits)", .verdict = PM_KNOWN },
    { POSTSCREEN, "cache btree:/var/lib/postfix/postscreen_cache full cleanup: retained=10 dropped=2 entries", .verdict = PM_KNOWN },
    { POSTSCREEN, "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
