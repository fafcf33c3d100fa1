/* stamp: the forms of time at the head of a line. */
#ifndef PM_SYSLOG_STAMP_H
#define PM_SYSLOG_STAMP_H

#include "postmortem/syslog/record.h"

/* The stamp at the head of s: *out, fraction in *micro, what follows in *rest. */
bool pm_stamp_parse(pm_span s, pm_stamp *out, uint32_t *micro, pm_span *rest);
/* The same with the clock applied: UTC into rec->time.  Fast for stamps within the last stamp's hour. */
bool pm_clock_read(pm_clock *c, pm_span s, pm_record *rec, pm_span *rest);

#endif
