#include "session.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"

#include <stdlib.h>

enum {
    LASTS = 86400,     /* a process that said nothing for so long has to connect again */
    BREAK = 4 * 3600,  /* a silence after which earlier connections say nothing: lines may be missing */
    SETTLE = 4 * 3600, /* after a break, so long must the log run before a missing connection means something */
};
#define NEVER UINT64_MAX

/* A stretch of a host's log without a break. */
typedef struct {
    int64_t since;    /* time of its first line */
    uint64_t connect; /* ordinal of its first connection; NEVER: none */
} stretch;

typedef struct {
    pm_id host;
    stretch head;     /* from where this run of lines begins: it may have begun earlier, unless the run is at the start */
    stretch now;      /* the one that the latest line belongs to; the head, until something broke it */
    bool broken;
    int64_t last;     /* time of the latest line */
} host_cover;

typedef struct {
    pm_id host;
    uint32_t pid;
    int64_t time; /* of its connection, or of the latest submission that was taken for real */
} connection;

struct pm_sessions {
    bool at_start;
    host_cover *hosts;
    size_t n_hosts, cap_hosts;
    size_t cached; /* index of the host asked for last */
    pm_map by_host, by_process;
    connection *connections;
    size_t n_connections, cap_connections;
};

pm_sessions *pm_sessions_new(bool at_start)
{
    pm_sessions *s = pm_zalloc(sizeof *s);
    s->at_start = at_start;
    return s;
}

void pm_sessions_free(pm_sessions *s)
{
    if (s == NULL)
        return;
    free(s->hosts);
    free(s->connections);
    pm_map_free(&s->by_process);
    pm_map_free(&s->by_host);
    free(s);
}

static host_cover *find_cover(const pm_sessions *s, pm_id host)
{
    uint32_t i = pm_map_get(&s->by_host, host);
    return i == PM_MAP_NONE ? NULL : &s->hosts[i];
}

/* The same, quickest for the host asked for last. */
static host_cover *cover_of(pm_sessions *s, pm_id host)
{
    if (s->cached < s->n_hosts && s->hosts[s->cached].host == host)
        return &s->hosts[s->cached];
    host_cover *c = find_cover(s, host);
    if (c != NULL)
        s->cached = (size_t)(c - s->hosts);
    return c;
}

static void add_cover(pm_sessions *s, const host_cover *c)
{
    s->hosts = pm_array_grow(s->hosts, &s->cap_hosts, s->n_hosts + 1, sizeof *s->hosts);
    s->hosts[s->n_hosts] = *c;
    pm_map_put(&s->by_host, c->host, (uint32_t)s->n_hosts++);
}

static uint64_t process_key(pm_id host, uint32_t pid)
{
    return (uint64_t)host << 32 | pid;
}

static void begin_stretch(host_cover *c, stretch now)
{
    c->now = now;
    c->broken = true;
}

void pm_sessions_line(pm_sessions *s, const pm_moment *m)
{
    const stretch here = { .since = m->time, .connect = NEVER };
    host_cover *c = cover_of(s, m->host);
    if (c == NULL) {
        add_cover(s, &(host_cover){ .host = m->host, .head = here, .now = here, .last = m->time });
        return;
    }
    if (m->time - c->last >= BREAK)
        begin_stretch(c, here);
    c->last = m->time;
}

void pm_sessions_loss(pm_sessions *s, const pm_moment *m)
{
    host_cover *c = cover_of(s, m->host);
    if (c != NULL)
        begin_stretch(c, (stretch){ .since = m->time, .connect = NEVER });
}

/* A run that waits to be joined has no index. */
static void index_connections(pm_sessions *s)
{
    if (s->by_process.used > 0)
        return;
    for (size_t i = 0; i < s->n_connections; i++)
        pm_map_put(&s->by_process, process_key(s->connections[i].host, s->connections[i].pid), (uint32_t)i);
}

static void put_connection(pm_sessions *s, pm_id host, uint32_t pid, int64_t time)
{
    index_connections(s);
    uint32_t *slot = pm_map_slot_of(&s->by_process, process_key(host, pid));
    if (*slot == PM_MAP_NONE) {
        s->connections =
            pm_array_grow(s->connections, &s->cap_connections, s->n_connections + 1, sizeof *s->connections);
        *slot = (uint32_t)s->n_connections++;
    }
    s->connections[*slot] = (connection){host, pid, time};
}

void pm_sessions_connect(pm_sessions *s, const pm_moment *m)
{
    host_cover *c = cover_of(s, m->host);
    put_connection(s, m->host, m->pid, m->time);
    if (c == NULL || c->now.connect != NEVER)
        return;
    c->now.connect = m->ordinal;
    if (!c->broken)
        c->head.connect = m->ordinal;
}

static pm_session_verdict judge(const stretch *t, const pm_moment *m)
{
    return m->time - t->since >= SETTLE && t->connect < m->ordinal ? PM_SESSION_FORGED : PM_SESSION_REAL;
}

static bool begins_known(const pm_sessions *s, const host_cover *c)
{
    return s->at_start || c->broken;
}

static bool known_since(pm_sessions *s, const pm_moment *m, int64_t since)
{
    index_connections(s);
    uint32_t i = pm_map_get(&s->by_process, process_key(m->host, m->pid));
    return i != PM_MAP_NONE && m->time - s->connections[i].time <= LASTS && s->connections[i].time >= since;
}

/* What was taken for real once goes on being so while it speaks: a session may have begun where lines are missing. */
static pm_session_verdict vouch(pm_sessions *s, const pm_moment *m, pm_session_verdict v)
{
    if (v == PM_SESSION_REAL)
        put_connection(s, m->host, m->pid, m->time);
    return v;
}

pm_session_verdict pm_sessions_verify(pm_sessions *s, const pm_moment *m)
{
    const host_cover *c = find_cover(s, m->host);
    bool begins = begins_known(s, c);
    if (known_since(s, m, begins ? c->now.since : INT64_MIN))
        return vouch(s, m, PM_SESSION_REAL);
    return begins ? vouch(s, m, judge(&c->now, m)) : PM_SESSION_UNKNOWN;
}

static uint64_t earlier_of(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

pm_session_verdict pm_sessions_verify_later(pm_sessions *earlier, const pm_sessions *later, const pm_moment *m)
{
    const host_cover *e = find_cover(earlier, m->host), *l = find_cover(later, m->host);
    stretch t = l->head;
    bool begins = e == NULL ? earlier->at_start : l->head.since - e->last >= BREAK;
    if (e != NULL && !begins) {
        begins = begins_known(earlier, e);
        t = (stretch){ .since = e->now.since, .connect = earlier_of(e->now.connect, l->head.connect) };
    }
    if (known_since(earlier, m, begins ? t.since : INT64_MIN))
        return vouch(earlier, m, PM_SESSION_REAL);
    return begins ? vouch(earlier, m, judge(&t, m)) : PM_SESSION_UNKNOWN;
}

void pm_sessions_renumber(pm_sessions *s, const pm_id *ids)
{
    pm_map_clear(&s->by_host);
    for (size_t i = 0; i < s->n_hosts; i++) {
        s->hosts[i].host = ids[s->hosts[i].host];
        pm_map_put(&s->by_host, s->hosts[i].host, (uint32_t)i);
    }
    pm_map_free(&s->by_process);
    for (size_t i = 0; i < s->n_connections; i++)
        s->connections[i].host = ids[s->connections[i].host];
    s->connections = pm_array_fit(s->connections, &s->cap_connections, s->n_connections, sizeof *s->connections);
}

static uint64_t shifted(uint64_t ordinal, uint64_t lines)
{
    return ordinal == NEVER ? NEVER : ordinal + lines;
}

void pm_sessions_shift(pm_sessions *s, uint64_t lines)
{
    for (size_t i = 0; i < s->n_hosts; i++) {
        s->hosts[i].head.connect = shifted(s->hosts[i].head.connect, lines);
        s->hosts[i].now.connect = shifted(s->hosts[i].now.connect, lines);
    }
}

static void join_cover(host_cover *e, const host_cover *l)
{
    bool gap = l->head.since - e->last >= BREAK;
    if (!gap) {
        e->now.connect = earlier_of(e->now.connect, l->head.connect);
        if (!e->broken)
            e->head.connect = e->now.connect;
    }
    if (l->broken)
        begin_stretch(e, l->now);
    else if (gap)
        begin_stretch(e, l->head);
    e->last = l->last;
}

void pm_sessions_join(pm_sessions *earlier, const pm_sessions *later)
{
    for (size_t i = 0; i < later->n_hosts; i++) {
        host_cover *e = cover_of(earlier, later->hosts[i].host);
        if (e != NULL) {
            join_cover(e, &later->hosts[i]);
            continue;
        }
        add_cover(earlier, &later->hosts[i]);
    }
    for (size_t i = 0; i < later->n_connections; i++)
        put_connection(earlier, later->connections[i].host, later->connections[i].pid, later->connections[i].time);
}
