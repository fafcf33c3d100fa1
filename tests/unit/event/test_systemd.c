/* Sources of the shapes: systemd core/job.c, core/unit.c, login/logind-dbus.c, 219 to 255. */
#include "check_event.h"

#define UNIT(message, name, word) { "systemd", message, PM_PARSED, PM_EV_SERVICE, .service = name, .action = word, .text = message }

static const event_row rows[] = {
    UNIT("Started postfix.service - Postfix Mail Transport Agent.", "postfix", "start"),
    UNIT("Started Postfix Mail Transport Agent.", "postfix", "start"),
    UNIT("Stopped Postfix Mail Transport Agent (instance -).", "postfix", "stop"),
    UNIT("Reloaded Postfix Mail Transport Agent.", "postfix", "reload"),
    UNIT("Stopped System Logging Service.", "syslog", "stop"),
    UNIT("Started rsyslog.service - System Logging Service.", "syslog", "start"),
    UNIT("Stopped auditd.service - Security Auditing Service.", "auditd", "stop"),
    UNIT("Started OpenBSD Secure Shell server.", "sshd", "start"),
    UNIT("Started dovecot.service - Dovecot IMAP/POP3 email server.", "dovecot", "start"),
    UNIT("Startup finished in 2.1s (kernel) + 8.3s (userspace) = 10.4s.", "host", "start"),
    { "systemd", "Startup finished in 85ms.", .verdict = PM_KNOWN }, /* a user's own */
    UNIT("Starting Daily apt upgrade and clean activities...", "package", "start"),
    UNIT("Starting dnf-automatic.service - dnf automatic...", "package", "start"),
    { "systemd-logind", "System is rebooting.", PM_PARSED, PM_EV_SERVICE, .service = "host", .action = "stop", .text = "System is rebooting." },
    { "systemd-logind", "System is powering down.", PM_PARSED, PM_EV_SERVICE, .service = "host", .action = "stop", .text = "System is powering down." },
    { "(systemd)", "pam_unix(systemd-user:session): session opened for user ann(uid=1000) by (uid=0)", PM_PARSED, PM_EV_SESSION_OPENED,
      .service = "systemd-user", .user = "ann" },
    { "systemd", "Started Daily apt download activities.", .verdict = PM_KNOWN },
    { "systemd", "Starting Postfix Mail Transport Agent...", .verdict = PM_KNOWN },
    { "systemd", "postfix@-.service: Main process exited, code=killed, status=9/KILL", .verdict = PM_KNOWN },
    { "systemd", "postfix.service: Deactivated successfully.", .verdict = PM_KNOWN },
    { "systemd", "rsyslog.service: Scheduled restart job, restart counter is at 1.", .verdict = PM_KNOWN },
    { "systemd", "Failed to start Postfix Mail Transport Agent.", .verdict = PM_KNOWN },
    { "systemd-logind", "New session 4 of user ann.", .verdict = PM_KNOWN },
    { "systemd-logind", "Removed session 4.", .verdict = PM_KNOWN },
    { "systemd", "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
