#include "postmortem/base/zone.h"

#include "postmortem/base/memory.h"

#include <assert.h>
#include <stdlib.h>
#include <unistd.h>

struct pm_zone {
    char name[64];
    bool fixed;
    int32_t offset; /* of a fixed zone */
};

static bool two_digits(const char *s, int *out)
{
    if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9')
        return false;
    *out = (s[0] - '0') * 10 + (s[1] - '0');
    return true;
}

/* "+09:00", "+0900", "-05:30" */
static bool parse_fixed(const char *s, int32_t *out)
{
    int h, m;
    size_t n = strlen(s);
    if ((s[0] != '+' && s[0] != '-') || (n != 5 && n != 6) || (n == 6 && s[3] != ':'))
        return false;
    if (!two_digits(s + 1, &h) || !two_digits(s + n - 2, &m) || h > 14 || m > 59)
        return false;
    *out = (s[0] == '-' ? -1 : 1) * (h * 3600 + m * 60);
    return true;
}

/* RFC 8536, 3.1: the database's folder also holds folders and tables, which tzset() would take for UTC in silence. */
static bool is_zone_file(const char *path)
{
    char magic[4];
    FILE *f = fopen(path, "rb");
    bool yes = f != NULL && fread(magic, 1, sizeof magic, f) == sizeof magic && memcmp(magic, "TZif", sizeof magic) == 0;
    if (f != NULL)
        fclose(f);
    return yes;
}

static bool in_database(const char *name)
{
    char path[160];
    if (name[0] == '\0' || name[0] == '/' || name[0] == ':' || strstr(name, "..") != NULL)
        return false;
    int n = snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    return n > 0 && (size_t)n < sizeof path && is_zone_file(path);
}

pm_status pm_zone_open(pm_zone **out, const char *name, pm_error *err)
{
    pm_zone *z = pm_zalloc(sizeof *z);
    bool utc = strcmp(name, "UTC") == 0 || strcmp(name, "Z") == 0;
    if (utc || parse_fixed(name, &z->offset)) {
        z->fixed = true;
        if (utc)
            snprintf(z->name, sizeof z->name, "UTC");
        else
            snprintf(z->name, sizeof z->name, "%c%02d:%02d", z->offset < 0 ? '-' : '+', abs(z->offset) / 3600,
                     abs(z->offset) / 60 % 60);
    } else if (strlen(name) < sizeof z->name && in_database(name)) {
        snprintf(z->name, sizeof z->name, "%s", name);
        setenv("TZ", name, 1);
        tzset();
    } else {
        free(z);
        *out = NULL;
        return pm_fail(err, PM_E_USAGE,
                       "the time zone '%.60s' is not known; give a name such as Asia/Tokyo or an offset such as +09:00",
                       name);
    }
    *out = z;
    return PM_OK;
}

void pm_zone_close(pm_zone *z)
{
    free(z);
}

const char *pm_zone_name(const pm_zone *z)
{
    return z->name;
}

const char *pm_zone_system_name(void)
{
    static char name[64];
    const char *env = getenv("TZ");
    if (env != NULL && in_database(env[0] == ':' ? env + 1 : env)) {
        snprintf(name, sizeof name, "%s", env[0] == ':' ? env + 1 : env);
        return name;
    }
    char target[256];
    ssize_t n = readlink("/etc/localtime", target, sizeof target - 1);
    if (n > 0) {
        target[n] = '\0';
        const char *p = strstr(target, "zoneinfo/");
        if (p != NULL && in_database(p + 9) && strlen(p + 9) < sizeof name) {
            memcpy(name, p + 9, strlen(p + 9) + 1);
            if (strcmp(name, "Etc/UTC") == 0)
                snprintf(name, sizeof name, "UTC");
            return name;
        }
    }
    return "UTC";
}

int32_t pm_zone_offset(const pm_zone *z, int64_t t)
{
    if (z->fixed)
        return z->offset;
    struct tm tm;
    time_t tt = (time_t)t;
    if (localtime_r(&tt, &tm) == NULL)
        return 0;
    return (int32_t)(pm_days_from_civil(tm.tm_year + 1900LL, tm.tm_mon + 1, tm.tm_mday) * 86400 + tm.tm_hour * 3600 +
                     tm.tm_min * 60 + tm.tm_sec - t);
}

pm_span pm_zone_abbreviation(const pm_zone *z, int64_t t, char buf[PM_ZONE_ABBREVIATION])
{
    struct tm tm;
    time_t tt = (time_t)t;
    if (z->fixed)
        return pm_span_of(strcmp(z->name, "UTC") == 0 ? z->name : "");
    if (localtime_r(&tt, &tm) == NULL)
        return (pm_span){ buf, 0 };
    return pm_span_make(buf, strftime(buf, PM_ZONE_ABBREVIATION, "%Z", &tm));
}

int64_t pm_zone_to_utc(const pm_zone *z, int64_t local)
{
    if (z->fixed)
        return local - z->offset;
    /* The two offsets in force around this moment; no zone changes twice within two days. */
    int32_t before = pm_zone_offset(z, local - 86400), after = pm_zone_offset(z, local + 86400);
    int64_t first = local - (before > after ? before : after);
    int64_t second = local - (before > after ? after : before);
    if (pm_zone_offset(z, first) == local - first)
        return first;
    if (pm_zone_offset(z, second) == local - second)
        return second;
    return local - before; /* a wall-clock time that was skipped */
}

bool pm_zone_again(const pm_zone *z, int64_t local, int64_t *later)
{
    if (z->fixed)
        return false;
    int32_t before = pm_zone_offset(z, local - 86400), after = pm_zone_offset(z, local + 86400);
    *later = local - after;
    return before > after && pm_zone_offset(z, local - before) == before && pm_zone_offset(z, *later) == after;
}

static char *put_digits(char *p, unsigned v, int n)
{
    for (int i = n; i-- > 0; v /= 10)
        p[i] = (char)('0' + v % 10);
    return p + n;
}

void pm_zone_format(const pm_zone *z, int64_t t, uint32_t micro, char *buf, size_t size)
{
    int32_t off = pm_zone_offset(z, t);
    unsigned minutes = (unsigned)abs(off) / 60;
    assert(size >= 40);
    (void)size;
    pm_civil c;
    pm_civil_from_seconds(t + off, &c);
    char *p = put_digits(buf, (unsigned)c.year % 10000, 4);
    *p++ = '-';
    p = put_digits(p, c.month, 2);
    *p++ = '-';
    p = put_digits(p, c.day, 2);
    *p++ = 'T';
    p = put_digits(p, c.hour, 2);
    *p++ = ':';
    p = put_digits(p, c.minute, 2);
    *p++ = ':';
    p = put_digits(p, c.second, 2);
    if (micro) {
        *p++ = '.';
        p = put_digits(p, micro, 6);
    }
    *p++ = off < 0 ? '-' : '+';
    p = put_digits(p, minutes / 60, 2);
    *p++ = ':';
    p = put_digits(p, minutes % 60, 2);
    *p = '\0';
}
