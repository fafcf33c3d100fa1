/* Shapes: the kernel's banner (init/version.c), with and without the uptime that some loggers keep. */
#include "check_event.h"

static const event_row rows[] = {
    { "kernel", "Linux version 6.1.0-18-amd64 (x@example.org) (gcc-12) #1 SMP", PM_PARSED, PM_EV_SERVICE, .service = "host", .action = "start",
      .text = "Linux version 6.1.0-18-amd64 (x@example.org) (gcc-12) #1 SMP" },
    { "kernel", "[    0.000000] Linux version 6.1.0-18-amd64 (x@example.org) (gcc-12) #1 SMP", PM_PARSED, PM_EV_SERVICE, .service = "host",
      .action = "start", .text = "Linux version 6.1.0-18-amd64 (x@example.org) (gcc-12) #1 SMP" },
    { "kernel", "[12345.678901] eth0: link up", .verdict = PM_KNOWN },
    { "kernel", "x: Linux version 6.1.0 is what I say", .verdict = PM_KNOWN },
};

EVENT_TABLE(rows)
