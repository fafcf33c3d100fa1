#include "rotation.h"

#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

enum { HOUR = 3600 };

static pm_span base_name(pm_span path)
{
    pm_span head, name = path;
    pm_span_split_last(name, PM_SPAN("!"), &head, &name);
    pm_span_split_last(name, PM_SPAN("/"), &head, &name);
    return name;
}

/* ---- dates: logrotate's dateext ---- */

static bool is_digit(pm_span s, size_t at)
{
    return at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9';
}

/* n digits at `at`, as a number */
static bool digits(pm_span s, size_t at, size_t n, unsigned *out)
{
    uint64_t number;
    if (at + n > s.len || !is_digit(s, at) || !pm_span_to_u64(pm_span_make(s.ptr + at, n), &number))
        return false;
    *out = (unsigned)number;
    return true;
}

/* "20260104", "2026010403" (dateformat -%Y%m%d%H), "2026-01-04"; no digit may follow. */
static bool is_date(pm_span s, size_t at, pm_civil *out)
{
    unsigned year, month, day, hour = 0;
    size_t dash = at + 4 < s.len && s.ptr[at + 4] == '-', end = at + 8 + 2 * dash;
    if (!digits(s, at, 4, &year) || !digits(s, at + 4 + dash, 2, &month) || (dash && at + 7 < s.len && s.ptr[at + 7] != '-') ||
        !digits(s, at + 6 + 2 * dash, 2, &day))
        return false;
    if (!dash && is_digit(s, end)) {
        if (!digits(s, end, 2, &hour) || hour > 23)
            return false;
        end += 2;
    }
    if (is_digit(s, end) || year < 1990 || year >= 2100 || month < 1 || month > 12 || day < 1 || day > (unsigned)pm_days_in_month(year, (int)month))
        return false;
    *out = (pm_civil){ .year = (int32_t)year, .month = (uint8_t)month, .day = (uint8_t)day, .hour = (uint8_t)hour };
    return true;
}

/* Where the suffix "-20260104" or ".20260104" begins, PM_NPOS when there is none. */
static size_t date_at(pm_span name, pm_civil *out)
{
    for (size_t i = 0; i + 9 <= name.len; i++)
        if ((name.ptr[i] == '-' || name.ptr[i] == '.' || name.ptr[i] == '_') && is_date(name, i + 1, out))
            return i;
    return PM_NPOS;
}

bool pm_name_date(pm_span path, pm_civil *out)
{
    return date_at(base_name(path), out) != PM_NPOS;
}

/* ---- numbers ---- */

/* "maillog.2.gz": what stands before the number of its rotation. */
static bool split_number(pm_span name, pm_span *head, unsigned *out)
{
    enum { LARGEST = 99999 };
    pm_span tail;
    uint64_t n;
    for (; pm_span_split_last(name, PM_SPAN("."), head, &tail); name = *head)
        if (pm_span_to_u64(tail, &n)) {
            *out = (unsigned)n;
            return n <= LARGEST;
        }
    return false;
}

bool pm_name_number(pm_span path, unsigned *out)
{
    pm_civil date;
    pm_span name = base_name(path), head;
    return date_at(name, &date) == PM_NPOS && split_number(name, &head, out);
}

/* ---- series ---- */

/* Plesk moves what its statistics have read from maillog to maillog.processed, and rotates that. */
static bool is_processed(pm_span series, pm_span *log)
{
    return pm_span_before(series, PM_SPAN(".processed"), log) && log->len;
}

/* With what Plesk adds. */
static pm_span whole_series(pm_span path)
{
    pm_civil date;
    pm_span name = base_name(path), head;
    unsigned number;
    size_t at = date_at(name, &date);
    if (at != PM_NPOS)
        return pm_span_first(name, at);
    return split_number(name, &head, &number) ? head : name;
}

pm_span pm_name_series(pm_span path)
{
    pm_span series = whole_series(path), log;
    return is_processed(series, &log) ? log : series;
}

pm_span pm_name_folder(pm_span path)
{
    pm_span head, tail, series = pm_name_series(path);
    while (pm_span_split_last(path, PM_SPAN("!"), &head, &tail) && pm_span_starts(tail, series))
        path = head;
    size_t slash = pm_span_find_last_char(path, '/');
    return slash == PM_NPOS ? (pm_span){ path.ptr, 0 } : pm_span_first(path, slash);
}

uint64_t pm_name_log(pm_span path)
{
    return pm_hash_with(pm_name_series(path), pm_hash(pm_name_folder(path)));
}

int64_t pm_name_rank(pm_span path)
{
    pm_civil date;
    unsigned number;
    if (pm_name_date(path, &date))
        return pm_civil_to_seconds(&date) / HOUR;
    if (pm_name_number(path, &number)) /* BSD's newest is number 0 */
        return -1 - (int64_t)number;
    return is_processed(whole_series(path), &(pm_span){ 0 }) ? 0 : INT64_MAX;
}

/* ---- order ---- */

typedef struct {
    uint64_t log;
    int64_t rank;
    size_t number;
} rotated;

static int by_rotation(const void *a, const void *b)
{
    const rotated *x = a, *y = b;
    if (x->log != y->log)
        return x->log < y->log ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

void pm_rotation_order(const pm_span *names, size_t n, size_t *next)
{
    rotated *r = pm_alloc((n + 1) * sizeof *r);
    for (size_t i = 0; i < n; i++)
        r[i] = (rotated){ pm_name_log(names[i]), pm_name_rank(names[i]), i };
    qsort(r, n, sizeof *r, by_rotation);
    for (size_t i = 0; i < n; i++)
        next[r[i].number] = i + 1 < n && r[i + 1].log == r[i].log && r[i + 1].rank > r[i].rank ? r[i + 1].number : SIZE_MAX;
    free(r);
}
