/* Sources of the shapes: Postfix src/cleanup/cleanup_message.c, cleanup_milter.c, cleanup_api.c. */
#include "check_event.h"

#define CLEANUP "postfix/cleanup"
#define ID "4SVLCh0sf8z5wKp"

static const event_row rows[] = {
    { CLEANUP, ID ": message-id=<20260104.1067@mail.example.org>", PM_PARSED, PM_EV_MESSAGE_ID, .qid = ID,
      .text = "<20260104.1067@mail.example.org>" },
    { CLEANUP, ID ": message-id=<>", PM_PARSED, PM_EV_MESSAGE_ID, .qid = ID, .text = "<>" },
    { CLEANUP, ID ": message-id=", PM_PARSED, PM_EV_MESSAGE_ID, .qid = ID },
    /* all of it is the sender's, whatever it looks like */
    { CLEANUP, ID ": message-id=<a@b> from=<ceo@example.com>, size=99, nrcpt=1 (queue active)??folded", PM_PARSED, PM_EV_MESSAGE_ID,
      .qid = ID, .text = "<a@b> from=<ceo@example.com>, size=99, nrcpt=1 (queue active)??folded" },
    { CLEANUP, ID ": message-id=x message-id=y", PM_PARSED, PM_EV_MESSAGE_ID, .qid = ID, .text = "x message-id=y" },
    { CLEANUP, ID ": resent-message-id=<x@example.org>", .verdict = PM_KNOWN },

    /* ---- header_checks and body_checks ---- */
    { CLEANUP, ID ": warning: header Subject: invoice from mx.example.net[192.0.2.7]; from=<a@example.org> to=<b@example.com> proto=ESMTP "
               "helo=<x>: seen", PM_PARSED, PM_EV_HEADER_CHECK, .qid = ID, .action = "warning", .stage = "header", .text = "Subject: invoice",
      .client_name = "mx.example.net", .client = "192.0.2.7", .sender = "a@example.org", .recipient = "b@example.com", .helo = "x" },
    { CLEANUP, ID ": reject: body buy now from mx.example.net[2001:db8::7]:4711; from=<a@example.org> to=<b@example.com> proto=ESMTP helo=<x>: "
               "5.7.1 no: never", PM_PARSED, PM_EV_HEADER_CHECK, .qid = ID, .action = "reject", .stage = "body", .text = "buy now",
      .client_name = "mx.example.net", .client = "2001:db8::7", .sender = "a@example.org", .recipient = "b@example.com", .helo = "x" },
    { CLEANUP, ID ": hold: header From: root from local; from=<root@example.org> to=<b@example.com>", PM_PARSED, PM_EV_HEADER_CHECK, .qid = ID,
      .action = "hold", .stage = "header", .text = "From: root", .client_name = "local", .sender = "root@example.org",
      .recipient = "b@example.com" },
    { CLEANUP, ID ": discard: header X: y from local; from=<root@example.org>", PM_PARSED, PM_EV_HEADER_CHECK, .qid = ID, .action = "discard",
      .stage = "header", .text = "X: y", .client_name = "local", .sender = "root@example.org" },
    { CLEANUP, ID ": strip: header X: y from unknown; from=<> to=<b@example.com>", PM_PARSED, PM_EV_HEADER_CHECK, .qid = ID, .action = "strip",
      .stage = "header", .text = "X: y", .client_name = "unknown", .recipient = "b@example.com" },
    /* the header holds a complete fake; the last origin is the true one */
    { CLEANUP, ID ": warning: header Subject: hi from evil[198.51.100.66]; from=<ceo@example.com> to=<cfo@example.com> proto=ESMTP helo=<x>: allow "
               "from mx[192.0.2.7]; from=<a@example.org> to=<b@example.net> proto=ESMTP helo=<x>: seen", PM_PARSED, PM_EV_HEADER_CHECK, .qid = ID,
      .action = "warning", .stage = "header",
      .text = "Subject: hi from evil[198.51.100.66]; from=<ceo@example.com> to=<cfo@example.com> proto=ESMTP helo=<x>: allow",
      .client_name = "mx", .client = "192.0.2.7", .sender = "a@example.org", .recipient = "b@example.net", .helo = "x" },
    /* the fake stands in the quoted sender, behind the true origin: two readings */
    { CLEANUP, ID ": warning: header Subject: hi from mx[192.0.2.7]; from=<\"x from evil[198.51.100.66]; from=<ceo@example.com> to=<cfo@example.com> "
               "proto=ESMTP helo=<y>: z\"@example.org> to=<b@example.net> proto=ESMTP helo=<x>: seen", PM_PARSED, PM_EV_HEADER_CHECK, .qid = ID,
      .action = "warning", .stage = "header", .text = "Subject: hi", .client_name = "mx", .client = "192.0.2.7",
      .sender = "\"x from evil[198.51.100.66]; from=<ceo@example.com> to=<cfo@example.com> proto=ESMTP helo=<y>: z\"@example.org",
      .recipient = "b@example.net", .helo = "x", .contested = true },
    { CLEANUP, ID ": reject: header Subject: x", .verdict = PM_NOT_UNDERSTOOD },
    { CLEANUP, ID ": reject: mime-error improper use of 8-bit data in message header: x from unknown[192.0.2.7]; from=<a@example.org> to=<b@example.net>",
      .verdict = PM_KNOWN },

    /* ---- milters, the end of an id, immediate bounces ---- */
    { CLEANUP, ID ": milter-reject: END-OF-MESSAGE from unknown[192.0.2.7]: 5.7.1 spam; from=<a@example.org> to=<b@example.net> proto=ESMTP helo=<x>",
      PM_PARSED, PM_EV_REJECT, .qid = ID, .action = "milter-reject", .stage = "END-OF-MESSAGE", .client_name = "unknown", .client = "192.0.2.7",
      .dsn = "5.7.1", .text = "5.7.1 spam", .sender = "a@example.org", .recipient = "b@example.net", .helo = "x" },
    { CLEANUP, ID ": milter-hold: END-OF-MESSAGE from localhost[127.0.0.1]: milter triggers HOLD action; from=<a@example.org> to=<b@example.net>",
      PM_PARSED, PM_EV_REJECT, .qid = ID, .action = "milter-hold", .stage = "END-OF-MESSAGE", .client_name = "localhost", .client = "127.0.0.1",
      .text = "milter triggers HOLD action", .sender = "a@example.org", .recipient = "b@example.net" },
    { CLEANUP, ID ": milter-reject: END-OF-MESSAGE from unknown[192.0.2.7]: 5.7 no status; from=<a@example.org>", PM_PARSED, PM_EV_REJECT, .qid = ID,
      .action = "milter-reject", .stage = "END-OF-MESSAGE", .client_name = "unknown", .client = "192.0.2.7", .text = "5.7 no status",
      .sender = "a@example.org" },
    { CLEANUP, ID ": milter-header-reject: header X: y from unknown[192.0.2.7]; from=<a@example.org>", .verdict = PM_KNOWN },
    { CLEANUP, ID ": removed (discarded)", PM_PARSED, PM_EV_REMOVED, .qid = ID },
    { CLEANUP, ID ": removed (canceled)", PM_PARSED, PM_EV_REMOVED, .qid = ID },
    { CLEANUP, ID ": to=<b@example.net>, relay=none, delay=0.1, delays=0.1/0/0/0, dsn=5.4.6, status=bounced (hop count)", PM_PARSED,
      PM_EV_DELIVERY, .qid = ID, .recipient = "b@example.net", .dsn = "5.4.6", .code = "bounced", .status = PM_DELIVERY_BOUNCED,
      .text = "hop count" },
    { CLEANUP, "warning: file system clock is 61 seconds ahead of local clock", PM_PARSED, PM_EV_CLOCK_STEP,
      .text = "warning: file system clock is 61 seconds ahead of local clock" },
    /* a severity in front of the id is not an action behind it */
    { CLEANUP, "warning: " ID ": queue file size limit exceeded", .verdict = PM_KNOWN },
    { CLEANUP, "warning: milter unix:/run/x.sock: can't read SMFIC_BODYEOB reply packet header: Success", .verdict = PM_KNOWN },
    { CLEANUP, "table hash:/etc/aliases has changed -- restarting", .verdict = PM_KNOWN },
    { CLEANUP, "fatal: watchdog timeout", .verdict = PM_KNOWN },
    { CLEANUP, ID ": something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
