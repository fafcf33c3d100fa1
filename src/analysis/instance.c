#include "instance.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

typedef struct {
    uint64_t host_hash;
    pm_host_instances all;                /* names that daemons bear */
    bool speaks[PM_INSTANCES_MAX];        /* … under which a queue manager or a master spoke */
    bool too_many;
} host_names;

struct pm_instances {
    host_names *hosts;
    size_t n_hosts, cap_hosts;
    pm_map by_host;
};

pm_instances *pm_instances_new(void)
{
    return pm_zalloc(sizeof(pm_instances));
}

void pm_instances_free(pm_instances *s)
{
    if (s == NULL)
        return;
    free(s->hosts);
    pm_map_free(&s->by_host);
    free(s);
}

uint64_t pm_instance_hash(pm_span tag)
{
    return pm_hash(pm_span_first(tag, pm_span_find_char(tag, '/')));
}

static host_names *names_of(pm_instances *s, uint64_t host_hash)
{
    uint32_t *slot = pm_map_slot_of(&s->by_host, host_hash);
    if (*slot == PM_MAP_NONE) {
        *slot = (uint32_t)s->n_hosts;
        s->hosts = pm_array_grow(s->hosts, &s->cap_hosts, s->n_hosts + 1, sizeof *s->hosts);
        s->hosts[s->n_hosts++] = (host_names){ .host_hash = host_hash };
    }
    return &s->hosts[*slot];
}

static void see(host_names *h, uint64_t name, bool speaks_for_it)
{
    size_t i = 0;
    while (i < h->all.n && h->all.names[i] != name)
        i++;
    if (i == PM_INSTANCES_MAX) {
        h->too_many = true;
        return;
    }
    if (i == h->all.n)
        h->all.names[h->all.n++] = name;
    h->speaks[i] = h->speaks[i] || speaks_for_it;
}

void pm_instances_see(pm_instances *s, uint64_t host_hash, pm_span tag, bool speaks_for_it)
{
    see(names_of(s, host_hash), pm_instance_hash(tag), speaks_for_it);
}

void pm_instances_add(pm_instances *s, const pm_instances *other)
{
    for (size_t i = 0; i < other->n_hosts; i++) {
        const host_names *from = &other->hosts[i];
        host_names *to = names_of(s, from->host_hash);
        for (size_t k = 0; k < from->all.n; k++)
            see(to, from->all.names[k], from->speaks[k]);
        to->too_many = to->too_many || from->too_many;
    }
}

static bool are_kept_apart(const host_names *h)
{
    bool apart = h->all.n > 1 && !h->too_many;
    for (size_t i = 0; i < h->all.n; i++)
        apart = apart && h->speaks[i];
    return apart;
}

const pm_host_instances *pm_instances_of(const pm_instances *s, uint64_t host_hash)
{
    uint32_t i = pm_map_get(&s->by_host, host_hash);
    return i != PM_MAP_NONE && are_kept_apart(&s->hosts[i]) ? &s->hosts[i].all : NULL;
}

bool pm_instances_differ(const pm_instances *s, const pm_instances *more)
{
    for (size_t i = 0; i < more->n_hosts; i++) {
        const pm_host_instances *is = pm_instances_of(s, more->hosts[i].host_hash),
                                *would_be = pm_instances_of(more, more->hosts[i].host_hash);
        if ((is == NULL) != (would_be == NULL) || (is != NULL && is->n != would_be->n))
            return true;
    }
    return false;
}
