#include "fold.h"

#include "dialogue.h"
#include "entry.h"
#include "skew.h"
#include "witness.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

enum {
    SILENCE = 1800,      /* seconds without a line that are worth a note */
    BACKWARD = 2,        /* seconds a clock may run back before it is worth a note */
    TAGS = 256,
    SHAPES_MAX = 5000,   /* shapes of lines not understood; the rest is counted as one */
    SHAPE_LEN = 120,
    TEXT_MAX = 1024,
};

/* What is known of a host within the run. */
typedef struct {
    pm_id host;
    uint64_t hash, lines;
    pm_span name;
    int64_t first, last;         /* times of its first and latest line */
    const pm_piece *last_piece;
    int64_t last_mail;           /* latest line of a Postfix daemon other than master and postfix-script */
    pm_cite first_cite;          /* of its first line */
} host_state;

/* What master said, and when another master process than before spoke. */
typedef struct {
    pm_event_kind kind;          /* MASTER_*, SCRIPT; NONE: some other line of it */
    pm_id host, instance, action, version, configuration;
    uint32_t pid;
    int64_t time, mail_before;   /* latest Postfix line before; PM_NO_TIME: none in this run */
    uint32_t times;
    size_t tag_at;               /* where the tag begins in the cited line */
    pm_cite cite;
} master_line;

/* A Postfix program whose lines mean more than their event. */
typedef enum { ROLE_NONE, ROLE_MAIL, ROLE_SMTPD, ROLE_POSTSUPER, ROLE_MASTER, ROLE_SCRIPT } role;

typedef struct {
    pm_span tag;
    char text[64];
    const pm_program *program;
    pm_family family;
    role role;
    pm_id service;               /* the tag, of an smtpd */
    bool needs_pid;
    pm_id host;
    uint64_t instance;
    const pm_host_instances *instances;
    pm_tally_row *lines;
} tag_slot;

struct pm_fold {
    pm_facts *facts;
    pm_ties ties;
    bool owns_facts;
    int32_t hour_shift;
    pm_lives *lives;
    pm_dialogues *dialogues;
    const pm_instances *instances; /* what earlier passes saw */
    pm_instances *seen;            /* what this run does */
    bool expect_pids;
    pm_family family;
    uint64_t lines;
    host_state *hosts;
    size_t n_hosts, cap_hosts, cached_host;
    pm_map by_host;              /* id of the host's name -> its place in hosts */
    tag_slot tags[TAGS];
    /* where the latest line was counted */
    pm_id hour_host;
    pm_family hour_family;
    pm_hour counted_hour;
    uint64_t *hour_counts;
    pm_tally_row *skew[PM_WITNESS_COUNT];
    pm_hour hour;          /* of the latest line */
    int64_t hour_from;
    master_line *master;
    size_t n_master, cap_master;
    uint32_t master_pid;
    pm_id master_host;
};

pm_fold *pm_fold_new(int32_t hour_shift, pm_replies *replies, const pm_instances *instances)
{
    pm_fold *f = pm_zalloc(sizeof *f);
    f->facts = pm_facts_new();
    f->owns_facts = true;
    f->hour_shift = hour_shift;
    f->hour_from = INT64_MAX;
    f->instances = instances;
    f->seen = pm_instances_new();
    f->ties = pm_ties_new(f->facts, hour_shift);
    f->lives = pm_lives_new(f->facts, &f->ties, hour_shift, replies);
    f->dialogues = pm_dialogues_new(&f->ties);
    return f;
}

void pm_fold_free(pm_fold *f)
{
    if (f == NULL)
        return;
    pm_lives_free(f->lives);
    pm_dialogues_free(f->dialogues);
    pm_instances_free(f->seen);
    if (f->owns_facts)
        pm_facts_free(f->facts);
    free(f->hosts);
    pm_map_free(&f->by_host);
    free(f->master);
    free(f);
}

void pm_fold_expect_pids(pm_fold *f, bool expect)
{
    f->expect_pids = expect;
}

void pm_fold_set_family(pm_fold *f, pm_family family)
{
    f->family = family;
    for (size_t i = 0; i < f->facts->h[PM_H_SILENCE].n; i++)
        f->facts->h[PM_H_SILENCE].items[i].n = family;
}

void pm_fold_skip(pm_fold *f)
{
    f->lines++;
}

/* ---- hosts, tags, hours: found again without hashing as long as they repeat ---- */

static host_state *host_of(pm_fold *f, pm_span name, const pm_moment *m)
{
    if (f->cached_host < f->n_hosts && pm_span_eq(f->hosts[f->cached_host].name, name))
        return &f->hosts[f->cached_host];
    pm_id id = pm_facts_text(f->facts, name);
    uint32_t *slot = pm_map_slot_of(&f->by_host, id);
    if (*slot == PM_MAP_NONE) {
        *slot = (uint32_t)f->n_hosts;
        f->hosts = pm_array_grow(f->hosts, &f->cap_hosts, f->n_hosts + 1, sizeof *f->hosts);
        f->hosts[f->n_hosts++] = (host_state){ .host = id, .hash = pm_hash(name), .name = pm_facts_name(f->facts, id), .first = m->time,
                                               .last = PM_NO_TIME, .last_mail = PM_NO_TIME, .first_cite = m->cite };
        f->hosts[*slot].first_cite.text = pm_arena_copy(f->facts->arena, m->cite.text);
    }
    f->cached_host = *slot;
    return &f->hosts[*slot];
}

static role role_of(const pm_program *p)
{
    if (!pm_program_is_postfix(p))
        return ROLE_NONE;
    pm_span name = pm_program_name(p);
    static const struct {
        const char *name;
        role role;
    } roles[] = { { "master", ROLE_MASTER }, { "postfix-script", ROLE_SCRIPT }, { "smtpd", ROLE_SMTPD }, { "postsuper", ROLE_POSTSUPER } };
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
        if (pm_span_eq(name, pm_span_of(roles[i].name)))
            return roles[i].role;
    return ROLE_MAIL;
}

/* Whose queue ids the lines under a tag speak of. */
static void find_instance(pm_fold *f, tag_slot *t, pm_span tag, const host_state *h)
{
    pm_span name = pm_program_name(t->program);
    t->instance = 0;
    t->instances = NULL;
    if (!pm_program_is_postfix(t->program) || pm_span_find_char(tag, '/') == PM_NPOS)
        return;
    pm_instances_see(f->seen, h->hash, tag, pm_span_ends(name, PM_SPAN("qmgr")) || pm_span_eq(name, PM_SPAN("master")));
    t->instances = pm_instances_of(f->instances, h->hash);
    if (t->instances != NULL)
        t->instance = pm_instance_hash(tag);
}

static tag_slot *tag_of(pm_fold *f, pm_span tag, const host_state *of)
{
    pm_id host = of->host;
    size_t h = tag.len ? (size_t)(unsigned char)tag.ptr[tag.len - 1] * 31 + (unsigned char)tag.ptr[tag.len / 2] * 7 + tag.len : 0;
    tag_slot *t = &f->tags[h % TAGS];
    if (t->program != NULL && t->host == host && pm_span_eq(t->tag, tag))
        return t;
    t->program = pm_program_find(tag);
    t->family = pm_program_family(t->program);
    t->needs_pid = pm_program_needs_pid(t->program);
    t->role = role_of(t->program);
    t->service = t->role == ROLE_SMTPD ? pm_facts_text(f->facts, pm_span_first(tag, sizeof t->text)) : 0;
    t->host = host;
    find_instance(f, t, tag, of);
    pm_span name = pm_program_name(t->program);
    if (!name.len)
        name = pm_span_first(tag, sizeof t->text);
    t->lines = pm_tally_at(&f->facts->t[PM_T_LINES], host, pm_facts_text(f->facts, name), 0, 0);
    t->tag = pm_span_make(t->text, tag.len < sizeof t->text ? tag.len : 0);
    if (t->tag.len)
        memcpy(t->text, tag.ptr, tag.len);
    if (t->tag.len != tag.len)
        t->tag = (pm_span){ 0 }; /* longer than any program's: not kept */
    return t;
}

static void count_hour(pm_fold *f, pm_id host, pm_family family, pm_hour hour)
{
    if (f->hour_counts == NULL || f->counted_hour != hour || f->hour_host != host || f->hour_family != family) {
        f->hour_counts = pm_tally_counts(&f->facts->t[PM_T_LINE_HOUR], host, family, hour, 0);
        f->counted_hour = hour;
        f->hour_host = host;
        f->hour_family = family;
    }
    f->hour_counts[PM_N_COUNT]++;
}

/* ---- lists ---- */

static pm_id text_of(pm_fold *f, pm_span s)
{
    return pm_facts_text(f->facts, pm_span_first(s, TEXT_MAX));
}

static void list(pm_fold *f, pm_happening_kind kind, const pm_moment *m, pm_happening h)
{
    h.kind = kind;
    h.time = m->time;
    h.host = m->host;
    h.cite = m->cite;
    pm_happenings_add(&f->facts->h[kind], f->facts->arena, &h);
}

static void suspicious(pm_fold *f, const pm_moment *m, pm_span reason)
{
    pm_buffer said = { 0 };
    pm_entry_said(&said, m->cite.text, pm_moment_tag_at(m));
    list(f, PM_H_SUSPICIOUS, m,
         (pm_happening){ .until = PM_NO_TIME, .n = m->times, .a = text_of(f, pm_buffer_span(&said)), .b = text_of(f, reason) });
    pm_buffer_free(&said);
}

/* Silences and clocks running back, from one line of a host to its next. */
static void watch_time(pm_fold *f, host_state *h, const pm_moment *m)
{
    if (h->last != PM_NO_TIME) {
        int64_t step = m->time - h->last;
        if (step >= SILENCE)
            list(f, PM_H_SILENCE, m, (pm_happening){ .until = h->last });
        else if (step < -BACKWARD && h->last_piece == m->cite.piece)
            list(f, PM_H_BACKSTEP, m, (pm_happening){ .until = h->last });
    }
    h->last = m->time;
    h->last_piece = m->cite.piece;
}

/* ---- single events ---- */

static void count_auth_failure(pm_fold *f, const pm_moment *m, const pm_event *ev)
{
    pm_id ip = text_of(f, ev->client), user = text_of(f, ev->user);
    pm_tally_row *r = pm_tally_at(&f->facts->t[PM_T_AUTH_FAIL], m->host, user, ip, 0);
    r->n[PM_N_COUNT] += m->times;
    pm_tally_touch(&f->facts->t[PM_T_AUTH_FAIL], r, m->time, &m->cite);
    pm_tally_counts(&f->facts->t[PM_T_AUTH_FAIL_HOUR], m->host, user, ip, m->hour)[PM_N_COUNT] += m->times;
    if (ev->user.len)
        pm_tally_counts(&f->facts->t[PM_T_AUTH_FAIL_SLOT], m->host, user, pm_moment_slot(m), 0)[PM_N_COUNT] += m->times;
}

static void count_mailbox(pm_fold *f, const pm_moment *m, const pm_event *ev)
{
    pm_tally_row *r = pm_tally_at(&f->facts->t[PM_T_MAILBOX], m->host, text_of(f, ev->user), text_of(f, ev->client),
                                  text_of(f, ev->service));
    if (ev->kind == PM_EV_MAILBOX_LOGIN)
        r->n[PM_N_MAILBOX_OK] += m->times;
    else
        r->n[PM_N_MAILBOX_FAILED] += m->times * ev->number;
    pm_tally_touch(&f->facts->t[PM_T_MAILBOX], r, m->time, &m->cite);
}

/* "Failed none" is no password tried: the client asks what methods there are. */
static void count_ssh_failure(pm_fold *f, const pm_moment *m, const pm_event *ev)
{
    if (pm_span_eq(ev->method, PM_SPAN("none")) || pm_span_eq(ev->method, PM_SPAN("publickey")))
        return;
    pm_id ip = text_of(f, ev->client);
    pm_tally_row *r = pm_tally_at(&f->facts->t[PM_T_SSH_FAIL], m->host, ip, text_of(f, ev->user), 0);
    r->n[PM_N_SSH_COUNT] += m->times;
    r->n[PM_N_SSH_UNKNOWN] += ev->unknown_user ? m->times : 0;
    pm_tally_touch(&f->facts->t[PM_T_SSH_FAIL], r, m->time, &m->cite);
    pm_tally_counts(&f->facts->t[PM_T_SSH_FAIL_SLOT], m->host, ip, pm_moment_slot(m), 0)[PM_N_COUNT] += m->times;
}

static void count_touch(pm_fold *f, pm_tally_id t, const pm_moment *m, pm_id a, pm_id b)
{
    pm_tally_row *r = pm_tally_at(&f->facts->t[t], m->host, a, b, 0);
    r->n[PM_N_COUNT] += m->times;
    pm_tally_touch(&f->facts->t[t], r, m->time, &m->cite);
}

static void add_master(pm_fold *f, host_state *h, const pm_moment *m, const pm_event *ev)
{
    f->master = pm_array_grow(f->master, &f->cap_master, f->n_master + 1, sizeof *f->master);
    master_line *l = &f->master[f->n_master++];
    *l = (master_line){ .kind = ev->kind, .host = m->host, .instance = text_of(f, pm_tag_instance(m->tag)),
                        .action = text_of(f, ev->action), .version = text_of(f, ev->text),
                        .configuration = text_of(f, ev->code), .pid = m->pid, .time = m->time, .mail_before = h->last_mail,
                        .times = m->times, .tag_at = pm_moment_tag_at(m), .cite = m->cite };
    l->cite.text = pm_arena_copy(f->facts->arena, m->cite.text);
}

/* Master speaks: its start, stop and reload are kept, and the first word of each new process. */
static void watch_master(pm_fold *f, host_state *h, const pm_moment *m, const pm_event *ev)
{
    bool own = ev->kind == PM_EV_MASTER_START || ev->kind == PM_EV_MASTER_STOP || ev->kind == PM_EV_MASTER_RELOAD;
    bool changed = m->pid != f->master_pid || m->host != f->master_host;
    f->master_pid = m->pid;
    f->master_host = m->host;
    if (own || changed) {
        pm_event plain = own ? *ev : (pm_event){ .kind = PM_EV_NONE };
        add_master(f, h, m, &plain);
    }
}

static void list_sudo(pm_fold *f, const pm_moment *m, const pm_event *ev)
{
    list(f, PM_H_SUDO, m,
         (pm_happening){ .until = PM_NO_TIME, .a = text_of(f, ev->user), .b = text_of(f, ev->runas), .c = text_of(f, ev->tty),
                         .d = text_of(f, ev->directory), .e = text_of(f, ev->command), .f = text_of(f, ev->text),
                         .contested = ev->contested });
}

static void count_event(pm_fold *f, const pm_moment *m, const pm_event *ev)
{
    pm_happening h = { .until = PM_NO_TIME, .n = ev->number };
    switch (ev->kind) {
    case PM_EV_CONNECT: pm_sessions_connect(pm_lives_sessions(f->lives), m); break;
    case PM_EV_AUTH_FAILED: count_auth_failure(f, m, ev); break;
    case PM_EV_REJECT: pm_count_reject(f->facts, m, ev); break;
    case PM_EV_MAILBOX_LOGIN:
    case PM_EV_MAILBOX_FAILED: count_mailbox(f, m, ev); break;
    case PM_EV_BACKEND_FAILED: count_touch(f, PM_T_BACKEND_FAIL, m, text_of(f, ev->client), text_of(f, ev->user)); break;
    case PM_EV_SSH_FAILED: count_ssh_failure(f, m, ev); break;
    case PM_EV_CRON_JOB: count_touch(f, PM_T_CRON, m, text_of(f, ev->user), text_of(f, ev->command)); break;
    case PM_EV_SUDO: list_sudo(f, m, ev); break;
    case PM_EV_LOG_LOSS: pm_sessions_loss(pm_lives_sessions(f->lives), m); h.a = text_of(f, ev->text); list(f, PM_H_LOSS, m, h); break;
    case PM_EV_CLOCK_STEP: h.a = text_of(f, ev->text); list(f, PM_H_CLOCK, m, h); break;
    case PM_EV_MASTER_TROUBLE: h.a = text_of(f, ev->text); list(f, PM_H_MASTER_TROUBLE, m, h); break;
    case PM_EV_QUEUE_TOTAL: h.a = text_of(f, ev->action); list(f, PM_H_QUEUE_TOTAL, m, h); break;
    case PM_EV_SSH_ACCEPTED:
        h.a = text_of(f, ev->user);
        h.b = text_of(f, ev->client);
        h.c = text_of(f, ev->method);
        h.d = text_of(f, ev->text);
        list(f, PM_H_SSH_LOGIN, m, h);
        break;
    case PM_EV_SU:
        h.a = text_of(f, ev->user);
        h.b = text_of(f, ev->runas);
        h.c = text_of(f, ev->tty);
        h.f = text_of(f, ev->text);
        list(f, PM_H_SU, m, h);
        break;
    case PM_EV_SESSION_OPENED:
        if (!pm_span_eq(ev->service, PM_SPAN("sudo")))
            break; /* says whose rights a contested sudo line got */
        h.a = text_of(f, ev->user);
        h.b = text_of(f, ev->by);
        h.c = text_of(f, ev->service);
        list(f, PM_H_SESSION, m, h);
        break;
    case PM_EV_ACCOUNT_CHANGED:
        h.a = text_of(f, m->tag);
        h.b = text_of(f, ev->text);
        list(f, PM_H_ACCOUNT, m, h);
        break;
    case PM_EV_CRON_CHANGED:
        h.a = text_of(f, ev->user);
        h.b = text_of(f, ev->action);
        h.c = text_of(f, ev->text);
        list(f, PM_H_CRON_CHANGE, m, h);
        break;
    case PM_EV_SERVICE:
        h.a = text_of(f, ev->service);
        h.b = text_of(f, ev->action);
        h.c = text_of(f, ev->text);
        list(f, PM_H_SERVICE, m, h);
        break;
    default: break;
    }
}

/* ---- lines not understood, by shape ---- */

/* Numbers become N, what stands in brackets goes: lines alike but for that are one shape. */
static pm_span shape_of(pm_span s, char *buf)
{
    size_t n = 0;
    char until = 0;
    for (size_t i = 0; i < s.len && n < SHAPE_LEN; i++) {
        char c = s.ptr[i];
        if (until) {
            if (c != until)
                continue;
            until = 0;
        } else if (c == '<' || c == '[') {
            until = c == '<' ? '>' : ']';
        } else if (c >= '0' && c <= '9') {
            if (n == 0 || buf[n - 1] != 'N')
                buf[n++] = 'N';
            continue;
        }
        buf[n++] = c;
    }
    return pm_span_make(buf, n);
}

static void count_shape(pm_fold *f, const pm_moment *m, pm_span program, pm_span message)
{
    char buf[SHAPE_LEN];
    pm_tally *t = &f->facts->t[PM_T_SHAPE];
    pm_span shape = t->n_entries < SHAPES_MAX ? shape_of(message, buf) : PM_SPAN("");
    count_touch(f, PM_T_SHAPE, m, pm_facts_text(f->facts, program), pm_facts_text(f->facts, shape));
}

/* ---- a record ---- */

/* The hour of a moment; most lines lie in the one of the line before. */
static pm_hour hour_of(pm_fold *f, int64_t time)
{
    if (time < f->hour_from || time - f->hour_from >= 3600) {
        f->hour = pm_hour_of(time, f->hour_shift);
        f->hour_from = pm_hour_start(f->hour, f->hour_shift);
    }
    return f->hour;
}

/* What the process said before, or will say, may speak of this line. */
static void watch_process(pm_fold *f, const tag_slot *t, const pm_moment *m, pm_verdict v, const pm_event *ev, const pm_record *rec)
{
    bool parsed = v == PM_PARSED;
    if (t->role == ROLE_SMTPD && v != PM_NOT_UNDERSTOOD)
        pm_dialogues_smtpd(f->dialogues, m, t->service, parsed ? ev : NULL, rec->message);
    else if (t->role == ROLE_POSTSUPER && parsed)
        pm_dialogues_postsuper(f->dialogues, m, ev);
    else if (t->role == ROLE_MASTER && parsed && (ev->kind == PM_EV_MASTER_START || ev->kind == PM_EV_MASTER_STOP))
        pm_dialogues_break(f->dialogues, m);
    else if (t->role == ROLE_NONE && parsed &&
             (ev->kind == PM_EV_SSH_ACCEPTED || ev->kind == PM_EV_SESSION_OPENED || ev->kind == PM_EV_SESSION_CLOSED))
        pm_dialogues_login(f->dialogues, m, ev);
}

/* Why its program cannot have written a line; empty when it can. */
static pm_span alien(const pm_fold *f, const tag_slot *t, const pm_record *rec)
{
    if (rec->doubled_pid)
        return PM_SPAN("doubled-pid");
    if (rec->writer != NULL && !pm_program_may_be(t->program, rec->writer))
        return PM_SPAN("journal-disagrees");
    return f->expect_pids && !rec->has_pid && t->needs_pid ? PM_SPAN("no-pid") : (pm_span){ 0 };
}

/* Mostly the same difference as the time before. */
static void count_skew(pm_fold *f, const pm_moment *m, pm_witness w, uint32_t bin)
{
    pm_tally_row **row = &f->skew[w];
    pm_hour day = m->hour / 24;
    if (*row == NULL || (*row)->key[0] != m->host || (*row)->key[2] != bin || (*row)->key[3] != day)
        *row = pm_tally_at(&f->facts->t[PM_T_SKEW], m->host, w, bin, day);
    (*row)->n[PM_N_COUNT]++;
}

/* A line that holds a time of its own speaks of the year and zone of the stamps, and of the clock. */
static void hear_witness(pm_fold *f, const pm_moment *m, const pm_record *rec, const pm_event *ev, pm_votes *votes)
{
    pm_witness w;
    int64_t t;
    if (!pm_witness_time(ev, &w, &t))
        return;
    if (!pm_stamp_is_full(rec->form))
        pm_witness_vote(votes, w, rec->time, t);
    if (w != PM_WITNESS_DATE_HEADER) /* of any clock in the world, and of when the mail was begun */
        count_skew(f, m, w, pm_skew_bin(rec->time - t));
}

pm_verdict pm_fold_record(pm_fold *f, const pm_record *rec, const pm_cite *cite, pm_votes *votes, pm_family *whose)
{
    pm_moment m = { .time = rec->time, .hour = hour_of(f, rec->time), .ordinal = f->lines++, .times = rec->times, .tag = rec->tag,
                    .pid = rec->pid, .cite = *cite };
    host_state *h = host_of(f, rec->host, &m);
    h->lines++;
    m.host = h->host;
    m.host_hash = h->hash;
    tag_slot *t = tag_of(f, rec->tag, h);
    m.instance = t->instance;
    m.instances = t->instances;
    *whose = t->family;
    watch_time(f, h, &m);
    count_hour(f, m.host, t->family, m.hour);
    if (t->family == PM_FAMILY_MAIL)
        pm_sessions_line(pm_lives_sessions(f->lives), &m);
    pm_span reason = alien(f, t, rec);
    if (reason.len) {
        suspicious(f, &m, reason);
        t->lines->n[PM_N_LINES_TYPED]++;
        return PM_PARSED;
    }
    pm_event ev;
    pm_verdict v = pm_event_read(t->program, rec, &ev);
    if (v == PM_PARSED) {
        if (!pm_lives_event(f->lives, &m, t->program, rec, &ev))
            count_event(f, &m, &ev);
        hear_witness(f, &m, rec, &ev, votes);
    } else if (v == PM_NOT_UNDERSTOOD) {
        pm_span name = pm_program_name(t->program);
        count_shape(f, &m, name.len ? name : rec->tag, rec->message);
    }
    if (rec->has_pid)
        watch_process(f, t, &m, v, &ev, rec);
    t->lines->n[v == PM_PARSED ? PM_N_LINES_TYPED : v == PM_KNOWN ? PM_N_LINES_KNOWN : PM_N_LINES_UNKNOWN]++;
    if (t->role == ROLE_MAIL || t->role == ROLE_SMTPD || t->role == ROLE_POSTSUPER)
        h->last_mail = m.time;
    else if (t->role == ROLE_MASTER)
        watch_master(f, h, &m, v == PM_PARSED ? &ev : &(pm_event){ .kind = PM_EV_NONE });
    else if (t->role == ROLE_SCRIPT && v == PM_PARSED && ev.kind == PM_EV_SCRIPT)
        add_master(f, h, &m, &ev);
    return v;
}

void pm_fold_before(pm_fold *f, const pm_record *rec, const pm_cite *cite)
{
    pm_moment m = { .time = rec->time, .ordinal = f->lines++, .times = rec->times, .host = pm_facts_text(f->facts, rec->host),
                    .tag = rec->tag, .pid = rec->pid, .cite = *cite };
    const pm_program *program = pm_program_find(rec->tag);
    pm_event ev;
    if (pm_program_family(program) != PM_FAMILY_MAIL || rec->doubled_pid || !rec->has_pid ||
        (rec->writer != NULL && !pm_program_may_be(program, rec->writer)))
        return;
    pm_sessions_line(pm_lives_sessions(f->lives), &m);
    if (pm_event_read(program, rec, &ev) == PM_PARSED && ev.kind == PM_EV_CONNECT)
        pm_sessions_connect(pm_lives_sessions(f->lives), &m);
}

void pm_fold_boot(pm_fold *f, const pm_record *rec, const pm_cite *marker)
{
    pm_moment m = { .time = rec->time, .host = pm_facts_text(f->facts, rec->host), .cite = *marker };
    list(f, PM_H_SERVICE, &m, (pm_happening){ .until = PM_NO_TIME, .a = text_of(f, PM_SPAN("host")), .b = text_of(f, PM_SPAN("start")),
                                              .c = text_of(f, marker->text) });
}

bool pm_fold_host(const pm_fold *f, size_t i, pm_id *host, uint64_t *lines)
{
    if (i >= f->n_hosts)
        return false;
    *host = f->hosts[i].host;
    *lines = f->hosts[i].lines;
    return true;
}

const pm_instances *pm_fold_instances(const pm_fold *f)
{
    return f->seen;
}

/* ---- joining ---- */

void pm_fold_move(pm_fold *f, pm_facts *facts, pm_replies *replies)
{
    pm_ties_flush(&f->ties);
    pm_id *ids = pm_facts_merge(facts, f->facts);
    pm_map_clear(&f->by_host);
    for (size_t i = 0; i < f->n_hosts; i++) {
        f->hosts[i].host = ids[f->hosts[i].host];
        pm_map_put(&f->by_host, f->hosts[i].host, (uint32_t)i);
        f->hosts[i].name = pm_facts_name(facts, f->hosts[i].host);
        f->hosts[i].first_cite.text = pm_arena_copy(facts->arena, f->hosts[i].first_cite.text);
    }
    for (size_t i = 0; i < f->n_master; i++) {
        master_line *l = &f->master[i];
        l->host = ids[l->host];
        l->instance = ids[l->instance];
        l->action = ids[l->action];
        l->version = ids[l->version];
        l->configuration = ids[l->configuration];
        l->cite.text = pm_arena_copy(facts->arena, l->cite.text);
    }
    f->master_host = ids[f->master_host];
    pm_lives_move(f->lives, facts, ids, replies);
    pm_dialogues_renumber(f->dialogues, ids);
    free(ids);
    if (f->owns_facts)
        pm_facts_free(f->facts);
    f->facts = facts;
    f->ties.facts = facts;
    f->owns_facts = false;
    f->hour_counts = NULL;
    memset(f->skew, 0, sizeof f->skew);
    memset(f->tags, 0, sizeof f->tags);
}

/* What the last line of the earlier run and the first of the later say together. */
static void join_time(pm_fold *e, const host_state *h)
{
    pm_moment m = { .time = h->first, .host = h->host, .cite = h->first_cite };
    uint32_t *slot = pm_map_slot_of(&e->by_host, h->host);
    if (*slot == PM_MAP_NONE) {
        *slot = (uint32_t)e->n_hosts;
        e->hosts = pm_array_grow(e->hosts, &e->cap_hosts, e->n_hosts + 1, sizeof *e->hosts);
        e->hosts[e->n_hosts++] = *h;
        return;
    }
    host_state *mine = &e->hosts[*slot];
    int64_t step = h->first - mine->last;
    if (step >= SILENCE)
        list(e, PM_H_SILENCE, &m, (pm_happening){ .until = mine->last, .n = e->family });
    else if (step < -BACKWARD && mine->last_piece == h->first_cite.piece)
        list(e, PM_H_BACKSTEP, &m, (pm_happening){ .until = mine->last });
    mine->last = h->last;
    mine->last_piece = h->last_piece;
    mine->lines += h->lines;
    if (h->last_mail != PM_NO_TIME)
        mine->last_mail = h->last_mail;
}

static int64_t last_mail_of(const pm_fold *f, pm_id host)
{
    uint32_t i = pm_map_get(&f->by_host, host);
    return i == PM_MAP_NONE ? PM_NO_TIME : f->hosts[i].last_mail;
}

void pm_fold_join(pm_fold *e, pm_fold *n)
{
    bool first = true; /* word of a master */
    for (size_t i = 0; i < n->n_master; i++) {
        master_line *l = &n->master[i];
        if (l->mail_before == PM_NO_TIME)
            l->mail_before = last_mail_of(e, l->host);
        bool goes_on = first && l->kind == PM_EV_NONE && l->pid == e->master_pid && l->host == e->master_host;
        first = first && l->kind == PM_EV_SCRIPT;
        if (goes_on)
            continue; /* the same master */
        e->master = pm_array_grow(e->master, &e->cap_master, e->n_master + 1, sizeof *e->master);
        e->master[e->n_master++] = *l;
    }
    if (!first) {
        e->master_pid = n->master_pid;
        e->master_host = n->master_host;
    }
    for (size_t i = 0; i < n->n_hosts; i++)
        join_time(e, &n->hosts[i]);
    pm_lives_join(e->lives, e->lines, n->lives);
    n->lives = NULL;
    pm_dialogues_join(e->dialogues, e->lines, n->dialogues);
    n->dialogues = NULL;
    e->lines += n->lines;
    pm_ties_flush(&n->ties);
    pm_fold_free(n);
}

void pm_fold_set_start(pm_fold *f)
{
    pm_lives_set_start(f->lives);
    pm_dialogues_set_start(f->dialogues);
}

/* ---- restarts ---- */

typedef struct {
    pm_arena *arena;
    pm_restart *items;
    size_t n, cap;
} restart_list;

static pm_restart *add_restart(restart_list *l, const master_line *m, pm_restart_kind kind)
{
    l->items = pm_array_grow(l->items, &l->cap, l->n + 1, sizeof *l->items);
    pm_restart *r = &l->items[l->n++];
    *r = (pm_restart){ .kind = kind, .host = m->host, .instance = m->instance, .version = m->version,
                       .configuration = m->configuration, .pid = m->pid, .time = m->time, .after = PM_NO_TIME,
                       .before = PM_NO_TIME, .cite = m->cite };
    return r;
}

/* What is known of one instance of master while its lines are walked in order. */
typedef struct {
    pm_id host, instance;
    bool known, running, script_stopped;
    bool vouched;  /* the process said itself that it is the master: it started, or reloaded */
    uint32_t pid;
    size_t line;   /* number of its latest line */
    int64_t heard; /* its time */
} master_state;

/* What comes after each line of master: numbers of lines, PM_NPOS: none. */
typedef struct {
    size_t of_process; /* the next line of this one's process */
    size_t start;      /* the next start of this one's instance */
} ahead;

static master_state *state_of(master_state *states, size_t *n, size_t max, pm_id host, pm_id instance)
{
    for (size_t i = 0; i < *n; i++)
        if (states[i].host == host && states[i].instance == instance)
            return &states[i];
    if (*n == max)
        return &states[max - 1];
    states[*n] = (master_state){ .host = host, .instance = instance, .heard = PM_NO_TIME };
    return &states[(*n)++];
}

/* A start where no stop was seen: between the last line before and this one the old master died. */
static void note_crash(restart_list *l, const master_line *m, const master_state *s)
{
    int64_t after = m->mail_before > s->heard ? m->mail_before : s->heard;
    if (after == PM_NO_TIME)
        return;
    pm_restart *r = add_restart(l, m, PM_RESTART_CRASH);
    r->pid = s->pid;
    r->after = after;
    r->before = m->time;
    r->version = r->configuration = 0;
}

static uint64_t instance_key(const master_line *m)
{
    return pm_hash_u64(m->host, m->instance);
}

static uint64_t process_key(const master_line *m)
{
    return pm_hash_u64(instance_key(m), m->pid);
}

/* free() it */
static ahead *look_ahead(const pm_fold *f)
{
    ahead *a = pm_alloc((f->n_master + 1) * sizeof *a);
    pm_map process = { 0 }, start = { 0 };
    for (size_t i = f->n_master; i-- > 0;) {
        const master_line *m = &f->master[i];
        a[i] = (ahead){ PM_NPOS, PM_NPOS };
        if (m->kind == PM_EV_SCRIPT)
            continue; /* postfix-script is no master */
        uint32_t *next = pm_map_slot_of(&process, process_key(m)), next_start = pm_map_get(&start, instance_key(m));
        if (*next != PM_MAP_NONE)
            a[i].of_process = *next;
        if (next_start != PM_MAP_NONE)
            a[i].start = next_start;
        *next = (uint32_t)i;
        if (m->kind == PM_EV_MASTER_START)
            pm_map_put(&start, instance_key(m), (uint32_t)i);
    }
    pm_map_free(&process);
    pm_map_free(&start);
    return a;
}

/* Did something else than a master write this stop?  The master that runs has another process id, and speaks after it. */
static bool is_foreign_stop(const master_line *m, const master_state *s, const ahead *of_master, const ahead *of_stop, const pm_map *started)
{
    return m->kind == PM_EV_MASTER_STOP && s->running && s->vouched && s->pid != m->pid && of_master->of_process < of_stop->start &&
           pm_map_get(started, process_key(m)) == PM_MAP_NONE;
}

static void list_foreign_stop(pm_fold *f, const master_line *m)
{
    pm_moment at = { .time = m->time, .host = m->host, .times = m->times, .tag = pm_span_skip(m->cite.text, m->tag_at), .cite = m->cite };
    suspicious(f, &at, PM_SPAN("pid-without-life"));
}

static void walk_master(restart_list *l, const master_line *m, master_state *s, bool is_stop_script)
{
    pm_restart *r;
    switch (m->kind) {
    case PM_EV_SCRIPT: s->script_stopped = s->script_stopped || is_stop_script; return;
    case PM_EV_MASTER_START: {
        bool unclean = s->known && s->running && !s->script_stopped;
        if (unclean)
            note_crash(l, m, s);
        r = add_restart(l, m, PM_RESTART_START);
        r->clean = s->known && !unclean;
        s->running = s->vouched = true;
        s->script_stopped = false;
        break;
    }
    case PM_EV_MASTER_STOP:
        add_restart(l, m, PM_RESTART_STOP);
        s->running = false;
        break;
    case PM_EV_MASTER_RELOAD: add_restart(l, m, PM_RESTART_RELOAD); /* fall through */
    default:
        if (s->known && s->pid != m->pid && s->heard != PM_NO_TIME) { /* another master, and nobody saw it start */
            pm_restart unseen = { .kind = PM_RESTART_UNSEEN, .host = m->host, .instance = m->instance, .pid = m->pid,
                                  .time = m->time, .after = s->heard, .before = m->time, .cite = m->cite };
            l->items = pm_array_grow(l->items, &l->cap, l->n + 1, sizeof *l->items);
            l->items[l->n++] = unseen;
        }
        s->running = true;
        s->vouched = m->kind == PM_EV_MASTER_RELOAD || (s->vouched && s->pid == m->pid);
        s->script_stopped = false;
        break;
    }
    s->known = true;
    s->pid = m->pid;
    s->heard = m->time;
}

void pm_fold_finish(pm_fold *f, pm_arena *arena, pm_restart **restarts, size_t *n)
{
    enum { STATES = 64 };
    restart_list l = { .arena = arena };
    master_state states[STATES];
    size_t n_states = 0;
    ahead *next = look_ahead(f);
    pm_map started = { 0 }; /* masters that did, and have not stopped since */
    pm_lives_finish(f->lives);
    for (size_t i = 0; i < f->n_hosts; i++)
        pm_dialogues_finish(f->dialogues, f->hosts[i].host, f->hosts[i].last);
    pm_ties_flush(&f->ties);
    for (size_t i = 0; i < f->n_master; i++) {
        const master_line *m = &f->master[i];
        master_state *s = state_of(states, &n_states, STATES, m->host, m->instance);
        if (is_foreign_stop(m, s, &next[s->line], &next[i], &started)) {
            list_foreign_stop(f, m);
            continue;
        }
        if (m->kind == PM_EV_MASTER_START)
            pm_map_put(&started, process_key(m), 1);
        else if (m->kind == PM_EV_MASTER_STOP)
            pm_map_remove(&started, process_key(m));
        pm_span action = pm_facts_name(f->facts, m->action);
        bool stop = pm_span_starts(action, PM_SPAN("stop")) || pm_span_eq(action, PM_SPAN("abort"));
        walk_master(&l, m, s, stop);
        if (m->kind != PM_EV_SCRIPT)
            s->line = i;
    }
    free(next);
    pm_map_free(&started);
    *n = l.n;
    *restarts = pm_arena_alloc(arena, (l.n + 1) * sizeof **restarts);
    if (l.n)
        memcpy(*restarts, l.items, l.n * sizeof *l.items);
    free(l.items);
}
