/* Sources of the shapes: Postfix src/global/log_adhoc.c; src/smtp/smtp_connect.c, smtp_trouble.c, smtp_proto.c. */
#include "check_event.h"

#define ID "1E240C0A14"
#define SMTP "postfix/smtp"

static const event_row rows[] = {
    { SMTP, ID ": to=<x@example.net>, relay=mx.example.net[192.0.2.25]:25, delay=1.2, delays=0.1/0.01/0.5/0.6, dsn=2.0.0, status=sent (250 2.0.0 Ok: "
            "queued as 4btNdD0000zyTD)", PM_PARSED, PM_EV_DELIVERY, .qid = ID, .recipient = "x@example.net", .relay_name = "mx.example.net",
      .relay = "192.0.2.25", .relay_port = "25", .dsn = "2.0.0", .code = "sent", .text = "250 2.0.0 Ok: queued as 4btNdD0000zyTD" },
    { SMTP, ID ": to=<x@example.net>, orig_to=<y@example.org>, relay=mx.example.net[2001:db8::25]:25, conn_use=3, delay=12, delays=1/0/5/6, dsn=4.7.1, "
            "status=deferred (host mx.example.net[2001:db8::25] said: 450 4.7.1 <x@example.net>: Recipient address rejected (in reply to RCPT TO command))",
      PM_PARSED, PM_EV_DELIVERY, .qid = ID, .recipient = "x@example.net", .original_recipient = "y@example.org", .relay_name = "mx.example.net",
      .relay = "2001:db8::25", .relay_port = "25", .dsn = "4.7.1", .code = "deferred", .status = PM_DELIVERY_DEFERRED,
      .text = "host mx.example.net[2001:db8::25] said: 450 4.7.1 <x@example.net>: Recipient address rejected (in reply to RCPT TO command)" },
    /* 3.11 */
    { SMTP, ID ": to=<ok@example.net>, relay=mx.example.net[192.0.2.25]:25, delay=1, delays=1/0/0/0, tls=may:none, dsn=2.0.0, status=sent (250 ok)",
      PM_PARSED, PM_EV_DELIVERY, .qid = ID, .recipient = "ok@example.net", .relay_name = "mx.example.net", .relay = "192.0.2.25",
      .relay_port = "25", .dsn = "2.0.0", .code = "sent", .text = "250 ok" },
    /* before 2.3 */
    { SMTP, ID ": to=<x@example.net>, relay=mx.example.net[192.0.2.25], delay=1, status=sent (250 ok)", PM_PARSED, PM_EV_DELIVERY, .qid = ID,
      .recipient = "x@example.net", .relay_name = "mx.example.net", .relay = "192.0.2.25", .code = "sent", .text = "250 ok" },
    { "postfix/lmtp", ID ": to=<x@example.net>, relay=mx1.example.com[private/dovecot-lmtp], delay=0.2, delays=0.1/0/0/0.1, dsn=2.0.0, status=sent "
                      "(250 2.0.0 <x@example.net> abc Saved)", PM_PARSED, PM_EV_DELIVERY, .qid = ID, .recipient = "x@example.net",
      .relay_name = "mx1.example.com", .relay = "private/dovecot-lmtp", .dsn = "2.0.0", .code = "sent", .text = "250 2.0.0 <x@example.net> abc Saved" },
    { "postfix/local", ID ": to=<root@example.org>, orig_to=<root>, relay=local, delay=0.02, delays=0.01/0/0/0.01, dsn=2.0.0, status=sent (forwarded as "
                       "2F351C0A15)", PM_PARSED, PM_EV_DELIVERY, .qid = ID, .recipient = "root@example.org", .original_recipient = "root",
      .relay_name = "local", .dsn = "2.0.0", .code = "sent", .text = "forwarded as 2F351C0A15" },
    { "postfix/pipe", ID ": to=<x@example.net>, relay=dovecot, delay=0.3, delays=0.1/0/0/0.2, dsn=2.0.0, status=sent (delivered via dovecot service (ok))",
      PM_PARSED, PM_EV_DELIVERY, .qid = ID, .recipient = "x@example.net", .relay_name = "dovecot", .dsn = "2.0.0", .code = "sent",
      .text = "delivered via dovecot service (ok)" },
    { "postfix/error", ID ": to=<x@example.net>, relay=none, delay=100, delays=99/1/0/0, dsn=4.4.1, status=deferred (delivery temporarily suspended: "
                       "connect to mx.example.net[192.0.2.25]:25: Connection refused)", PM_PARSED, PM_EV_DELIVERY, .qid = ID,
      .recipient = "x@example.net", .dsn = "4.4.1", .code = "deferred", .status = PM_DELIVERY_DEFERRED,
      .text = "delivery temporarily suspended: connect to mx.example.net[192.0.2.25]:25: Connection refused" },
    { "postfix/virtual", ID ": to=<x@example.net>, relay=virtual, delay=0, delays=0/0/0/0, dsn=5.1.1, status=bounced (unknown user: \"x@example.net\")",
      PM_PARSED, PM_EV_DELIVERY, .qid = ID, .recipient = "x@example.net", .relay_name = "virtual", .dsn = "5.1.1", .code = "bounced",
      .status = PM_DELIVERY_BOUNCED, .text = "unknown user: \"x@example.net\"" },
    { SMTP, ID ": to=<x@example.net>, relay=none, delay=1, delays=1/0/0/0, dsn=5.4.4, status=SOFTBOUNCE (no such domain)", PM_PARSED, PM_EV_DELIVERY,
      .qid = ID, .recipient = "x@example.net", .dsn = "5.4.4", .code = "SOFTBOUNCE", .status = PM_DELIVERY_SOFTBOUNCE, .text = "no such domain" },
    { SMTP, ID ": to=<x@example.net>, relay=mx[192.0.2.25]:25, delay=1, delays=1/0/0/0, dsn=2.1.5, status=deliverable (250 2.1.5 Ok)", PM_PARSED,
      PM_EV_DELIVERY, .qid = ID, .recipient = "x@example.net", .relay_name = "mx", .relay = "192.0.2.25", .relay_port = "25", .dsn = "2.1.5",
      .code = "deliverable", .status = PM_DELIVERY_PROBE, .text = "250 2.1.5 Ok" },
    { SMTP, ID ": to=<x@example.net>, relay=mx[192.0.2.25]:25, delay=1, delays=1/0/0/0, dsn=5.1.1, status=undeliverable-but-not-cached (550 no)", PM_PARSED,
      PM_EV_DELIVERY, .qid = ID, .recipient = "x@example.net", .relay_name = "mx", .relay = "192.0.2.25", .relay_port = "25", .dsn = "5.1.1",
      .code = "undeliverable-but-not-cached", .status = PM_DELIVERY_PROBE, .text = "550 no" },
    { SMTP, ID ": to=<x@example.net>, relay=none, delay=1, delays=1/0/0/0, dsn=5.0.0, status=novelty (words)", PM_PARSED, PM_EV_DELIVERY, .qid = ID,
      .recipient = "x@example.net", .dsn = "5.0.0", .code = "novelty", .status = PM_DELIVERY_OTHER, .text = "words" },

    /* ---- strangers' text ---- */
    /* the other server's words: the status is what stands before the first " (" */
    { SMTP, ID ": to=<ok@example.net>, relay=mx.example.net[192.0.2.25]:25, delay=1.7, delays=1.6/0.06/0/0.11, dsn=2.0.0, status=sent (250-2.0.0 Ok: x, "
            "status=bounced (fake) 250-2.0.0 to=<ceo@example.com>, relay=evil[198.51.100.9]:25 250 2.0.0 Ok: queued as 4btNdD0000zyTD)", PM_PARSED,
      PM_EV_DELIVERY, .qid = ID, .recipient = "ok@example.net", .relay_name = "mx.example.net", .relay = "192.0.2.25", .relay_port = "25",
      .dsn = "2.0.0", .code = "sent",
      .text = "250-2.0.0 Ok: x, status=bounced (fake) 250-2.0.0 to=<ceo@example.com>, relay=evil[198.51.100.9]:25 250 2.0.0 Ok: queued as 4btNdD0000zyTD" },
    /* quoted local parts, 3.5+ */
    { SMTP, ID ": to=<\"a>, relay=evil[198.51.100.9]:25, status=bounced (x)\"@example.net>, relay=mx[192.0.2.25]:25, delay=1, delays=1/0/0/0, dsn=2.0.0, "
            "status=sent (250 ok)", PM_PARSED, PM_EV_DELIVERY, .qid = ID,
      .recipient = "\"a>, relay=evil[198.51.100.9]:25, status=bounced (x)\"@example.net", .relay_name = "mx", .relay = "192.0.2.25",
      .relay_port = "25", .dsn = "2.0.0", .code = "sent", .text = "250 ok", .contested = true },
    /* bare blanks and quotes, up to 3.4 */
    { SMTP, ID ": to=<al ice@example.net>, relay=mx[192.0.2.25]:25, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 ok)", PM_PARSED,
      PM_EV_DELIVERY, .qid = ID, .recipient = "al ice@example.net", .relay_name = "mx", .relay = "192.0.2.25", .relay_port = "25",
      .dsn = "2.0.0", .code = "sent", .text = "250 ok" },
    { SMTP, ID ": to=<a\"b@example.net>, relay=mx[192.0.2.25]:25, delay=1, delays=1/0/0/0, dsn=5.1.1, status=bounced (host mx[192.0.2.25] said: 550 "
            "\"<a>, <b>\" (in reply to RCPT TO command))", PM_PARSED, PM_EV_DELIVERY, .qid = ID, .recipient = "a\"b@example.net", .relay_name = "mx",
      .relay = "192.0.2.25", .relay_port = "25", .dsn = "5.1.1", .code = "bounced", .status = PM_DELIVERY_BOUNCED,
      .text = "host mx[192.0.2.25] said: 550 \"<a>, <b>\" (in reply to RCPT TO command)" },
    { SMTP, ID ": to=<>, relay=none, delay=1, delays=1/0/0/0, dsn=5.1.1, status=bounced (x)", PM_PARSED, PM_EV_DELIVERY, .qid = ID, .dsn = "5.1.1",
      .code = "bounced", .status = PM_DELIVERY_BOUNCED, .text = "x" },
    /* cut at 2000 bytes */
    { SMTP, ID ": to=<x@example.net>, relay=mx[192.0.2.25]:25, delay=1, delays=1/0/0/0, dsn=5.7.1, status=bounced (host mx[192.0.2.25] sai", PM_PARSED,
      PM_EV_DELIVERY, .qid = ID, .recipient = "x@example.net", .relay_name = "mx", .relay = "192.0.2.25", .relay_port = "25", .dsn = "5.7.1",
      .code = "bounced", .status = PM_DELIVERY_BOUNCED, .text = "host mx[192.0.2.25] sai" },
    { SMTP, ID ": to=<x@example.net>, relay=mx[192.0.2.25]:25, delay=1, delays=1/0/0/0, dsn=5.7.1", .verdict = PM_NOT_UNDERSTOOD },
    { SMTP, ID ": to=<x@example.net>, status=sent (250 ok)", .verdict = PM_NOT_UNDERSTOOD },

    /* ---- without a status ---- */
    { SMTP, "connect to mx.example.net[192.0.2.25]:25: Connection timed out", .verdict = PM_KNOWN },
    { SMTP, ID ": host mx.example.net[192.0.2.25] said: 450 4.2.0 Greylisted (in reply to RCPT TO command)", .verdict = PM_KNOWN },
    { SMTP, ID ": host mx.example.net[192.0.2.25] refused to talk to me: 554 no", .verdict = PM_KNOWN },
    { SMTP, ID ": lost connection with mx.example.net[192.0.2.25] while receiving the initial server greeting", .verdict = PM_KNOWN },
    { SMTP, ID ": conversation with mx.example.net[192.0.2.25] timed out while sending RCPT TO", .verdict = PM_KNOWN },
    { SMTP, ID ": enabling PIX workarounds: disable_esmtp delay_dotcrlf for mx.example.net[192.0.2.25]:25", .verdict = PM_KNOWN },
    { SMTP, ID ": breaking line > 998 bytes with <CR><LF>SPACE", .verdict = PM_KNOWN },
    { SMTP, ID ": passing <x@example.net> to transport=local", .verdict = PM_KNOWN },
    { SMTP, "Trusted TLS connection established to mx.example.net[192.0.2.25]:25: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)",
      .verdict = PM_KNOWN },
    { SMTP, "SSL_connect error to mx.example.net[192.0.2.25]:25: lost connection", .verdict = PM_KNOWN },
    { SMTP, "certificate verification failed for mx.example.net[192.0.2.25]:25: untrusted issuer /CN=x", .verdict = PM_KNOWN },
    { SMTP, "warning: host mx.example.net[192.0.2.25]:25 greeted me with my own hostname mx1.example.org", .verdict = PM_KNOWN },
    { SMTP, "fatal: watchdog timeout", .verdict = PM_KNOWN },
    { SMTP, "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
