/*
 * civil: calendar arithmetic (proleptic Gregorian), no zone, no locale, no clock.
 * Days count from 1970-01-01.  Algorithm: Howard Hinnant, "chrono-compatible low-level date algorithms".
 */
#ifndef PM_BASE_CIVIL_H
#define PM_BASE_CIVIL_H

#include "postmortem/base/span.h"

typedef struct {
    int32_t year;
    uint8_t month, day;          /* 1..12, 1..31 */
    uint8_t hour, minute, second; /* second 0..60 */
} pm_civil;

bool pm_is_leap(int64_t year);
int pm_days_in_month(int64_t year, int month);
int64_t pm_days_from_civil(int64_t year, int month, int day);
void pm_civil_from_days(int64_t days, pm_civil *out);
int64_t pm_civil_to_seconds(const pm_civil *c);            /* as if UTC */
void pm_civil_from_seconds(int64_t t, pm_civil *out);
int pm_weekday(int64_t days);                              /* 0 = Sunday */
int pm_month_from_name(const char *three);                 /* "Jan".."Dec" -> 1..12, else 0 */

#endif
