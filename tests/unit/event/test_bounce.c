/* Sources of the shapes: Postfix src/bounce/bounce_notify_util.c, bounce_notify_service.c, bounce_warn_service.c. */
#include "check_event.h"

#define BOUNCE "postfix/bounce"

static const event_row rows[] = {
    { BOUNCE, "1E240C0A14: sender non-delivery notification: 2F351C0A15", PM_PARSED, PM_EV_NOTIFICATION, .qid = "1E240C0A14",
      .code = "non-delivery", .child_qid = "2F351C0A15" },
    { BOUNCE, "4SVLCh0sf8z5wKp: sender delay notification: 4btNdD0000zyTD", PM_PARSED, PM_EV_NOTIFICATION, .qid = "4SVLCh0sf8z5wKp",
      .code = "delay", .child_qid = "4btNdD0000zyTD" },
    { BOUNCE, "1E240C0A14: sender delivery status notification: 2F351C0A15", PM_PARSED, PM_EV_NOTIFICATION, .qid = "1E240C0A14",
      .code = "delivery status", .child_qid = "2F351C0A15" },
    { BOUNCE, "1E240C0A14: postmaster non-delivery notification: 2F351C0A15", PM_PARSED, PM_EV_NOTIFICATION, .qid = "1E240C0A14",
      .code = "non-delivery", .child_qid = "2F351C0A15" },
    { BOUNCE, "warning: 1E240C0A14: sender notification failed to a@example.org", .verdict = PM_KNOWN },
    { BOUNCE, "warning: 1E240C0A14: undeliverable postmaster notification discarded", .verdict = PM_KNOWN },
    { BOUNCE, "not sending trace/success notification for double-bounce message", .verdict = PM_KNOWN },
    { BOUNCE, "1E240C0A14: sender non-delivery notification: not an id", .verdict = PM_NOT_UNDERSTOOD },
    { BOUNCE, "1E240C0A14: something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
