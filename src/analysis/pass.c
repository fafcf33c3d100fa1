#include "pass.h"

#include "dates.h"
#include "pipe.h"
#include "postmortem/base/baked.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <pthread.h>
#include <stdlib.h>

enum { INLINE_BUFFER = 1 << 16 }; /* small enough to stay in the second-level cache from read to fold */

typedef struct {
    const pm_pass_setup *setup;
    void (*done)(void *ctx, size_t i, pm_pass_input *input);
    void *done_ctx;
    pm_pass_input *inputs;
    pthread_mutex_t lock;
    pthread_cond_t handed_over;
    size_t next, next_done;
    size_t ahead;          /* so many inputs may wait to be handed over: they hold memory */
    bool *ready, handing_over;
    uint64_t bytes;
} pass;

/* One thread's tools: it walks inputs, and folds them itself or hands the blocks to a partner. */
typedef struct {
    pass *pass;
    pm_pass_input *input;
    pm_replies *replies;
    pm_pipe *pipe;         /* NULL: folds itself */
    char *buffer;
} worker;

static pm_replies *new_replies(void)
{
    pm_replies *r;
    pm_error err;
    if (pm_replies_new(&r, "replies.rules", pm_baked("rules/replies.rules"), &err) != PM_OK) {
        fprintf(stderr, "postmortem: %s\n", err.text); /* our own table: a test reads it */
        abort();
    }
    return r;
}

static void *on_begin(void *ctx, pm_piece *piece)
{
    worker *w = ctx;
    const pm_pass_setup *setup = w->pass->setup;
    pm_stream_setup s = { .options = setup->options, .zone = setup->zone, .hour_shift = setup->hour_shift, .replies = w->replies };
    if (setup->pinned_years != NULL) {
        uint32_t pin = pm_map_get(setup->pinned_years, pm_hash(piece->path));
        s.pinned_year = pin == PM_MAP_NONE ? 0 : pm_year_pinned(pin, &s.pinned_basis);
    }
    pm_stream *stream = pm_stream_new(&s, piece);
    pm_pass_input *in = w->input;
    in->streams = pm_array_grow(in->streams, &in->cap_streams, in->n_streams + 1, sizeof *in->streams);
    in->streams[in->n_streams++] = stream;
    return stream;
}

static char *on_reserve(void *ctx, void *stream, size_t *cap)
{
    worker *w = ctx;
    (void)stream;
    if (w->pipe != NULL)
        return pm_pipe_reserve(w->pipe, cap);
    *cap = INLINE_BUFFER;
    return w->buffer;
}

static void on_commit(void *ctx, void *stream, size_t len)
{
    worker *w = ctx;
    if (w->pipe != NULL)
        pm_pipe_send(w->pipe, stream, len);
    else
        pm_stream_feed(stream, w->buffer, len);
    const pm_case_options *o = w->pass->setup->options;
    if (o->progress == NULL || w->pass->setup->limits->only_look)
        return;
    pthread_mutex_lock(&w->pass->lock);
    w->pass->bytes += len;
    o->progress(o->progress_ctx, w->pass->bytes);
    pthread_mutex_unlock(&w->pass->lock);
}

static void on_end(void *ctx, void *stream, pm_piece *piece)
{
    worker *w = ctx;
    bool cut_off = piece->state == PM_PIECE_DAMAGED;
    if (w->pipe != NULL)
        pm_pipe_end_stream(w->pipe, stream, cut_off);
    else
        pm_stream_end(stream, cut_off);
}

static void *fold_blocks(void *arg)
{
    pm_pipe *p = arg;
    for (;;) {
        pm_pipe_item item = pm_pipe_take(p);
        if (item.what == PM_PIPE_CLOSED)
            return NULL;
        if (item.what == PM_PIPE_BLOCK)
            pm_stream_feed(item.stream, item.data, item.len);
        else
            pm_stream_end(item.stream, item.cut_off);
        pm_pipe_done(p, &item);
    }
}

static void walk_input(worker *w, size_t i, bool with_partner)
{
    pass *p = w->pass;
    w->input = &p->inputs[i];
    w->input->arena = pm_arena_new();
    pm_stream_reader reader = { .ctx = w, .begin = on_begin, .reserve = on_reserve, .commit = on_commit, .end = on_end };
    pthread_t partner;
    if (with_partner) {
        w->pipe = pm_pipe_new();
        if (pthread_create(&partner, NULL, fold_blocks, w->pipe) != 0) {
            pm_pipe_free(w->pipe);
            w->pipe = NULL; /* the machine gives no more threads: slower, the same result */
        }
    }
    w->input->piece = pm_evidence_walk(w->input->arena, &p->setup->inputs[i], p->setup->limits, &reader);
    if (w->pipe != NULL) {
        pm_pipe_close(w->pipe);
        pthread_join(partner, NULL);
        pm_pipe_free(w->pipe);
        w->pipe = NULL;
    }
}

/* Hands over what is ready, in order; one thread does it, the others go on. */
static void hand_over(pass *p, size_t i)
{
    pthread_mutex_lock(&p->lock);
    p->ready[i] = true;
    if (!p->handing_over) {
        p->handing_over = true;
        while (p->next_done < p->setup->n_inputs && p->ready[p->next_done]) {
            pthread_mutex_unlock(&p->lock);
            p->done(p->done_ctx, p->next_done, &p->inputs[p->next_done]);
            pthread_mutex_lock(&p->lock);
            p->next_done++;
            pthread_cond_broadcast(&p->handed_over);
        }
        p->handing_over = false;
    }
    pthread_mutex_unlock(&p->lock);
}

static bool take(pass *p, size_t *i)
{
    pthread_mutex_lock(&p->lock);
    while (p->handing_over && p->next > p->next_done + p->ahead)
        pthread_cond_wait(&p->handed_over, &p->lock);
    bool any = p->next < p->setup->n_inputs;
    if (any)
        *i = p->next++;
    pthread_mutex_unlock(&p->lock);
    return any;
}

static void work(pass *p, bool with_partner)
{
    worker w = { .pass = p, .replies = new_replies(), .buffer = pm_alloc(INLINE_BUFFER) };
    for (size_t i; take(p, &i);) {
        walk_input(&w, i, with_partner);
        hand_over(p, i);
    }
    pm_replies_free(w.replies);
    free(w.buffer);
}

static void *work_thread(void *arg)
{
    work(arg, false);
    return NULL;
}

void pm_pass_run(const pm_pass_setup *setup, void (*done)(void *ctx, size_t i, pm_pass_input *input), void *ctx)
{
    enum { THREADS_MAX = 256 };
    pass p = { .setup = setup, .done = done, .done_ctx = ctx };
    unsigned jobs = setup->options->jobs ? setup->options->jobs : 1;
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.handed_over, NULL);
    p.inputs = pm_zalloc((setup->n_inputs + 1) * sizeof *p.inputs);
    p.ready = pm_zalloc(setup->n_inputs + 1);
    if (jobs > THREADS_MAX)
        jobs = THREADS_MAX;
    p.ahead = 2 * jobs;
    if (jobs > 1 && setup->n_inputs < jobs) {
        work(&p, true); /* few inputs: one thread unpacks, one folds */
    } else {
        pthread_t threads[THREADS_MAX];
        unsigned n = 0;
        while (n + 1 < jobs && pthread_create(&threads[n], NULL, work_thread, &p) == 0)
            n++;
        work(&p, false);
        while (n > 0)
            pthread_join(threads[--n], NULL);
    }
    pthread_cond_destroy(&p.handed_over);
    pthread_mutex_destroy(&p.lock);
    free(p.inputs);
    free(p.ready);
}
