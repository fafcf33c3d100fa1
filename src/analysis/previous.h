/*
 * previous: the latest line of each host of a stream, for "last message repeated 3 times".
 *
 * A file may hold the lines of many hosts, one between the other's, and a repetition is of the same host's line.
 * So many hosts are remembered at once; of another one, the host that was silent for longest is forgotten.
 *
 * Lends:  each line until the next call.
 */
#ifndef PM_ANALYSIS_PREVIOUS_H
#define PM_ANALYSIS_PREVIOUS_H

#include "postmortem/base/span.h"

enum { PM_PREVIOUS_HOSTS = 64 };

typedef struct pm_previous pm_previous;

pm_previous *pm_previous_new(void);
void pm_previous_free(pm_previous *p); /* NULL is welcome */
/* Borrows the line, in which the host lies (or it is empty), until pm_previous_keep. */
void pm_previous_set(pm_previous *p, pm_span host, pm_span line);
/* The lines borrowed go away: copies them. */
void pm_previous_keep(pm_previous *p);
/* The host's latest line; that of whatever host when the repetition names none.  Empty when it is not known. */
pm_span pm_previous_line(const pm_previous *p, pm_span host);

#endif
