#include "dialogue.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

enum {
    LASTS = 86400,  /* seconds: no session without a line is longer; a process id is another process's after so long */
    SILENT = 3600,  /* from the line that begins a session to its next one, at most */
    AT_ONCE = 60,   /* between two lines that follow each other at once */
    BEGUN_LEN = 128, /* bytes of such a line that are kept */
};

typedef enum { SMTP, SSH, LOGIN, JOB, POSTSUPER } kind;

/* What the lines of a session come to. */
typedef struct {
    bool open, begun;     /* begun: its first line is there */
    bool accepted;        /* SSH: by the line that says so */
    bool broken;          /* the mail system was stopped meanwhile: it may end without a word */
    bool mixed;           /* began while another was open: whose lines these are is not certain */
    bool lost, lost_in_auth, hung_up;
    uint32_t clients, failures, rejects, tls, removed;
    int64_t since, heard; /* of its first line that is there, and of its latest */
} session;

/* "ehlo=1 auth=0/1 mail=1 rcpt=2/3 data=1 quit=1 commands=6/7" */
typedef struct {
    bool counted;
    bool quit, spoke;     /* spoke: a command succeeded */
    uint32_t messages, failures, refused, tls;
} counts;

typedef enum { BEGINS, ENDS, BREAKS } boundary_kind; /* BREAKS: the process dies */

typedef struct {
    boundary_kind kind;
    pm_id service;        /* the tag it is logged under; 0 but of an smtpd */
    int64_t time;
    counts said;
    pm_cite cite;         /* its text is the process's */
} boundary;

/* What a process said up to the first beginning or end of a session in its run. */
typedef struct {
    session before;
    boundary first;
    char text[];          /* of the line */
} beginning;

typedef struct {
    uint64_t key;
    kind kind;
    pm_id host;
    uint32_t pid;
    bool head;            /* what it did before this run is not known: all of `now` follows on that */
    uint64_t first_at;    /* ordinal of its first line */
    session now;
    int64_t ended;        /* when its latest session did; PM_NO_TIME: that is not what it did last */
    beginning *cut;       /* it was a head: this is for the run before */
    pm_id service;        /* the tag of the line that begins `now` … */
    pm_cite begun;        /* … and where it lies; its text is `text` */
    char text[BEGUN_LEN];
} process;

typedef struct {
    pm_id host;
    uint64_t at;          /* ordinal of the first line that says so … */
    int64_t time;         /* … and its time */
} host_break;

struct pm_dialogues {
    pm_ties *ties;
    bool at_start;
    process *items;
    size_t n, cap, latest; /* latest: of the line before */
    pm_map by_key;
    host_break *breaks;
    size_t n_breaks, cap_breaks;
};

pm_dialogues *pm_dialogues_new(pm_ties *ties)
{
    pm_dialogues *d = pm_zalloc(sizeof *d);
    d->ties = ties;
    return d;
}

void pm_dialogues_free(pm_dialogues *d)
{
    if (d == NULL)
        return;
    for (size_t i = 0; i < d->n; i++)
        free(d->items[i].cut);
    free(d->items);
    free(d->breaks);
    pm_map_free(&d->by_key);
    free(d);
}

static pm_span copy(char *to, size_t size, pm_span text)
{
    return pm_span_make(to, pm_span_put(to, size, 0, text));
}

static beginning *keep_beginning(const session *before, const boundary *first)
{
    size_t len = first->cite.text.len < PM_CITE_TEXT ? first->cite.text.len : PM_CITE_TEXT;
    beginning *b = pm_alloc(sizeof *b + len);
    b->before = *before;
    b->first = *first;
    b->first.cite.text = copy(b->text, len, first->cite.text);
    return b;
}

static process *process_of(pm_dialogues *d, const pm_moment *m, kind k)
{
    process *latest = d->items + d->latest;
    if (d->latest < d->n && latest->pid == m->pid && latest->kind == k && latest->host == m->host)
        return latest;
    uint64_t key = pm_hash_u64(m->host_hash, (uint64_t)m->pid << 8 | k);
    uint32_t *slot = pm_map_slot_of(&d->by_key, key);
    if (*slot == PM_MAP_NONE) {
        *slot = (uint32_t)d->n;
        d->items = pm_array_grow(d->items, &d->cap, d->n + 1, sizeof *d->items);
        d->items[d->n++] = (process){ .key = key, .kind = k, .host = m->host, .pid = m->pid, .head = !d->at_start,
                                      .first_at = m->ordinal, .ended = PM_NO_TIME };
    }
    d->latest = *slot;
    return &d->items[*slot];
}

/* ---- judging ---- */

static void held(pm_dialogues *d, const process *p, pm_tie tie, const boundary *b)
{
    pm_ties_held(d->ties, tie, p->host, b->service, b->time);
}

static void miss(pm_dialogues *d, const process *p, pm_tie tie, int64_t from, int64_t to, uint32_t lines, const boundary *b)
{
    pm_ties_missing(d->ties, &(pm_missing_partner){ .tie = tie, .host = p->host, .service = b->service, .from = from < to ? from : to, .to = to,
                                            .pid = p->pid, .lines = lines, .cite = &b->cite });
}

/* So many lines of a kind were to come, and came. */
static void compare(pm_dialogues *d, const process *p, pm_tie tie, uint32_t want, uint32_t have, const boundary *end)
{
    if (want == 0)
        return;
    if (have < want)
        miss(d, p, tie, p->now.since, end->time, want - have, end);
    else
        held(d, p, tie, end);
}

static void judge_smtp(pm_dialogues *d, const process *p, const boundary *end)
{
    const session *s = &p->now;
    const counts *said = &end->said;
    if (!said->counted)
        return;
    compare(d, p, PM_TIE_SESSION_CLIENT, said->messages, s->clients, end);
    compare(d, p, s->lost_in_auth ? PM_TIE_SESSION_AUTH_LOST : PM_TIE_SESSION_AUTH, said->failures, s->failures, end);
    compare(d, p, PM_TIE_SESSION_REJECT, said->refused, s->rejects, end);
    if (said->tls)
        compare(d, p, PM_TIE_SESSION_TLS, said->tls, s->tls, end);
    else
        compare(d, p, PM_TIE_SESSION_WRAPPED, said->spoke, s->tls, end);
    /* "lost connection" is not said after a message: the client need not wait */
    compare(d, p, PM_TIE_SESSION_LOST, !said->quit && said->messages == 0 && !s->hung_up, s->lost, end);
}

static bool is_login(kind k)
{
    return k == SSH || k == LOGIN || k == JOB;
}

static pm_tie beginning_of(kind k)
{
    return is_login(k) ? PM_TIE_PAM_OPENED : PM_TIE_SESSION_CONNECT;
}

static pm_tie end_of(kind k)
{
    return is_login(k) ? PM_TIE_PAM_CLOSED : PM_TIE_SESSION_DISCONNECT;
}

static void judge_end(pm_dialogues *d, process *p, const boundary *end)
{
    session *s = &p->now;
    if (p->kind == POSTSUPER) {
        s->since = s->open ? s->since : end->time;
        compare(d, p, PM_TIE_POSTSUPER_TOTAL, s->removed ? end->said.messages : 0, s->removed, end);
        return;
    }
    if (s->open && s->begun) {
        held(d, p, beginning_of(p->kind), end);
        held(d, p, end_of(p->kind), end);
    } else {
        int64_t first = s->open ? s->since : end->time;
        bool follows = p->ended != PM_NO_TIME && end->time - p->ended <= LASTS;
        if (s->accepted)
            miss(d, p, PM_TIE_PAM_OPENED, first, first + AT_ONCE, 1, end);
        else
            miss(d, p, beginning_of(p->kind), follows ? p->ended : first - SILENT, first, 1, end);
        return; /* more than its first line may be missing */
    }
    if (p->kind == SMTP && !s->mixed)
        judge_smtp(d, p, end);
}

static void judge_begin(pm_dialogues *d, process *p, const boundary *begin)
{
    const session *s = &p->now;
    bool soon = begin->time - s->heard <= LASTS; /* else the id may be another process's */
    if (s->open && s->begun && !s->broken && (soon || p->kind == SMTP))
        miss(d, p, end_of(p->kind), s->heard, soon ? begin->time : s->heard + LASTS, 1, begin);
    if (p->kind == SSH && s->open && s->accepted)
        held(d, p, PM_TIE_SSH_ACCEPTED, begin);
    else if (p->kind == SSH)
        miss(d, p, PM_TIE_SSH_ACCEPTED, begin->time - AT_ONCE, begin->time, 1, begin);
}

/* A session begins, ends, or is broken off. */
static void pass_boundary(pm_dialogues *d, process *p, const boundary *b)
{
    bool mixed = p->now.open && p->now.begun && !p->head;
    if (p->head) {
        p->head = false;
        p->cut = keep_beginning(&p->now, b);
    } else if (b->kind == ENDS) {
        judge_end(d, p, b);
    } else if (b->kind == BEGINS) {
        judge_begin(d, p, b);
    }
    p->ended = b->kind == ENDS ? b->time : PM_NO_TIME;
    p->now = (session){ .open = b->kind == BEGINS, .begun = b->kind == BEGINS, .mixed = b->kind == BEGINS && mixed, .since = b->time,
                        .heard = b->time };
    p->service = b->service;
    if (b->kind == BEGINS) {
        p->begun = b->cite;
        p->begun.text = pm_span_make(NULL, copy(p->text, sizeof p->text, b->cite.text).len);
    }
}

static session *session_of(process *p, const pm_moment *m)
{
    session *s = &p->now;
    if (!s->open) {
        s->open = true;
        s->since = m->time;
    }
    s->heard = m->time;
    return s;
}

/* ---- smtpd ---- */

static uint32_t small(uint64_t n)
{
    return n > 1000000 ? 1000000 : (uint32_t)n;
}

/* "auth=1/3": one of three succeeded; "auth=3": all did */
static bool read_count(pm_span word, pm_span name, uint32_t *good, uint32_t *bad)
{
    uint64_t a, b;
    pm_span rest;
    if (!pm_span_after(word, name, &rest) || !pm_span_after(rest, PM_SPAN("="), &rest) || !pm_span_number(rest, &a, &rest))
        return false;
    b = a;
    if (pm_span_after(rest, PM_SPAN("/"), &rest) && !pm_span_number(rest, &b, &rest))
        return false;
    *good += small(a);
    *bad += small(b > a ? b - a : 0);
    return true;
}

static counts read_counts(pm_span text)
{
    counts c = { 0 };
    uint32_t mail = 0, no_mail = 0, rcpt = 0, no_data = 0, auth = 0, quit = 0, no_tls = 0, all = 0, bad = 0;
    while (text.len) {
        pm_span word = pm_span_first(text, pm_span_find_char(text, ' '));
        text = pm_span_skip(text, word.len + 1);
        switch (word.len ? word.ptr[0] : 0) {
        case 'm': read_count(word, PM_SPAN("mail"), &mail, &no_mail); break;
        case 'r': read_count(word, PM_SPAN("rcpt"), &rcpt, &c.refused); break;
        case 'd': read_count(word, PM_SPAN("data"), &c.messages, &no_data); break;
        case 'a': read_count(word, PM_SPAN("auth"), &auth, &c.failures); break;
        case 's': read_count(word, PM_SPAN("starttls"), &c.tls, &no_tls); break;
        case 'b': c.quit = c.quit || read_count(word, PM_SPAN("bdat"), &quit, &bad); break; /* messages are not counted then */
        case 'q': c.quit = c.quit || read_count(word, PM_SPAN("quit"), &quit, &bad); break;
        case 'c': c.counted = c.counted || read_count(word, PM_SPAN("commands"), &all, &bad); break;
        default: break;
        }
    }
    c.spoke = all > 0;
    if (no_mail)
        c.refused = 0; /* without MAIL no RCPT is looked at */
    return c;
}

static bool is_refusal_of_recipient(const pm_event *ev)
{
    return pm_span_eq(ev->stage, PM_SPAN("RCPT")) &&
           (pm_span_eq(ev->action, PM_SPAN("reject")) || pm_span_eq(ev->action, PM_SPAN("milter-reject")));
}

static bool is_tls(pm_span message)
{
    static const char *const kinds[] = { "Anonymous", "Untrusted", "Trusted", "Verified" };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        pm_span rest;
        if (pm_span_after(message, pm_span_of(kinds[i]), &rest))
            return pm_span_starts(rest, PM_SPAN(" TLS connection established from"));
    }
    return false;
}

/* "warning: unknown[192.0.2.7]: SASL LOGIN authentication aborted": the client's "*" */
static bool is_given_up(pm_span message)
{
    return pm_span_starts(message, PM_SPAN("warning: ")) && pm_span_ends(message, PM_SPAN(" authentication aborted"));
}

/* The client is cut off without a word about it. */
static bool hangs_up(pm_span message)
{
    return pm_span_starts(message, PM_SPAN("warning: non-SMTP command")) || pm_span_starts(message, PM_SPAN("improper command pipelining"));
}

/* What a service offers, and so what its lines hold, another need not. */
static void smtpd_event(pm_dialogues *d, process *p, const pm_moment *m, pm_id service, const pm_event *ev)
{
    session *s;
    switch (ev->kind) {
    case PM_EV_CONNECT: pass_boundary(d, p, &(boundary){ .kind = BEGINS, .service = service, .time = m->time, .cite = m->cite }); break;
    case PM_EV_DISCONNECT:
        pass_boundary(d, p, &(boundary){ .kind = ENDS, .service = service, .time = m->time, .said = read_counts(ev->text),
                                         .cite = m->cite });
        break;
    case PM_EV_CLIENT: session_of(p, m)->clients += m->times; break;
    case PM_EV_AUTH_FAILED: session_of(p, m)->failures += m->times; break;
    case PM_EV_REJECT:
        s = session_of(p, m);
        s->rejects += is_refusal_of_recipient(ev) ? m->times : 0;
        s->hung_up = s->hung_up || pm_span_eq(ev->code, PM_SPAN("421")) || pm_span_eq(ev->code, PM_SPAN("521"));
        break;
    case PM_EV_CONNECTION_LOST:
        s = session_of(p, m);
        s->lost = true;
        s->lost_in_auth = s->lost_in_auth || pm_span_eq(ev->stage, PM_SPAN("AUTH"));
        break;
    default: break;
    }
}

void pm_dialogues_smtpd(pm_dialogues *d, const pm_moment *m, pm_id service, const pm_event *ev, pm_span message)
{
    if (ev != NULL && ev->kind != PM_EV_NONE)
        smtpd_event(d, process_of(d, m, SMTP), m, service, ev);
    else if (is_tls(message))
        session_of(process_of(d, m, SMTP), m)->tls += m->times;
    else if (is_given_up(message))
        session_of(process_of(d, m, SMTP), m)->failures += m->times;
    else if (hangs_up(message))
        session_of(process_of(d, m, SMTP), m)->hung_up = true;
    else if (pm_span_starts(message, PM_SPAN("fatal: ")) || pm_span_starts(message, PM_SPAN("panic: ")))
        pass_boundary(d, process_of(d, m, SMTP), &(boundary){ .kind = BREAKS, .time = m->time, .cite = m->cite });
}

/* ---- logins ---- */

/* Which processes begin and end with a session of their own; others may have several at a time. */
static bool login_kind(pm_span service, kind *k)
{
    static const struct {
        const char *service;
        kind kind;
    } services[] = { { "sshd", SSH }, { "cron", JOB }, { "crond", JOB }, { "CRON", JOB }, { "su", LOGIN }, { "su-l", LOGIN },
                     { "sudo", LOGIN }, { "sudo-i", LOGIN } };
    for (size_t i = 0; i < sizeof services / sizeof *services; i++)
        if (pm_span_eq(service, pm_span_of(services[i].service))) {
            *k = services[i].kind;
            return true;
        }
    return false;
}

void pm_dialogues_login(pm_dialogues *d, const pm_moment *m, const pm_event *ev)
{
    kind k = SSH;
    if (ev->kind == PM_EV_SSH_ACCEPTED)
        session_of(process_of(d, m, SSH), m)->accepted = true;
    else if (login_kind(ev->service, &k))
        pass_boundary(d, process_of(d, m, k), &(boundary){ .kind = ev->kind == PM_EV_SESSION_OPENED ? BEGINS : ENDS, .time = m->time,
                                                          .cite = m->cite });
}

/* ---- postsuper ---- */

void pm_dialogues_postsuper(pm_dialogues *d, const pm_moment *m, const pm_event *ev)
{
    process *p = process_of(d, m, POSTSUPER);
    if (ev->kind == PM_EV_QUEUE_DELETED)
        session_of(p, m)->removed += m->times;
    else if (ev->kind == PM_EV_QUEUE_TOTAL && pm_span_eq(ev->action, PM_SPAN("Deleted")))
        pass_boundary(d, p, &(boundary){ .kind = ENDS, .time = m->time, .said.messages = small(ev->number), .cite = m->cite });
}

/* ---- the mail system stops ---- */

static host_break *break_of(pm_dialogues *d, pm_id host)
{
    for (size_t i = 0; i < d->n_breaks; i++)
        if (d->breaks[i].host == host)
            return &d->breaks[i];
    return NULL;
}

/* A session that is silent for longer is none: its client has a few minutes for each word. */
static void break_off(session *s, int64_t time)
{
    s->broken = s->broken || (s->open && time - s->heard <= SILENT);
}

void pm_dialogues_break(pm_dialogues *d, const pm_moment *m)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->items[i].kind == SMTP && d->items[i].host == m->host)
            break_off(&d->items[i].now, m->time);
    if (break_of(d, m->host) != NULL)
        return;
    d->breaks = pm_array_grow(d->breaks, &d->cap_breaks, d->n_breaks + 1, sizeof *d->breaks);
    d->breaks[d->n_breaks++] = (host_break){ m->host, m->ordinal, m->time };
}

/* ---- joining ---- */

void pm_dialogues_renumber(pm_dialogues *d, const pm_id *ids)
{
    for (size_t i = 0; i < d->n; i++) {
        process *p = &d->items[i];
        p->host = ids[p->host];
        p->service = ids[p->service];
        if (p->cut != NULL)
            p->cut->first.service = ids[p->cut->first.service];
    }
    for (size_t i = 0; i < d->n_breaks; i++)
        d->breaks[i].host = ids[d->breaks[i].host];
}

static void add_part(session *to, const session *part)
{
    if (!part->open)
        return;
    to->since = to->open ? to->since : part->since;
    to->open = true;
    to->begun = to->begun || part->begun;
    to->accepted = to->accepted || part->accepted;
    to->broken = to->broken || part->broken;
    to->lost = to->lost || part->lost;
    to->lost_in_auth = to->lost_in_auth || part->lost_in_auth;
    to->hung_up = to->hung_up || part->hung_up;
    to->clients += part->clients;
    to->failures += part->failures;
    to->rejects += part->rejects;
    to->tls += part->tls;
    to->removed += part->removed;
    to->heard = part->heard;
}

/* A beginning may be all that `of` has seen: whether another session was open then is for the run before to say. */
static void take_state(process *p, const process *of)
{
    bool mixed = p->now.mixed && p->now.since == of->now.since && p->begun.line == of->begun.line;
    p->now = of->now;
    p->now.mixed = p->now.mixed || mixed;
    p->ended = of->ended;
    p->service = of->service;
    p->begun = of->begun;
    memcpy(p->text, of->text, sizeof p->text);
}

/* What the later run knows of the process follows what the earlier does. */
static void go_on(pm_dialogues *d, process *e, const process *l)
{
    add_part(&e->now, l->cut != NULL ? &l->cut->before : &l->now);
    if (l->cut == NULL)
        return;
    pass_boundary(d, e, &l->cut->first);
    take_state(e, l);
}

static void join_breaks(pm_dialogues *e, const pm_dialogues *l)
{
    for (size_t i = 0; i < l->n_breaks; i++) {
        if (break_of(e, l->breaks[i].host) != NULL)
            continue;
        e->breaks = pm_array_grow(e->breaks, &e->cap_breaks, e->n_breaks + 1, sizeof *e->breaks);
        e->breaks[e->n_breaks++] = l->breaks[i];
    }
}

/* Sessions that were open when the mail system stopped, unless a line of the later run ended them before. */
static void break_earlier(pm_dialogues *e, pm_dialogues *l)
{
    for (size_t i = 0; i < e->n && l->n_breaks; i++) {
        process *p = &e->items[i];
        const host_break *b = break_of(l, p->host);
        uint32_t k = pm_map_get(&l->by_key, p->key);
        if (p->kind == SMTP && b != NULL && (k == PM_MAP_NONE || l->items[k].first_at > b->at))
            break_off(&p->now, b->time);
    }
}

/* Of a process that ended its session long ago nothing is asked any more. */
static void forget(pm_dialogues *d, int64_t now)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n; i++) {
        process *p = &d->items[i];
        if (p->head || p->cut != NULL || p->now.open || (p->ended != PM_NO_TIME && now - p->ended <= LASTS)) {
            pm_map_put(&d->by_key, p->key, (uint32_t)n);
            d->items[n++] = *p;
            continue;
        }
        pm_map_remove(&d->by_key, p->key);
    }
    d->n = n;
    d->latest = 0;
}

static void settle_head(pm_dialogues *d, process *p)
{
    beginning *cut = p->cut;
    p->head = false;
    if (cut == NULL)
        return;
    process is = *p;
    p->cut = NULL;
    p->now = cut->before;
    p->ended = PM_NO_TIME;
    pass_boundary(d, p, &cut->first);
    take_state(p, &is);
    free(cut);
}

void pm_dialogues_join(pm_dialogues *e, uint64_t lines, pm_dialogues *l)
{
    int64_t now = INT64_MIN;
    for (size_t i = 0; i < l->n; i++)
        l->items[i].first_at += lines;
    for (size_t i = 0; i < l->n_breaks; i++)
        l->breaks[i].at += lines;
    break_earlier(e, l);
    for (size_t i = 0; i < l->n; i++) {
        process *p = &l->items[i];
        now = p->now.heard > now ? p->now.heard : now;
        uint32_t *slot = pm_map_slot_of(&e->by_key, p->key);
        if (*slot != PM_MAP_NONE) {
            go_on(e, &e->items[*slot], p);
            continue;
        }
        *slot = (uint32_t)e->n;
        e->items = pm_array_grow(e->items, &e->cap, e->n + 1, sizeof *e->items);
        e->items[e->n++] = *p;
        p->cut = NULL;
        if (e->at_start)
            settle_head(e, &e->items[e->n - 1]);
    }
    join_breaks(e, l);
    if (e->at_start && l->n)
        forget(e, now);
    pm_dialogues_free(l);
}

void pm_dialogues_set_start(pm_dialogues *d)
{
    d->at_start = true;
    for (size_t i = 0; i < d->n; i++)
        settle_head(d, &d->items[i]);
}

void pm_dialogues_finish(pm_dialogues *d, pm_id host, int64_t last)
{
    for (size_t i = 0; i < d->n; i++) {
        process *p = &d->items[i];
        pm_cite begun = p->begun;
        begun.text.ptr = p->text;
        if (p->host == host && (p->kind == SMTP || p->kind == JOB) && p->now.open && p->now.begun && !p->now.broken &&
            last - p->now.heard > LASTS)
            miss(d, p, end_of(p->kind), p->now.heard, p->now.heard + LASTS, 1,
                 &(boundary){ .service = p->service, .cite = begun });
    }
}
