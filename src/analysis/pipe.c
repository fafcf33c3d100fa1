#include "pipe.h"

#include "postmortem/base/memory.h"

#include <pthread.h>
#include <stdlib.h>

enum { BUFFERS = 8, BUFFER = 1 << 20, QUEUE = 64 };

struct pm_pipe {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    char *buffers[BUFFERS];
    char *empty[BUFFERS];
    size_t n_empty;
    char *filling;
    pm_pipe_item queue[QUEUE];
    size_t head, n;
};

pm_pipe *pm_pipe_new(void)
{
    pm_pipe *p = pm_zalloc(sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->changed, NULL);
    for (size_t i = 0; i < BUFFERS; i++)
        p->empty[p->n_empty++] = p->buffers[i] = pm_alloc(BUFFER);
    return p;
}

void pm_pipe_free(pm_pipe *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < BUFFERS; i++)
        free(p->buffers[i]);
    pthread_cond_destroy(&p->changed);
    pthread_mutex_destroy(&p->lock);
    free(p);
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

static void put(pm_pipe *p, pm_pipe_item item)
{
    pthread_mutex_lock(&p->lock);
    while (p->n == QUEUE)
        pthread_cond_wait(&p->changed, &p->lock);
    p->queue[(p->head + p->n++) % QUEUE] = item;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}

void pm_pipe_send(pm_pipe *p, void *stream, size_t len)
{
    put(p, (pm_pipe_item){ .what = PM_PIPE_BLOCK, .stream = stream, .data = p->filling, .len = len });
    p->filling = NULL;
}

void pm_pipe_end_stream(pm_pipe *p, void *stream, bool cut_off)
{
    put(p, (pm_pipe_item){ .what = PM_PIPE_END_OF_STREAM, .stream = stream, .cut_off = cut_off });
}

void pm_pipe_close(pm_pipe *p)
{
    put(p, (pm_pipe_item){ .what = PM_PIPE_CLOSED });
}

pm_pipe_item pm_pipe_take(pm_pipe *p)
{
    pthread_mutex_lock(&p->lock);
    while (p->n == 0)
        pthread_cond_wait(&p->changed, &p->lock);
    pm_pipe_item item = p->queue[p->head];
    p->head = (p->head + 1) % QUEUE;
    p->n--;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
    return item;
}

void pm_pipe_done(pm_pipe *p, const pm_pipe_item *item)
{
    if (item->data == NULL)
        return;
    pthread_mutex_lock(&p->lock);
    p->empty[p->n_empty++] = item->data;
    pthread_cond_broadcast(&p->changed);
    pthread_mutex_unlock(&p->lock);
}
