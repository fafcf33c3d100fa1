/* Source of the shapes: Postfix src/pickup/pickup.c ("%s: uid=%d from=<%s>" and " orig_id=%s"). */
#include "check_event.h"

#define PICKUP "postfix/pickup"
#define ID "4SVLCh0sf8z5wKp"

static const event_row rows[] = {
    { PICKUP, ID ": uid=33 from=<www-data>", PM_PARSED, PM_EV_PICKUP, .qid = ID, .number = 33, .sender = "www-data" },
    { PICKUP, ID ": uid=0 from=<>", PM_PARSED, PM_EV_PICKUP, .qid = ID },
    { PICKUP, "4btNdD0000zyTD: uid=100 from=<a@example.com> orig_id=" ID, PM_PARSED, PM_EV_PICKUP, .qid = "4btNdD0000zyTD", .number = 100,
      .sender = "a@example.com", .parent_qid = ID },
    /* printed as a signed number: 4294967294 is -2 */
    { PICKUP, ID ": uid=-2 from=<nobody>", PM_PARSED, PM_EV_PICKUP, .qid = ID, .number = 4294967294, .sender = "nobody" },
    { PICKUP, ID ": uid=65534 from=<nobody>", PM_PARSED, PM_EV_PICKUP, .qid = ID, .number = 65534, .sender = "nobody" },
    /* from= is what -f said */
    { PICKUP, ID ": uid=33 from=<a> from=<b>", PM_PARSED, PM_EV_PICKUP, .qid = ID, .number = 33, .sender = "a> from=<b" },
    { PICKUP, ID ": uid=33 from=<a> orig_id=1E240C0A14>", PM_PARSED, PM_EV_PICKUP, .qid = ID, .number = 33, .sender = "a> orig_id=1E240C0A14" },
    { PICKUP, ID ": uid=33 from=<a> orig_id=1E240C0A14> orig_id=2F351C0A15", PM_PARSED, PM_EV_PICKUP, .qid = ID, .number = 33,
      .sender = "a> orig_id=1E240C0A14", .parent_qid = "2F351C0A15" },
    { PICKUP, "warning: 1E240C0A14: message dated 7200 seconds into the future", .verdict = PM_KNOWN },
    { PICKUP, "fatal: watchdog timeout", .verdict = PM_KNOWN },
    { PICKUP, ID ": uid=x from=<a>", .verdict = PM_NOT_UNDERSTOOD },
    { PICKUP, ID ": uid=33", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
