#include "coverage.h"

#include "holes.h"
#include "missing.h"
#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

enum {
    UNUSUAL = 100,      /* lines that nine of ten other days would have given: some ten messages */
    SHORTEST = 1800,    /* seconds */
};

typedef struct {
    pm_coverage *items;
    size_t n, cap;
    pm_case *c;
} list;

static void add(list *l, pm_coverage item)
{
    l->items = pm_array_grow(l->items, &l->cap, l->n + 1, sizeof *l->items);
    l->items[l->n++] = item;
}

/* ---- how many lines would be usual in a stretch of time ---- */

/*
 * Lines in each hour of the day, on working days and at weekends: the median over the days that have lines, so that
 * one wild day changes nothing; and what nine of ten such days reach, so that a quiet day is no gap.
 */
enum { WORKING, WEEKEND, KINDS_OF_DAY };

typedef struct {
    double median, low;
} usual;

typedef struct {
    usual hour[KINDS_OF_DAY][24];
} rhythm;

typedef struct {
    int64_t day;
    int hour;
    uint64_t lines;
} hour_count;

/* 1970-01-01 was a Thursday. */
static int kind_of_day(int64_t day)
{
    return (day + 4) % 7 == 0 || (day + 4) % 7 == 6 ? WEEKEND : WORKING;
}

static hour_count local_hour(const pm_case *c, pm_hour hour)
{
    int64_t t = pm_hour_start(hour, c->hour_shift);
    int64_t local = (t + pm_zone_offset(c->zone, t)) / 3600;
    return (hour_count){ .day = local / 24, .hour = (int)(local % 24) };
}

static int by_day(const void *a, const void *b)
{
    const hour_count *x = a, *y = b;
    return (x->day > y->day) - (x->day < y->day);
}

static int by_lines(const void *a, const void *b)
{
    const hour_count *x = a, *y = b;
    if (x->hour != y->hour)
        return x->hour - y->hour;
    return (x->lines > y->lines) - (x->lines < y->lines);
}

/* LINE_HOUR counts a line under its program's family, a series holds lines of several. */
static bool belongs(pm_family series, pm_family line)
{
    return series == PM_FAMILY_MAIL ? line == PM_FAMILY_MAIL : line != PM_FAMILY_MAIL;
}

/* One entry per hour that has lines, families summed; sorted by day.  free() it. */
static hour_count *hours_with_lines(const pm_case *c, pm_id host, pm_family family, size_t *n)
{
    pm_map seen = { 0 };
    hour_count *hours = NULL;
    size_t cap = 0;
    *n = 0;
    for (pm_tally_walk w = pm_tally_begin(&c->facts->t[PM_T_LINE_HOUR]); pm_tally_next(&w);) {
        if (w.row->key[0] != host || !belongs(family, (pm_family)w.row->key[1]))
            continue;
        uint32_t *slot = pm_map_slot_of(&seen, w.row->key[2]);
        if (*slot == PM_MAP_NONE) {
            *slot = (uint32_t)*n;
            hours = pm_array_grow(hours, &cap, *n + 1, sizeof *hours);
            hours[(*n)++] = local_hour(c, w.row->key[2]);
        }
        hours[*slot].lines += w.row->n[PM_N_COUNT];
    }
    pm_map_free(&seen);
    if (*n)
        qsort(hours, *n, sizeof *hours, by_day);
    return hours;
}

/* The lines of the hour on the day number `at`, the quietest first; `with` days have lines, sorted, the others none. */
static double on_day(const hour_count *sorted, size_t with, size_t days, size_t at)
{
    size_t without = days - with;
    at = at < days ? at : days - 1;
    return at < without ? 0 : (double)sorted[at - without].lines;
}

/* Of the hours on one kind of day, or on all days when there are few of that kind. */
static void measure(const hour_count *hours, size_t n, int kind, bool all, usual out[24])
{
    hour_count *mine = pm_alloc((n + 1) * sizeof *mine);
    size_t m = 0, days = 0;
    for (size_t i = 0; i < n; i++) {
        if (!all && kind_of_day(hours[i].day) != kind)
            continue;
        days += m == 0 || mine[m - 1].day != hours[i].day;
        mine[m++] = hours[i];
    }
    qsort(mine, m, sizeof *mine, by_lines);
    for (size_t i = 0, k; i < m; i = k) {
        for (k = i; k < m && mine[k].hour == mine[i].hour; k++)
            ;
        /* one day more than a tenth: that of the gap itself */
        out[mine[i].hour] = (usual){ on_day(mine + i, k - i, days, days / 2), on_day(mine + i, k - i, days, days / 10 + 1) };
    }
    free(mine);
}

static rhythm rhythm_of(const pm_case *c, pm_id host, pm_family family)
{
    enum { ENOUGH = 4 };
    rhythm r = { { { { 0 } } } };
    size_t n, days[KINDS_OF_DAY] = { 0 };
    hour_count *hours = hours_with_lines(c, host, family, &n);
    for (size_t i = 0; i < n; i++)
        days[kind_of_day(hours[i].day)] += i == 0 || hours[i].day != hours[i - 1].day;
    for (int kind = 0; kind < KINDS_OF_DAY; kind++)
        measure(hours, n, kind, days[kind] < ENOUGH, r.hour[kind]);
    free(hours);
    return r;
}

static usual usual_lines(const pm_case *c, const rhythm *r, int64_t from, int64_t to)
{
    usual sum = { 0 };
    if (to - from > 366 * 86400LL)
        to = from + 366 * 86400LL;
    while (from < to) {
        pm_hour hour = pm_hour_of(from, c->hour_shift);
        int64_t next = pm_hour_start(hour + 1, c->hour_shift);
        int64_t end = next < to ? next : to;
        hour_count local = local_hour(c, hour);
        const usual *u = &r->hour[kind_of_day(local.day)][local.hour];
        sum.median += u->median * (double)(end - from) / 3600;
        sum.low += u->low * (double)(end - from) / 3600;
        from = end;
    }
    return sum;
}

/* ---- gaps ---- */

/* The series' file that ends with, or before, the silence. */
static const pm_piece *piece_before(const pm_series *s, int64_t from)
{
    const pm_piece *best = NULL;
    for (size_t i = 0; i < s->n; i++)
        if (pm_piece_stream(s->streams[i])->last <= from &&
            (best == NULL || pm_piece_stream(s->streams[i])->last > pm_piece_stream(best)->last))
            best = s->streams[i];
    return best;
}

/* Have other files lines of that log within the time: a second collection, a copy?  Of the newest files: any later ones? */
static bool is_told_elsewhere(const pm_series *s, int64_t from, int64_t to, bool newest)
{
    for (size_t i = 0; i < s->n; i++)
        if ((newest || pm_piece_stream(s->streams[i])->first < to) && pm_piece_stream(s->streams[i])->last > from)
            return true;
    return false;
}

/* The files that rotation must have made and that are not there; of one log, so that their hosts are those of its neighbours. */
static void find_missing(list *l, const pm_series *series, const rhythm *rhythms, size_t n)
{
    enum { FEW = 5 }; /* lines: there may have been nothing to rotate */
    pm_missing *missing;
    size_t n_missing = pm_missing_find(l->c, &missing);
    for (size_t i = 0; i < n_missing; i++) {
        const pm_missing *m = &missing[i];
        const pm_stream_info *before = pm_piece_stream(m->before);
        const pm_series *s = series;
        while (s < series + n && (s->host != before->host || s->family != before->family))
            s++;
        int64_t from = before->last, to = m->after ? pm_piece_stream(m->after)->first : from;
        to = to > from ? to : from;
        if (s == series + n || is_told_elsewhere(s, from, to, m->after == NULL))
            continue;
        double lines = usual_lines(l->c, &rhythms[s - series], from, to).median;
        if (!m->dated || lines >= FEW)
            add(l, (pm_coverage){ .basis = m->unread ? PM_COVERAGE_DAMAGE : PM_COVERAGE_ROTATION, .piece = m->unread, .host = s->host, .family = s->family, .from = from, .to = to,
                                  .expected = (uint64_t)(lines + 0.5), .missing = m->names, .n_missing = m->n, .by_date = m->dated });
    }
}

/* The missing or unread file whose lines would fill a silence. */
static pm_coverage *missing_in(list *l, const pm_series *s, const pm_happening *g)
{
    for (size_t i = 0; i < l->n; i++) {
        pm_coverage *v = &l->items[i];
        if (v->basis != PM_COVERAGE_GAP && v->host == s->host && v->family == s->family && v->from <= g->until && v->to >= g->time)
            return v;
    }
    return NULL;
}

static void find_gaps(list *l, const pm_series *s, const rhythm *r)
{
    pm_case *c = l->c;
    const pm_happenings *h = &c->facts->h[PM_H_SILENCE];
    for (size_t i = 0; i < h->n; i++) {
        const pm_happening *g = &h->items[i];
        if (g->host != s->host || g->n != s->family || g->time - g->until <= SHORTEST)
            continue;
        usual lines = usual_lines(c, r, g->until, g->time);
        const pm_piece *before = piece_before(s, g->until);
        bool at_edge = g->cite.line == 1 || (before != NULL && pm_piece_stream(before)->last == g->until);
        pm_coverage item = { .basis = PM_COVERAGE_GAP, .host = s->host, .family = s->family, .from = g->until, .to = g->time,
                             .expected = (uint64_t)(lines.median + 0.5), .cite = g->cite };
        pm_coverage *missing = missing_in(l, s, g);
        if (missing != NULL) {
            missing->cite = g->cite;
            continue;
        }
        if (at_edge && before != NULL && before->state == PM_PIECE_DAMAGED) {
            item.basis = PM_COVERAGE_DAMAGE;
            item.piece = before;
        } else if (lines.low < UNUSUAL) {
            continue;
        }
        add(l, item);
    }
}

/* Whose lines rsyslog speaks of: "imuxsock[pid: 714, name: smtpd] from <mx1:postfix/smtpd>: …", "… from pid 714 due to …" */
static pm_span source_of(pm_span text)
{
    pm_span head, rest, pid;
    if (pm_span_split(text, PM_SPAN(">: "), &head, &rest))
        return head;
    return pm_span_split(text, PM_SPAN(" from pid "), &head, &rest) && pm_span_split(rest, PM_SPAN(" "), &pid, &rest) ? pid : (pm_span){ 0 };
}

/* "begin to drop" speaks of the time until the same source's "812 messages lost", which comes with its next message, if at all. */
static void join_loss(list *l, pm_map *begun, const pm_happening *h)
{
    pm_span source = source_of(pm_case_text(l->c, h->a));
    if (!source.len)
        return;
    uint32_t *open = pm_map_slot_of(begun, pm_hash_with(source, h->host));
    if (h->n && *open != PM_MAP_NONE)
        l->items[*open].to = h->time;
    *open = h->n ? PM_MAP_NONE : (uint32_t)l->n - 1;
}

static void find_said(list *l)
{
    const pm_happenings *h = &l->c->facts->h[PM_H_LOSS];
    pm_map begun = { 0 }; /* the latest "begin" of each source */
    for (size_t i = 0; i < h->n; i++) {
        pm_coverage v = { .basis = PM_COVERAGE_LOSS, .host = h->items[i].host, .family = PM_FAMILY_SYSTEM, .from = h->items[i].time,
                          .to = h->items[i].time, .expected = h->items[i].n, .cite = h->items[i].cite };
        v.any_stream = !pm_loss_stream(pm_case_text(l->c, h->items[i].a), &v.family);
        add(l, v);
        join_loss(l, &begun, &h->items[i]);
    }
    pm_map_free(&begun);
    h = &l->c->facts->h[PM_H_BACKSTEP];
    for (size_t i = 0; i < h->n; i++) /* until: the later clock, time: what it was set back to */
        add(l, (pm_coverage){ .basis = PM_COVERAGE_CLOCK, .host = h->items[i].host, .family = (pm_family)h->items[i].n,
                              .from = h->items[i].time, .to = h->items[i].until, .cite = h->items[i].cite });
}

/* Damaged pieces after which nothing comes, so that no silence shows them. */
static void find_damage(list *l, const pm_series *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const pm_piece *p = s->streams[i];
        const pm_stream_info *info = pm_piece_stream(p);
        bool told = p->state != PM_PIECE_DAMAGED;
        for (size_t k = 0; k < l->n && !told; k++)
            told = l->items[k].piece == p;
        if (!told)
            add(l, (pm_coverage){ .basis = PM_COVERAGE_DAMAGE, .host = s->host, .family = s->family, .from = info->last,
                                  .to = info->last, .piece = p });
    }
}

static int by_place(const void *a, const void *b)
{
    const pm_coverage *x = a, *y = b;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->basis != y->basis)
        return x->basis < y->basis ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    if (x->cite.piece != NULL && y->cite.piece != NULL)
        return pm_cite_cmp(&x->cite, &y->cite);
    if (x->piece != NULL && y->piece != NULL)
        return pm_span_cmp(x->piece->path, y->piece->path);
    return pm_span_cmp(x->missing, y->missing);
}

void pm_coverage_find(pm_case *c, const pm_series *series, size_t n)
{
    list l = { .c = c };
    rhythm *rhythms = pm_alloc((n + 1) * sizeof *rhythms);
    for (size_t i = 0; i < n; i++)
        rhythms[i] = rhythm_of(c, series[i].host, series[i].family);
    find_missing(&l, series, rhythms, n);
    for (size_t i = 0; i < n; i++) {
        find_gaps(&l, &series[i], &rhythms[i]);
        find_damage(&l, &series[i]);
    }
    free(rhythms);
    find_said(&l);
    if (l.n > 1)
        qsort(l.items, l.n, sizeof *l.items, by_place);
    c->coverage = pm_arena_alloc(c->arena, (l.n + 1) * sizeof *c->coverage);
    if (l.n)
        memcpy(c->coverage, l.items, l.n * sizeof *l.items);
    c->n_coverage = l.n;
    free(l.items);
    pm_holes_find(c, series, n);
}
