/* Source of the shapes: Postfix conf/postfix-script. */
#include "check_event.h"

#define SCRIPT "postfix/postfix-script"

static const event_row rows[] = {
    { SCRIPT, "starting the Postfix mail system", PM_PARSED, PM_EV_SCRIPT, .action = "start" },
    { SCRIPT, "stopping the Postfix mail system", PM_PARSED, PM_EV_SCRIPT, .action = "stop" },
    { SCRIPT, "refreshing the Postfix mail system", PM_PARSED, PM_EV_SCRIPT, .action = "reload" },
    { SCRIPT, "waiting for the Postfix mail system to terminate", PM_PARSED, PM_EV_SCRIPT, .action = "waiting" },
    { SCRIPT, "warning: stopping the Postfix mail system with force", PM_PARSED, PM_EV_SCRIPT, .action = "stop by force" },
    { SCRIPT, "aborting the Postfix mail system", PM_PARSED, PM_EV_SCRIPT, .action = "abort" },
    { SCRIPT, "the Postfix mail system is running: PID: 714", .verdict = PM_KNOWN },
    { SCRIPT, "fatal: the Postfix mail system is already running", .verdict = PM_KNOWN },
    { SCRIPT, "warning: not owned by root: /usr/lib/postfix/sbin/smtpd", .verdict = PM_KNOWN },
    { SCRIPT, "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
