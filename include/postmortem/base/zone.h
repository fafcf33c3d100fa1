/*
 * zone: the one time zone of a case, from the system's tz database or a fixed offset.
 *
 * Accepts IANA names ("Asia/Tokyo"), "UTC", and fixed offsets ("+09:00", "+0900", "-05:30").
 * The C library keeps one zone per process, so a process has one pm_zone at a time that is no fixed
 * offset; opening another one invalidates the first.
 */
#ifndef PM_BASE_ZONE_H
#define PM_BASE_ZONE_H

#include "postmortem/base/civil.h"

typedef struct pm_zone pm_zone;

/* PM_E_USAGE with a sentence when the name is not known. */
pm_status pm_zone_open(pm_zone **out, const char *name, pm_error *err);
void pm_zone_close(pm_zone *z);                       /* NULL is welcome */
const char *pm_zone_name(const pm_zone *z);
const char *pm_zone_system_name(void);                /* the machine's zone, "UTC" when unknown; static */

/* Offset from UTC in seconds, east positive, at the UTC time t. */
int32_t pm_zone_offset(const pm_zone *z, int64_t t);
/* What the zone is called then: "CET", "CEST".  Empty when it has no such name, as offsets. */
enum { PM_ZONE_ABBREVIATION = 16 };
pm_span pm_zone_abbreviation(const pm_zone *z, int64_t t, char buf[PM_ZONE_ABBREVIATION]);
/* Local civil seconds -> UTC.  In the hour that occurs twice the first (summer time) reading is
 * taken, in the hour that does not occur the clock before the step is continued. */
int64_t pm_zone_to_utc(const pm_zone *z, int64_t local);
/* Does this local time occur twice?  Then *later is the second reading. */
bool pm_zone_again(const pm_zone *z, int64_t local, int64_t *later);

/* "2026-01-04T09:43:51+09:00"; with micro > 0 as ".123456" before the offset. buf: at least 40. */
void pm_zone_format(const pm_zone *z, int64_t t, uint32_t micro, char *buf, size_t size);

#endif
