#include "pass.h"

#include "dates.h"
#include "pipe.h"
#include "postmortem/base/baked.h"
#include "postmortem/base/memory.h"

#include <pthread.h>
#include <stdlib.h>

enum { INLINE_BUFFER = 1 << 16 }; /* small enough to stay in the second-level cache from read to fold */

typedef struct {
    pm_stream *stream;           /* NULL: one that is not read again */
    bool ended;
} begun;

typedef struct {
    pm_arena *arena;
    pm_piece *root;
    begun *streams;
    size_t n_streams, cap_streams, n_given;
    bool walked;
    pm_beside *beside;
} input_state;

typedef struct {
    const pm_pass_setup *setup;
    const pm_pass_taker *taker;
    input_state *inputs;
    pthread_mutex_t lock;        /* guards all below, and the lists of the inputs */
    pthread_cond_t handed_over;
    size_t next, next_done;
    size_t ahead;                /* so many inputs may wait to be handed over: they hold memory */
    bool handing_over;
    uint64_t bytes;
} pass;

typedef struct worker worker;

/* A thread that folds what another unpacks. */
typedef struct {
    worker *of;
    unsigned number;
    pthread_t thread;
    pm_replies *replies;
} folder;

/* One thread's tools: it walks inputs, and folds them itself or hands the blocks to folders. */
struct worker {
    pass *pass;
    size_t input;
    pm_replies *replies;
    unsigned folders_wanted;     /* 0: it folds itself */
    folder *folders;
    unsigned n_folders;
    pm_pipe *pipe;               /* to the folders; NULL: none */
    char *buffer, *reserved;     /* reserved: the block of the pipe that is being filled */
    bool looked;                 /* at the beginning of the stream that is being read */
};

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

/* ---- handing over ---- */

/* Hands over what is ready, in order; one thread does it, the others go on. */
static void hand_over(pass *p)
{
    pthread_mutex_lock(&p->lock);
    bool mine = !p->handing_over;
    p->handing_over = true;
    while (mine && p->next_done < p->setup->n_inputs) {
        size_t i = p->next_done;
        input_state *in = &p->inputs[i];
        if (in->n_given < in->n_streams && in->streams[in->n_given].ended) {
            size_t k = in->n_given++;
            pm_stream *s = in->streams[k].stream;
            pthread_mutex_unlock(&p->lock);
            if (s != NULL)
                p->taker->stream(p->taker->ctx, i, k, s);
            pthread_mutex_lock(&p->lock);
        } else if (in->walked) {
            pthread_mutex_unlock(&p->lock);
            p->taker->input(p->taker->ctx, i, in->root, in->arena);
            free(in->streams);
            pm_beside_free(in->beside);
            pthread_mutex_lock(&p->lock);
            p->next_done++;
            pthread_cond_broadcast(&p->handed_over);
        } else {
            break;
        }
    }
    if (mine)
        p->handing_over = false;
    pthread_mutex_unlock(&p->lock);
}

static void end_stream(pass *p, size_t input, size_t k, pm_stream *s, bool cut_off)
{
    if (s != NULL)
        pm_stream_end(s, cut_off);
    pthread_mutex_lock(&p->lock);
    p->inputs[input].streams[k].ended = true;
    pthread_mutex_unlock(&p->lock);
}

/* ---- what the walk deals out ---- */

/* What the stream about to begin is to be; its piece is NULL when it is not read. */
static pm_pass_stream stream_for(const pass *p, size_t input, pm_piece *found)
{
    const pm_pass_again *again = p->setup->again;
    size_t k = p->inputs[input].n_streams;
    if (again == NULL)
        return (pm_pass_stream){ .piece = found };
    pm_pass_stream s = k < again[input].n ? again[input].streams[k] : (pm_pass_stream){ .piece = NULL };
    if (s.piece != NULL)
        s.piece->content_bytes = 0; /* its stream counts anew */
    return s;
}

static void *on_begin(void *ctx, pm_piece *found)
{
    worker *w = ctx;
    pass *p = w->pass;
    input_state *in = &p->inputs[w->input];
    pm_pass_stream what = stream_for(p, w->input, found);
    pm_stream *stream = NULL;
    if (what.piece != NULL) {
        pm_replies *replies = w->pipe != NULL ? w->folders[pm_pipe_begin_stream(w->pipe)].replies : w->replies;
        pm_stream_setup s = { .options = p->setup->options, .zone = p->setup->zone, .hour_shift = p->setup->hour_shift,
                              .replies = replies, .instances = p->setup->instances, .comparison = p->setup->comparison, .number = what.number,
                              .only_compare = what.only_compare, .beside = in->beside };
        if (p->setup->years != NULL) {
            uint32_t pin = pm_map_get(p->setup->years, pm_pass_key(w->input, in->n_streams));
            s.pinned_year = pin == PM_MAP_NONE ? 0 : pm_year_pinned(pin, &s.pinned_basis);
        }
        stream = pm_stream_new(&s, what.piece);
    }
    pthread_mutex_lock(&p->lock);
    in->streams = pm_array_grow(in->streams, &in->cap_streams, in->n_streams + 1, sizeof *in->streams);
    in->streams[in->n_streams++] = (begun){ .stream = stream };
    pthread_mutex_unlock(&p->lock);
    w->looked = false;
    return stream;
}

static char *on_reserve(void *ctx, void *stream, size_t *cap)
{
    worker *w = ctx;
    if (w->pipe != NULL && stream != NULL)
        return w->reserved = pm_pipe_reserve(w->pipe, cap);
    *cap = INLINE_BUFFER;
    return w->buffer;
}

static void on_commit(void *ctx, void *stream, size_t len)
{
    worker *w = ctx;
    const char *block = w->pipe != NULL && stream != NULL ? w->reserved : w->buffer;
    if (stream != NULL && !w->looked)
        pm_stream_look(stream, block, len);
    w->looked = true;
    if (stream != NULL)
        pm_stream_hash(stream, block, len);
    if (stream != NULL && w->pipe != NULL) {
        pm_pipe_send(w->pipe, stream, len);
    } else if (stream != NULL) {
        pm_stream_feed(stream, block, len);
    }
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
    size_t k = w->pass->inputs[w->input].n_streams - 1;
    if (w->pipe != NULL && stream != NULL) {
        pm_pipe_end_stream(w->pipe, stream, k, cut_off);
    } else {
        end_stream(w->pass, w->input, k, stream, cut_off);
        hand_over(w->pass);
    }
}

/* ---- threads ---- */

static void *fold_blocks(void *arg)
{
    const folder *f = arg;
    worker *w = f->of;
    for (;;) {
        pm_pipe_item item = pm_pipe_take(w->pipe, f->number);
        if (item.what == PM_PIPE_CLOSED)
            return NULL;
        if (item.what == PM_PIPE_BLOCK) {
            pm_stream_feed(item.stream, item.data, item.len);
        } else { /* not the thread that unpacks hands over: all wait for it */
            end_stream(w->pass, w->input, item.number, item.stream, item.cut_off);
            hand_over(w->pass);
        }
        pm_pipe_done(w->pipe, f->number, &item);
    }
}

static void dismiss_folders(worker *w)
{
    if (w->pipe == NULL)
        return;
    pm_pipe_close(w->pipe);
    for (unsigned i = 0; i < w->n_folders; i++) {
        pthread_join(w->folders[i].thread, NULL);
        pm_replies_free(w->folders[i].replies);
    }
    pm_pipe_free(w->pipe);
    free(w->folders);
    w->pipe = NULL;
    w->folders = NULL;
    w->n_folders = 0;
}

/* All of them, or none where the machine does not give so many threads: slower, the same result. */
static void hire_folders(worker *w)
{
    unsigned n = w->folders_wanted;
    if (n == 0)
        return;
    w->pipe = pm_pipe_new(n);
    w->folders = pm_zalloc(n * sizeof *w->folders);
    for (w->n_folders = 0; w->n_folders < n; w->n_folders++) {
        folder *f = &w->folders[w->n_folders];
        *f = (folder){ .of = w, .number = w->n_folders, .replies = new_replies() };
        if (pthread_create(&f->thread, NULL, fold_blocks, f) != 0) {
            pm_replies_free(f->replies);
            break;
        }
    }
    if (w->n_folders < n)
        dismiss_folders(w);
}

static void walk_input(worker *w, size_t i)
{
    pass *p = w->pass;
    input_state *in = &p->inputs[i];
    w->input = i;
    in->arena = pm_arena_new();
    in->beside = pm_beside_new();
    pm_stream_reader reader = { .ctx = w, .begin = on_begin, .reserve = on_reserve, .commit = on_commit, .end = on_end };
    hire_folders(w);
    in->root = pm_evidence_walk(in->arena, &p->setup->inputs[i], p->setup->limits, &reader);
    dismiss_folders(w);
}

/* The next input to walk; those of which nothing is read again are passed over. */
static bool take(pass *p, size_t *i)
{
    const pm_pass_again *again = p->setup->again;
    pthread_mutex_lock(&p->lock);
    while (p->handing_over && p->next > p->next_done + p->ahead)
        pthread_cond_wait(&p->handed_over, &p->lock);
    while (again != NULL && p->next < p->setup->n_inputs && again[p->next].n == 0)
        p->inputs[p->next++].walked = true;
    bool any = p->next < p->setup->n_inputs;
    if (any)
        *i = p->next++;
    pthread_mutex_unlock(&p->lock);
    return any;
}

static void work(pass *p, unsigned folders)
{
    worker w = { .pass = p, .replies = new_replies(), .buffer = pm_alloc(INLINE_BUFFER), .folders_wanted = folders };
    for (size_t i; take(p, &i);) {
        walk_input(&w, i);
        pthread_mutex_lock(&p->lock);
        p->inputs[i].walked = true;
        pthread_mutex_unlock(&p->lock);
        hand_over(p);
    }
    hand_over(p);
    pm_replies_free(w.replies);
    free(w.buffer);
}

static void *work_thread(void *arg)
{
    work(arg, 0);
    return NULL;
}

void pm_pass_run(const pm_pass_setup *setup, const pm_pass_taker *taker)
{
    enum { THREADS_MAX = 256 };
    pass p = { .setup = setup, .taker = taker };
    unsigned jobs = setup->options->jobs ? setup->options->jobs : 1;
    pthread_mutex_init(&p.lock, NULL);
    pthread_cond_init(&p.handed_over, NULL);
    p.inputs = pm_zalloc((setup->n_inputs + 1) * sizeof *p.inputs);
    if (jobs > THREADS_MAX)
        jobs = THREADS_MAX;
    p.ahead = 2 * jobs;
    if (jobs > 1 && setup->n_inputs < jobs) {
        work(&p, jobs); /* few inputs: one thread unpacks, the others fold */
    } else {
        pthread_t threads[THREADS_MAX];
        unsigned n = 0;
        while (n + 1 < jobs && pthread_create(&threads[n], NULL, work_thread, &p) == 0)
            n++;
        work(&p, 0);
        while (n > 0)
            pthread_join(threads[--n], NULL);
    }
    pthread_cond_destroy(&p.handed_over);
    pthread_mutex_destroy(&p.lock);
    free(p.inputs);
}
