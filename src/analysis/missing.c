#include "missing.h"

#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"
#include "rotation.h"

#include <stdlib.h>

enum { HOUR = 3600, DAY_HOURS = 24, MONTH_LEAST = 28 * DAY_HOURS, MONTH_MOST = 31 * DAY_HOURS };

typedef struct {
    const pm_piece *piece;
    const pm_stream_info *info; /* NULL: no lines with a time */
    uint64_t log;
    int64_t rank;
    pm_span name;
    unsigned number;            /* of a numbered file */
    bool numbered;
    pm_civil date;              /* of a dated one */
    bool dated;
    const pm_piece *before, *after; /* nearest of its log with lines: before it; it or after it; NULL: none */
} file;

typedef struct {
    const pm_case *c;
    file *files;
    size_t n;
    pm_missing *found;
    size_t n_found, cap;
} search;

/* ---- the files, by log and rank ---- */

static pm_span last_name(pm_span path)
{
    pm_span head, name = path;
    pm_span_split_last(name, PM_SPAN("!"), &head, &name);
    pm_span_split_last(name, PM_SPAN("/"), &head, &name);
    return name;
}

/* "maillog.3", but not "mx.3.log": there the number may mean anything.  Years ("maillog.2024") are no count of rotations. */
static bool ends_in_number(pm_span name, unsigned number)
{
    enum { LARGEST = 999 };
    char end[16];
    snprintf(end, sizeof end, ".%u", number);
    return number <= LARGEST && pm_span_ends(name, pm_span_of(end));
}

static bool has_lines(const pm_piece *p)
{
    const pm_stream_info *s = pm_piece_stream(p);
    return s != NULL && s->first != PM_NO_TIME;
}

static int by_rank(const void *a, const void *b)
{
    const file *x = a, *y = b;
    if (x->log != y->log)
        return x->log < y->log ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return (x->piece->number > y->piece->number) - (x->piece->number < y->piece->number);
}

/* The archive that a file was handed over in with others; NULL: it lay there by itself. */
static const pm_piece *archive_of(const pm_piece *p)
{
    for (p = p->parent; p != NULL && p->first_child == p->last_child; p = p->parent)
        ;
    return p;
}

/* mx1.tar and mx2.tar both hold a maillog.1: where a log seems to be of several hosts, it is one log for each archive. */
static void split_by_archive(file *first, file *end)
{
    pm_id host = 0;
    bool several = false;
    for (const file *f = first; f < end; f++) {
        if (f->info == NULL)
            continue;
        several = several || (host != 0 && f->info->host != host);
        host = f->info->host;
    }
    for (file *f = first; f < end && several; f++) {
        const pm_piece *archive = archive_of(f->piece);
        f->log = pm_hash_with(archive ? archive->path : (pm_span){ 0 }, f->log);
    }
}

static void sort_files(search *s)
{
    if (s->n > 1)
        qsort(s->files, s->n, sizeof *s->files, by_rank);
}

static file *end_of_log(const search *s, file *first)
{
    file *f = first;
    while (f < s->files + s->n && f->log == first->log)
        f++;
    return f;
}

static void list_files(search *s)
{
    s->files = pm_alloc((s->c->n_pieces + 1) * sizeof *s->files);
    for (size_t i = 0; i < s->c->n_pieces; i++) {
        const pm_piece *p = s->c->pieces[i];
        file f = { .piece = p, .info = has_lines(p) ? pm_piece_stream(p) : NULL, .log = pm_name_log(p->path), .rank = pm_name_rank(p->path) };
        f.dated = pm_name_date(p->path, &f.date);
        f.name = last_name(p->path);
        f.numbered = pm_name_number(p->path, &f.number) && ends_in_number(f.name, f.number);
        if (p->kind != PM_PIECE_CONTAINER)
            s->files[s->n++] = f;
    }
    sort_files(s);
    for (file *f = s->files, *end; f < s->files + s->n; f = end) {
        end = end_of_log(s, f);
        split_by_archive(f, end);
    }
    sort_files(s);
}

/* ---- what is missing ---- */

/* What lies beside each file of a log, once for all of them. */
static void find_neighbours(file *first, file *end)
{
    const pm_piece *before = NULL, *after = NULL;
    for (file *f = first; f < end; f++) {
        f->before = before;
        before = f->info ? f->piece : before;
    }
    for (file *f = end; f-- > first;)
        after = f->after = f->info ? f->piece : after;
}

static const pm_piece *nearest_before(const file *gap, const file *end)
{
    if (gap < end)
        return gap->before;
    return end[-1].info ? end[-1].piece : end[-1].before;
}

static const pm_piece *nearest_after(const file *gap, const file *end)
{
    return gap < end ? gap->after : NULL;
}

/* Before which file of a log some are missing; `gap` may be `end`, behind the last. */
typedef struct {
    const file *gap, *end;
} place;

static void add(search *s, place p, pm_span oldest, pm_span newest, size_t n, bool dated)
{
    const pm_piece *before = nearest_before(p.gap, p.end), *after = nearest_after(p.gap, p.end);
    if (before == NULL)
        return; /* of what is before the first line nothing is known */
    pm_span names = n == 1 ? oldest : pm_arena_format(s->c->arena, "%.*s – %.*s", PM_SPAN_FMT(oldest), PM_SPAN_FMT(newest));
    s->found = pm_array_grow(s->found, &s->cap, s->n_found + 1, sizeof *s->found);
    s->found[s->n_found++] = (pm_missing){ before, after, NULL, names, n, dated };
}

/* ---- numbers ---- */

static pm_span with_number(const search *s, const file *like, unsigned number)
{
    pm_span head, tail;
    pm_span_split_last(like->name, PM_SPAN("."), &head, &tail);
    return pm_arena_format(s->c->arena, "%.*s.%u", PM_SPAN_FMT(head), number);
}

static void add_numbers(search *s, place p, const file *like, unsigned oldest, unsigned newest)
{
    if (oldest >= newest)
        add(s, p, with_number(s, like, oldest), with_number(s, like, newest), oldest - newest + 1, false);
}

static void find_numbers(search *s, const file *first, const file *end)
{
    const file *before = NULL;
    for (const file *f = first; f < end; f++) {
        if (!f->numbered)
            continue;
        if (before != NULL && before->number > f->number)
            add_numbers(s, (place){ f, end }, f, before->number - 1, f->number + 1);
        before = f;
    }
    /* the newest that was rotated is number 1, or 0; one file alone need not be of a series */
    if (before != NULL && end - first > 1 && before->number > 1)
        add_numbers(s, (place){ before + 1, end }, before, before->number - 1, 1);
}

/* ---- dates ---- */

static bool is_month(int64_t hours)
{
    return hours >= MONTH_LEAST && hours <= MONTH_MOST;
}

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The interval between rotations, in hours, that at least half of the dated files keep, and two of them; 0: none. */
static int64_t interval_of(const file *first, const file *end)
{
    const file *before = NULL;
    int64_t *hours = pm_alloc(((size_t)(end - first) + 1) * sizeof *hours), best = 0;
    size_t n = 0, most = 1;
    for (const file *f = first; f < end; f++) {
        if (!f->dated)
            continue;
        if (before != NULL && f->rank > before->rank)
            hours[n++] = is_month(f->rank - before->rank) ? MONTH_LEAST : f->rank - before->rank;
        before = f;
    }
    if (n)
        qsort(hours, n, sizeof *hours, by_size);
    for (size_t i = 0, k; i < n; i = k) {
        for (k = i; k < n && hours[k] == hours[i]; k++)
            ;
        if (k - i > most) {
            most = k - i;
            best = hours[i];
        }
    }
    free(hours);
    return most * 2 >= n ? best : 0;
}

/* The date that follows by the interval, as hours since 1970. */
static int64_t following(int64_t rank, int64_t interval)
{
    pm_civil c;
    if (interval != MONTH_LEAST)
        return rank + interval;
    pm_civil_from_seconds(rank * HOUR, &c);
    c.year += c.month == 12;
    c.month = (uint8_t)(c.month % 12 + 1);
    if (c.day > pm_days_in_month(c.year, c.month))
        c.day = (uint8_t)pm_days_in_month(c.year, c.month);
    return pm_civil_to_seconds(&c) / HOUR;
}

/* "maillog-20260101" for another date, written alike. */
static pm_span with_date(const search *s, const file *like, int64_t rank)
{
    pm_civil c;
    pm_span series = pm_name_series(like->name), rest = pm_span_skip(like->name, series.len + 1);
    bool dashes = rest.len > 4 && rest.ptr[4] == '-', hour = !dashes && rest.len > 8 && rest.ptr[8] >= '0' && rest.ptr[8] <= '9';
    char date[48];
    pm_civil_from_seconds(rank * HOUR, &c);
    snprintf(date, sizeof date, dashes ? "%04d-%02d-%02d" : hour ? "%04d%02d%02d%02d" : "%04d%02d%02d", (int)c.year, c.month, c.day, c.hour);
    return pm_arena_format(s->c->arena, "%.*s%s%.*s", (int)series.len + 1, like->name.ptr, date, PM_SPAN_FMT(pm_span_skip(rest, strlen(date))));
}

/* When the next file with lines begins, by the clock of the logs, in hours; false: there is none. */
static bool begin_of_next(const search *s, const file *f, const file *end, int64_t *hours)
{
    const pm_piece *next = nearest_after(f, end);
    if (next == NULL)
        return false;
    int64_t first = pm_piece_stream(next)->first;
    *hours = (first + pm_zone_offset(s->c->zone, first)) / HOUR;
    return true;
}

/* Between two dated files, or the last of them and the one that is being written. */
static void find_dates_between(search *s, place p, const file *before, int64_t interval)
{
    enum { MOST = 10000 };
    int64_t begin, oldest = following(before->rank, interval), newest = oldest, t = oldest;
    size_t n = 0;
    if (!begin_of_next(s, p.gap, p.end, &begin))
        return;
    for (; t < p.gap->rank - interval / 2 && t <= begin && n < MOST; t = following(t, interval), n++)
        newest = t;
    if (n)
        add(s, p, with_date(s, before, oldest), with_date(s, before, newest), n, true);
}

static void find_dates(search *s, const file *first, const file *end)
{
    const file *before = NULL;
    int64_t interval = interval_of(first, end);
    for (const file *f = first; f < end && interval > 0; f++) {
        bool current = f->rank == INT64_MAX;
        if (before != NULL && (f->dated || current))
            find_dates_between(s, (place){ f, end }, before, interval);
        if (current)
            return;
        before = f->dated ? f : before;
    }
}

/* Encrypted, or damaged before its first line: its neighbours say which time it held. */
static void find_unread(search *s, const file *first, const file *end)
{
    for (const file *f = first; f < end; f++) {
        if (f->info != NULL || f->piece->state != PM_PIECE_DAMAGED || !(f->numbered || f->dated) || f->before == NULL || f->after == NULL)
            continue;
        s->found = pm_array_grow(s->found, &s->cap, s->n_found + 1, sizeof *s->found);
        s->found[s->n_found++] = (pm_missing){ f->before, f->after, f->piece, { 0 }, 1, false };
    }
}

size_t pm_missing_find(const pm_case *c, pm_missing **out)
{
    search s = { .c = c };
    list_files(&s);
    for (file *f = s.files, *end; f < s.files + s.n; f = end) {
        end = end_of_log(&s, f);
        find_neighbours(f, end);
        find_numbers(&s, f, end);
        find_dates(&s, f, end);
        find_unread(&s, f, end);
    }
    *out = pm_arena_alloc(c->arena, (s.n_found + 1) * sizeof **out);
    if (s.n_found)
        memcpy(*out, s.found, s.n_found * sizeof **out);
    free(s.found);
    free(s.files);
    return s.n_found;
}
