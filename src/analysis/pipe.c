#include "pipe.h"

#include "postmortem/base/memory.h"

#include <pthread.h>
#include <stdlib.h>

enum {
    BUFFER = 1 << 20,
    BUFFERS = 8, /* for one lane; more lanes need so many more to begin a stream while others are being folded: */
    MORE = 16,
    BUFFERS_MAX = 64,
    QUEUE = 64,
};

typedef struct {
    pm_pipe_item queue[QUEUE];
    size_t head, n;
    size_t to_do; /* blocks that are queued or being folded */
} lane;

struct pm_pipe {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    char *buffers[BUFFERS_MAX];
    char *empty[BUFFERS_MAX];
    size_t n_buffers, n_empty;
    char *filling;
    lane *lanes;
    unsigned n_lanes, current;
};

pm_pipe *pm_pipe_new(unsigned lanes)
{
    pm_pipe *p = pm_zalloc(sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->changed, NULL);
    p->n_lanes = lanes;
    p->lanes = pm_zalloc(lanes * sizeof *p->lanes);
    p->n_buffers = BUFFERS + (size_t)MORE * (lanes - 1);
    if (p->n_buffers > BUFFERS_MAX)
        p->n_buffers = BUFFERS_MAX;
    for (size_t i = 0; i < p->n_buffers; i++)
        p->empty[p->n_empty++] = p->buffers[i] = pm_alloc(BUFFER);
    return p;
}

void pm_pipe_free(pm_pipe *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->n_buffers; i++)
        free(p->buffers[i]);
    free(p->lanes);
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

unsigned pm_pipe_begin_stream(pm_pipe *p)
{
    pthread_mutex_lock(&p->lock);
    p->current = 0;
    for (unsigned i = 1; i < p->n_lanes; i++)
        if (p->lanes[i].to_do < p->lanes[p->current].to_do)
            p->current = i;
    pthread_mutex_unlock(&p->lock);
    return p->current;
}

char *pm_pipe_reserve(pm_pipe *p, size_t *cap)
{
    *cap = BUFFER;
    if (p->filling != NULL)
        return p->filling; /* the one reserved before was not needed */
    pthread_mutex_lock(&p->lock);
    while (p->n_empty == 0)
        pthread_cond_wait(&p->changed, &p->lock);
    p->filling = p->empty[--p->n_empty];
    pthread_mutex_unlock(&p->lock);
    return p->filling;
}

static void put(pm_pipe *p, unsigned where, pm_pipe_item item)
{
    lane *l = &p->lanes[where];
    pthread_mutex_lock(&p->lock);
    while (l->n == QUEUE)
        pthread_cond_wait(&p->changed, &p->lock);
    l->queue[(l->head + l->n++) % QUEUE] = item;
    l->to_do += item.data != NULL;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

void pm_pipe_send(pm_pipe *p, void *stream, size_t len)
{
    put(p, p->current, (pm_pipe_item){ .what = PM_PIPE_BLOCK, .stream = stream, .data = p->filling, .len = len });
    p->filling = NULL;
}

void pm_pipe_end_stream(pm_pipe *p, void *stream, size_t number, bool cut_off)
{
    put(p, p->current, (pm_pipe_item){ .what = PM_PIPE_END_OF_STREAM, .stream = stream, .number = number, .cut_off = cut_off });
}

void pm_pipe_close(pm_pipe *p)
{
    for (unsigned i = 0; i < p->n_lanes; i++)
        put(p, i, (pm_pipe_item){ .what = PM_PIPE_CLOSED });
}

pm_pipe_item pm_pipe_take(pm_pipe *p, unsigned where)
{
    lane *l = &p->lanes[where];
    pthread_mutex_lock(&p->lock);
    while (l->n == 0)
        pthread_cond_wait(&p->changed, &p->lock);
    pm_pipe_item item = l->queue[l->head];
    l->head = (l->head + 1) % QUEUE;
    l->n--;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    return item;
}

void pm_pipe_done(pm_pipe *p, unsigned where, const pm_pipe_item *item)
{
    if (item->data == NULL)
        return;
    pthread_mutex_lock(&p->lock);
    p->lanes[where].to_do--;
    p->empty[p->n_empty++] = item->data;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}
