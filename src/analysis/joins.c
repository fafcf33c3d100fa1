#include "joins.h"

#include "postmortem/base/memory.h"
#include "rotation.h"

#include <stdlib.h>

enum { RELEASE_EVERY = 8 }; /* streams joined since memory was last given back */
#define NONE SIZE_MAX

typedef struct {
    pm_piece *piece;
    pm_fold **folds;
    size_t n_folds;
    size_t series; /* the one that it has been joined to; NONE */
} stream;

/* Streams of one host and kind that have been joined, first to last. */
typedef struct {
    pm_id host;
    pm_family family;
    pm_fold *whole;
    const pm_piece **pieces;
    size_t n, cap;
} joined;

/* Of an input that is one file: which files stand beside it, by their names. */
typedef struct {
    size_t before, next; /* NONE */
    size_t stream;       /* NONE: not read yet, or no file of one stream */
} place;

struct pm_joins {
    uint64_t lines, waiting;
    bool begun;    /* to join before all are there */
    bool in_pairs;
    stream *streams;
    size_t n, cap;
    joined *series;
    size_t n_series, cap_series;
    place *places; /* of the inputs */
    size_t n_places;
    size_t since_release;
};

/* ---- the order of files ---- */

static void find_order(pm_joins *j, const pm_input *inputs)
{
    pm_span *names = pm_alloc((j->n_places + 1) * sizeof *names);
    size_t *next = pm_alloc((j->n_places + 1) * sizeof *next);
    for (size_t i = 0; i < j->n_places; i++)
        names[i] = inputs[i].label;
    pm_rotation_order(names, j->n_places, next);
    for (size_t i = 0; i < j->n_places; i++)
        j->places[i] = (place){ .before = NONE, .next = next[i], .stream = NONE };
    for (size_t i = 0; i < j->n_places; i++)
        if (next[i] != NONE)
            j->places[next[i]].before = i;
    free(next);
    free(names);
}

pm_joins *pm_joins_new(const pm_input *inputs, size_t n_inputs, uint64_t lines, bool in_pairs)
{
    pm_joins *j = pm_zalloc(sizeof *j);
    j->lines = lines;
    j->in_pairs = in_pairs;
    j->n_places = n_inputs;
    j->places = pm_zalloc((n_inputs + 1) * sizeof *j->places);
    find_order(j, inputs);
    return j;
}

void pm_joins_free(pm_joins *j)
{
    if (j == NULL)
        return;
    for (size_t i = 0; i < j->n; i++) {
        for (size_t k = 0; k < j->streams[i].n_folds; k++)
            pm_fold_free(j->streams[i].folds[k]);
        free(j->streams[i].folds);
    }
    for (size_t i = 0; i < j->n_series; i++) {
        pm_fold_free(j->series[i].whole);
        free(j->series[i].pieces);
    }
    free(j->streams);
    free(j->series);
    free(j->places);
    free(j);
}

static int compare(const pm_piece *x, const pm_piece *y)
{
    const pm_stream_info *p = pm_piece_stream(x), *q = pm_piece_stream(y);
    if (p->host != q->host)
        return p->host < q->host ? -1 : 1;
    if (p->family != q->family)
        return p->family < q->family ? -1 : 1;
    if (p->first != q->first)
        return p->first < q->first ? -1 : 1;
    if (p->last != q->last)
        return p->last < q->last ? -1 : 1;
    return pm_span_cmp(x->path, y->path);
}

static int by_time(const void *a, const void *b)
{
    return compare((*(stream *const *)a)->piece, (*(stream *const *)b)->piece);
}

/* ---- joining ---- */

static size_t series_of(const pm_joins *j, const pm_stream_info *info)
{
    for (size_t i = 0; i < j->n_series; i++)
        if (j->series[i].host == info->host && j->series[i].family == info->family)
            return i;
    return NONE;
}

static size_t begin_series(pm_joins *j, const pm_stream_info *info)
{
    j->series = pm_array_grow(j->series, &j->cap_series, j->n_series + 1, sizeof *j->series);
    j->series[j->n_series] = (joined){ .host = info->host, .family = info->family };
    return j->n_series++;
}

/* Neighbours become one until one is left: in whatever order runs are joined, the same comes of it. */
static void join_in_pairs(stream *s)
{
    while (s->n_folds > 1) {
        size_t left = 0;
        for (size_t i = 0; i < s->n_folds; i += 2) {
            if (i + 1 < s->n_folds)
                pm_fold_join(s->folds[i], s->folds[i + 1]);
            s->folds[left++] = s->folds[i];
        }
        s->n_folds = left;
    }
}

/* The stream's runs become part of the series. */
static void join(pm_joins *j, size_t series, stream *s)
{
    joined *all = &j->series[series];
    if (j->in_pairs)
        join_in_pairs(s);
    for (size_t k = 0; k < s->n_folds; k++) {
        if (all->whole != NULL) {
            pm_fold_join(all->whole, s->folds[k]);
            continue;
        }
        all->whole = s->folds[k];
        pm_fold_set_start(all->whole);
    }
    free(s->folds);
    s->folds = NULL;
    s->n_folds = 0;
    s->series = series;
    all->pieces = pm_array_grow(all->pieces, &all->cap, all->n + 1, sizeof *all->pieces);
    all->pieces[all->n++] = s->piece;
    j->waiting -= pm_piece_stream(s->piece)->ledger.lines;
    if (++j->since_release == RELEASE_EVERY) {
        pm_memory_release();
        j->since_release = 0;
    }
}

/* Can it be joined before all streams are there?  The first of its files begins a series; others follow its last. */
static size_t series_for(pm_joins *j, const place *p, const stream *s)
{
    const pm_stream_info *info = pm_piece_stream(s->piece);
    size_t i = series_of(j, info);
    if (info->first == PM_NO_TIME || (i == NONE) != (p->before == NONE))
        return NONE;
    if (i == NONE)
        return begin_series(j, info);
    const joined *all = &j->series[i];
    return compare(all->pieces[all->n - 1], s->piece) < 0 ? i : NONE;
}

/* Joins a file, when the one before it has been, and those after it that are there already. */
static void advance(pm_joins *j, size_t input)
{
    for (place *p = &j->places[input]; p->stream != NONE; p = &j->places[p->next]) {
        stream *s = &j->streams[p->stream];
        size_t series = s->series == NONE ? series_for(j, p, s) : NONE;
        if (series == NONE)
            return;
        join(j, series, s);
        if (p->next == NONE)
            return;
    }
}

/* Is the file before it joined, or it the first? */
static bool may_follow(const pm_joins *j, size_t input)
{
    size_t before = j->places[input].before;
    return before == NONE || (j->places[before].stream != NONE && j->streams[j->places[before].stream].series != NONE);
}

void pm_joins_add(pm_joins *j, size_t input, pm_piece *piece, pm_fold **folds, size_t n_folds)
{
    j->streams = pm_array_grow(j->streams, &j->cap, j->n + 1, sizeof *j->streams);
    j->streams[j->n] = (stream){ .piece = piece, .folds = folds, .n_folds = n_folds, .series = NONE };
    j->waiting += pm_piece_stream(piece)->ledger.lines;
    if (piece->parent == NULL)
        j->places[input].stream = j->n;
    j->n++;
    if (j->begun) {
        if (may_follow(j, input))
            advance(j, input);
        return;
    }
    j->begun = j->waiting >= j->lines;
    for (size_t i = 0; i < j->n_places && j->begun; i++)
        if (may_follow(j, i))
            advance(j, i);
}

/* ---- the end ---- */

/* Are the streams that have been joined the first ones of their series? */
static bool is_order(const pm_joins *j, stream *const *order, size_t n)
{
    size_t i = series_of(j, pm_piece_stream(order[0]->piece));
    if (i == NONE)
        return true;
    const joined *all = &j->series[i];
    for (size_t k = 0; k < all->n; k++)
        if (k >= n || order[k]->piece != all->pieces[k])
            return false;
    return true;
}

static void append_restarts(pm_case *c, const pm_restart *items, size_t n)
{
    pm_restart *all = pm_arena_alloc(c->arena, (c->n_restarts + n + 1) * sizeof *all);
    if (c->n_restarts)
        memcpy(all, c->restarts, c->n_restarts * sizeof *all);
    if (n)
        memcpy(all + c->n_restarts, items, n * sizeof *all);
    c->restarts = all;
    c->n_restarts += n;
}

/* Joins what is left of a series, and lets it contribute what only its end decides. */
static void finish_series(pm_joins *j, pm_case *c, stream **order, size_t n)
{
    const pm_stream_info *info = pm_piece_stream(order[0]->piece);
    size_t series = series_of(j, info);
    if (series == NONE)
        series = begin_series(j, info);
    for (size_t i = 0; i < n; i++)
        if (order[i]->series == NONE)
            join(j, series, order[i]);
    joined *all = &j->series[series];
    if (all->whole == NULL)
        return;
    pm_restart *restarts;
    size_t n_restarts;
    pm_fold_finish(all->whole, c->arena, &restarts, &n_restarts);
    append_restarts(c, restarts, n_restarts);
    pm_fold_free(all->whole);
    all->whole = NULL;
}

/* How many streams from order[0] on are of its series. */
static size_t length(stream *const *order, size_t n)
{
    const pm_stream_info *first = pm_piece_stream(order[0]->piece);
    size_t k = 1;
    while (k < n && pm_piece_stream(order[k]->piece)->host == first->host && pm_piece_stream(order[k]->piece)->family == first->family)
        k++;
    return k;
}

bool pm_joins_finish(pm_joins *j, pm_case *c, pm_series **series, size_t *n_series)
{
    stream **order = pm_alloc((j->n + 1) * sizeof *order);
    bool right = true;
    for (size_t i = 0; i < j->n; i++)
        order[i] = &j->streams[i];
    qsort(order, j->n, sizeof *order, by_time);
    for (size_t i = 0; i < j->n && right; i += length(order + i, j->n - i))
        right = is_order(j, order + i, length(order + i, j->n - i));
    *series = pm_arena_alloc(c->arena, (j->n + 1) * sizeof **series);
    *n_series = 0;
    for (size_t i = 0, n; i < j->n && right; i += n) {
        const pm_stream_info *first = pm_piece_stream(order[i]->piece);
        n = length(order + i, j->n - i);
        pm_series *s = &(*series)[*n_series];
        *s = (pm_series){ .host = first->host, .family = first->family, .streams = pm_arena_alloc(c->arena, n * sizeof(pm_piece *)) };
        for (size_t k = i; k < i + n; k++)
            if (pm_piece_stream(order[k]->piece)->first != PM_NO_TIME)
                s->streams[s->n++] = order[k]->piece;
        finish_series(j, c, order + i, n);
        *n_series += s->n > 0;
    }
    free(order);
    pm_memory_release(); /* the runs of lines */
    return right;
}
