#include "life.h"

#include "entry.h"
#include "postmortem/base/addr.h"
#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <assert.h>
#include <stdlib.h>

enum {
    /* After its end a life can still be named by other lines ("queued as", a notice), for so many lines. */
    LINGER = 1 << 13,
    /* A life that never entered the queue and is not on hold is given up after so many lines without a word. */
    QUIET = 1 << 20,
    /* A second queue id with the same Message-ID is a re-injection when it follows so closely:
     * seconds after the first one's end, seconds after its Message-ID while it is open. */
    SAME_ID_ENDED = 600,
    SAME_ID_OPEN = 86400,
    INDEX_FROM = 16, /* lives with more recipients find them through a map */
    QUEUE_ID_LEN = 24,
    PAST = 3, /* attempts: what comes of one bears on the two after it */
    /* Seconds: */
    SESSION = 3600,  /* from the line that opens a message to its Message-ID, at most */
    AT_ONCE = 600,   /* until a line that follows at once … */
    NAMED = 60,      /* … and one that names a message made inside Postfix: "sender non-delivery notification: X" */
};
#define NONE UINT32_MAX

typedef enum {
    FROM_NOWHERE, /* no line says: a bounce, a forward, a probe, or the line is missing */
    FROM_SASL,
    FROM_UID,
    FROM_CLIENT,
    FROM_INSIDE,  /* a client at a loopback or private address: may be a content filter giving back */
} origin;

enum {
    IN_USE = 1 << 0,
    HEAD = 1 << 1,      /* its beginning is not in this run of lines */
    WEAK = 1 << 2,      /* begins with a Message-ID: continues an earlier line, or was made inside Postfix */
    ACTIVE = 1 << 3,    /* entered the queue */
    ENDED = 1 << 4,
    HAS_MSGID = 1 << 5,
    REFUSED = 1 << 6,   /* a reject line bears its id */
    HELD = 1 << 7,
    EXPIRED = 1 << 8,
    CHILD = 1 << 9,     /* a re-injection, forward or notice: no message of its own */
    NOTICE = 1 << 10,   /* a bounce notice */
    FORGED = 1 << 11,   /* its opening line was written by something else than smtpd */
    ASIDE = 1 << 12,    /* whether it is forged cannot be told yet: its lines are kept, not counted */
    SEEKS_PARENT = 1 << 13, /* may be a re-injection of a life before this run */
    SAME_ID_CHILD = 1 << 14, /* something with its Message-ID came back: a filter behind pipe(8) */
    PROBE = 1 << 15,    /* an address probe: no mail */
    LOST = 1 << 16,     /* its beginning is not in the evidence */
    INDEXED = 1 << 17,  /* its recipients are in by_recipient */
    PASSED = 1 << 18,   /* spoken of by what comes after cleanup: a Message-ID now is another message's */
    REQUEUED = 1 << 19, /* postsuper -r gave it another id: what was not done yet is that life's now */
    PROXY = 1 << 20,    /* what smtpd hands to a before-queue filter, without an id: from its client to the filter's answer */
    PROXIED = 1 << 21,  /* what came of that: a message, whose origin is said by the one before */
    SEEKS_SAME_ID = 1 << 22, /* nor has a life before this run been ruled out that bears its Message-ID */
    CAME_BACK = 1 << 23, /* a child by its Message-ID */
    FORWARDED = 1 << 24, /* local(8) names it: "forwarded as" */
};

/* What has been seen of what its lines ask of each other. */
enum {
    SEEN_MESSAGE_ID = 1 << 0, /* if only an empty one */
    SEEN_ACTIVE = 1 << 1,     /* "(queue active)" … */
    SEEN_BARE = 1 << 2,       /* … or what follows it, before any such line */
    SEEN_EXPIRED = 1 << 3,
    SEEN_REMOVED = 1 << 4,    /* by its queue manager */
};

/*
 * From one "(queue active)" to the next, or to "removed": the recipients not done yet have one result each in it.  nrcpt=
 * counts those that are done, too: after the first attempt, those that were deferred in the one before are left.
 */
typedef struct {
    uint32_t pid;      /* of the queue manager: another one knows nothing of what this one has begun */
    uint32_t nrcpt;
    uint32_t pending;  /* results to come; 0: not known */
    uint32_t results, deferred;
    uint32_t short_before; /* results missing in the attempt before: their recipients may have one here */
    bool many;         /* a recipient may have more than one */
    bool doubtful;     /* the attempt before had more results than it should: `pending` is too many */
    bool handled;      /* broken off by hand, or by a queue manager that could not go on */
    int64_t time;
} attempt;

/* What ends an attempt. */
typedef struct {
    bool removed;      /* else another attempt */
    uint32_t pid;
    int64_t time;
    pm_cite *cite;     /* as a life's */
} boundary;

typedef struct {
    attempt of;
    boundary end;
} past_attempt;

/* One recipient of a life. */
typedef struct {
    uint64_t key;      /* hash of the address */
    uint64_t at;       /* ordinal of the line with the last status */
    uint32_t next;
    pm_id domain, leg;
    pm_hour hour;      /* of the last status */
    uint16_t reply;    /* row of the last reply + 1 */
    uint8_t status;    /* pm_delivery_status */
    bool local, unknown_user, unnamed; /* unnamed: sent, and the reply names no queue id */
} recipient;

/* A queue id that a line names as another message's: one of any of the host's instances may bear it. */
typedef struct {
    uint64_t key;      /* with the instance left out, where there are several */
    const pm_host_instances *instances;
} named_id;

/* Who handed a message in, where a filter stood before the queue: the queue id's own line names the filter. */
typedef struct {
    uint8_t origin;
    pm_id client, client_name, method, service;
    pm_cite *cite;     /* as a life's; may be NULL */
} submission;

/* Where a life's message came from.  Lives of one chain share a root: `up` leads to it. */
typedef struct {
    uint32_t up;       /* itself: a root */
    bool head;         /* the root is the life that bore this id when this run began */
    bool aside;        /* the root is a life set aside: its own line will say, once it is believed */
    bool requeued;     /* of a head: the line said that it was requeued */
    bool asking;       /* the life of this source waits for another to say whether it is its child */
    bool nowhere;      /* a head no longer: that life is not in the evidence, and `actor` the client that named its id */
    bool taken;        /* of a PROXY: the queue id that came of it is here */
    named_id head_id;
    uint64_t at;       /* ordinal of the line that referred to it */
    pm_id actor;
    submission *submission; /* of a PROXY; else NULL */
} source;

typedef struct life life;
struct life {
    uint64_t key;
    uint32_t flags, source, recipients, generation;
    uint32_t older, newer;   /* its neighbours among the lives with its Message-ID, by the lines that name it */
    uint32_t waits_for;      /* the life that may turn out to be its parent */
    uint32_t first_waiting, next_waiting; /* those that wait for this one; of those, the next beside this one */
    pm_id host;
    uint8_t origin;
    uint16_t tag_at;         /* where the tag begins in a head's cite */
    uint64_t opened, last, ended, active_at, msgid_at; /* ordinals of lines */
    int64_t open_time, active_time, msgid_time, ended_time;
    uint32_t n_nodes;
    uint64_t bytes, msgid;
    uint32_t n_recipients;   /* nrcpt= */
    pm_id client, client_name, sender, method, service, zone, zone_action, helo, script;
    pm_cite *cite;           /* the opening line, for those origins that are listed; of a head: its qmgr line; may be NULL */
    /* what its lines ask of each other */
    char queue_id[QUEUE_ID_LEN];
    uint8_t queue_id_len, seen;
    int64_t heard;           /* time of the latest line */
    int64_t born;            /* when the message arrived, as its id or a delay= says */
    attempt now;             /* the one that the latest line belongs to */
    past_attempt *past;      /* of a head: the part in this run of one that began before, and those that it bears on */
    uint32_t n_past;
    pm_cite *first_cite;     /* of a life without opening line: its first */
    pm_cite *active_cite;    /* its first "(queue active)", where no Message-ID came before */
    pm_cite *bare_cite;      /* of a head: the line of SEEN_BARE … */
    int64_t bare_time;       /* … and its time */
    pm_cite *last_cite;      /* the latest result of an attempt that has all, or may have */
    life *after;             /* of a life set aside: what comes after its lines that are kept, as of a head */
};

/* A place in a queue of lives that will have to be looked at again. */
typedef struct {
    uint32_t life, generation;
    uint64_t when;
} ticket;

typedef struct {
    ticket *items;
    size_t first, n, cap;
} tickets;

/* "queued as X" for an X that is not in this run, or of which only the end is: X's parent has the source `source`. */
typedef struct {
    named_id child;
    uint64_t ordinal;
    uint32_t life;     /* the end of X, if it is in this run */
    uint32_t source;
    pm_id host, leg;
    enum { CONTINUED, NOTIFIED, ACCEPTED } how; /* handed on; the notice about it; given back by a before-queue filter */
    int64_t time;        /* of the line … */
    const pm_cite *line; /* … if X is missed where it is not there; else NULL */
    pm_cite *kept;       /* its copy, of a link that waits */
} link_wanted;

/* A life that is over, and whose id is another's or nobody's by now, to be found by its key. */
typedef struct {
    uint64_t key, opened;
    uint32_t life;
} resting;

/* A line of a life set aside. */
typedef struct {
    uint32_t life, generation;
    pm_moment m;
    pm_record rec;
    const pm_program *program;
} kept_line;

struct pm_lives {
    pm_facts *facts;
    pm_ties *ties;
    pm_replies *replies;
    int32_t hour_shift;
    bool at_start;
    uint64_t now;             /* ordinal of the latest line */
    life *lives;
    size_t n_lives, cap_lives;
    uint32_t free_life;
    recipient *recipients;
    size_t n_recipients, cap_recipients;
    uint32_t free_recipient;
    source *sources;
    size_t n_sources, cap_sources;
    pm_map current;           /* key -> the latest life */
    pm_map heads;             /* key -> the life that was open when this run began */
    pm_map by_msgid;          /* host and Message-ID -> the newest life with it */
    pm_map by_recipient;      /* life and recipient -> recipient, for lives that are INDEXED */
    pm_map opened;            /* keys opened in this run, until it is packed */
    pm_map named;             /* key -> the line, its low 32 bits, that names a notice of which nothing has been seen */
    uint64_t *opened_keys;    /* the same, packed and sorted */
    size_t n_opened_keys;
    tickets ended, fresh;
    uint32_t *waiting;        /* ended, their source not known in this run */
    size_t n_waiting, cap_waiting;
    resting *resting;         /* lives that are over, by key: while lines kept back and wanted links are read */
    size_t n_resting;
    link_wanted *links;
    size_t n_links, cap_links;
    kept_line *kept;
    size_t n_kept, cap_kept;
    pm_arena *kept_text;
    pm_sessions *sessions;
};

/* ---- small parts ---- */

pm_lives *pm_lives_new(pm_facts *facts, pm_ties *ties, int32_t hour_shift, pm_replies *replies)
{
    pm_lives *l = pm_zalloc(sizeof *l);
    l->facts = facts;
    l->ties = ties;
    l->hour_shift = hour_shift;
    l->replies = replies;
    l->free_life = l->free_recipient = NONE;
    l->sessions = pm_sessions_new(false);
    l->kept_text = pm_arena_new();
    return l;
}

static void drop(pm_cite **cite)
{
    free(*cite);
    *cite = NULL;
}

static void drop_cite(life *x)
{
    drop(&x->cite);
}

static void drop_cites(life *x)
{
    pm_cite **const cites[] = { &x->cite, &x->first_cite, &x->active_cite, &x->bare_cite, &x->last_cite };
    for (size_t i = 0; i < sizeof cites / sizeof *cites; i++)
        drop(cites[i]);
    for (uint32_t i = 0; i < x->n_past; i++)
        drop(&x->past[i].end.cite);
    free(x->past);
    x->past = NULL;
    x->n_past = 0;
    if (x->after != NULL)
        drop_cites(x->after);
    free(x->after);
    x->after = NULL;
}

static void drop_submission(source *s)
{
    if (s->submission != NULL)
        free(s->submission->cite);
    free(s->submission);
    s->submission = NULL;
}

void pm_lives_free(pm_lives *l)
{
    if (l == NULL)
        return;
    for (size_t i = 0; i < l->n_lives; i++)
        drop_cites(&l->lives[i]);
    for (size_t i = 0; i < l->n_sources; i++)
        drop_submission(&l->sources[i]);
    free(l->lives);
    free(l->recipients);
    free(l->sources);
    free(l->opened_keys);
    free(l->ended.items);
    free(l->fresh.items);
    free(l->waiting);
    for (size_t i = 0; i < l->n_links; i++)
        free(l->links[i].kept);
    free(l->links);
    free(l->kept);
    pm_arena_free(l->kept_text);
    pm_map_free(&l->current);
    pm_map_free(&l->heads);
    pm_map_free(&l->by_msgid);
    pm_map_free(&l->by_recipient);
    pm_map_free(&l->opened);
    pm_map_free(&l->named);
    pm_sessions_free(l->sessions);
    free(l);
}

pm_sessions *pm_lives_sessions(pm_lives *l)
{
    return l->sessions;
}

static uint64_t key_of(const pm_moment *m, pm_span qid)
{
    return pm_hash_with(qid, m->host_hash) ^ m->instance;
}

/* smtpd gives no id to what it hands to a before-queue filter; each process has one at a time. */
static uint64_t process_key(const pm_moment *m)
{
    return pm_hash_u64(m->host_hash, ~(uint64_t)m->pid);
}

/* An id that the line's own instance gave. */
static named_id own_id(const pm_moment *m, pm_span qid)
{
    return (named_id){ key_of(m, qid), NULL };
}

/* An id that came over SMTP, and that another instance may have given. */
static named_id any_id(const pm_moment *m, pm_span qid)
{
    return m->instances == NULL ? own_id(m, qid) : (named_id){ pm_hash_with(qid, m->host_hash), m->instances };
}

static void push(tickets *q, uint32_t i, uint32_t generation, uint64_t when)
{
    if (q->first > 4096 && q->first * 2 > q->n) { /* drop what was taken off the front */
        memmove(q->items, q->items + q->first, (q->n - q->first) * sizeof *q->items);
        q->n -= q->first;
        q->first = 0;
    }
    q->items = pm_array_grow(q->items, &q->cap, q->n + 1, sizeof *q->items);
    q->items[q->n++] = (ticket){ i, generation, when };
}

static uint32_t add_source(pm_lives *l, source src)
{
    l->sources = pm_array_grow(l->sources, &l->cap_sources, l->n_sources + 1, sizeof *l->sources);
    src.up = (uint32_t)l->n_sources;
    l->sources[l->n_sources] = src;
    return (uint32_t)l->n_sources++;
}

static uint32_t new_source(pm_lives *l, pm_id actor)
{
    return add_source(l, (source){ .actor = actor });
}

/* "Whatever life of this key was open when the run began": known when the run before is. */
static uint32_t head_source(pm_lives *l, named_id id, uint64_t at)
{
    return add_source(l, (source){ .head = true, .head_id = id, .at = at });
}

static uint32_t root_of(pm_lives *l, uint32_t i)
{
    while (l->sources[i].up != i) {
        l->sources[i].up = l->sources[l->sources[i].up].up;
        i = l->sources[i].up;
    }
    return i;
}

static uint32_t new_recipient(pm_lives *l)
{
    if (l->free_recipient != NONE) {
        uint32_t i = l->free_recipient;
        l->free_recipient = l->recipients[i].next;
        return i;
    }
    l->recipients = pm_array_grow(l->recipients, &l->cap_recipients, l->n_recipients + 1, sizeof *l->recipients);
    return (uint32_t)l->n_recipients++;
}

static uint64_t recipient_key(const life *x, uint64_t key)
{
    return pm_hash_u64(x->key ^ x->opened, key);
}

static void drop_recipients(pm_lives *l, life *x)
{
    while (x->recipients != NONE) {
        uint32_t i = x->recipients;
        if (x->flags & INDEXED)
            pm_map_remove(&l->by_recipient, recipient_key(x, l->recipients[i].key));
        x->recipients = l->recipients[i].next;
        l->recipients[i].next = l->free_recipient;
        l->free_recipient = i;
    }
}

static uint32_t new_life(pm_lives *l, uint64_t key, pm_id host)
{
    uint32_t i = l->free_life, generation = 0;
    if (i != NONE) {
        l->free_life = l->lives[i].recipients;
        generation = l->lives[i].generation;
    } else {
        l->lives = pm_array_grow(l->lives, &l->cap_lives, l->n_lives + 1, sizeof *l->lives);
        i = (uint32_t)l->n_lives++;
    }
    life *x = &l->lives[i];
    *x = (life){ .key = key, .flags = IN_USE, .source = NONE, .recipients = NONE, .generation = generation, .older = NONE, .newer = NONE,
                  .waits_for = NONE, .first_waiting = NONE, .next_waiting = NONE, .host = host };
    x->open_time = x->active_time = x->msgid_time = x->ended_time = x->heard = x->born = x->bare_time = PM_NO_TIME;
    return i;
}

/* With its text, in one piece of memory: as many come and go as there are messages. */
static pm_cite *copy_cite(const pm_cite *c)
{
    pm_span text = pm_span_first(c->text, PM_CITE_TEXT);
    pm_cite *copy = pm_alloc(sizeof *copy + text.len);
    *copy = *c;
    copy->text = pm_span_make((char *)(copy + 1), text.len);
    if (text.len)
        memcpy(copy + 1, text.ptr, text.len);
    return copy;
}

static void keep(pm_cite **to, const pm_cite *c)
{
    free(*to);
    *to = copy_cite(c);
}

static void keep_life_cite(life *x, const pm_cite *c)
{
    keep(&x->cite, c);
}

/* ---- lives with the same Message-ID ---- */

static void leave_same_ids(pm_lives *l, life *x)
{
    uint32_t i = (uint32_t)(x - l->lives);
    if (x->older != NONE)
        l->lives[x->older].newer = x->newer;
    if (x->newer != NONE)
        l->lives[x->newer].older = x->older;
    else if (pm_map_get(&l->by_msgid, x->msgid) == i && x->older != NONE)
        pm_map_put(&l->by_msgid, x->msgid, x->older);
    else if (pm_map_get(&l->by_msgid, x->msgid) == i)
        pm_map_remove(&l->by_msgid, x->msgid);
    x->older = x->newer = NONE;
}

/* x, the latest line's, becomes the newest. */
static void join_same_ids(pm_lives *l, life *x)
{
    uint32_t *newest = pm_map_slot_of(&l->by_msgid, x->msgid), i = (uint32_t)(x - l->lives);
    x->older = *newest == PM_MAP_NONE ? NONE : *newest;
    if (x->older != NONE)
        l->lives[x->older].newer = i;
    *newest = i;
}

static void wait_for(pm_lives *l, life *x, uint32_t parent)
{
    x->waits_for = parent;
    x->next_waiting = l->lives[parent].first_waiting;
    l->lives[parent].first_waiting = (uint32_t)(x - l->lives);
    l->sources[root_of(l, x->source)].asking = true;
}

static void stop_waiting(pm_lives *l, life *x)
{
    if (x->waits_for == NONE)
        return;
    uint32_t *at = &l->lives[x->waits_for].first_waiting, i = (uint32_t)(x - l->lives);
    while (*at != i)
        at = &l->lives[*at].next_waiting;
    *at = x->next_waiting;
    x->waits_for = x->next_waiting = NONE;
    l->sources[root_of(l, x->source)].asking = false;
}

/* What waits for `from` waits for `to` instead. */
static void hand_waiting_over(pm_lives *l, uint32_t from, uint32_t to)
{
    for (uint32_t w = l->lives[from].first_waiting, next; w != NONE; w = next) {
        next = l->lives[w].next_waiting;
        l->lives[w].waits_for = to;
        l->lives[w].next_waiting = l->lives[to].first_waiting;
        l->lives[to].first_waiting = w;
    }
    l->lives[from].first_waiting = NONE;
}

static void free_life(pm_lives *l, uint32_t i)
{
    life *x = &l->lives[i];
    while (x->first_waiting != NONE)
        stop_waiting(l, &l->lives[x->first_waiting]);
    stop_waiting(l, x);
    leave_same_ids(l, x);
    drop_recipients(l, x);
    drop_cites(x);
    if (pm_map_get(&l->current, x->key) == i)
        pm_map_remove(&l->current, x->key);
    x->flags = 0;
    x->generation++;
    x->recipients = l->free_life;
    l->free_life = i;
}

/* Can a line numbered `ordinal` still speak of this life? */
static bool reachable(const life *x, uint64_t ordinal)
{
    if (x->flags & ENDED && x->ended < ordinal) /* lines kept back are read late: it may have ended since */
        return ordinal - x->ended <= LINGER;
    return (x->flags & (ENDED | ACTIVE | HELD | HEAD | LOST)) || x->last >= ordinal || ordinal - x->last <= QUIET;
}

static uint32_t find(const pm_lives *l, uint64_t key, uint64_t ordinal)
{
    uint32_t i = pm_map_get(&l->current, key);
    return i != NONE && reachable(&l->lives[i], ordinal) ? i : NONE;
}

/* Of the lives that bear the id, the latest: how a search for one key goes on is for the caller to say. */
static uint32_t find_named(const pm_lives *l, named_id id, uint64_t ordinal, uint32_t (*search)(const pm_lives *, uint64_t, uint64_t))
{
    if (id.instances == NULL)
        return search(l, id.key, ordinal);
    uint32_t best = NONE;
    for (size_t k = 0; k < id.instances->n; k++) {
        uint32_t i = search(l, id.key ^ id.instances->names[k], ordinal);
        if (i != NONE && (best == NONE || l->lives[i].opened > l->lives[best].opened))
            best = i;
    }
    return best;
}

/* ---- what a life contributes ---- */

static pm_tally_row *row(pm_lives *l, pm_tally_id t, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    return pm_tally_at(&l->facts->t[t], a, b, c, d);
}

static uint64_t *counts(pm_lives *l, pm_tally_id t, uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
    return pm_tally_counts(&l->facts->t[t], a, b, c, d);
}

enum { JOINED_MAX = 1024 };

/* "sasl:ann" */
static pm_id actor_of(pm_lives *l, pm_span kind, pm_span name)
{
    char text[JOINED_MAX];
    size_t n = pm_span_put(text, sizeof text, pm_span_put(text, sizeof text, 0, kind), name);
    return pm_facts_text(l->facts, pm_span_make(text, n));
}

/* The life says itself who it is from; a life set aside may have been linked to a parent meanwhile. */
static void set_origin(pm_lives *l, life *x, pm_id actor)
{
    uint32_t mine = new_source(l, actor);
    uint32_t had = x->source;
    x->source = mine;
    if (had == NONE)
        return;
    uint32_t root = root_of(l, had);
    if (l->sources[root].aside)
        l->sources[root].up = mine;
    else
        l->sources[mine].up = root;
}

static bool listed(const life *x) /* an account or a uid: counted by hour, sender, client … */
{
    return x->origin == FROM_SASL || x->origin == FROM_UID;
}

static void count_message(pm_lives *l, const life *x, pm_id actor)
{
    pm_tally_row *r = row(l, PM_T_ACTOR, x->host, actor, 0, 0);
    const pm_cite *cite = x->cite;
    r->n[PM_N_ACTOR_MESSAGES]++;
    r->n[PM_N_ACTOR_RECIPIENTS] += x->n_recipients;
    r->n[PM_N_ACTOR_BYTES] += x->bytes;
    r->n[PM_N_ACTOR_OPEN] += !(x->flags & ENDED);
    pm_tally_touch(&l->facts->t[PM_T_ACTOR], r, x->active_time, cite);
    pm_hour hour = pm_hour_of(x->active_time, l->hour_shift);
    if (listed(x) || x->origin == FROM_CLIENT || x->origin == FROM_INSIDE) {
        r = row(l, PM_T_ACTOR_CLIENT, x->host, actor, x->client, x->client_name);
        r->n[PM_N_CLIENT_MESSAGES]++;
        r->n[PM_N_CLIENT_RECIPIENTS] += x->n_recipients;
        pm_tally_touch(&l->facts->t[PM_T_ACTOR_CLIENT], r, x->active_time, cite);
    }
    if (!listed(x))
        return;
    /* lines for findings to cite; accounts are many, and have one per address besides */
    r = row(l, PM_T_ACTOR_LINE, x->host, actor, x->origin == FROM_UID ? hour : hour / 24 * 24, 0);
    pm_tally_touch(&l->facts->t[PM_T_ACTOR_LINE], r, x->active_time, cite);
    counts(l, PM_T_ACTOR_CLIENT_HOUR, x->host, actor, x->client, hour)[PM_N_COUNT]++;
    uint64_t *in_hour = counts(l, PM_T_ACTOR_HOUR, x->host, actor, hour, 0);
    in_hour[PM_N_HOUR_MESSAGES]++;
    in_hour[PM_N_HOUR_RECIPIENTS] += x->n_recipients;
    in_hour[PM_N_HOUR_BYTES] += x->bytes;
    counts(l, PM_T_ACTOR_SENDER_HOUR, x->host, actor, x->sender, hour)[PM_N_COUNT]++;
    counts(l, PM_T_ACTOR_WAY, x->host, actor, x->method, x->service)[PM_N_COUNT]++;
}

/* Handed in by an account or uid, but never seen to enter the queue. */
static void count_unqueued(pm_lives *l, const life *x, pm_id actor)
{
    const pm_cite *cite = x->cite;
    pm_tally_row *r = row(l, PM_T_ACTOR, x->host, actor, 0, 0);
    r->n[x->flags & REFUSED ? PM_N_ACTOR_REFUSED : PM_N_ACTOR_NOT_QUEUED]++;
    pm_tally_touch(&l->facts->t[PM_T_ACTOR], r, x->open_time, cite);
    r = row(l, PM_T_ACTOR_CLIENT, x->host, actor, x->client, x->client_name);
    r->n[PM_N_CLIENT_REFUSED]++;
    pm_tally_touch(&l->facts->t[PM_T_ACTOR_CLIENT], r, x->open_time, cite);
}

static pm_outcome outcome_of(const life *x, const recipient *r)
{
    switch (r->status) {
    case PM_DELIVERY_SENT:
        if (r->leg && r->unnamed && !r->local)
            return PM_OUTCOME_UNNAMED;
        return r->local ? PM_OUTCOME_LOCAL : PM_OUTCOME_ACCEPTED;
    case PM_DELIVERY_DEFERRED:
    case PM_DELIVERY_SOFTBOUNCE: return x->flags & EXPIRED ? PM_OUTCOME_EXPIRED : PM_OUTCOME_DEFERRED;
    case PM_DELIVERY_BOUNCED: return PM_OUTCOME_BOUNCED;
    default: return PM_OUTCOME_OTHER;
    }
}

static size_t status_column(unsigned status)
{
    switch (status) {
    case PM_DELIVERY_SENT: return PM_N_STATUS_SENT;
    case PM_DELIVERY_DEFERRED: return PM_N_STATUS_DEFERRED;
    case PM_DELIVERY_BOUNCED: return PM_N_STATUS_BOUNCED;
    default: return PM_N_STATUS_OTHER;
    }
}

/* Was it handed to something on this host or beside it that did not say under which id it goes on? */
static bool may_come_back(const recipient *r)
{
    return r->leg && r->unnamed && r->status == PM_DELIVERY_SENT;
}

static void count_recipients(pm_lives *l, const life *x, pm_id actor)
{
    pm_span name = pm_facts_name(l->facts, actor);
    bool by_day = pm_span_starts(name, PM_SPAN("sasl:")) || pm_span_starts(name, PM_SPAN("uid:"));
    uint32_t day = by_day && x->active_time != PM_NO_TIME ? pm_hour_of(x->active_time, l->hour_shift) / 24 : 0;
    for (uint32_t i = x->recipients; i != NONE; i = l->recipients[i].next) {
        const recipient r = l->recipients[i];
        if (x->flags & REQUEUED && (r.status == PM_DELIVERY_DEFERRED || r.status == PM_DELIVERY_SOFTBOUNCE))
            continue; /* tried again under the new id */
        counts(l, PM_T_FINAL, x->host, r.domain, r.leg, r.local)[status_column(r.status)]++;
        counts(l, PM_T_ACTOR_FINAL, x->host, actor, r.leg, day)[outcome_of(x, &r)]++;
        if (x->flags & SAME_ID_CHILD && may_come_back(&r))
            counts(l, PM_T_FILTER, x->host, r.leg, 0, 0)[PM_N_FILTER_SAME_ID]++;
        if (by_day) {
            pm_tally_row *d = row(l, PM_T_ACTOR_DOMAIN, x->host, actor, r.leg, r.domain);
            d->n[PM_N_COUNT]++;
            pm_tally_touch(&l->facts->t[PM_T_ACTOR_DOMAIN], d, x->active_time, NULL);
        }
        if (by_day && r.status != PM_DELIVERY_DEFERRED) {
            uint64_t *done = counts(l, PM_T_ACTOR_DONE_HOUR, x->host, actor, r.leg, r.hour);
            done[PM_N_DONE_COMPLETED]++;
            done[PM_N_DONE_UNKNOWN_USER] += r.unknown_user;
        }
        if (r.reply) {
            pm_tally_row *t = row(l, PM_T_ACTOR_REPLY, x->host, actor, r.reply - 1u, r.leg);
            t->n[PM_N_COUNT]++;
            pm_tally_touch(&l->facts->t[PM_T_ACTOR_REPLY], t, pm_hour_start(r.hour, l->hour_shift), NULL);
        }
    }
}

/* Whose message it is. */
static pm_id final_actor(pm_lives *l, const life *x)
{
    if (x->flags & (CHILD | PROXIED) || x->origin != FROM_NOWHERE)
        return l->sources[root_of(l, x->source)].actor;
    if (x->flags & LOST)
        return pm_facts_text(l->facts, PM_SPAN("unknown:"));
    return pm_facts_text(l->facts, x->flags & NOTICE || x->sender == 0 ? PM_SPAN("system:bounce") : PM_SPAN("system:internal"));
}

/* The client of a message that a before-queue filter gave back is the one before the filter. */
static void take_submission(life *x, const source *root)
{
    const submission *s = root->submission;
    if (s == NULL)
        return;
    x->origin = s->origin;
    x->client = s->client;
    x->client_name = s->client_name;
    x->method = s->method;
    x->service = s->service;
    if (s->cite != NULL)
        keep_life_cite(x, s->cite);
}

/* Can x be what a filter on this leg gave back?  One behind pipe(8) is a process of this host and may hand in by any way; one that
 * is spoken to over SMTP answers so, from where it stands: on this host, or beside it. */
static bool leads_to(const pm_lives *l, pm_id leg, const life *x)
{
    pm_span name = pm_facts_name(l->facts, leg), address;
    if (!pm_span_after(name, PM_SPAN("["), &address))
        return true;
    if (x->origin == FROM_UID)
        return false;
    pm_addr_kind from = pm_addr_kind_of_text(pm_facts_name(l->facts, x->client));
    return from == PM_ADDR_NONE || from == pm_addr_kind_of_text(pm_span_first(address, pm_span_find_char(address, ']')));
}

/* Has one of y's recipients' mail gone where a filter may be that x came back from? */
static bool went_aside(const pm_lives *l, const life *y, const life *x)
{
    for (uint32_t i = y->recipients; i != NONE; i = l->recipients[i].next)
        if (may_come_back(&l->recipients[i]) && leads_to(l, l->recipients[i].leg, x))
            return true;
    return false;
}

static void make_child(pm_lives *l, life *x, uint32_t parent_source)
{
    stop_waiting(l, x);
    uint32_t from = root_of(l, x->source), to = root_of(l, parent_source);
    x->flags |= CHILD;
    x->flags &= ~(uint32_t)(SEEKS_PARENT | SEEKS_SAME_ID);
    if (from != to)
        l->sources[from].up = to;
}

/* Had y ended when x's Message-ID was logged? */
static bool was_over(const life *y, const life *x)
{
    return y->flags & ENDED && y->ended <= x->msgid_at;
}

/* … and so long before that it may have been given up? */
static bool was_forgotten(const life *y, const life *x)
{
    return was_over(y, x) && x->msgid_at - y->ended > LINGER;
}

static bool is_near(const life *y, const life *x)
{
    return was_over(y, x) ? x->msgid_time - y->ended_time <= SAME_ID_ENDED : x->msgid_time - y->msgid_time <= SAME_ID_OPEN;
}

/* All is known of y: is x, which bears the same Message-ID, what a filter gave back of it, or of what it came from itself? */
static void decide_same_id(pm_lives *l, life *x, life *y)
{
    stop_waiting(l, x);
    x->flags &= ~(uint32_t)SEEKS_SAME_ID;
    if (!is_near(y, x) || (!(y->flags & CAME_BACK) && !went_aside(l, y, x)))
        return; /* it was delivered: what bears its Message-ID is another message */
    make_child(l, x, y->source);
    x->flags |= CAME_BACK;
    y->flags |= SAME_ID_CHILD;
}

/* ---- what the lines of a queue id ask of each other ---- */

static pm_span queue_id_of(const life *x)
{
    return pm_span_make(x->queue_id, x->queue_id_len);
}

static void miss(pm_lives *l, const life *x, pm_tie tie, int64_t from, int64_t to, uint32_t lines, const pm_cite *cite)
{
    if (cite != NULL)
        pm_ties_missing(l->ties, &(pm_missing_partner){ .tie = tie, .host = x->host, .from = from, .to = to, .queue_id = queue_id_of(x),
                                                .lines = lines, .cite = cite });
}

/* What could not be delivered is removed after it has expired. */
static void judge_end(pm_lives *l, const life *x, const attempt *a, const boundary *end)
{
    if (a->deferred == 0)
        return;
    if (x->seen & SEEN_EXPIRED)
        pm_ties_held(l->ties, PM_TIE_QUEUE_EXPIRED, x->host, 0, end->time);
    else
        miss(l, x, PM_TIE_QUEUE_EXPIRED, a->time, end->time, 1, end->cite);
}

static uint32_t shortfall(const attempt *a)
{
    return a->results < a->pending ? a->pending - a->results : 0;
}

static bool is_broken_off(const attempt *a, const boundary *end)
{
    return a->handled || a->pid != end->pid;
}

/* An attempt is over: has each recipient its result? */
static void judge_attempt(pm_lives *l, const life *x, const attempt *a, const boundary *end)
{
    if (a->pending == 0 || a->doubtful)
        return;
    if (a->results > a->pending + a->short_before && !a->many) {
        miss(l, x, PM_TIE_QUEUE_ACTIVE, a->time, end->time, 1, end->cite);
        return;
    }
    if (is_broken_off(a, end))
        return;
    if (shortfall(a)) {
        miss(l, x, PM_TIE_QUEUE_RESULT, a->time, end->time, shortfall(a), end->cite);
        return;
    }
    pm_ties_held(l->ties, PM_TIE_QUEUE_RESULT, x->host, 0, end->time);
    pm_ties_held(l->ties, PM_TIE_QUEUE_ACTIVE, x->host, 0, end->time);
    if (end->removed)
        judge_end(l, x, a, end);
}

/* What is left to do after an attempt; 0: not known. */
static uint32_t left_by(const attempt *a, const boundary *end)
{
    return is_broken_off(a, end) || a->many ? 0 : a->deferred;
}

/* How many recipients the attempt `next` of x has to try. */
static uint32_t to_do(const life *x, const attempt *next, const boundary *end)
{
    if (x->seen & SEEN_ACTIVE)
        return left_by(&x->now, end);
    return x->flags & (HEAD | LOST) ? 0 : next->nrcpt;
}

/* The attempt of the latest line is over, and `next` follows, if anything.  What is before a head's first attempt is
 * not known, and so is what comes of the two that it bears on. */
static void pass_boundary(pm_lives *l, life *x, boundary end, attempt next)
{
    next.short_before = shortfall(&x->now);
    next.doubtful = x->now.pending && x->now.results > x->now.pending;
    if (x->flags & HEAD && x->n_past < PAST) {
        if (x->past == NULL)
            x->past = pm_alloc(PAST * sizeof *x->past);
        end.cite = copy_cite(end.cite);
        x->past[x->n_past++] = (past_attempt){ x->now, end };
    } else {
        judge_attempt(l, x, &x->now, &end);
    }
    if (!end.removed)
        x->now = next;
    drop(&x->last_cite);
}

static void begin_attempt(pm_lives *l, life *x, const pm_moment *m, const pm_event *ev)
{
    pm_cite cite = m->cite;
    boundary end = { .pid = m->pid, .time = m->time, .cite = &cite };
    attempt next = { .pid = m->pid, .nrcpt = ev->number > UINT32_MAX ? UINT32_MAX : (uint32_t)ev->number, .time = m->time };
    next.pending = to_do(x, &next, &end);
    pass_boundary(l, x, end, next);
    if (!(x->seen & (SEEN_ACTIVE | SEEN_MESSAGE_ID)))
        keep(&x->active_cite, &m->cite);
    x->seen |= SEEN_ACTIVE;
}

static void end_attempt(pm_lives *l, life *x, const pm_moment *m)
{
    pm_cite cite = m->cite;
    pass_boundary(l, x, (boundary){ .removed = true, .pid = m->pid, .time = m->time, .cite = &cite }, (attempt){ 0 });
}

/* A line that says that the message is, or was, in the active queue. */
static void expect_queued(pm_lives *l, life *x, const pm_moment *m)
{
    if (x->seen & (SEEN_ACTIVE | SEEN_BARE) || x->flags & LOST)
        return;
    x->seen |= SEEN_BARE;
    if (x->flags & HEAD) {
        keep(&x->bare_cite, &m->cite);
        x->bare_time = m->time;
    } else {
        miss(l, x, PM_TIE_QUEUE_ACTIVE, x->heard, m->time, 1, &m->cite);
    }
}

static bool is_whole(const attempt *a)
{
    return a->pending > 0 && a->results >= a->pending && a->deferred == 0;
}

/* The attempt may have begun, or what it has to do may have been left, before this run. */
static bool may_be_whole(const life *x)
{
    return is_whole(&x->now) || (x->flags & HEAD && x->n_past < 2);
}

/* "delay=3605, delays=…" behind the recipient: when the message arrived. */
static int64_t arrival_of(const pm_moment *m, const pm_event *ev)
{
    enum { ROUNDED = 2 };
    uint64_t delay;
    pm_span text = m->cite.text, rest;
    if (!ev->recipient.len || ev->recipient.ptr < text.ptr || ev->recipient.ptr >= text.ptr + text.len)
        return PM_NO_TIME;
    rest = pm_span_skip(text, (size_t)(ev->recipient.ptr - text.ptr) + ev->recipient.len);
    size_t at = pm_span_find(rest, PM_SPAN(", delay="));
    if (at == PM_NPOS || !pm_span_number(pm_span_skip(rest, at + sizeof ", delay=" - 1), &delay, &rest) || delay > (uint64_t)1 << 32)
        return PM_NO_TIME;
    return m->time - (int64_t)delay - ROUNDED;
}

/* One of several results that a recipient may have: local(8) logs one for each address and command that an alias stands for. */
static bool may_be_of_many(pm_span program, const pm_event *ev)
{
    if (!pm_span_eq(program, PM_SPAN("local")) && !pm_span_eq(program, PM_SPAN("postfix")))
        return false;
    return ev->original_recipient.len || !(pm_span_starts(ev->text, PM_SPAN("delivered to mailbox")) ||
                                           pm_span_starts(ev->text, PM_SPAN("delivered to maildir")) ||
                                           pm_span_starts(ev->text, PM_SPAN("unknown user:")));
}

static void count_result(pm_lives *l, life *x, const pm_moment *m, pm_span program, const pm_event *ev)
{
    if (pm_span_eq(program, PM_SPAN("cleanup")))
        return; /* refused before it was queued */
    expect_queued(l, x, m);
    if (x->born == PM_NO_TIME && x->origin == FROM_NOWHERE)
        x->born = arrival_of(m, ev);
    x->now.results += m->times;
    x->now.deferred += ev->status == PM_DELIVERY_DEFERRED || ev->status == PM_DELIVERY_SOFTBOUNCE ? m->times : 0;
    x->now.many = x->now.many || may_be_of_many(program, ev);
    if (may_be_whole(x))
        keep(&x->last_cite, &m->cite);
}

/* The attempts of a head whose part in the earlier run is known now: x->now is the one that began there, or nothing.
 * last: the attempt of the head's latest line. */
static void replay_attempts(pm_lives *l, life *x, const past_attempt *past, uint32_t n, const attempt *last)
{
    for (uint32_t i = 0; i < n; i++) {
        attempt next = i + 1 < n ? past[i + 1].of : *last;
        if (i == 0)
            next.pending = to_do(x, &next, &past[i].end);
        pass_boundary(l, x, past[i].end, next);
    }
    if (n == PAST)
        x->now = *last; /* there may be more between */
}

static void drop_past(past_attempt *past, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        drop(&past[i].end.cite);
    free(past);
}

/* The first attempts of a life that nothing comes before. */
static void settle_attempts(pm_lives *l, life *x)
{
    past_attempt *past = x->past;
    uint32_t n = x->n_past;
    uint8_t seen = x->seen;
    attempt last = x->now;
    pm_cite *last_cite = x->last_cite;
    x->past = NULL;
    x->n_past = 0;
    x->last_cite = NULL;
    x->seen &= (uint8_t)~SEEN_ACTIVE;
    if (n)
        x->now = past[0].of;
    replay_attempts(l, x, past, n, &last);
    x->seen = seen;
    x->last_cite = last_cite;
    drop_past(past, n);
}

static void add_part(attempt *a, const attempt *part)
{
    a->results += part->results;
    a->deferred += part->deferred;
    a->many = a->many || part->many;
    a->handled = a->handled || part->handled;
}

/* A line of the later run is the first to say that the message was in the active queue. */
static void join_expectation(pm_lives *l, life *e, life *h)
{
    if (!(h->seen & SEEN_BARE) || e->seen & (SEEN_ACTIVE | SEEN_BARE) || e->flags & LOST)
        return;
    e->seen |= SEEN_BARE;
    if (!(e->flags & HEAD)) {
        miss(l, e, PM_TIE_QUEUE_ACTIVE, e->heard, h->bare_time, 1, h->bare_cite);
        return;
    }
    e->bare_time = h->bare_time;
    e->bare_cite = h->bare_cite;
    h->bare_cite = NULL;
}

/* What the later run says of the life follows what the earlier does. */
static void join_ties(pm_lives *l, life *e, life *h)
{
    join_expectation(l, e, h);
    e->seen |= h->seen & SEEN_EXPIRED;
    add_part(&e->now, h->n_past ? &h->past[0].of : &h->now);
    if (h->n_past)
        replay_attempts(l, e, h->past, h->n_past, &h->now);
    if (h->last_cite != NULL) {
        drop(&e->last_cite);
        e->last_cite = h->last_cite;
        h->last_cite = NULL;
    }
    if (!may_be_whole(e))
        drop(&e->last_cite);
    if (!(e->seen & (SEEN_ACTIVE | SEEN_MESSAGE_ID))) {
        e->active_cite = h->active_cite;
        h->active_cite = NULL;
    }
    e->seen |= h->seen & (uint8_t)~SEEN_BARE;
    e->heard = h->heard;
    e->born = e->born == PM_NO_TIME ? h->born : e->born;
}

/* A life set aside waits for its own lines. */
static void put_after(pm_lives *l, life *e, life *h)
{
    if (e->after != NULL) {
        join_ties(l, e->after, h);
        return;
    }
    e->after = pm_alloc(sizeof *e->after);
    *e->after = *h;
    e->after->cite = e->after->first_cite = NULL;
    h->active_cite = h->bare_cite = h->last_cite = NULL;
    h->past = NULL;
    h->n_past = 0;
}

/* … which have been read. */
static void take_after(pm_lives *l, life *x)
{
    life *after = x->after;
    if (after == NULL || x->flags & ASIDE)
        return;
    x->after = NULL;
    if (!(x->flags & FORGED))
        join_ties(l, x, after);
    drop_cites(after);
    free(after);
}

/* By its queue id, or its first delay=; not known of one that waits for its first attempt under a short id. */
static int64_t arrival(const life *x)
{
    int64_t t;
    return pm_queue_id_time(queue_id_of(x), &t) ? t : x->born;
}

static void judge_opening(pm_lives *l, const life *x)
{
    int64_t from = arrival(x);
    if (x->origin != FROM_NOWHERE || x->flags & (NOTICE | FORWARDED | PROBE)) {
        pm_ties_held(l->ties, PM_TIE_QUEUE_OPENING, x->host, 0, x->active_time);
        return;
    }
    if (from == PM_NO_TIME && x->seen & SEEN_MESSAGE_ID)
        from = x->open_time - SESSION;
    miss(l, x, PM_TIE_QUEUE_OPENING, from < x->open_time ? from : x->open_time, x->active_time + NAMED, 1, x->first_cite);
}

static void judge_message_id(pm_lives *l, const life *x)
{
    if (x->seen & SEEN_MESSAGE_ID) {
        pm_ties_held(l->ties, PM_TIE_QUEUE_MESSAGE_ID, x->host, 0, x->active_time);
        return;
    }
    if (x->flags & LOST && !(x->flags & (NOTICE | FORWARDED)))
        return; /* may be older than the log */
    miss(l, x, PM_TIE_QUEUE_MESSAGE_ID, x->flags & LOST ? x->open_time - SESSION : x->open_time, x->active_time, 1, x->active_cite);
}

static void judge_removal(pm_lives *l, const life *x)
{
    if (x->seen & SEEN_REMOVED)
        pm_ties_held(l->ties, PM_TIE_QUEUE_REMOVED, x->host, 0, x->heard);
    else if (is_whole(&x->now) && !x->now.handled)
        miss(l, x, PM_TIE_QUEUE_REMOVED, x->heard, x->heard + AT_ONCE, 1, x->last_cite);
}

static void judge_life(pm_lives *l, const life *x)
{
    if (x->flags & (FORGED | PROXY) || !(x->flags & ACTIVE))
        return;
    judge_opening(l, x);
    judge_message_id(l, x);
    judge_removal(l, x);
}

/* The life's contribution, its source being certain. */
static void settle(pm_lives *l, life *x)
{
    judge_life(l, x);
    while (x->first_waiting != NONE)
        decide_same_id(l, &l->lives[x->first_waiting], x);
    const source *root = &l->sources[root_of(l, x->source)];
    if (root->nowhere && root->at == x->opened)
        x->flags &= ~(uint32_t)CHILD;
    if (x->flags & PROXIED)
        take_submission(x, root);
    pm_id actor = final_actor(l, x);
    if (x->flags & FORGED || (x->flags & PROBE && x->origin == FROM_NOWHERE && !(x->flags & CHILD)))
        return; /* Postfix's own probes come from nowhere; anybody may write as double-bounce */
    if (!(x->flags & CHILD)) {
        if (x->flags & ACTIVE)
            count_message(l, x, actor);
        else if (listed(x) && !(x->flags & PROXY && root->taken))
            count_unqueued(l, x, actor);
    }
    if (listed(x) || x->flags & CHILD) {
        if (x->zone)
            counts(l, PM_T_ACTOR_ZONE, x->host, actor, x->zone, x->zone_action)[PM_N_COUNT]++;
        if (x->helo)
            counts(l, PM_T_ACTOR_HELO, x->host, actor, x->helo, 0)[PM_N_COUNT]++;
        if (x->script)
            counts(l, PM_T_ACTOR_SCRIPT, x->host, actor, x->script, 0)[PM_N_COUNT]++;
    }
    count_recipients(l, x, actor);
}

/* Could a line before this run still be this life's parent? */
static bool uncertain(pm_lives *l, const life *x)
{
    const source *root = &l->sources[root_of(l, x->source)];
    if (root->head || root->aside || root->asking || x->flags & ASIDE)
        return true;
    return !l->at_start && x->flags & (SEEKS_PARENT | SEEKS_SAME_ID);
}

/* Nothing more can be said of it in this run: it contributes, or waits for the run before. */
static void retire(pm_lives *l, uint32_t i)
{
    life *x = &l->lives[i];
    if (!uncertain(l, x) && !(x->flags & HEAD)) {
        settle(l, x);
        free_life(l, i);
        return;
    }
    if (pm_map_get(&l->current, x->key) == i)
        pm_map_remove(&l->current, x->key);
    l->waiting = pm_array_grow(l->waiting, &l->cap_waiting, l->n_waiting + 1, sizeof *l->waiting);
    l->waiting[l->n_waiting++] = i;
}

static void end_life(pm_lives *l, uint32_t i, uint64_t ordinal, int64_t time)
{
    life *x = &l->lives[i];
    if (x->flags & ENDED && ordinal >= x->ended)
        return;
    if (x->flags & ENDED) { /* set aside until now: the line that ended it is read after the one that took its id over */
        x->ended = ordinal;
        x->ended_time = time;
        return;
    }
    x->flags |= ENDED;
    x->ended = ordinal;
    x->ended_time = time;
    push(&l->ended, i, x->generation, ordinal);
}

/* Retires what no later line can speak of any more. */
static void sweep(pm_lives *l)
{
    tickets *q = &l->ended;
    while (q->first < q->n && l->now - q->items[q->first].when > LINGER) {
        ticket t = q->items[q->first++];
        if (l->lives[t.life].generation == t.generation && l->lives[t.life].flags & IN_USE)
            retire(l, t.life);
    }
    q = &l->fresh;
    while (q->first < q->n && l->now - q->items[q->first].when > QUIET) {
        ticket t = q->items[q->first++];
        life *x = &l->lives[t.life];
        if (x->generation != t.generation || x->flags & (ENDED | ACTIVE | HELD | HEAD | LOST) || !(x->flags & IN_USE))
            continue;
        if (l->now - x->last <= QUIET)
            push(q, t.life, t.generation, x->last);
        else
            end_life(l, t.life, x->last + QUIET, x->open_time);
    }
}

/* ---- opening and linking ---- */

/* A new life takes the id over: what still bore it is ended. */
static uint32_t take_over(pm_lives *l, const pm_moment *m, uint64_t key)
{
    uint32_t old = pm_map_get(&l->current, key);
    if (old != NONE)
        end_life(l, old, m->ordinal, m->time);
    uint32_t i = new_life(l, key, m->host);
    life *x = &l->lives[i];
    x->opened = x->last = m->ordinal;
    x->open_time = m->time;
    pm_map_put(&l->current, key, i);
    return i;
}

static void note_opened(pm_lives *l, uint64_t key)
{
    if (!l->at_start)
        pm_map_put(&l->opened, key, 1);
}

static uint32_t open_life(pm_lives *l, const pm_moment *m, uint64_t key)
{
    uint32_t i = take_over(l, m, key);
    push(&l->fresh, i, l->lives[i].generation, m->ordinal);
    note_opened(l, key);
    return i;
}

/* A line speaks of an id that nothing in this run has opened. */
static uint32_t open_head(pm_lives *l, const pm_moment *m, uint64_t key, uint32_t flags)
{
    uint32_t i = take_over(l, m, key);
    life *x = &l->lives[i];
    if (l->at_start) {
        x->flags |= flags & WEAK ? 0 : LOST;
        x->source = new_source(l, 0);
        if (flags & WEAK)
            push(&l->fresh, i, x->generation, m->ordinal);
        return i;
    }
    x->flags |= HEAD | flags;
    x->source = head_source(l, (named_id){ key, NULL }, m->ordinal);
    if (pm_map_get(&l->heads, key) == NONE && pm_map_get(&l->opened, key) == NONE)
        pm_map_put(&l->heads, key, i);
    return i;
}

/* Only what came from inside, or from nowhere, can be somebody else's message coming back. */
static bool may_be_child(const life *x)
{
    return !(x->flags & (CHILD | PROXIED | FORGED)) && (x->origin == FROM_INSIDE || x->origin == FROM_NOWHERE);
}

/* Among the lives that are over, the last of this key that had begun before the line. */
static uint32_t find_resting(const pm_lives *l, uint64_t key, uint64_t ordinal)
{
    size_t lo = 0, hi = l->n_resting;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        const resting *r = &l->resting[mid];
        if (r->key < key || (r->key == key && r->opened <= ordinal))
            lo = mid + 1;
        else
            hi = mid;
    }
    const resting *r = lo ? &l->resting[lo - 1] : NULL;
    return r != NULL && r->key == key && reachable(&l->lives[r->life], ordinal) ? r->life : NONE;
}

/* The life that a line names as another's child.  A line that was kept back may speak of one that has ended since,
 * and whose id is another's by now. */
static uint32_t find_child(const pm_lives *l, uint64_t key, uint64_t ordinal)
{
    uint32_t i = find(l, key, ordinal);
    if (i != NONE && l->lives[i].opened <= ordinal)
        return i;
    return find_resting(l, key, ordinal);
}

/* It waits, and so does its line. */
static void want_link(pm_lives *l, const link_wanted *w)
{
    link_wanted *x;
    l->links = pm_array_grow(l->links, &l->cap_links, l->n_links + 1, sizeof *l->links);
    x = &l->links[l->n_links++];
    *x = *w;
    if (x->line != NULL && x->kept == NULL)
        x->kept = copy_cite(x->line);
    x->line = x->kept;
}

static void drop_line(link_wanted *w)
{
    free(w->kept);
    w->kept = NULL;
    w->line = NULL;
}

/* X of "(250 2.0.0 Ok: queued as X)", "(forwarded as X)" */
static pm_span named_in(pm_span line)
{
    pm_span head, id = { 0 };
    if (!pm_reply_queued_as(line, &id) && pm_span_split_last(line, PM_SPAN("forwarded as "), &head, &id))
        id = pm_span_first(id, pm_span_find_char(id, ')'));
    return id;
}

/* There is nothing before: X is nowhere. */
static void miss_named(pm_lives *l, link_wanted *w)
{
    enum { WITHIN = 3600 }; /* before the line: so long a filter may take */
    if (w->line != NULL)
        pm_ties_missing(l->ties, &(pm_missing_partner){ .tie = PM_TIE_QUEUE_NAMED, .host = w->host, .service = w->leg, .from = w->time - WITHIN, .to = w->time,
                                                .queue_id = named_in(w->line->text), .lines = 1, .cite = w->line });
    drop_line(w);
}

static void found_named(pm_lives *l, link_wanted *w)
{
    if (w->leg)
        counts(l, PM_T_FILTER, w->host, w->leg, 0, 0)[PM_N_FILTER_NAMED]++;
    if (w->line != NULL)
        pm_ties_held(l->ties, PM_TIE_QUEUE_NAMED, w->host, w->leg, w->time);
    drop_line(w);
}

/* Postfix 3.11 names a notice before it writes it: "sender non-delivery notification: X", then X's first line. */
static void name_ahead(pm_lives *l, uint64_t key, uint64_t ordinal)
{
    pm_map_put(&l->named, key, (uint32_t)ordinal);
}

/* x begins inside Postfix: was it named shortly before? */
static void take_name(pm_lives *l, life *x)
{
    uint32_t at = pm_map_get(&l->named, x->key);
    if (at == PM_MAP_NONE || (uint32_t)x->opened - at > LINGER)
        return;
    x->flags |= NOTICE;
    x->flags &= ~(uint32_t)SEEKS_PARENT;
    pm_map_remove(&l->named, x->key);
}

static void apply_link(pm_lives *l, link_wanted w)
{
    if (w.life == NONE) {
        w.life = find_named(l, w.child, w.ordinal, find_child);
        if (w.life == NONE) {
            if (w.how == NOTIFIED)
                name_ahead(l, w.child.key, w.ordinal);
            if (!l->at_start)
                want_link(l, &w);
            else
                miss_named(l, &w);
            return;
        }
        found_named(l, &w);
    }
    life *x = &l->lives[w.life];
    if (w.how == ACCEPTED)
        l->sources[root_of(l, w.source)].taken = true;
    if (x->flags & (HEAD | ASIDE) && w.how != NOTIFIED) { /* the child began before this run, or where it is from is not certain yet */
        want_link(l, &w);
    } else if (w.how == NOTIFIED) {
        x->flags |= NOTICE;
        x->flags &= ~(uint32_t)SEEKS_PARENT;
    } else if (may_be_child(x)) {
        make_child(l, x, w.source);
        x->flags |= w.how == CONTINUED && w.leg == 0 ? FORWARDED : 0u;
        if (w.how == ACCEPTED) /* the first queue id that its message has */
            x->flags ^= CHILD | PROXIED;
    }
}

/* "queued as X", "forwarded as X": the life X continues the message of source `src`.  is_here: this host logs X, too. */
static void link_child(pm_lives *l, const pm_moment *m, named_id child, uint32_t src, pm_id leg, bool is_here)
{
    apply_link(l, (link_wanted){ .child = child, .ordinal = m->ordinal, .life = NONE, .source = src, .host = m->host, .leg = leg,
                                 .time = m->time, .line = is_here ? &m->cite : NULL });
}

static void link_notice(pm_lives *l, const pm_moment *m, named_id notice, uint32_t src)
{
    apply_link(l, (link_wanted){ .child = notice, .ordinal = m->ordinal, .life = NONE, .source = src, .host = m->host, .how = NOTIFIED });
}

/* ---- events ---- */

static uint64_t msgid_key(const pm_moment *m, pm_span msgid)
{
    return pm_hash_with(msgid, ~m->host_hash);
}

/* "NOQUEUE: client=…": what is said here will be missed where the filter gives the message back. */
static void begin_proxy(pm_lives *l, life *x)
{
    submission *s = pm_alloc(sizeof *s);
    *s = (submission){ .origin = x->origin, .client = x->client, .client_name = x->client_name, .method = x->method, .service = x->service };
    if (x->cite != NULL)
        s->cite = copy_cite(x->cite);
    x->flags |= PROXY;
    x->flags &= ~(uint32_t)(SEEKS_PARENT | SEEKS_SAME_ID);
    l->sources[root_of(l, x->source)].submission = s;
}

/* The client's line is not in the evidence, but its process is one that took a connection: it may still name the account. */
static void begin_proxy_late(pm_lives *l, life *x, const pm_moment *m, const pm_event *ev)
{
    x->origin = FROM_SASL;
    x->service = pm_facts_text(l->facts, m->tag);
    keep_life_cite(x, &m->cite);
    l->sources[root_of(l, x->source)].actor = actor_of(l, PM_SPAN("sasl:"), ev->user);
    begin_proxy(l, x);
}

/* "proxy-accept: END-OF-MESSAGE: 250 2.0.0 Ok: queued as X": the message of X is the one that was handed to the filter. */
static void on_proxy_accept(pm_lives *l, uint32_t i, const pm_moment *m, const pm_event *ev)
{
    life *x = &l->lives[i];
    if (x->flags & LOST && ev->user.len && !ev->contested)
        begin_proxy_late(l, x, m, ev);
    apply_link(l, (link_wanted){ .child = any_id(m, ev->child_qid), .ordinal = m->ordinal, .life = NONE, .source = x->source,
                                 .host = m->host, .how = ACCEPTED });
    if (!l->sources[root_of(l, x->source)].taken)
        x->flags |= SEEKS_PARENT; /* until it is known whether X stands before this run */
    end_life(l, i, m->ordinal, m->time);
}

static void on_client(pm_lives *l, life *x, const pm_moment *m, const pm_event *ev)
{
    x->client = pm_facts_text(l->facts, ev->client);
    x->client_name = pm_facts_text(l->facts, ev->client_name);
    x->method = pm_facts_text(l->facts, ev->method);
    x->service = pm_facts_text(l->facts, m->tag);
    if (ev->user.len) {
        x->origin = FROM_SASL;
        keep_life_cite(x, &m->cite);
        set_origin(l, x, actor_of(l, PM_SPAN("sasl:"), ev->user));
        return;
    }
    pm_addr_kind kind = pm_addr_kind_of_text(ev->client);
    x->origin = kind == PM_ADDR_LOOPBACK || kind == PM_ADDR_PRIVATE || kind == PM_ADDR_NONE ? FROM_INSIDE : FROM_CLIENT;
    set_origin(l, x, actor_of(l, PM_SPAN("client:"), ev->client));
    if (x->origin == FROM_INSIDE)
        x->flags |= SEEKS_PARENT | SEEKS_SAME_ID;
    if (!ev->parent_qid.len)
        return;
    /* XFORWARD from a content filter: the id it had before */
    named_id parent = any_id(m, ev->parent_qid);
    uint32_t p = find_named(l, parent, m->ordinal, find), own = root_of(l, x->source);
    if (p != NONE) {
        make_child(l, x, l->lives[p].source);
        return;
    }
    uint32_t head = head_source(l, parent, m->ordinal);
    l->sources[head].actor = l->sources[own].actor; /* for when there is none */
    make_child(l, x, head);
}

static void on_pickup(pm_lives *l, life *x, const pm_moment *m, const pm_event *ev)
{
    char uid[PM_U64_DIGITS];
    x->origin = FROM_UID;
    x->method = x->client = x->client_name = 0;
    x->service = pm_facts_text(l->facts, PM_SPAN("pickup"));
    keep_life_cite(x, &m->cite);
    set_origin(l, x, actor_of(l, PM_SPAN("uid:"), pm_span_of_u64(uid, ev->number)));
    x->flags |= SEEKS_SAME_ID;
    if (!ev->parent_qid.len)
        return;
    named_id parent = own_id(m, ev->parent_qid); /* postsuper -r */
    uint32_t p = find(l, parent.key, m->ordinal);
    if (p != NONE) {
        l->lives[p].flags |= REQUEUED;
        make_child(l, x, l->lives[p].source);
    } else if (!l->at_start) {
        uint32_t head = head_source(l, parent, m->ordinal);
        l->sources[head].requeued = true;
        make_child(l, x, head);
    }
}

/* The life before x that bears its Message-ID and is not long over; NONE: not in this run. */
static uint32_t same_id_before(const pm_lives *l, const life *x)
{
    uint32_t i = x->older;
    while (i != NONE && was_forgotten(&l->lives[i], x))
        i = l->lives[i].older;
    return i;
}

/*
 * The same Message-ID under a second queue id: a content filter gave the message back, or somebody sends it once more (a
 * mailing list, to each recipient under a sender of its own).  Which it is shows in what becomes of the first: a filter
 * mostly answers after it has given the message back, so the second waits for that.
 */
static void seek_same_id(pm_lives *l, life *x)
{
    if (x->waits_for != NONE && was_forgotten(&l->lives[x->waits_for], x))
        stop_waiting(l, x); /* its end was read late */
    if ((x->flags & (SEEKS_SAME_ID | HAS_MSGID)) != (SEEKS_SAME_ID | HAS_MSGID) || x->flags & (ASIDE | FORGED) || x->waits_for != NONE)
        return;
    uint32_t p = same_id_before(l, x);
    if (p == NONE) {
        if (l->at_start)
            x->flags &= ~(uint32_t)SEEKS_SAME_ID;
        return;
    }
    life *y = &l->lives[p];
    bool known = was_over(y, x) && y->waits_for == NONE && !(y->flags & (ASIDE | HEAD | SEEKS_SAME_ID));
    if (known)
        decide_same_id(l, x, y);
    else
        wait_for(l, x, p);
}

static void on_message_id(pm_lives *l, life *x, const pm_moment *m, const pm_event *ev)
{
    x->seen |= SEEN_MESSAGE_ID;
    if (x->flags & HAS_MSGID)
        return;
    if (ev->text.len <= 2) { /* "<>": says nothing */
        x->flags &= ~(uint32_t)SEEKS_SAME_ID;
        return;
    }
    x->flags |= HAS_MSGID;
    x->msgid = msgid_key(m, ev->text);
    x->msgid_time = m->time;
    x->msgid_at = m->ordinal;
    join_same_ids(l, x);
    seek_same_id(l, x);
}

static bool is_probe_sender(pm_span sender)
{
    return pm_span_starts(sender, PM_SPAN("double-bounce@")) || pm_span_eq(sender, PM_SPAN("double-bounce"));
}

/* The first time in the active queue counts; later ones are retries. */
static void on_queued(pm_lives *l, life *x, const pm_moment *m, const pm_event *ev)
{
    begin_attempt(l, x, m, ev);
    if (x->flags & ACTIVE && x->active_at <= m->ordinal)
        return;
    x->flags |= ACTIVE;
    x->active_at = m->ordinal;
    x->active_time = m->time;
    x->bytes = ev->size;
    x->n_recipients = ev->number > UINT32_MAX ? UINT32_MAX : (uint32_t)ev->number;
    if (x->origin != FROM_CLIENT)
        x->sender = pm_facts_text(l->facts, ev->sender);
    if (x->flags & HEAD) { /* to be shown if what it continues turns out to be forged */
        keep_life_cite(x, &m->cite);
        x->tag_at = (uint16_t)pm_moment_tag_at(m);
    }
    if (is_probe_sender(ev->sender))
        x->flags |= PROBE;
}

static pm_span domain_of(pm_span address, char *buf, size_t size)
{
    size_t at = pm_span_find_last_char(address, '@');
    pm_span d = at == PM_NPOS ? PM_SPAN("") : pm_span_skip(address, at + 1);
    if (d.len >= size)
        return d;
    for (size_t i = 0; i < d.len; i++)
        buf[i] = d.ptr[i] >= 'A' && d.ptr[i] <= 'Z' ? (char)(d.ptr[i] + 32) : d.ptr[i];
    return pm_span_make(buf, d.len);
}

/* A relay that may be a content filter: one at a loopback or private address, or a pipe(8) service. */
static pm_id leg_of(pm_lives *l, pm_span program, const pm_event *ev)
{
    char text[JOINED_MAX];
    size_t n;
    if (pm_span_eq(program, PM_SPAN("pipe"))) {
        n = pm_span_put(text, sizeof text, pm_span_put(text, sizeof text, 0, PM_SPAN("pipe:")), pm_span_first(ev->relay_name, 100));
        return pm_facts_text(l->facts, pm_span_make(text, n));
    }
    pm_addr_kind kind = ev->relay.len ? pm_addr_kind_of_text(ev->relay) : PM_ADDR_NONE;
    if (kind != PM_ADDR_LOOPBACK && kind != PM_ADDR_PRIVATE)
        return 0;
    n = pm_span_put(text, sizeof text, pm_span_put(text, sizeof text, 0, PM_SPAN("[")), ev->relay);
    n = pm_span_put(text, sizeof text, pm_span_put(text, sizeof text, n, PM_SPAN("]:")), ev->relay_port);
    return pm_facts_text(l->facts, pm_span_make(text, n));
}

static bool is_local_agent(pm_span program)
{
    return pm_span_eq(program, PM_SPAN("local")) || pm_span_eq(program, PM_SPAN("virtual")) ||
           pm_span_eq(program, PM_SPAN("lmtp")) || pm_span_eq(program, PM_SPAN("pipe"));
}

static void index_recipients(pm_lives *l, life *x)
{
    for (uint32_t i = x->recipients; i != NONE; i = l->recipients[i].next)
        pm_map_put(&l->by_recipient, recipient_key(x, l->recipients[i].key), i);
    x->flags |= INDEXED;
}

static recipient *recipient_of(pm_lives *l, life *x, uint64_t key)
{
    if (x->flags & INDEXED) {
        uint32_t i = pm_map_get(&l->by_recipient, recipient_key(x, key));
        if (i != NONE)
            return &l->recipients[i];
    } else {
        for (uint32_t i = x->recipients; i != NONE; i = l->recipients[i].next)
            if (l->recipients[i].key == key)
                return &l->recipients[i];
    }
    uint32_t i = new_recipient(l);
    l->recipients[i] = (recipient){ .key = key, .next = x->recipients };
    x->recipients = i;
    if (x->flags & INDEXED)
        pm_map_put(&l->by_recipient, recipient_key(x, key), i);
    else if (++x->n_nodes > INDEX_FROM)
        index_recipients(l, x);
    return &l->recipients[i];
}

/* What the answer says about us: counted per line; the row is remembered for the recipient. */
static size_t classify_reply(pm_lives *l, pm_id leg, const pm_moment *m, const pm_event *ev, bool *unknown_user)
{
    pm_span listed_address;
    *unknown_user = pm_span_eq(ev->dsn, PM_SPAN("5.1.1"));
    if (ev->status == PM_DELIVERY_SENT || l->replies == NULL || !pm_reply_is_remote(ev->text))
        return PM_NPOS;
    size_t i = pm_replies_match(l->replies, ev->text, &listed_address);
    if (i == PM_NPOS)
        return i;
    *unknown_user = pm_replies_rule(l->replies, i)->kind == PM_REPLY_UNKNOWN_USER;
    if (*unknown_user)
        return PM_NPOS;
    bool suspended = pm_span_starts(ev->text, PM_SPAN("delivery temporarily suspended"));
    pm_tally_row *t = row(l, PM_T_REPLY, m->host, (uint32_t)i, leg, pm_facts_text(l->facts, listed_address));
    t->n[PM_N_REPLY_COUNT] += m->times;
    t->n[PM_N_REPLY_SUSPENDED] += suspended ? m->times : 0;
    pm_tally_touch(&l->facts->t[PM_T_REPLY], t, m->time, &m->cite);
    return i;
}

static void on_delivery(pm_lives *l, uint32_t life_index, const pm_moment *m, pm_span program, const pm_event *ev)
{
    char buf[256];
    pm_span child;
    life *x = &l->lives[life_index];
    count_result(l, x, m, program, ev);
    if (ev->status == PM_DELIVERY_PROBE) {
        x->flags |= PROBE;
        return;
    }
    pm_id domain = pm_facts_text(l->facts, domain_of(ev->recipient, buf, sizeof buf));
    pm_id leg = leg_of(l, program, ev);
    bool local = is_local_agent(program), unknown_user;
    size_t column = status_column(ev->status);
    counts(l, PM_T_ATTEMPT, m->host, domain, leg, local)[column] += m->times;
    if (column != PM_N_STATUS_OTHER)
        counts(l, PM_T_ATTEMPT_HOUR, m->host, leg, m->hour, 0)[column] += m->times;
    size_t reply = classify_reply(l, leg, m, ev, &unknown_user);
    bool named = ev->status == PM_DELIVERY_SENT && leg && pm_reply_queued_as(ev->text, &child);
    recipient *r = recipient_of(l, x, pm_hash(ev->recipient));
    if (r->at <= m->ordinal) {
        *r = (recipient){ .key = r->key, .next = r->next, .at = m->ordinal, .domain = domain, .leg = leg, .hour = m->hour,
                          .reply = (uint16_t)(reply == PM_NPOS ? 0 : reply + 1), .status = (uint8_t)ev->status,
                          .local = local, .unknown_user = unknown_user, .unnamed = !named };
    }
    if (named)
        link_child(l, m, any_id(m, child), x->source, leg, pm_addr_kind_of_text(ev->relay) == PM_ADDR_LOOPBACK);
    else if (ev->status == PM_DELIVERY_SENT && pm_span_after(ev->text, PM_SPAN("forwarded as "), &child))
        link_child(l, m, own_id(m, child), x->source, 0, true);
}

/* The time zone at the end of "Date: Mon, 05 Jan 2026 05:00:00 +0300 (MSK)". */
pm_span pm_date_zone(pm_span header)
{
    for (size_t i = header.len; i-- > 5;) {
        pm_span z = pm_span_make(header.ptr + i - 4, 5);
        if ((z.ptr[0] != '+' && z.ptr[0] != '-') || header.ptr[i - 5] != ' ')
            continue;
        bool digits = true;
        for (size_t k = 1; k < 5; k++)
            digits = digits && z.ptr[k] >= '0' && z.ptr[k] <= '9';
        if (digits && (i + 1 == header.len || header.ptr[i + 1] == ' '))
            return z;
    }
    return (pm_span){ 0 };
}

static void on_header_check(pm_lives *l, life *x, const pm_moment *m, const pm_event *ev)
{
    char action[64];
    size_t len;
    pm_span name, value, zone = { 0 }, script;
    if (!pm_span_split(ev->text, PM_SPAN(":"), &name, &value))
        name = value = ev->text;
    if (pm_span_eq_nocase(name, PM_SPAN("date")))
        zone = pm_date_zone(ev->text);
    len = pm_span_put(action, sizeof action, 0, ev->action);
    len = pm_span_put(action, sizeof action, pm_span_put(action, sizeof action, len, PM_SPAN(" ")), ev->stage);
    pm_id zone_id = pm_facts_text(l->facts, zone);
    bool body = !pm_span_eq(ev->stage, PM_SPAN("header"));
    pm_tally_row *t = row(l, PM_T_HEADER_CHECK, m->host, pm_facts_text(l->facts, pm_span_make(action, len)),
                          pm_facts_text(l->facts, body ? PM_SPAN("") : pm_span_first(name, 60)), zone_id);
    t->n[PM_N_COUNT] += m->times;
    pm_tally_touch(&l->facts->t[PM_T_HEADER_CHECK], t, m->time, &m->cite);
    if (zone.len) {
        x->zone = zone_id;
        x->zone_action = pm_facts_text(l->facts, ev->action);
    }
    if (ev->helo.len)
        x->helo = pm_facts_text(l->facts, pm_span_first(ev->helo, 200));
    if (pm_span_eq_nocase(name, PM_SPAN("x-php-originating-script")) && pm_span_after(value, PM_SPAN(" "), &script))
        x->script = pm_facts_text(l->facts, pm_span_first(script, 200));
    if (pm_span_eq(ev->action, PM_SPAN("reject")))
        x->flags |= REFUSED;
    if (pm_span_eq(ev->action, PM_SPAN("hold")))
        x->flags |= HELD;
}

void pm_count_reject(pm_facts *f, const pm_moment *m, const pm_event *ev)
{
    char where[80];
    if (!ev->code.len && !pm_span_ends(ev->action, PM_SPAN("reject")))
        return; /* hold, discard …: nothing was answered */
    size_t len = pm_span_put(where, sizeof where, 0, pm_span_first(ev->action, 30));
    len = pm_span_put(where, sizeof where, pm_span_put(where, sizeof where, len, PM_SPAN(" ")), ev->stage);
    pm_tally_row *t = pm_tally_at(&f->t[PM_T_REJECT], m->host, pm_facts_text(f, ev->code), pm_facts_text(f, ev->dsn),
                                  pm_facts_text(f, pm_span_make(where, len)));
    t->n[PM_N_COUNT] += m->times;
    pm_tally_touch(&f->t[PM_T_REJECT], t, m->time, &m->cite);
}

static void on_reject(pm_lives *l, life *x, const pm_moment *m, const pm_event *ev)
{
    pm_count_reject(l->facts, m, ev);
    if (pm_span_eq(ev->action, PM_SPAN("reject")) || pm_span_eq(ev->action, PM_SPAN("milter-reject")))
        x->flags |= REFUSED;
    if (pm_span_eq(ev->action, PM_SPAN("hold")) || pm_span_eq(ev->action, PM_SPAN("milter-hold")))
        x->flags |= HELD;
}

static void count_queue_hand(pm_lives *l, const pm_moment *m, pm_span action)
{
    pm_tally_row *t = row(l, PM_T_QUEUE_HAND, m->host, pm_facts_text(l->facts, action), 0, 0);
    t->n[PM_N_COUNT] += m->times;
    pm_tally_touch(&l->facts->t[PM_T_QUEUE_HAND], t, m->time, &m->cite);
}

static void on_removed(pm_lives *l, uint32_t i, const pm_moment *m, pm_span program)
{
    life *x = &l->lives[i];
    if (!pm_span_eq(program, PM_SPAN("cleanup"))) { /* "removed (canceled)": it was never queued */
        expect_queued(l, x, m);
        end_attempt(l, x, m);
        x->seen |= SEEN_REMOVED;
    }
    end_life(l, i, m->ordinal, m->time);
}

/* What the line says of its life. */
static void apply(pm_lives *l, uint32_t i, const pm_moment *m, pm_span program, const pm_event *ev)
{
    life *x = &l->lives[i];
    if (m->ordinal > x->last)
        x->last = m->ordinal;
    switch (ev->kind) {
    case PM_EV_CLIENT:
        on_client(l, x, m, ev);
        if (!ev->qid.len)
            begin_proxy(l, x);
        break;
    case PM_EV_PROXY_ACCEPT: on_proxy_accept(l, i, m, ev); break;
    case PM_EV_PICKUP: on_pickup(l, x, m, ev); break;
    case PM_EV_MESSAGE_ID: on_message_id(l, x, m, ev); break;
    case PM_EV_QUEUED: on_queued(l, x, m, ev); break;
    case PM_EV_DELIVERY: on_delivery(l, i, m, program, ev); break;
    case PM_EV_EXPIRED:
        x->flags |= EXPIRED;
        x->seen |= SEEN_EXPIRED;
        break;
    case PM_EV_HEADER_CHECK: on_header_check(l, x, m, ev); break;
    case PM_EV_REJECT: on_reject(l, x, m, ev); break;
    case PM_EV_NOTIFICATION: link_notice(l, m, own_id(m, ev->child_qid), x->source); break;
    case PM_EV_REMOVED: on_removed(l, i, m, program); break;
    case PM_EV_QUEUE_DELETED:
        count_queue_hand(l, m, PM_SPAN("deleted"));
        x->now.handled = true;
        end_attempt(l, x, m);
        end_life(l, i, m->ordinal, m->time);
        break;
    case PM_EV_QUEUE_CHANGED:
        count_queue_hand(l, m, ev->action);
        x->now.handled = true;
        if (pm_span_eq(ev->action, PM_SPAN("placed on hold")))
            x->flags |= HELD;
        break;
    default: break;
    }
    l->lives[i].heard = m->time;
}

static void list_suspicious(pm_lives *l, const pm_moment *m, pm_span reason)
{
    pm_buffer said = { 0 };
    pm_entry_said(&said, m->cite.text, pm_moment_tag_at(m));
    pm_happening h = { .kind = PM_H_SUSPICIOUS, .time = m->time, .until = PM_NO_TIME, .host = m->host, .n = m->times,
                       .a = pm_facts_text(l->facts, pm_buffer_span(&said)),
                       .b = pm_facts_text(l->facts, reason), .cite = m->cite };
    pm_happenings_add(&l->facts->h[PM_H_SUSPICIOUS], l->facts->arena, &h);
    pm_buffer_free(&said);
}

static pm_span moved(pm_span s, pm_span from, pm_span to)
{
    return s.len ? pm_span_make(to.ptr + (s.ptr - from.ptr), s.len) : s;
}

static bool lies_in(pm_span inner, pm_span outer)
{
    uintptr_t i = (uintptr_t)inner.ptr, o = (uintptr_t)outer.ptr;
    return i >= o && i + inner.len <= o + outer.len;
}

/* Keeps a line of a life set aside, and what was wrapped in it; its spans move to the copy. */
static void keep_line(pm_lives *l, uint32_t i, const pm_moment *m, const pm_program *program, const pm_record *rec)
{
    bool plain = lies_in(rec->line, m->cite.text);
    pm_span from = plain ? m->cite.text : rec->line, to = pm_arena_copy(l->kept_text, from);
    kept_line k = { i, l->lives[i].generation, *m, *rec, program };
    k.m.cite.text = plain ? to : pm_arena_copy(l->kept_text, m->cite.text);
    k.rec.line = moved(rec->line, from, to);
    k.rec.writer = NULL; /* its entry's */
    k.m.tag = moved(m->tag, from, to);
    k.rec.host = moved(rec->host, from, to);
    k.rec.tag = moved(rec->tag, from, to);
    k.rec.message = moved(rec->message, from, to);
    l->kept = pm_array_grow(l->kept, &l->cap_kept, l->n_kept + 1, sizeof *l->kept);
    l->kept[l->n_kept++] = k;
}

static uint32_t name_life(pm_lives *l, uint32_t i, pm_span qid)
{
    l->lives[i].queue_id_len = (uint8_t)pm_span_put(l->lives[i].queue_id, QUEUE_ID_LEN, 0, qid);
    return i;
}

/* Which life a line is about; made when there is none. */
static uint32_t life_for(pm_lives *l, const pm_moment *m, const pm_event *ev, uint64_t key)
{
    if (ev->kind == PM_EV_CLIENT || ev->kind == PM_EV_PICKUP)
        return name_life(l, open_life(l, m, key), ev->qid);
    uint32_t i = find(l, key, m->ordinal);
    if (i == NONE) {
        i = open_head(l, m, key, ev->kind == PM_EV_MESSAGE_ID ? WEAK : 0);
        keep(&l->lives[i].first_cite, &m->cite);
        if (ev->kind == PM_EV_MESSAGE_ID)
            take_name(l, &l->lives[i]);
        return name_life(l, i, ev->qid);
    }
    if (ev->kind == PM_EV_MESSAGE_ID && l->lives[i].flags & (PASSED | ENDED)) {
        i = open_life(l, m, key); /* the id is in use again, by a message made inside Postfix */
        l->lives[i].source = new_source(l, 0);
        keep(&l->lives[i].first_cite, &m->cite);
        take_name(l, &l->lives[i]);
        return name_life(l, i, ev->qid);
    }
    return i;
}

static bool comes_after_cleanup(const pm_event *ev)
{
    switch (ev->kind) {
    case PM_EV_QUEUED:
    case PM_EV_DELIVERY:
    case PM_EV_REMOVED:
    case PM_EV_EXPIRED:
    case PM_EV_NOTIFICATION:
    case PM_EV_QUEUE_DELETED: return true;
    default: return false;
    }
}

static bool of_a_life(const pm_event *ev)
{
    switch (ev->kind) {
    case PM_EV_CLIENT:
    case PM_EV_PROXY_ACCEPT: return true;
    case PM_EV_PICKUP:
    case PM_EV_MESSAGE_ID:
    case PM_EV_QUEUED:
    case PM_EV_DELIVERY:
    case PM_EV_REMOVED:
    case PM_EV_EXPIRED:
    case PM_EV_NOTIFICATION:
    case PM_EV_REJECT:
    case PM_EV_HEADER_CHECK:
    case PM_EV_QUEUE_DELETED:
    case PM_EV_QUEUE_CHANGED: return ev->qid.len > 0;
    default: return false;
    }
}

bool pm_lives_event(pm_lives *l, const pm_moment *m, const pm_program *program, const pm_record *rec, const pm_event *ev)
{
    if (!of_a_life(ev))
        return false;
    l->now = m->ordinal;
    sweep(l);
    uint32_t i = life_for(l, m, ev, ev->qid.len ? key_of(m, ev->qid) : process_key(m));
    life *x = &l->lives[i];
    if (ev->kind == PM_EV_CLIENT) {
        switch (pm_sessions_verify(l->sessions, m)) {
        case PM_SESSION_FORGED:
            x->flags |= FORGED;
            x->source = new_source(l, pm_facts_text(l->facts, PM_SPAN("unknown:"))); /* for what calls itself its child */
            break;
        case PM_SESSION_UNKNOWN:
            x->flags |= ASIDE;
            x->source = add_source(l, (source){ .aside = true });
            break;
        default: break;
        }
    }
    if (ev->kind == PM_EV_PROXY_ACCEPT && x->flags & HEAD)
        x->flags |= ASIDE; /* says nothing without its client's line, which may be forged */
    if (comes_after_cleanup(ev))
        x->flags |= PASSED;
    if (x->flags & FORGED)
        list_suspicious(l, m, PM_SPAN("pid-without-life"));
    else if (x->flags & ASIDE) {
        keep_line(l, i, m, program, rec);
        if (ev->kind == PM_EV_MESSAGE_ID)
            on_message_id(l, x, m, ev); /* those that bear it have an order */
    } else
        apply(l, i, m, pm_program_name(program), ev);
    return true;
}

/* ---- joining two runs ---- */

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static bool was_opened(const pm_lives *l, uint64_t key)
{
    return (l->n_opened_keys && bsearch(&key, l->opened_keys, l->n_opened_keys, sizeof key, by_number) != NULL) ||
           pm_map_get(&l->opened, key) != NONE;
}

/* The set of opened keys as a sorted array: a third of the map's memory while the run waits to be joined. */
static void pack_opened(pm_lives *l)
{
    if (l->opened.used == 0)
        return;
    l->opened_keys = pm_realloc(l->opened_keys, (l->n_opened_keys + l->opened.used) * sizeof *l->opened_keys);
    for (size_t i = 0; i < l->opened.cap; i++)
        if (l->opened.slots[i].value != PM_MAP_NONE)
            l->opened_keys[l->n_opened_keys++] = l->opened.slots[i].key;
    qsort(l->opened_keys, l->n_opened_keys, sizeof *l->opened_keys, by_number);
    pm_map_free(&l->opened);
}

/* Keeps only the sources that a life or a wanted link still has, each life's root directly. */
static void pack_sources(pm_lives *l)
{
    uint32_t *to = pm_alloc((l->n_sources + 1) * sizeof *to);
    for (size_t i = 0; i < l->n_sources; i++)
        to[i] = NONE;
    for (size_t i = 0; i < l->n_lives; i++)
        if (l->lives[i].flags & IN_USE)
            to[l->lives[i].source = root_of(l, l->lives[i].source)] = 0;
    for (size_t i = 0; i < l->n_links; i++)
        to[l->links[i].source = root_of(l, l->links[i].source)] = 0;
    uint32_t n = 0;
    for (size_t i = 0; i < l->n_sources; i++) {
        if (to[i] == NONE) {
            drop_submission(&l->sources[i]);
            continue;
        }
        to[i] = n;
        l->sources[n] = l->sources[i];
        l->sources[n].up = n;
        n++;
    }
    l->n_sources = n;
    for (size_t i = 0; i < l->n_lives; i++)
        if (l->lives[i].flags & IN_USE)
            l->lives[i].source = to[l->lives[i].source];
    for (size_t i = 0; i < l->n_links; i++)
        l->links[i].source = to[l->links[i].source];
    free(to);
}

/* Drops the tickets of lives that are over. */
static void pack_tickets(const pm_lives *l, tickets *q)
{
    size_t n = 0;
    for (size_t i = q->first; i < q->n; i++) {
        const life *x = &l->lives[q->items[i].life];
        if (x->generation == q->items[i].generation && x->flags & IN_USE)
            q->items[n++] = q->items[i];
    }
    q->first = 0;
    q->n = n;
    q->items = pm_array_fit(q->items, &q->cap, n, sizeof *q->items);
}

/* A run may wait long to be joined, beside many others. */
static void pack(pm_lives *l)
{
    pack_opened(l);
    pack_sources(l);
    pack_tickets(l, &l->ended);
    pack_tickets(l, &l->fresh);
    l->sources = pm_array_fit(l->sources, &l->cap_sources, l->n_sources, sizeof *l->sources);
    l->lives = pm_array_fit(l->lives, &l->cap_lives, l->n_lives, sizeof *l->lives);
    l->recipients = pm_array_fit(l->recipients, &l->cap_recipients, l->n_recipients, sizeof *l->recipients);
}

static void renumber_life(pm_lives *l, life *x, const pm_id *ids)
{
    pm_id *const fields[] = { &x->host, &x->client, &x->client_name, &x->sender, &x->method, &x->service, &x->zone,
                              &x->zone_action, &x->helo, &x->script };
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        *fields[i] = ids[*fields[i]];
    if (x->after != NULL)
        x->after->host = ids[x->after->host];
    for (uint32_t r = x->recipients; r != NONE; r = l->recipients[r].next) {
        l->recipients[r].domain = ids[l->recipients[r].domain];
        l->recipients[r].leg = ids[l->recipients[r].leg];
    }
}

static void renumber_source(source *s, const pm_id *ids)
{
    submission *of = s->submission;
    s->actor = ids[s->actor];
    if (of == NULL)
        return;
    of->client = ids[of->client];
    of->client_name = ids[of->client_name];
    of->method = ids[of->method];
    of->service = ids[of->service];
}

void pm_lives_move(pm_lives *l, pm_facts *facts, const pm_id *ids, pm_replies *replies)
{
    l->facts = facts;
    l->replies = replies;
    for (size_t i = 0; i < l->n_lives; i++)
        if (l->lives[i].flags & IN_USE)
            renumber_life(l, &l->lives[i], ids);
    for (size_t i = 0; i < l->n_sources; i++)
        renumber_source(&l->sources[i], ids);
    for (size_t i = 0; i < l->n_links; i++) {
        l->links[i].host = ids[l->links[i].host];
        l->links[i].leg = ids[l->links[i].leg];
    }
    for (size_t i = 0; i < l->n_kept; i++)
        l->kept[i].m.host = ids[l->kept[i].m.host];
    pm_sessions_renumber(l->sessions, ids);
    pack(l);
}

/* What a life knows of others, these having moved. */
static void move_links(life *x, const uint32_t *to)
{
    uint32_t *const links[] = { &x->older, &x->newer, &x->waits_for, &x->first_waiting, &x->next_waiting };
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        *links[i] = *links[i] == NONE ? NONE : to[*links[i]];
}

/* Takes the lives of the later run over into free places here; every index and ordinal in them moves.
 * Returns where each went (free() it). */
static uint32_t *take_lives(pm_lives *l, uint64_t lines, pm_lives *n)
{
    uint32_t *to = pm_alloc((n->n_lives + 1) * sizeof *to), sources = (uint32_t)l->n_sources;
    pm_sessions_shift(n->sessions, lines);
    for (size_t i = 0; i < n->n_sources; i++) {
        n->sources[i].at += lines;
        add_source(l, n->sources[i]); /* packed: each is a root */
        n->sources[i].submission = NULL;
    }
    for (size_t i = 0; i < n->n_links; i++) {
        n->links[i].source += sources;
        n->links[i].ordinal += lines;
    }
    for (size_t i = 0; i < n->n_lives; i++) {
        life *from = &n->lives[i];
        to[i] = NONE;
        if (!(from->flags & IN_USE))
            continue;
        to[i] = new_life(l, from->key, from->host);
        life *x = &l->lives[to[i]];
        uint32_t generation = x->generation;
        *x = *from;
        from->cite = from->first_cite = from->active_cite = from->bare_cite = from->last_cite = NULL;
        from->past = NULL;
        from->n_past = 0;
        from->after = NULL;
        x->generation = generation;
        x->opened += lines;
        x->last += lines;
        x->ended += lines;
        x->active_at += lines;
        x->msgid_at += lines;
        x->source += sources;
        x->recipients = NONE;
        x->flags &= ~(uint32_t)INDEXED;
        for (uint32_t r = from->recipients; r != NONE; r = n->recipients[r].next) {
            uint32_t k = new_recipient(l);
            l->recipients[k] = n->recipients[r];
            l->recipients[k].at += lines;
            l->recipients[k].next = x->recipients;
            x->recipients = k;
        }
        if (x->n_nodes > INDEX_FROM)
            index_recipients(l, x);
    }
    for (size_t i = 0; i < n->n_lives; i++)
        if (to[i] != NONE)
            move_links(&l->lives[to[i]], to);
    for (size_t i = 0; i < n->n_kept; i++)
        n->kept[i].m.ordinal += lines;
    return to;
}

/* h, the part of a life in the later run, becomes one with e, its part in the earlier. */
static void join_life(pm_lives *l, uint32_t ei, uint32_t hi)
{
    life *e = &l->lives[ei], *h = &l->lives[hi];
    source *of_e = &l->sources[root_of(l, e->source)], *of_h = &l->sources[root_of(l, h->source)];
    of_e->taken = of_e->taken || of_h->taken;
    of_h->up = of_e->up;
    if (e->flags & ASIDE)
        put_after(l, e, h);
    else
        join_ties(l, e, h);
    e->flags |= h->flags & (FORWARDED | REFUSED | HELD | EXPIRED | NOTICE | PROBE | SAME_ID_CHILD | PASSED | REQUEUED);
    if (h->flags & ACTIVE && !(e->flags & ACTIVE)) {
        e->flags |= ACTIVE;
        e->active_at = h->active_at;
        e->active_time = h->active_time;
        e->bytes = h->bytes;
        e->n_recipients = h->n_recipients;
        e->sender = h->sender;
    }
    if (h->flags & HAS_MSGID && !(e->flags & HAS_MSGID)) {
        e->flags |= HAS_MSGID;
        e->msgid = h->msgid;
        e->msgid_at = h->msgid_at;
        e->msgid_time = h->msgid_time;
        e->older = h->older;
        e->newer = h->newer;
        if (e->older != NONE)
            l->lives[e->older].newer = ei;
        if (e->newer != NONE)
            l->lives[e->newer].older = ei;
        h->older = h->newer = NONE;
    }
    hand_waiting_over(l, hi, ei);
    e->zone = h->zone ? h->zone : e->zone;
    e->zone_action = h->zone ? h->zone_action : e->zone_action;
    e->helo = h->helo ? h->helo : e->helo;
    e->script = h->script ? h->script : e->script;
    e->last = h->last > e->last ? h->last : e->last;
    for (uint32_t i = h->recipients; i != NONE; i = l->recipients[i].next) {
        recipient r = l->recipients[i];
        recipient *to = recipient_of(l, e, r.key);
        e = &l->lives[ei];
        uint32_t next = to->next;
        if (to->at <= r.at) {
            *to = r;
            to->next = next;
        }
    }
    h = &l->lives[hi];
    if (h->flags & ENDED)
        end_life(l, ei, h->ended, h->ended_time);
}

/* Does the head h, whose first line has this ordinal, go on from e? */
static bool goes_on(const life *e, const life *h)
{
    if (!reachable(e, h->opened))
        return false;
    if (!(h->flags & WEAK))
        return true;
    return !(e->flags & (PASSED | ENDED));
}

/* The head has no earlier part: it began inside Postfix, or its beginning is lost. */
static void resolve_head(pm_lives *l, uint32_t i)
{
    life *x = &l->lives[i];
    if (!(x->flags & HEAD))
        return;
    x->flags &= ~(uint32_t)HEAD;
    drop_cite(x);
    if (!(x->flags & WEAK))
        x->flags |= LOST;
    else if (x->seen & SEEN_BARE)
        miss(l, x, PM_TIE_QUEUE_ACTIVE, x->open_time, x->bare_time, 1, x->bare_cite);
    settle_attempts(l, x);
    source *s = &l->sources[root_of(l, x->source)];
    if (s->head && s->head_id.instances == NULL && s->head_id.key == x->key) {
        s->head = false;
        s->actor = pm_facts_text(l->facts, x->flags & WEAK ? PM_SPAN("system:internal") : PM_SPAN("unknown:"));
    }
    if (!(x->flags & (ACTIVE | ENDED)))
        push(&l->fresh, i, x->generation, x->last);
}

/* In `to` a joined head is replaced by the life that it goes on from. */
static void join_heads(pm_lives *l, pm_lives *n, uint32_t *to)
{
    for (size_t s = 0; s < n->heads.cap; s++) {
        if (n->heads.slots[s].value == PM_MAP_NONE)
            continue;
        uint64_t key = n->heads.slots[s].key;
        uint32_t hi = to[n->heads.slots[s].value], ei = pm_map_get(&l->current, key);
        life *h = &l->lives[hi];
        if (ei != NONE && goes_on(&l->lives[ei], h)) {
            if (!(l->lives[ei].flags & FORGED)) {
                join_life(l, ei, hi);
            } else if (h->cite != NULL) { /* deliveries of it in the later run stay counted: they name no sender */
                pm_moment m = { .time = h->active_time, .host = h->host, .times = 1, .cite = *h->cite,
                                .tag = pm_span_skip(h->cite->text, h->tag_at) };
                list_suspicious(l, &m, PM_SPAN("pid-without-life"));
            }
            free_life(l, hi);
            to[n->heads.slots[s].value] = ei;
            continue;
        }
        if (ei != NONE)
            end_life(l, ei, h->opened, h->open_time);
        if (l->at_start || (ei != NONE && h->flags & WEAK)) {
            resolve_head(l, hi);
            note_opened(l, key);
        } else if (pm_map_get(&l->heads, key) == NONE && !was_opened(l, key)) {
            pm_map_put(&l->heads, key, hi);
        }
    }
}

/* Sources of the later run that stand for "the life of this key that was open before". */
static void join_sources(pm_lives *l, size_t first)
{
    for (size_t i = first; i < l->n_sources; i++) {
        source *s = &l->sources[i];
        if (s->up != i || !s->head)
            continue;
        uint32_t e = find_named(l, s->head_id, s->at, find);
        if (e != NONE && l->lives[e].opened <= s->at) {
            s->up = root_of(l, l->lives[e].source);
            l->lives[e].flags |= s->requeued ? REQUEUED : 0u;
        } else if (l->at_start) {
            s->head = false;
            s->nowhere = s->actor != 0;
            if (!s->nowhere)
                s->actor = pm_facts_text(l->facts, PM_SPAN("unknown:"));
        }
    }
}

/* Lives set aside: now that the lines before are known, are they real?  `earlier`: the sessions before those of n;
 * `to`: where the lives of n are now, NULL: where they were. */
static void join_kept(pm_lives *l, pm_sessions *earlier, const pm_lives *n, const uint32_t *to)
{
    for (size_t i = 0; i < n->n_kept; i++) {
        const kept_line *k = &n->kept[i];
        uint32_t at = to == NULL ? k->life : to[k->life];
        life *x = &l->lives[at];
        if (x->flags & ASIDE && x->flags & IN_USE) {
            pm_session_verdict v = pm_sessions_verify_later(earlier, n->sessions, &k->m);
            if (v == PM_SESSION_UNKNOWN || x->flags & HEAD) {
                keep_line(l, at, &k->m, k->program, &k->rec);
                continue;
            }
            x->flags &= ~(uint32_t)ASIDE;
            if (v == PM_SESSION_FORGED) {
                while (x->first_waiting != NONE)
                    stop_waiting(l, &l->lives[x->first_waiting]); /* they will look for another */
                leave_same_ids(l, x);
                x->flags &= ~(uint32_t)HAS_MSGID;
                source *s = &l->sources[root_of(l, x->source)];
                x->flags |= FORGED;
                s->aside = false; /* what calls itself its child has no origin that is known */
                s->actor = pm_facts_text(l->facts, PM_SPAN("unknown:"));
            }
        }
        if (x->flags & FORGED) {
            list_suspicious(l, &k->m, PM_SPAN("pid-without-life"));
            continue;
        }
        pm_event ev;
        if (pm_event_read(k->program, &k->rec, &ev) == PM_PARSED)
            apply(l, at, &k->m, pm_program_name(k->program), &ev);
    }
}

static int resting_order(const void *a, const void *b)
{
    const resting *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->opened > y->opened) - (x->opened < y->opened);
}

static void index_resting(pm_lives *l)
{
    resting *all = pm_alloc((l->n_lives + 1) * sizeof *all);
    l->n_resting = 0;
    for (uint32_t i = 0; i < l->n_lives; i++) {
        const life *x = &l->lives[i];
        if (x->flags & IN_USE && x->flags & ENDED && pm_map_get(&l->current, x->key) != i)
            all[l->n_resting++] = (resting){ x->key, x->opened, i };
    }
    qsort(all, l->n_resting, sizeof *all, resting_order);
    l->resting = all;
}

static void drop_resting(pm_lives *l)
{
    free(l->resting);
    l->resting = NULL;
    l->n_resting = 0;
}

static void replay_kept(pm_lives *l, pm_sessions *earlier, const pm_lives *n, const uint32_t *to)
{
    if (n->n_kept == 0)
        return;
    index_resting(l);
    join_kept(l, earlier, n, to);
    for (size_t i = 0; i < n->n_kept; i++)
        take_after(l, &l->lives[to == NULL ? n->kept[i].life : to[n->kept[i].life]]);
    drop_resting(l);
}

/* Those that waited for the lines before, in the order of their lines. */
static void apply_links(pm_lives *l, const link_wanted *links, size_t n, const uint32_t *to)
{
    if (n == 0)
        return;
    index_resting(l);
    for (size_t i = 0; i < n; i++) {
        link_wanted w = links[i];
        if (w.life != NONE && to != NULL)
            w.life = to[w.life];
        apply_link(l, w);
    }
    drop_resting(l);
}

static void settle_waiting(pm_lives *l)
{
    size_t n = l->n_waiting;
    l->n_waiting = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t w = l->waiting[i];
        life *x = &l->lives[w];
        if (!(x->flags & IN_USE))
            continue; /* a head that was joined */
        if (!uncertain(l, x) && !(x->flags & HEAD)) {
            settle(l, x);
            free_life(l, w);
        } else {
            l->waiting[l->n_waiting++] = w;
        }
    }
}

static void merge_opened(pm_lives *l, const pm_lives *n)
{
    if (l->at_start)
        return;
    l->opened_keys = pm_realloc(l->opened_keys, (l->n_opened_keys + n->n_opened_keys + 1) * sizeof *l->opened_keys);
    if (n->n_opened_keys)
        memcpy(l->opened_keys + l->n_opened_keys, n->opened_keys, n->n_opened_keys * sizeof *n->opened_keys);
    l->n_opened_keys += n->n_opened_keys;
    qsort(l->opened_keys, l->n_opened_keys, sizeof *l->opened_keys, by_number);
}

/* What the later run knows of keys and Message-IDs overrides; entries of joined heads are gone. */
static void override(pm_lives *l, pm_map *mine, const pm_map *theirs, const uint32_t *to)
{
    for (size_t s = 0; s < theirs->cap; s++) {
        const pm_map_slot *slot = &theirs->slots[s];
        if (slot->value != PM_MAP_NONE && l->lives[to[slot->value]].flags & IN_USE)
            pm_map_put(mine, slot->key, to[slot->value]);
    }
}

/* The later run's lives with a Message-ID follow those of the earlier. */
static void append_same_ids(pm_lives *l, const pm_lives *n, const uint32_t *to)
{
    for (size_t s = 0; s < n->by_msgid.cap; s++) {
        const pm_map_slot *slot = &n->by_msgid.slots[s];
        if (slot->value == PM_MAP_NONE)
            continue;
        uint32_t newest = to[slot->value], oldest = newest;
        while (l->lives[oldest].older != NONE)
            oldest = l->lives[oldest].older;
        uint32_t *mine = pm_map_slot_of(&l->by_msgid, slot->key);
        if (*mine != PM_MAP_NONE) {
            l->lives[oldest].older = *mine;
            l->lives[*mine].newer = oldest;
        }
        *mine = newest;
    }
}

static void take_tickets(const pm_lives *l, tickets *mine, const tickets *theirs, uint64_t lines, const uint32_t *to)
{
    for (size_t i = theirs->first; i < theirs->n; i++) {
        uint32_t x = to[theirs->items[i].life];
        if (x != NONE)
            push(mine, x, l->lives[x].generation, theirs->items[i].when + lines);
    }
}

/* What the earlier run named, and the later begins; what the later named. */
static void join_names(pm_lives *l, uint64_t lines, const pm_lives *n, const uint32_t *to)
{
    for (size_t i = 0; i < n->n_lives && l->named.used; i++)
        if (to[i] != NONE && l->lives[to[i]].flags & WEAK)
            take_name(l, &l->lives[to[i]]);
    for (size_t s = 0; s < n->named.cap; s++)
        if (n->named.slots[s].value != PM_MAP_NONE)
            name_ahead(l, n->named.slots[s].key, n->named.slots[s].value + lines);
}

void pm_lives_join(pm_lives *l, uint64_t lines, pm_lives *n)
{
    pack(n);
    size_t first_source = l->n_sources;
    uint32_t *to = take_lives(l, lines, n);
    take_tickets(l, &l->ended, &n->ended, lines, to);
    take_tickets(l, &l->fresh, &n->fresh, lines, to);
    l->now = lines + n->now;
    join_names(l, lines, n, to);
    join_heads(l, n, to);
    append_same_ids(l, n, to);
    join_sources(l, first_source);
    /* ids that the later run opened anew are no longer the earlier run's */
    for (size_t s = 0; s < l->current.cap; s++) {
        const pm_map_slot *slot = &l->current.slots[s];
        if (slot->value != PM_MAP_NONE && was_opened(n, slot->key))
            end_life(l, slot->value, lines, l->lives[slot->value].open_time);
    }
    merge_opened(l, n);
    override(l, &l->current, &n->current, to);
    for (size_t i = 0; i < n->n_waiting; i++) {
        l->waiting = pm_array_grow(l->waiting, &l->cap_waiting, l->n_waiting + 1, sizeof *l->waiting);
        l->waiting[l->n_waiting++] = to[n->waiting[i]];
    }
    replay_kept(l, l->sessions, n, to);
    join_sources(l, first_source); /* those that were added now */
    for (size_t i = 0; i < n->n_lives; i++) {
        if (to[i] == NONE)
            continue;
        life *x = &l->lives[to[i]];
        if (x->flags & IN_USE)
            seek_same_id(l, x);
        if (l->at_start && x->flags & IN_USE)
            resolve_head(l, to[i]); /* a second head of one key: nothing to join it with */
    }
    apply_links(l, n->links, n->n_links, to);
    n->n_links = 0; /* their lines, too, are l's or gone */
    pm_sessions_join(l->sessions, n->sessions);
    settle_waiting(l);
    sweep(l);
    if (l->n_sources > 4096)
        pack_sources(l);
    free(to);
    pm_lives_free(n);
}

void pm_lives_set_start(pm_lives *l)
{
    l->at_start = true;
    for (uint32_t i = 0; i < l->n_lives; i++)
        if (l->lives[i].flags & IN_USE)
            resolve_head(l, i);
    join_sources(l, 0);
    pm_map_clear(&l->heads);
    free(l->opened_keys);
    l->opened_keys = NULL;
    l->n_opened_keys = 0;
    pm_sessions *start = pm_sessions_new(true);
    replay_kept(l, start, l, NULL);
    join_sources(l, 0); /* those that were added now */
    l->n_kept = 0;
    pm_sessions_join(start, l->sessions);
    pm_sessions_free(l->sessions);
    l->sessions = start;
    for (uint32_t i = 0; i < l->n_lives; i++) { /* among those that were set aside may be the parent */
        life *x = &l->lives[i];
        if (x->flags & IN_USE)
            seek_same_id(l, x);
    }
    apply_links(l, l->links, l->n_links, NULL); /* none is wanted again: there is nothing before */
    l->n_links = 0;
    settle_waiting(l);
}

/* All is known of every life; of those that wait for each other the first says it of the second, and so on. */
static void decide_all(pm_lives *l)
{
    uint32_t *next = pm_alloc((l->n_lives + 1) * sizeof *next);
    size_t n = 0;
    for (uint32_t i = 0; i < l->n_lives; i++)
        if (l->lives[i].flags & IN_USE && l->lives[i].waits_for == NONE)
            next[n++] = i;
    for (size_t i = 0; i < n; i++) {
        life *y = &l->lives[next[i]];
        while (y->first_waiting != NONE) {
            next[n++] = y->first_waiting;
            decide_same_id(l, &l->lives[y->first_waiting], y);
        }
    }
    free(next);
}

void pm_lives_finish(pm_lives *l)
{
    assert(l->at_start);
    settle_waiting(l);
    decide_all(l);
    for (uint32_t i = 0; i < l->n_lives; i++)
        if (l->lives[i].flags & IN_USE) {
            settle(l, &l->lives[i]);
            free_life(l, i);
        }
}
