/* Sources of the shapes: rsyslog runtime/ratelimit.c, plugins/imuxsock, tools/rsyslogd.c; systemd journald-server.c. */
#include "check_event.h"

#define LOSS(program, message, n) { program, message, PM_PARSED, PM_EV_LOG_LOSS, .text = message, .number = n }
#define LIFE(program, message, word) { program, message, PM_PARSED, PM_EV_SERVICE, .service = "syslog", .action = word, .text = message }

static const event_row rows[] = {
    LOSS("rsyslogd", "imuxsock[pid: 16854, name: logger] from <mx1:flood>: 812 messages lost due to rate-limiting (200 allowed within 5 seconds)", 812),
    LOSS("rsyslogd", "imuxsock[pid: 16854, name: logger] from <mx1:flood>: begin to drop messages due to rate-limiting", 0),
    LOSS("rsyslogd", "imuxsock lost 12 messages from pid 812 due to rate-limiting", 12),
    LOSS("rsyslogd", "imuxsock begins to drop messages from pid 812 due to rate-limiting", 0),
    /* the name of the program is its own to choose */
    LOSS("rsyslogd", "imuxsock[pid: 1, name: x: 9 messages lost] from <mx1:x>: 812 messages lost due to rate-limiting (200 allowed within 5 seconds)", 812),
    LOSS("systemd-journald", "Suppressed 57 messages from postfix.service", 57),
    LOSS("systemd-journald", "Missed 3 kernel messages", 3),
    LOSS("systemd-journald", "Forwarding to syslog missed 2 messages.", 2),
    LIFE("rsyslogd", "[origin software=\"rsyslogd\" swVersion=\"8.2302.0\" x-pid=\"712\" x-info=\"https://www.rsyslog.com\"] start", "start"),
    LIFE("rsyslogd", "[origin software=\"rsyslogd\" swVersion=\"8.2302.0\" x-pid=\"712\" x-info=\"https://www.rsyslog.com\"] rsyslogd was HUPed", "reload"),
    LIFE("rsyslogd", "[origin software=\"rsyslogd\" swVersion=\"8.2302.0\" x-pid=\"712\" x-info=\"https://www.rsyslog.com\"] exiting on signal 15.", "stop"),
    LIFE("systemd-journald", "Journal started", "start"),
    LIFE("systemd-journald", "Journal stopped", "stop"),
    LIFE("syslogd", "syslogd 1.5.0: restart.", "start"),
    LIFE("syslogd", "exiting on signal 15", "stop"),
    LIFE("syslog-ng", "syslog-ng starting up; version='3.38.1'", "start"),
    LIFE("syslog-ng", "syslog-ng shutting down; version='3.38.1'", "stop"),
    { "systemd-journald", "Time jumped backwards, rotating.", PM_PARSED, PM_EV_CLOCK_STEP, .text = "Time jumped backwards, rotating." },
    { "systemd-journald", "Realtime clock jumped backwards relative to last journal entry, rotating.", PM_PARSED, PM_EV_CLOCK_STEP,
      .text = "Realtime clock jumped backwards relative to last journal entry, rotating." },
    { "systemd-journald", "File /var/log/journal/x/system.journal corrupted or uncleanly shut down, renaming and replacing.", .verdict = PM_KNOWN },
    { "systemd-journald", "Received client request to flush runtime journal.", .verdict = PM_KNOWN },
    { "syslog-ng", "Log statistics; processed='x'", .verdict = PM_KNOWN },
    { "syslogd", "-- MARK --", .verdict = PM_KNOWN },
    { "rsyslogd", "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
