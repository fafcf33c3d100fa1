/*
 * rotation: what rotation did to the name of a log, and which file follows which.
 *
 * A path is that of a piece: "e.tar.gz!var/log/maillog-20260104.gz!maillog-20260104".
 */
#ifndef PM_ANALYSIS_ROTATION_H
#define PM_ANALYSIS_ROTATION_H

#include "postmortem/base/civil.h"
#include "postmortem/base/span.h"

/* "maillog-20260104.gz", "maillog-2026-01-04", "maillog-2026010403": the date in the name, with its hour; false when there is none. */
bool pm_name_date(pm_span path, pm_civil *out);
/* "maillog.2.gz" -> 2; false for the current file, and for names with a date. */
bool pm_name_number(pm_span path, unsigned *out);
/* The name without rotation and compression: "maillog". */
pm_span pm_name_series(pm_span path);
/* "var/log/": where the file lay before it was packed. */
pm_span pm_name_folder(pm_span path);
/* One number for all files of a log: of its folder and series. */
uint64_t pm_name_log(pm_span path);

/* Where a file stands among those of its log, the larger the later: numbered files, then dated ones (dateext is what a host
 * is switched to), then the one that is being written. */
int64_t pm_name_rank(pm_span path);

/* next[i]: which of the named files follows the i-th by rotation; SIZE_MAX: none, or more than one may. */
void pm_rotation_order(const pm_span *names, size_t n, size_t *next);

#endif
