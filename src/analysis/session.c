#include "session.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"

#include <stdlib.h>

enum {
    DAY = 86400,
    BREAK = 12 * 3600, /* a silence after which earlier connections say nothing */
    SETTLE = 3600,     /* after a break, so long must the log run before a missing connection means something */
};

typedef struct {
    pm_id host;
    int64_t since;   /* the log is continuous from here */
    bool since_known; /* false: `since` is merely where this run of lines begins */
    int64_t last;    /* the latest line */
} host_cover;

typedef struct {
    pm_id host;
    uint32_t pid;
    int64_t time;
} connection;

struct pm_sessions {
    bool at_start;
    host_cover *hosts;
    size_t n_hosts, cap_hosts;
    size_t cached; /* index of the host asked for last */
    pm_map by_process;
    connection *connections;
    size_t n_connections, cap_connections;
};

pm_sessions *pm_sessions_new(void)
{
    return pm_zalloc(sizeof(pm_sessions));
}

void pm_sessions_free(pm_sessions *s)
{
    if (s == NULL)
        return;
    free(s->hosts);
    free(s->connections);
    pm_map_free(&s->by_process);
    free(s);
}

static host_cover *cover_of(pm_sessions *s, pm_id host)
{
    if (s->cached < s->n_hosts && s->hosts[s->cached].host == host)
        return &s->hosts[s->cached];
    for (size_t i = 0; i < s->n_hosts; i++)
        if (s->hosts[i].host == host) {
            s->cached = i;
            return &s->hosts[i];
        }
    return NULL;
}

static const host_cover *find_cover(const pm_sessions *s, pm_id host)
{
    for (size_t i = 0; i < s->n_hosts; i++)
        if (s->hosts[i].host == host)
            return &s->hosts[i];
    return NULL;
}

static uint64_t process_key(pm_id host, uint32_t pid)
{
    return (uint64_t)host << 32 | pid;
}

void pm_sessions_line(pm_sessions *s, const pm_moment *m)
{
    host_cover *c = cover_of(s, m->host);
    if (c == NULL) {
        s->hosts = pm_array_grow(s->hosts, &s->cap_hosts, s->n_hosts + 1, sizeof *s->hosts);
        s->hosts[s->n_hosts] = (host_cover){ .host = m->host, .since = m->time, .last = m->time, .since_known = s->at_start };
        s->cached = s->n_hosts++;
        return;
    }
    if (m->time - c->last >= BREAK) {
        c->since = m->time;
        c->since_known = true;
    }
    c->last = m->time;
}

void pm_sessions_loss(pm_sessions *s, const pm_moment *m)
{
    host_cover *c = cover_of(s, m->host);
    if (c != NULL) {
        c->since = m->time;
        c->since_known = true;
    }
}

static void put_connection(pm_sessions *s, pm_id host, uint32_t pid, int64_t time)
{
    uint32_t *slot = pm_map_slot_of(&s->by_process, process_key(host, pid));
    if (*slot == PM_MAP_NONE) {
        s->connections = pm_array_grow(s->connections, &s->cap_connections, s->n_connections + 1, sizeof *s->connections);
        *slot = (uint32_t)s->n_connections++;
    }
    s->connections[*slot] = (connection){ host, pid, time };
}

void pm_sessions_connect(pm_sessions *s, const pm_moment *m)
{
    put_connection(s, m->host, m->pid, m->time);
}

pm_session_verdict pm_sessions_verify(const pm_sessions *s, pm_id host, uint32_t pid, int64_t time)
{
    uint32_t i = pm_map_get(&s->by_process, process_key(host, pid));
    const host_cover *c = find_cover(s, host);
    if (i != PM_MAP_NONE && time - s->connections[i].time <= DAY &&
        (c == NULL || !c->since_known || s->connections[i].time >= c->since))
        return PM_SESSION_REAL;
    if (c == NULL)
        return s->at_start ? PM_SESSION_REAL : PM_SESSION_UNKNOWN;
    if (!c->since_known)
        return PM_SESSION_UNKNOWN;
    return time - c->since >= SETTLE ? PM_SESSION_FORGED : PM_SESSION_REAL;
}

pm_session_verdict pm_sessions_verify_later(const pm_sessions *s, const pm_sessions *later, pm_id host, uint32_t pid,
                                            int64_t time)
{
    const host_cover *e = find_cover(s, host), *l = find_cover(later, host);
    if (e != NULL && l != NULL && l->since - e->last >= BREAK && !l->since_known)
        return time - l->since >= SETTLE ? PM_SESSION_FORGED : PM_SESSION_REAL;
    return pm_sessions_verify(s, host, pid, time);
}

void pm_sessions_renumber(pm_sessions *s, const pm_id *ids)
{
    for (size_t i = 0; i < s->n_hosts; i++)
        s->hosts[i].host = ids[s->hosts[i].host];
    pm_map_clear(&s->by_process);
    for (size_t i = 0; i < s->n_connections; i++) {
        s->connections[i].host = ids[s->connections[i].host];
        pm_map_put(&s->by_process, process_key(s->connections[i].host, s->connections[i].pid), (uint32_t)i);
    }
}

void pm_sessions_join(pm_sessions *earlier, const pm_sessions *later)
{
    for (size_t i = 0; i < later->n_hosts; i++) {
        const host_cover *l = &later->hosts[i];
        host_cover *e = cover_of(earlier, l->host);
        if (e == NULL) {
            earlier->hosts = pm_array_grow(earlier->hosts, &earlier->cap_hosts, earlier->n_hosts + 1, sizeof *earlier->hosts);
            earlier->hosts[earlier->n_hosts] = *l;
            earlier->hosts[earlier->n_hosts++].since_known |= earlier->at_start;
            continue;
        }
        if (l->since_known) {
            e->since = l->since;
            e->since_known = true;
        } else if (l->since - e->last >= BREAK) { /* unknown: l->since is the first line of `later` */
            e->since = l->since;
            e->since_known = true;
        }
        e->last = l->last;
    }
    for (size_t i = 0; i < later->n_connections; i++)
        put_connection(earlier, later->connections[i].host, later->connections[i].pid, later->connections[i].time);
}

void pm_sessions_set_start(pm_sessions *s)
{
    s->at_start = true;
    for (size_t i = 0; i < s->n_hosts; i++)
        s->hosts[i].since_known = true;
}
