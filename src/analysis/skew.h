/*
 * skew: the clock behind the stamps, against other words on the same moment.
 *
 * A line with a long queue id, a Message-ID of Postfix's own or Gmail's epoch holds a second time.  Counted are the differences
 * by host, witness and day: the first two are of the host's own clock and show the zone of the stamps, the last is of another
 * clock and shows how far off the host's is.
 */
#ifndef PM_ANALYSIS_SKEW_H
#define PM_ANALYSIS_SKEW_H

#include "postmortem/analysis/case.h"

/* The key under which a difference is counted: to the second within an hour, to the minute within a day. */
uint32_t pm_skew_bin(int64_t difference);
/* Fills c->skews from the counts. */
void pm_skew_find(pm_case *c);

#endif
