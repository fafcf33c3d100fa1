/* Sources of the shapes: cronie src/misc.c (log_it), do_command.c, crontab.c. */
#include "check_event.h"

static const event_row rows[] = {
    { "CROND", "(root) CMD (run-parts /etc/cron.hourly)", PM_PARSED, PM_EV_CRON_JOB, .user = "root", .command = "run-parts /etc/cron.hourly" },
    { "CRON", "(www-data) CMD ([ -x /usr/bin/x ] && (cd / && /usr/bin/x (y)) )", PM_PARSED, PM_EV_CRON_JOB, .user = "www-data",
      .command = "[ -x /usr/bin/x ] && (cd / && /usr/bin/x (y))" },
    { "/usr/sbin/cron", "(root) CMD (x)", PM_PARSED, PM_EV_CRON_JOB, .user = "root", .command = "x" },
    { "crontab", "(ann) REPLACE (ann)", PM_PARSED, PM_EV_CRON_CHANGED, .user = "ann", .action = "REPLACE", .text = "ann" },
    { "crontab", "(root) DELETE (ann)", PM_PARSED, PM_EV_CRON_CHANGED, .user = "root", .action = "DELETE", .text = "ann" },
    { "crontab", "(ann) BEGIN EDIT (ann)", PM_PARSED, PM_EV_CRON_CHANGED, .user = "ann", .action = "BEGIN EDIT", .text = "ann" },
    { "crontab", "(ann) END EDIT (ann)", PM_PARSED, PM_EV_CRON_CHANGED, .user = "ann", .action = "END EDIT", .text = "ann" },
    { "cron", "(*system*) RELOAD (/etc/cron.d/x)", PM_PARSED, PM_EV_CRON_CHANGED, .user = "*system*", .action = "RELOAD", .text = "/etc/cron.d/x" },
    { "crond", "(ann) RELOAD (/var/spool/cron/ann)", PM_PARSED, PM_EV_CRON_CHANGED, .user = "ann", .action = "RELOAD",
      .text = "/var/spool/cron/ann" },
    { "crontab", "(ann) LIST (ann)", .verdict = PM_KNOWN },
    { "crond", "(CRON) STARTUP (1.5.7)", .verdict = PM_KNOWN },
    { "crond", "(CRON) INFO (running with inotify support)", .verdict = PM_KNOWN },
    { "CROND", "(root) CMDEND (run-parts /etc/cron.hourly)", .verdict = PM_KNOWN },
    { "CROND", "(root) CMDOUT (line (with) words)", .verdict = PM_KNOWN },
    { "crond", "(ann) ORPHAN (no passwd entry)", .verdict = PM_KNOWN },
    { "anacron", "Job `cron.daily' started", .verdict = PM_KNOWN },
    { "anacron", "Normal exit (1 job run)", .verdict = PM_KNOWN },
    { "run-parts", "(/etc/cron.hourly) starting 0anacron", .verdict = PM_KNOWN },
    { "CRON", "pam_unix(cron:session): session closed for user root", PM_PARSED, PM_EV_SESSION_CLOSED, .service = "cron", .user = "root" },
    { "CRON", "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
