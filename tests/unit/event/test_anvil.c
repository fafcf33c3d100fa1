/* Source of the shapes: Postfix src/anvil/anvil.c ("statistics: max %s %d/%ds for (%s) at %.15s"). */
#include "check_event.h"

#define ANVIL "postfix/anvil"

static const event_row rows[] = {
    { ANVIL, "statistics: max message rate 120/60s for (smtp:192.0.2.7) at Jan  4 03:10:00", PM_PARSED, PM_EV_PEAK, .stage = "message rate",
      .number = 120, .client = "192.0.2.7", .text = "Jan  4 03:10:00" },
    { ANVIL, "statistics: max connection count 3 for (smtp:192.0.2.7) at Jan  4 03:10:00", PM_PARSED, PM_EV_PEAK, .stage = "connection count",
      .number = 3, .client = "192.0.2.7", .text = "Jan  4 03:10:00" },
    { ANVIL, "statistics: max auth rate 5/60s for (submission:2001:db8::7) at Jan  4 03:10:00", PM_PARSED, PM_EV_PEAK, .stage = "auth rate",
      .number = 5, .client = "2001:db8::7", .text = "Jan  4 03:10:00" },
    /* the service may be an address with a port */
    { ANVIL, "statistics: max connection rate 9/60s for (127.0.0.1:2525:192.0.2.7) at Jan  4 03:10:00", PM_PARSED, PM_EV_PEAK,
      .stage = "connection rate", .number = 9, .client = "192.0.2.7", .text = "Jan  4 03:10:00" },
    { ANVIL, "statistics: max connection rate 9/60s for (127.0.0.1:2525:2001:db8::7) at Jan  4 03:10:00", PM_PARSED, PM_EV_PEAK,
      .stage = "connection rate", .number = 9, .client = "2001:db8::7", .text = "Jan  4 03:10:00" },
    { ANVIL, "statistics: max connection rate 9/60s for (smtp:::1) at Jan  4 03:10:00", PM_PARSED, PM_EV_PEAK, .stage = "connection rate",
      .number = 9, .client = "::1", .text = "Jan  4 03:10:00" },
    { ANVIL, "statistics: max newtls rate 1/60s for (smtp:fe80::1%eth0) at Jan  4 03:10:00", PM_PARSED, PM_EV_PEAK, .stage = "newtls rate",
      .number = 1, .client = "fe80::1%eth0", .text = "Jan  4 03:10:00" },
    { ANVIL, "statistics: max cache size 12 at Jan  4 03:10:00", .verdict = PM_KNOWN },
    { ANVIL, "statistics: max connection rate", .verdict = PM_NOT_UNDERSTOOD },
    { ANVIL, "something new", .verdict = PM_NOT_UNDERSTOOD },
};

EVENT_TABLE(rows)
