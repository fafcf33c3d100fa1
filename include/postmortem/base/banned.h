/*
 * banned: functions that a forensic tool has no use for, each with the better call.
 * Included by base/status.h, hence by everything.
 */
#ifndef PM_BASE_BANNED_H
#define PM_BASE_BANNED_H

#include <stdio.h>
#include <string.h>
#include <time.h>

#define PM_BANNED(name, instead) pm_##name##_is_banned_use_##instead

#undef strcpy
#define strcpy PM_BANNED(strcpy, pm_span_or_memcpy)
#undef strcat
#define strcat PM_BANNED(strcat, pm_buffer)
#undef strncpy
#define strncpy PM_BANNED(strncpy, pm_span_or_memcpy)
#undef strncat
#define strncat PM_BANNED(strncat, pm_buffer)
#undef sprintf
#define sprintf PM_BANNED(sprintf, snprintf)
#undef vsprintf
#define vsprintf PM_BANNED(vsprintf, vsnprintf)
#undef strtok
#define strtok PM_BANNED(strtok, pm_span_split)
#undef atoi
#define atoi PM_BANNED(atoi, pm_span_to_u64)
#undef localtime
#define localtime PM_BANNED(localtime, pm_zone)
#undef gmtime
#define gmtime PM_BANNED(gmtime, pm_civil)
#undef ctime
#define ctime PM_BANNED(ctime, pm_civil)
/* The clock is an input: only cli/ may read it, and says so by defining PM_MAY_READ_CLOCK. */
#ifndef PM_MAY_READ_CLOCK
#undef time
#define time(x) PM_BANNED(time, generated_at)
#endif

#endif
