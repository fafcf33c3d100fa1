/* Shapes: chrony reference.c, ntp ntpd/ntp_loopfilter.c and ntpdate, systemd timesyncd-manager.c. */
#include "check_event.h"

#define STEP(program, message) { program, message, PM_PARSED, PM_EV_CLOCK_STEP, .text = message }

static const event_row rows[] = {
    STEP("chronyd", "System clock wrong by 61.812345 seconds"),
    STEP("chronyd", "System clock was stepped by 61.812345 seconds"),
    STEP("ntpd", "time reset +61.812345 s"),
    STEP("ntpdate", "step time server 192.0.2.1 offset 61.812345 sec"),
    STEP("systemd-timesyncd", "Initial clock synchronization to Wed 2026-11-04 09:05:01.123456 JST."),
    { "chronyd", "Selected source 192.0.2.1", .verdict = PM_KNOWN },
    { "ntpd", "synchronized to 192.0.2.1, stratum 2", .verdict = PM_KNOWN },
};

EVENT_TABLE(rows)
