#include "previous.h"

#include "postmortem/base/buffer.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

typedef struct {
    uint64_t hash;         /* of the host's name */
    uint64_t used;         /* when, as `turn` counts */
    pm_span line;
    size_t host_at, host_len; /* the name's place in the line */
    pm_buffer copy;
} latest;

struct pm_previous {
    latest hosts[PM_PREVIOUS_HOSTS];
    size_t n, current;     /* current: of the stream's latest line */
    uint64_t turn;
};

pm_previous *pm_previous_new(void)
{
    return pm_zalloc(sizeof(pm_previous));
}

void pm_previous_free(pm_previous *p)
{
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->n; i++)
        pm_buffer_free(&p->hosts[i].copy);
    free(p);
}

static pm_span host_of(const latest *h)
{
    return pm_span_first(pm_span_skip(h->line, h->host_at), h->host_len);
}

static size_t find(const pm_previous *p, pm_span host)
{
    uint64_t hash = pm_hash(host);
    for (size_t i = 0; i < p->n; i++)
        if (p->hosts[i].hash == hash && pm_span_eq(host_of(&p->hosts[i]), host))
            return i;
    return PM_NPOS;
}

/* A free place, or that of the host that was silent for longest. */
static size_t place_for(pm_previous *p, pm_span host)
{
    size_t oldest = 0;
    if (p->n < PM_PREVIOUS_HOSTS) {
        oldest = p->n++;
    } else {
        for (size_t i = 1; i < p->n; i++)
            if (p->hosts[i].used < p->hosts[oldest].used)
                oldest = i;
    }
    p->hosts[oldest].hash = pm_hash(host);
    return oldest;
}

void pm_previous_set(pm_previous *p, pm_span host, pm_span line)
{
    if (p->n == 0 || !pm_span_eq(host_of(&p->hosts[p->current]), host)) {
        size_t i = find(p, host);
        p->current = i == PM_NPOS ? place_for(p, host) : i;
    }
    latest *h = &p->hosts[p->current];
    h->used = ++p->turn;
    h->line = line;
    h->host_at = host.len ? (size_t)(host.ptr - line.ptr) : 0;
    h->host_len = host.len;
}

void pm_previous_keep(pm_previous *p)
{
    for (size_t i = 0; i < p->n; i++) {
        latest *h = &p->hosts[i];
        if (h->line.ptr == h->copy.data)
            continue; /* an earlier line's, still the latest */
        pm_buffer_clear(&h->copy);
        pm_buffer_add(&h->copy, h->line);
        h->line = pm_buffer_span(&h->copy);
    }
}

pm_span pm_previous_line(const pm_previous *p, pm_span host)
{
    size_t i = host.len && p->n ? find(p, host) : p->current;
    return p->n && i != PM_NPOS ? p->hosts[i].line : (pm_span){ 0 };
}
