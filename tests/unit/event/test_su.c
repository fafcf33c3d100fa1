/* Sources of the shapes: util-linux login-utils/su-common.c; shadow src/su.c; distribution patches. */
#include "check_event.h"

static const event_row rows[] = {
    { "su", "(to root) ann on pts/0", PM_PARSED, PM_EV_SU, .runas = "root", .user = "ann", .tty = "pts/0" },
    { "su", "FAILED SU (to root) ann on none", PM_PARSED, PM_EV_SU, .runas = "root", .user = "ann", .tty = "none", .text = "failed" },
    { "runuser", "FAILED RUNUSER (to root) ann on pts/0", PM_PARSED, PM_EV_SU, .runas = "root", .user = "ann", .tty = "pts/0", .text = "failed" },
    { "su", "+ pts/0 ann:root", PM_PARSED, PM_EV_SU, .runas = "root", .user = "ann", .tty = "pts/0" },
    { "su", "- ??? ann:root", PM_PARSED, PM_EV_SU, .runas = "root", .user = "ann", .tty = "???", .text = "failed" },
    { "su", "Successful su for root by ann", PM_PARSED, PM_EV_SU, .runas = "root", .user = "ann" },
    { "su", "FAILED su for root by ann", PM_PARSED, PM_EV_SU, .runas = "root", .user = "ann", .text = "failed" },
    { "su", "pam_unix(su:session): session opened for user root(uid=0) by ann(uid=1000)", PM_PARSED, PM_EV_SESSION_OPENED, .service = "su",
      .user = "root", .by = "ann" },
    { "su", "No passwd entry for user 'nobodyx'", .verdict = PM_KNOWN },
    { "su", "(to root) ann", .verdict = PM_NOT_UNDERSTOOD },
    { "su", "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
