/* The lines of the daemons' own tables, under the tag that rsyslog's RFC 5424 output leaves: "postfix". */
#include "check_event.h"

#define P "postfix"

static const event_row rows[] = {
    { P, "connect from unknown[192.0.2.7]", PM_PARSED, PM_EV_CONNECT, .client_name = "unknown", .client = "192.0.2.7" },
    { P, "disconnect from unknown[192.0.2.7] ehlo=1 auth=1 quit=1 commands=3", PM_PARSED, PM_EV_DISCONNECT, .client_name = "unknown",
      .client = "192.0.2.7", .text = "ehlo=1 auth=1 quit=1 commands=3" },
    { P, "1E240C0A14: client=unknown[192.0.2.7], sasl_method=PLAIN, sasl_username=ann", PM_PARSED, PM_EV_CLIENT, .qid = "1E240C0A14",
      .client_name = "unknown", .client = "192.0.2.7", .method = "PLAIN", .user = "ann" },
    { P, "1E240C0A14: message-id=<x@example.org>", PM_PARSED, PM_EV_MESSAGE_ID, .qid = "1E240C0A14", .text = "<x@example.org>" },
    { P, "1E240C0A14: from=<ann@example.org>, size=7161, nrcpt=2 (queue active)", PM_PARSED, PM_EV_QUEUED, .qid = "1E240C0A14",
      .sender = "ann@example.org", .size = 7161, .number = 2 },
    { P, "1E240C0A14: to=<x@example.net>, relay=mx[192.0.2.25]:25, delay=1, delays=1/0/0/0, dsn=2.0.0, status=sent (250 ok)", PM_PARSED,
      PM_EV_DELIVERY, .qid = "1E240C0A14", .recipient = "x@example.net", .relay_name = "mx", .relay = "192.0.2.25", .relay_port = "25",
      .dsn = "2.0.0", .code = "sent", .text = "250 ok" },
    { P, "1E240C0A14: removed", PM_PARSED, PM_EV_REMOVED, .qid = "1E240C0A14" },
    { P, "1E240C0A14: uid=33 from=<www-data>", PM_PARSED, PM_EV_PICKUP, .qid = "1E240C0A14", .number = 33, .sender = "www-data" },
    { P, "1E240C0A14: sender non-delivery notification: 2F351C0A15", PM_PARSED, PM_EV_NOTIFICATION, .qid = "1E240C0A14",
      .code = "non-delivery", .child_qid = "2F351C0A15" },
    { P, "warning: unknown[192.0.2.7]: SASL LOGIN authentication failed: x", PM_PARSED, PM_EV_AUTH_FAILED, .client_name = "unknown",
      .client = "192.0.2.7", .method = "LOGIN", .text = "x" },
    { P, "NOQUEUE: reject: RCPT from [192.0.2.7]:52000: 450 4.3.2 Try again; from=<>, to=<b@example.org>, proto=SMTP, helo=<x>", PM_PARSED,
      PM_EV_REJECT, .action = "reject", .stage = "RCPT", .client = "192.0.2.7", .code = "450", .dsn = "4.3.2", .text = "450 4.3.2 Try again",
      .recipient = "b@example.org", .helo = "x" },
    { P, "1E240C0A14: warning: header X: y from local; from=<root@example.org>", PM_PARSED, PM_EV_HEADER_CHECK, .qid = "1E240C0A14",
      .action = "warning", .stage = "header", .text = "X: y", .client_name = "local", .sender = "root@example.org" },
    { P, "daemon started -- version 3.7.11, configuration /etc/postfix", PM_PARSED, PM_EV_MASTER_START, .text = "3.7.11", .code = "/etc/postfix" },
    { P, "stopping the Postfix mail system", PM_PARSED, PM_EV_SCRIPT, .action = "stop" },
    { P, "Deleted: 412 messages", PM_PARSED, PM_EV_QUEUE_TOTAL, .action = "Deleted", .number = 412 },
    { P, "statistics: max auth rate 5/60s for (smtp:192.0.2.7) at Jan  4 03:10:00", PM_PARSED, PM_EV_PEAK, .stage = "auth rate", .number = 5,
      .client = "192.0.2.7", .text = "Jan  4 03:10:00" },
    /* any daemon may say so; only master's own would be an event */
    { P, "fatal: open database /etc/aliases.db: No such file or directory", .verdict = PM_KNOWN },
    { P, "warning: hostname mail.example.org does not resolve to address 192.0.2.7", .verdict = PM_KNOWN },
    { P, "connect to mx.example.net[192.0.2.25]:25: Connection refused", .verdict = PM_KNOWN },
    { P, "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
