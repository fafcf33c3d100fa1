/* Source of the shapes: Postfix src/postsuper/postsuper.c. */
#include "check_event.h"

#define POSTSUPER "postfix/postsuper"

static const event_row rows[] = {
    { POSTSUPER, "Deleted: 412 messages", PM_PARSED, PM_EV_QUEUE_TOTAL, .action = "Deleted", .number = 412 },
    { POSTSUPER, "Deleted: 1 message", PM_PARSED, PM_EV_QUEUE_TOTAL, .action = "Deleted", .number = 1 },
    { POSTSUPER, "Requeued: 2 messages", PM_PARSED, PM_EV_QUEUE_TOTAL, .action = "Requeued", .number = 2 },
    { POSTSUPER, "Placed on hold: 3 messages", PM_PARSED, PM_EV_QUEUE_TOTAL, .action = "Placed on hold", .number = 3 },
    { POSTSUPER, "Released from hold: 4 messages", PM_PARSED, PM_EV_QUEUE_TOTAL, .action = "Released from hold", .number = 4 },
    { POSTSUPER, "Force-expired: 5 messages", PM_PARSED, PM_EV_QUEUE_TOTAL, .action = "Force-expired", .number = 5 },
    { POSTSUPER, "Renamed to match inode number: 6 messages", PM_PARSED, PM_EV_QUEUE_TOTAL, .action = "Renamed to match inode number",
      .number = 6 },
    /* the same words as qmgr's, another hand */
    { POSTSUPER, "1E240C0A14: removed", PM_PARSED, PM_EV_QUEUE_DELETED, .qid = "1E240C0A14" },
    { POSTSUPER, "4SVLCh0sf8z5wKp: requeued", PM_PARSED, PM_EV_QUEUE_CHANGED, .qid = "4SVLCh0sf8z5wKp", .action = "requeued" },
    { POSTSUPER, "1E240C0A14: placed on hold", PM_PARSED, PM_EV_QUEUE_CHANGED, .qid = "1E240C0A14", .action = "placed on hold" },
    { POSTSUPER, "1E240C0A14: released from hold", PM_PARSED, PM_EV_QUEUE_CHANGED, .qid = "1E240C0A14", .action = "released from hold" },
    { POSTSUPER, "1E240C0A14: expired", PM_PARSED, PM_EV_QUEUE_CHANGED, .qid = "1E240C0A14", .action = "expired" },
    { POSTSUPER, "warning: QUEUE FILE NAMES WERE CHANGED TO MATCH INODE NUMBERS", .verdict = PM_KNOWN },
    { POSTSUPER, "Deleted: all messages", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
