#include "partner.h"

#include "postmortem/analysis/rows.h"
#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"

#include <stdlib.h>

enum {
    EDGE = 60,          /* seconds beside an end of the log, or a hole in it */
    OVERLAP = 3600,     /* seconds between a session that is missed an end and the one that is missed a beginning */
    LOSS_BEFORE = 600,  /* seconds before a logger admits a loss in which it may have been */
    ENOUGH = 10,        /* so often a tie must have held before a line is missed … */
    FEW = 50,           /* … and below so many, one exception says nothing yet */
    NOISE = 50,         /* a tie is obeyed when fewer than one in so many partners are missing … */
    WORST = 10,         /* … or outside of one tenth of the hours: missing lines lie together, a setting is always there */
    UNEXPLAINED_MAX = 1000, OTHERS_MAX = 100, /* that are listed */
};

/* The time that the log of a host and kind covers. */
typedef struct {
    int64_t first, last;
} extent;

typedef struct {
    pm_case *c;
    const pm_series *series;
    size_t n_series;
    pm_map overlapping; /* happenings of sessions, by their address */
} book;

bool pm_tie_is_mail(pm_tie tie)
{
    return tie < PM_TIE_SSH_ACCEPTED;
}

const char *pm_tie_name(pm_tie tie)
{
    static const char *const names[] = {
#define PM_TIE(name, text, line) text,
#include "postmortem/analysis/ties.def"
#undef PM_TIE
    };
    return names[tie];
}

const char *pm_tie_line(pm_tie tie)
{
    static const char *const lines[] = {
#define PM_TIE(name, text, line) line,
#include "postmortem/analysis/ties.def"
#undef PM_TIE
    };
    return lines[tie];
}

const char *pm_missing_cause_name(pm_missing_cause cause)
{
    static const char *const names[] = { "unexplained", "rotation-edge", "admitted-loss", "damage", "overlapping-sessions" };
    return names[cause];
}

static void widen(extent *e, const pm_series *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const pm_stream_info *info = pm_piece_stream(s->streams[i]);
        e->first = info->first < e->first ? info->first : e->first;
        e->last = info->last > e->last ? info->last : e->last;
    }
}

/* A log of many hosts is its collector's series: then all logs of that kind count. */
static extent extent_of(const book *b, pm_id host, bool mail)
{
    extent e = { INT64_MAX, INT64_MIN };
    for (size_t i = 0; i < b->n_series; i++)
        if (b->series[i].host == host && (b->series[i].family == PM_FAMILY_MAIL) == mail)
            widen(&e, &b->series[i]);
    for (size_t i = 0; i < b->n_series && e.first > e.last; i++)
        if ((b->series[i].family == PM_FAMILY_MAIL) == mail)
            widen(&e, &b->series[i]);
    for (size_t i = 0; i < b->n_series && e.first > e.last; i++)
        widen(&e, &b->series[i]);
    return e;
}

static bool overlap(int64_t from, int64_t to, int64_t a, int64_t z)
{
    return from <= z && to >= a;
}

/* Can the line have stood where the coverage has a hole? */
static bool explains(const pm_coverage *v, int64_t from, int64_t to, bool mail, pm_missing_cause *cause)
{
    switch (v->basis) {
    case PM_COVERAGE_LOSS: /* a logger loses what comes, of whatever kind */
        *cause = PM_MISSING_ADMITTED_LOSS;
        return overlap(from, to, v->from - LOSS_BEFORE, v->to + EDGE);
    case PM_COVERAGE_DAMAGE: *cause = PM_MISSING_DAMAGE; break;
    case PM_COVERAGE_GAP:
    case PM_COVERAGE_ROTATION: *cause = PM_MISSING_EDGE; break;
    case PM_COVERAGE_CLOCK: return false;
    }
    return (v->family == PM_FAMILY_MAIL) == mail && overlap(from, to, v->from - EDGE, v->to + EDGE);
}

static uint64_t process_key(const pm_happening *h)
{
    return (uint64_t)h->host << 32 | (uint32_t)h->n;
}

/*
 * Two sessions of one process at once, which no smtpd has: the one is missed an end, and after it the other a beginning.
 * Neither line is missing; whatever wrote or merged this log gives a process id to several processes.
 */
static void find_overlapping(book *b)
{
    const pm_happenings *ends = &b->c->facts->missing[PM_TIE_SESSION_DISCONNECT], *begins = &b->c->facts->missing[PM_TIE_SESSION_CONNECT];
    pm_map open = { 0 }; /* process -> the latest without an end */
    uint32_t *before = pm_alloc((ends->n + 1) * sizeof *before); /* the one before it, of the same process */
    size_t k = 0;
    for (size_t i = 0; i < begins->n; i++) {
        const pm_happening *x = &begins->items[i];
        for (; k < ends->n && ends->items[k].time <= x->time; k++) {
            uint32_t *latest = pm_map_slot_of(&open, process_key(&ends->items[k]));
            before[k] = *latest;
            *latest = (uint32_t)k;
        }
        uint32_t *latest = pm_map_slot_of(&open, process_key(x));
        if (*latest == PM_MAP_NONE || x->time - ends->items[*latest].time > OVERLAP)
            continue;
        pm_map_put(&b->overlapping, (uintptr_t)x, 1);
        pm_map_put(&b->overlapping, (uintptr_t)&ends->items[*latest], 1);
        *latest = before[*latest];
    }
    pm_map_free(&open);
    free(before);
}

static pm_missing_cause cause_of(const book *b, const pm_happening *h, bool mail, const extent *e)
{
    int64_t from = h->until, to = h->time;
    pm_missing_cause cause;
    if (pm_map_get(&b->overlapping, (uintptr_t)h) != PM_MAP_NONE)
        return PM_MISSING_OVERLAP;
    for (size_t i = 0; i < b->c->n_coverage; i++)
        if (b->c->coverage[i].host == h->host && explains(&b->c->coverage[i], from, to, mail, &cause))
            return cause;
    return from <= e->first + EDGE || to >= e->last - EDGE ? PM_MISSING_EDGE : PM_MISSING_UNEXPLAINED;
}

/* ---- does the log obey a tie? ---- */

typedef struct {
    uint64_t held, missing;
} hour_sum;

static int most_missing(const void *a, const void *b)
{
    const hour_sum *x = a, *y = b;
    return (x->missing < y->missing) - (x->missing > y->missing);
}

static bool is_noise(uint64_t held, uint64_t missing)
{
    uint64_t all = held + missing;
    return all < FEW ? missing <= 1 : missing * NOISE <= all;
}

/* hours: those of the tie, with what is not explained in each.  postsuper's total holds in every version. */
static bool is_obeyed(pm_tie tie, hour_sum *hours, size_t n, uint64_t held, uint64_t missing)
{
    if (missing == 0 || tie == PM_TIE_POSTSUPER_TOTAL)
        return true;
    if (held < ENOUGH || held < missing)
        return false;
    if (is_noise(held, missing))
        return true;
    qsort(hours, n, sizeof *hours, most_missing);
    for (size_t i = 0; i < n / WORST; i++) {
        held -= hours[i].held;
        missing -= hours[i].missing;
    }
    return n >= WORST && is_noise(held, missing);
}

typedef struct {
    pm_missing_line *items;
    size_t n, cap;
} missing_list;

static int by_time(const void *a, const void *b)
{
    const pm_missing_line *x = a, *y = b;
    if (x->cause != y->cause && (x->cause == PM_MISSING_UNEXPLAINED || y->cause == PM_MISSING_UNEXPLAINED))
        return x->cause == PM_MISSING_UNEXPLAINED ? -1 : 1;
    if (x->at->time != y->at->time)
        return x->at->time < y->at->time ? -1 : 1;
    int c = pm_cite_cmp(&x->at->cite, &y->at->cite);
    return c ? c : (x->tie > y->tie) - (x->tie < y->tie);
}

typedef struct {
    pm_tie_count *items;
    size_t n, cap;
} tie_list;

static const pm_facts *sorting; /* qsort takes no context; cases are finished one at a time */

/* Those of one host lie together, and of one tie. */
static int by_service(const void *a, const void *b)
{
    const pm_tie_count *x = a, *y = b;
    if (x->tie != y->tie)
        return x->tie < y->tie ? -1 : 1;
    return pm_span_cmp(pm_facts_name(sorting, x->service), pm_facts_name(sorting, y->service));
}

/* What is known of one tie, on one host, of one service. */
typedef struct {
    pm_tie_count *t;
    hour_sum *hours;
    size_t n, cap;
    pm_map by_hour;
} ledger;

static bool is_of(const pm_happening *h, const pm_tie_count *t)
{
    return h->host == t->host && h->b == t->service;
}

static void class_lines(const book *b, ledger *l, missing_list *list)
{
    pm_tie_count *t = l->t;
    const pm_happenings *h = &b->c->facts->missing[t->tie];
    bool mail = pm_tie_is_mail(t->tie);
    extent e = extent_of(b, t->host, mail);
    size_t first = list->n;
    for (size_t i = 0; i < h->n; i++) {
        const pm_happening *x = &h->items[i];
        if (!is_of(x, t))
            continue;
        uint64_t lines = x->n >> 32;
        pm_missing_cause cause = cause_of(b, x, mail, &e);
        t->missing[cause] += lines;
        t->unlisted -= lines;
        list->items = pm_array_grow(list->items, &list->cap, list->n + 1, sizeof *list->items);
        list->items[list->n++] = (pm_missing_line){ .tie = t->tie, .cause = cause, .lines = (uint32_t)lines, .pid = (uint32_t)x->n, .at = x };
        uint32_t k = pm_map_get(&l->by_hour, pm_hour_of(x->time, b->c->hour_shift));
        if (cause != PM_MISSING_UNEXPLAINED && k != PM_MAP_NONE)
            l->hours[k].missing -= lines;
    }
    t->applied = is_obeyed(t->tie, l->hours, l->n, t->held, t->missing[PM_MISSING_UNEXPLAINED] + t->unlisted);
    if (!t->applied)
        list->n = first;
}

static void add_hour(ledger *l, const pm_tally_row *row)
{
    pm_map_put(&l->by_hour, row->key[3], (uint32_t)l->n);
    l->hours = pm_array_grow(l->hours, &l->cap, l->n + 1, sizeof *l->hours);
    l->hours[l->n++] = (hour_sum){ row->n[PM_N_TIE_HELD], row->n[PM_N_TIE_MISSING] };
    l->t->held += row->n[PM_N_TIE_HELD];
    l->t->unlisted += row->n[PM_N_TIE_MISSING];
}

/* Rows of one tie on one host: the hours of one service follow each other. */
/* No queue id that the relay named was ever seen: it is none of those whose lines are in the evidence. */
static bool is_elsewhere(const pm_tie_count *t)
{
    return t->tie == PM_TIE_QUEUE_NAMED && t->held == 0;
}

static void look_at(const book *b, pm_id host, pm_tie tie, tie_list *ties, missing_list *list)
{
    pm_arena *a = pm_arena_new();
    pm_rows rows = pm_rows_of(b->c->facts, a, PM_T_TIE, host, tie, PM_UNSORTED, 0);
    for (size_t i = 0, k; i < rows.n; i = k) {
        pm_tie_count t = { .host = host, .tie = tie, .service = rows.rows[i]->key[2] };
        ledger l = { .t = &t };
        for (k = i; k < rows.n && rows.rows[k]->key[2] == t.service; k++)
            add_hour(&l, rows.rows[k]);
        class_lines(b, &l, list);
        bool plain = tie == PM_TIE_SESSION_WRAPPED && !t.applied; /* the service takes plain text, too */
        ties->items = pm_array_grow(ties->items, &ties->cap, ties->n + 1, sizeof *ties->items);
        ties->items[ties->n] = t;
        ties->n += !plain && !is_elsewhere(&t);
        free(l.hours);
        pm_map_free(&l.by_hour);
    }
    pm_arena_free(a);
}

/* The unexplained ones first. */
static void keep_first(pm_case *c, missing_list *list)
{
    uint64_t n[2] = { 0 };
    if (list->n > 1)
        qsort(list->items, list->n, sizeof *list->items, by_time);
    c->missing = pm_arena_alloc(c->arena, (list->n + 1) * sizeof *c->missing);
    for (size_t i = 0; i < list->n; i++) {
        bool unexplained = list->items[i].cause == PM_MISSING_UNEXPLAINED;
        if (n[unexplained]++ < (unexplained ? UNEXPLAINED_MAX : OTHERS_MAX))
            c->missing[c->n_missing++] = list->items[i];
        else
            c->n_missing_unlisted++;
    }
}

void pm_partners_find(pm_case *c, const pm_series *series, size_t n)
{
    book b = { .c = c, .series = series, .n_series = n };
    find_overlapping(&b);
    missing_list list = { 0 };
    tie_list ties = { 0 };
    for (size_t h = 0; h < c->n_hosts; h++) {
        size_t first = ties.n;
        for (pm_tie tie = 0; tie < PM_TIE_COUNT; tie++)
            look_at(&b, c->hosts[h], tie, &ties, &list);
        sorting = c->facts;
        if (ties.n > first)
            qsort(ties.items + first, ties.n - first, sizeof *ties.items, by_service);
    }
    c->ties = pm_arena_alloc(c->arena, (ties.n + 1) * sizeof *c->ties);
    if (ties.n)
        memcpy(c->ties, ties.items, ties.n * sizeof *c->ties);
    c->n_ties = ties.n;
    keep_first(c, &list);
    pm_map_free(&b.overlapping);
    free(ties.items);
    free(list.items);
}
