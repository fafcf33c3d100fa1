/* collect: a reader that keeps what the walk deals out, and looks at what it found. */
#ifndef PM_TESTS_COLLECT_H
#define PM_TESTS_COLLECT_H

#include "scratch.h"

#include "postmortem/evidence/evidence.h"

typedef struct {
    pm_buffer content;
    bool ended;
} collected;

static size_t collect_block = 1 << 16; /* room offered at a time */
static char collect_room[1 << 20];
static const pm_piece *collect_open;   /* the stream between begin and end */
static size_t collect_commits;

static void *collect_begin(void *ctx, pm_piece *piece)
{
    (void)ctx;
    check_true("reader", "one stream at a time", collect_open == NULL);
    collect_open = piece;
    return piece->user = pm_zalloc(sizeof(collected));
}

static char *collect_reserve(void *ctx, void *stream, size_t *cap)
{
    (void)ctx;
    check_true("reader", "reserve inside a stream", collect_open != NULL && collect_open->user == stream);
    *cap = collect_block;
    return collect_room;
}

static void collect_commit(void *ctx, void *stream, size_t len)
{
    (void)ctx;
    collected *c = stream;
    check_true("reader", "commits what there was room for", len > 0 && len <= collect_block);
    pm_buffer_add(&c->content, pm_span_make(collect_room, len));
    collect_commits++;
}

static void collect_end(void *ctx, void *stream, pm_piece *piece)
{
    (void)ctx;
    collected *c = stream;
    check_true("reader", "ends what was begun", collect_open == piece && !c->ended);
    c->ended = true;
    collect_open = NULL;
    piece->content_bytes = c->content.len;
    pm_sha256_of(pm_buffer_span(&c->content), piece->content_sha256);
    piece->has_content_sha256 = true;
}

static const pm_stream_reader collect_reader = { .begin = collect_begin, .reserve = collect_reserve,
                                                 .commit = collect_commit, .end = collect_end };

static inline pm_span content_of(const pm_piece *p)
{
    const collected *c = p->user;
    return c ? pm_buffer_span(&c->content) : (pm_span){ 0 };
}

/* A file of the scratch folder, walked. */
static inline pm_piece *walk_limited(pm_arena *a, const char *name, const pm_evidence_limits *limits)
{
    const pm_input input = { .path = pm_arena_copy(a, pm_span_of(scratch_path(name))).ptr, .label = pm_span_of(name) };
    return pm_evidence_walk(a, &input, limits, &collect_reader);
}

static inline pm_piece *walk_file(pm_arena *a, const char *name)
{
    return walk_limited(a, name, &PM_EVIDENCE_LIMITS_DEFAULT);
}

static inline void forget(pm_piece *p)
{
    for (pm_piece *c = p->first_child; c != NULL; c = c->next)
        forget(c);
    if (p->user != NULL)
        pm_buffer_free(&((collected *)p->user)->content);
    free(p->user);
}

#endif
