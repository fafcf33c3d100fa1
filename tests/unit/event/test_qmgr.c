/* Sources of the shapes: Postfix src/global/opened.c, src/qmgr/qmgr_active.c, qmgr_message.c, qmgr_entry.c. */
#include "check_event.h"

#define QMGR "postfix/qmgr"

static const event_row rows[] = {
    { QMGR, "1E240C0A14: from=<ann@example.org>, size=7161, nrcpt=2 (queue active)", PM_PARSED, PM_EV_QUEUED, .qid = "1E240C0A14",
      .sender = "ann@example.org", .size = 7161, .number = 2 },
    { "postfix/nqmgr", "1E240C0A14: from=<>, size=0, nrcpt=1 (queue active)", PM_PARSED, PM_EV_QUEUED, .qid = "1E240C0A14", .number = 1 },
    { QMGR, "4SVLCh0sf8z5wKp: from=<\"al ice>, size=1\"@example.org>, size=477, nrcpt=3 (queue active)", PM_PARSED, PM_EV_QUEUED,
      .qid = "4SVLCh0sf8z5wKp", .sender = "\"al ice>, size=1\"@example.org", .size = 477, .number = 3 },
    { QMGR, "4SVLCh0sf8z5wKp: from=<\"a>, size=1, nrcpt=1 (queue active)\"@example.org>, size=477, nrcpt=3 (queue active)", PM_PARSED,
      PM_EV_QUEUED, .qid = "4SVLCh0sf8z5wKp", .sender = "\"a>, size=1, nrcpt=1 (queue active)\"@example.org", .size = 477, .number = 3 },
    { QMGR, "1E240C0A14: from=<ann@example.org>, status=expired, returned to sender", PM_PARSED, PM_EV_EXPIRED, .qid = "1E240C0A14",
      .sender = "ann@example.org" },
    { QMGR, "1E240C0A14: from=<ann@example.org>, status=force-expired, returned to sender", PM_PARSED, PM_EV_EXPIRED, .qid = "1E240C0A14",
      .sender = "ann@example.org" },
    { QMGR, "1E240C0A14: from=<\"a>, size=1, nrcpt=1 (queue active)\"@example.org>, status=expired, returned to sender", PM_PARSED, PM_EV_EXPIRED,
      .qid = "1E240C0A14", .sender = "\"a>, size=1, nrcpt=1 (queue active)\"@example.org" },
    { QMGR, "1E240C0A14: removed", PM_PARSED, PM_EV_REMOVED, .qid = "1E240C0A14" },
    { QMGR, "1E240C0A14: to=<bob@example.net>, relay=none, delay=0.1, delays=0.1/0/0/0, dsn=4.3.0, status=deferred (mail transport unavailable)",
      PM_PARSED, PM_EV_DELIVERY, .qid = "1E240C0A14", .recipient = "bob@example.net", .dsn = "4.3.0", .code = "deferred",
      .status = PM_DELIVERY_DEFERRED, .text = "mail transport unavailable" },
    { QMGR, "1E240C0A14: skipped, still being delivered", .verdict = PM_KNOWN },
    { QMGR, "1E240C0A14: status=deferred (bounce failed)", .verdict = PM_KNOWN },
    { QMGR, "1E240C0A14: enabling VERP for sender \"list-bounces\"", .verdict = PM_KNOWN },
    { QMGR, "warning: mail for example.net is using up 4001 of 20000 active queue entries", .verdict = PM_KNOWN },
    { QMGR, "warning: 1E240C0A14: message rejected: missing end record", .verdict = PM_KNOWN },
    { QMGR, "table hash:/etc/postfix/transport has changed -- restarting", .verdict = PM_KNOWN },
    { QMGR, "fatal: open lock file pid/unix.qmgr: Permission denied", .verdict = PM_KNOWN },
    { QMGR, "1E240C0A14: from=<ann@example.org>, size=71", .verdict = PM_NOT_UNDERSTOOD },
    { QMGR, "1E240C0A14: from=<ann@example.org>", .verdict = PM_NOT_UNDERSTOOD },
    { QMGR, "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
