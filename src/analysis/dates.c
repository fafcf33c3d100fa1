#include "dates.h"

#include "postmortem/base/memory.h"
#include "witness.h"

#include <stdlib.h>

enum { DAY = 86400, PIN = 100000 };

uint32_t pm_year_pin(int32_t year, pm_witness basis)
{
    return (uint32_t)(year + PIN) * (PM_WITNESS_COUNT + 1) + (uint32_t)basis;
}

int32_t pm_year_pinned(uint32_t pin, pm_witness *basis)
{
    *basis = (pm_witness)(pin % (PM_WITNESS_COUNT + 1));
    return (int32_t)(pin / (PM_WITNESS_COUNT + 1)) - PIN;
}

/* ---- the year, by bounds ---- */

/* The shift that a bound gives when no strong witness spoke: no line is later than its file. */
static int shift_by_bound(const pm_case_options *o, const pm_piece *p, const pm_stream_info *info)
{
    if (info->year_basis == PM_WITNESS_STATED)
        return info->year_last > o->year ? o->year - info->year_last : 0;
    pm_witness w;
    int64_t bound;
    if (info->year_basis != PM_WITNESS_NAME || !pm_name_bound(p, o->now, &bound))
        bound = pm_piece_bound(p, o->now, &w);
    return -pm_years_beyond(info, bound);
}

/* ---- the year, by the files beside it ---- */

/* Is the year of this stream certain enough to date the files beside it? */
static bool is_dated(const pm_stream_info *info)
{
    int shift;
    if (info->first == PM_NO_TIME)
        return false;
    return !info->has_yearless || info->year_basis == PM_WITNESS_NAME || info->year_basis == PM_WITNESS_STATED ||
           pm_votes_shift(&info->votes, &shift);
}

/* The time of the first stamp in that year, in the zone's own clock: good to a day. */
static int64_t in_year(const pm_civil *stamp, int32_t year)
{
    pm_civil c = *stamp;
    c.year = year;
    return pm_civil_to_seconds(&c);
}

/* The nearest streams of its series with a certain date: when they begin; PM_NO_TIME: none. */
typedef struct {
    int64_t before, after;
} neighbours;

/* The first year in which the file does not begin before the one that it follows, or the last in which it
 * does not begin after the one that follows it.  false: none beside it has a certain date. */
static bool year_by_order(const neighbours *n, const pm_civil *first_stamp, int32_t *year)
{
    int64_t beside = n->before != PM_NO_TIME ? n->before : n->after;
    pm_civil c;
    if (beside == PM_NO_TIME)
        return false;
    pm_civil_from_seconds(beside, &c);
    *year = c.year;
    if (n->before != PM_NO_TIME)
        *year += in_year(first_stamp, *year) < beside - DAY;
    else
        *year -= in_year(first_stamp, *year) > beside + DAY;
    return true;
}

typedef struct {
    size_t number;          /* among the streams */
    const pm_piece *piece;
    const pm_stream_info *info;
    uint64_t series;        /* folder and name without rotation */
    int64_t rank;
    neighbours beside;
} place;

static int by_place(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->series != y->series)
        return x->series < y->series ? -1 : 1;
    if (x->rank != y->rank)
        return x->rank < y->rank ? -1 : 1;
    return pm_span_cmp(x->piece->path, y->piece->path);
}

static place *places_of(pm_piece *const *streams, size_t n)
{
    place *p = pm_alloc((n + 1) * sizeof *p);
    for (size_t i = 0; i < n; i++)
        p[i] = (place){ .number = i, .piece = streams[i], .info = pm_piece_stream(streams[i]), .rank = pm_name_rank(streams[i]->path),
                        .series = pm_name_log(streams[i]->path), .beside = { PM_NO_TIME, PM_NO_TIME } };
    qsort(p, n, sizeof *p, by_place);
    for (size_t i = 1; i < n; i++)
        if (p[i].series == p[i - 1].series)
            p[i].beside.before = p[i].rank > p[i - 1].rank && is_dated(p[i - 1].info) ? p[i - 1].info->first : p[i - 1].beside.before;
    for (size_t i = n; i-- > 1;)
        if (p[i].series == p[i - 1].series)
            p[i - 1].beside.after = p[i].rank > p[i - 1].rank && is_dated(p[i].info) ? p[i].info->first : p[i].beside.after;
    return p;
}

/* ---- the year, while an input is being read ---- */

typedef struct {
    uint64_t series;
    int64_t rank, first;
} dated;

struct pm_beside {
    dated *streams;
    size_t n, cap;
};

pm_beside *pm_beside_new(void)
{
    return pm_zalloc(sizeof(pm_beside));
}

void pm_beside_free(pm_beside *b)
{
    if (b == NULL)
        return;
    free(b->streams);
    free(b);
}

void pm_beside_add(pm_beside *b, const pm_piece *piece, const pm_stream_info *info)
{
    enum { ENOUGH = 4096 }; /* it is a guess; archives of many members shall not cost their square */
    if (b == NULL || !is_dated(info) || b->n == ENOUGH)
        return;
    b->streams = pm_array_grow(b->streams, &b->cap, b->n + 1, sizeof *b->streams);
    b->streams[b->n++] = (dated){ pm_name_log(piece->path), pm_name_rank(piece->path), info->first };
}

bool pm_beside_year(const pm_beside *b, const pm_piece *piece, const pm_civil *first, int32_t *year)
{
    if (b == NULL)
        return false;
    uint64_t series = pm_name_log(piece->path);
    int64_t rank = pm_name_rank(piece->path);
    neighbours n = { PM_NO_TIME, PM_NO_TIME };
    const dated *before = NULL, *after = NULL;
    for (const dated *d = b->streams; d < b->streams + b->n; d++) {
        if (d->series != series)
            continue;
        if (d->rank < rank && (before == NULL || d->rank > before->rank))
            before = d;
        else if (d->rank > rank && (after == NULL || d->rank < after->rank))
            after = d;
    }
    if (before != NULL)
        n.before = before->first;
    if (after != NULL)
        n.after = after->first;
    return year_by_order(&n, first, year);
}

/* ---- the year ---- */

static int32_t year_of(const pm_case_options *o, const place *p, bool beginnings_only, pm_witness *basis)
{
    const pm_stream_info *info = p->info;
    int shift;
    int32_t year;
    *basis = PM_WITNESS_COUNT;
    if (pm_votes_shift(&info->votes, &shift))
        return info->year_first + shift;
    *basis = PM_WITNESS_DATE_HEADER;
    if (pm_witness_is_weak(info->year_basis) && pm_votes_by_senders(&info->votes, &shift))
        return info->year_first + shift;
    *basis = PM_WITNESS_ORDER;
    if (pm_witness_is_weak(info->year_basis) && year_by_order(&p->beside, &info->first_stamp, &year))
        return year;
    *basis = info->year_basis;
    year = info->year_first + (beginnings_only ? 0 : shift_by_bound(o, p->piece, info));
    while (pm_witness_is_weak(info->year_basis) && info->leap_day && !pm_is_leap(year + info->leap_after)) {
        *basis = PM_WITNESS_LEAP_DAY; /* what was supposed is the latest year that can be */
        year--;
    }
    return year;
}

bool pm_dates_are_certain(const pm_case_options *o, const pm_piece *piece, const pm_stream_info *info)
{
    int shift;
    if (!info->has_yearless || info->first == PM_NO_TIME)
        return true;
    if (pm_votes_shift(&info->votes, &shift) ||
        (pm_witness_is_weak(info->year_basis) && pm_votes_by_senders(&info->votes, &shift)))
        return shift == 0;
    return !pm_witness_is_weak(info->year_basis) && shift_by_bound(o, piece, info) == 0;
}

bool pm_dates_decide(const pm_case_options *o, pm_piece *const *streams, size_t n, bool beginnings_only, uint32_t *pins)
{
    bool wrong = false;
    place *p = places_of(streams, n);
    int64_t later = INT64_MAX; /* when the next file of the series begins */
    for (size_t i = n; i-- > 0;) {
        pm_witness basis;
        if (i + 1 == n || p[i].series != p[i + 1].series)
            later = INT64_MAX;
        pins[p[i].number] = PM_MAP_NONE;
        if (!p[i].info->has_yearless || p[i].info->first == PM_NO_TIME)
            continue;
        int32_t year = year_of(o, &p[i], beginnings_only, &basis);
        /* --year is that of the latest line: what was rotated before the New Year is older */
        if (basis == PM_WITNESS_STATED && later != INT64_MAX && in_year(&p[i].info->first_stamp, year) > later + DAY)
            year--;
        later = in_year(&p[i].info->first_stamp, year);
        if (year == p[i].info->year_first)
            continue;
        pins[p[i].number] = pm_year_pin(year, basis);
        wrong = true;
    }
    free(p);
    return wrong;
}

/* The stream's own year where it stands between those beside it, else the year that would. */
static int32_t year_beside(const neighbours *beside, const pm_stream_info *info)
{
    int64_t first = in_year(&info->first_stamp, info->year_first);
    neighbours wrong = { PM_NO_TIME, PM_NO_TIME };
    int32_t year = beside->before != PM_NO_TIME || beside->after != PM_NO_TIME ? info->year_first : 0;
    if (beside->before != PM_NO_TIME && first < beside->before - DAY)
        wrong.before = beside->before;
    else if (beside->after != PM_NO_TIME && first > beside->after + DAY)
        wrong.after = beside->after;
    (void)year_by_order(&wrong, &info->first_stamp, &year);
    return year;
}

void pm_dates_note_order(pm_piece *const *streams, size_t n)
{
    place *p = places_of(streams, n);
    for (size_t i = 0; i < n; i++) {
        pm_stream_info *info = streams[p[i].number]->user;
        if (info->has_yearless && info->first != PM_NO_TIME)
            info->year_by_order = year_beside(&p[i].beside, info);
    }
    free(p);
}

/* ---- the zone ---- */

/* Offsets that some place on earth keeps or kept: whole and half hours, and three that end in :45. */
static bool is_real_offset(int32_t offset)
{
    enum { NEPAL = 20700, EUCLA = 31500, CHATHAM = 45900, CHATHAM_SUMMER = 49500 };
    if (offset < -12 * 3600 || offset > 14 * 3600)
        return false;
    return offset % 1800 == 0 || offset == NEPAL || offset == EUCLA || offset == CHATHAM || offset == CHATHAM_SUMMER;
}

bool pm_dates_zone(const pm_case *c, pm_piece *const *streams, size_t n, int32_t *offset)
{
    pm_votes all = { .n_year = 0 };
    int64_t when = PM_NO_TIME;
    int32_t error = 0;
    for (size_t i = 0; i < n; i++) {
        const pm_stream_info *info = pm_piece_stream(streams[i]);
        pm_votes_merge(&all, &info->votes);
        if (info->votes.n_zone && when == PM_NO_TIME)
            when = info->first;
    }
    if (!pm_votes_zone(&all, &error) || error == 0)
        return false;
    *offset = pm_zone_offset(c->zone, when) - error;
    return is_real_offset(*offset);
}

bool pm_dates_written_zone(pm_piece *const *streams, size_t n, int32_t *offset)
{
    bool any = false;
    for (size_t i = 0; i < n; i++) {
        const pm_stream_info *info = pm_piece_stream(streams[i]);
        if (!info->offset_seen)
            continue;
        if (info->offset_changes || (any && info->offset != *offset))
            return false;
        *offset = info->offset;
        any = true;
    }
    return any;
}
