/*
 * timeline: the key events of the case in order of time, each with its line and the findings it belongs to.
 *
 * A key event is one that an investigator would write on the board: services starting and stopping,
 * logins of people to the host, what they ran as root, the turns of the findings, the edges of holes.
 * Where there are more than PM_TIMELINE_MAX, the less telling kinds give way first.
 */
#include "tree.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <stdlib.h>

enum { FIELDS = 8, CITES = 2, BELONGS_MAX = 6 };

/* How telling: the turns of the case, then what people did, then what is there for orientation. */
typedef enum { TURN, DEED, BACKGROUND } weight;

typedef struct {
    const char *name;
    pm_span text;
    uint64_t number;
    int64_t time;
    enum { TEXT, NUMBER, TIME } type;
} field;

typedef struct {
    int64_t time, until;
    const char *kind;
    weight weight;
    bool inferred;
    pm_id host;
    field fields[FIELDS];
    size_t n_fields;
    const pm_cite *cites[CITES];
    size_t n_cites;
    const pm_finding *belongs[BELONGS_MAX];
    size_t n_belongs;
    size_t order; /* as made: the last word in sorting */
} event;

typedef struct {
    const pm_model_input *in;
    event *items;
    size_t n, cap;
    pm_arena *arena;
} events;

static event *add(events *l, weight w, const char *kind, pm_id host, int64_t time)
{
    l->items = pm_array_grow(l->items, &l->cap, l->n + 1, sizeof *l->items);
    event *e = &l->items[l->n];
    *e = (event){ .time = time, .until = PM_NO_TIME, .kind = kind, .weight = w, .host = host, .order = l->n };
    l->n++;
    return e;
}

static void cite(event *e, const pm_cite *c)
{
    if (c != NULL && c->piece != NULL && e->n_cites < CITES && (e->n_cites == 0 || pm_cite_cmp(e->cites[0], c) != 0))
        e->cites[e->n_cites++] = c;
}

static void text(event *e, const char *name, pm_span value)
{
    if (e->n_fields < FIELDS && value.len)
        e->fields[e->n_fields++] = (field){ .name = name, .text = value, .type = TEXT };
}

static void number(event *e, const char *name, uint64_t value)
{
    if (e->n_fields < FIELDS)
        e->fields[e->n_fields++] = (field){ .name = name, .number = value, .type = NUMBER };
}

static void moment(event *e, const char *name, int64_t value)
{
    if (e->n_fields < FIELDS)
        e->fields[e->n_fields++] = (field){ .name = name, .time = value, .type = TIME };
}

static void belongs(event *e, const pm_finding *f)
{
    for (size_t i = 0; i < e->n_belongs; i++)
        if (e->belongs[i] == f)
            return;
    if (e->n_belongs < BELONGS_MAX)
        e->belongs[e->n_belongs++] = f;
}

static pm_span name(const events *l, pm_id id)
{
    return pm_case_text(l->in->c, id);
}

/* ---- the frame: where the evidence begins, ends and has holes ---- */

static void add_frame(events *l)
{
    static const char *const kinds[] = { "gap", "rotation", "damage", "loss", "clock" };
    const pm_case *c = l->in->c;
    int64_t from, to;
    for (int family = 0; family < 2; family++) { /* mail and auth logs: what the report speaks of */
        if (!pm_tree_period(c, (pm_family)family, &from, &to))
            continue;
        add(l, TURN, family == PM_FAMILY_MAIL ? "log.first.mail" : "log.first.auth", 0, from);
        add(l, TURN, family == PM_FAMILY_MAIL ? "log.last.mail" : "log.last.auth", 0, to);
    }
    for (size_t i = 0; i < c->n_coverage; i++) {
        const pm_coverage *v = &c->coverage[i];
        event *e = add(l, v->basis == PM_COVERAGE_CLOCK ? DEED : TURN, kinds[v->basis], v->host, v->from);
        e->until = v->to > v->from ? v->to : PM_NO_TIME;
        text(e, "file", v->missing.len ? v->missing : v->piece ? pm_tree_last_name(v->piece->path) : (pm_span){ 0 });
        if (v->expected)
            number(e, v->basis == PM_COVERAGE_LOSS ? "lost" : "usual", v->expected);
        cite(e, &v->cite);
    }
}

/* ---- services ---- */

static void add_restarts(events *l)
{
    static const char *const kinds[] = { "postfix.start", "postfix.stop", "postfix.reload", "postfix.crash", "postfix.unseen" };
    const pm_case *c = l->in->c;
    for (size_t i = 0; i < c->n_restarts; i++) {
        const pm_restart *r = &c->restarts[i];
        bool inferred = r->kind == PM_RESTART_CRASH || r->kind == PM_RESTART_UNSEEN;
        event *e = add(l, TURN, kinds[r->kind], r->host, inferred ? r->after : r->time);
        e->until = inferred ? r->before : PM_NO_TIME;
        e->inferred = inferred;
        number(e, "pid", r->pid);
        text(e, "version", name(l, r->version));
        if (!pm_span_eq(r->cause, PM_SPAN("unknown")))
            text(e, "cause", r->cause);
        text(e, "who", r->cause_who);
        cite(e, &r->cite);
        cite(e, r->cause_cite);
    }
}

static void add_services(events *l)
{
    const pm_happenings *h = &l->in->c->facts->h[PM_H_SERVICE];
    for (size_t i = 0; i < h->n; i++) {
        event *e = add(l, BACKGROUND, "service", h->items[i].host, h->items[i].time);
        text(e, "service", name(l, h->items[i].a));
        text(e, "action", name(l, h->items[i].b));
        cite(e, &h->items[i].cite);
    }
}

/* ---- people on the host ---- */

/* The latest event made from the same words, by a hash of their ids; PM_MAP_NONE: none. */
static uint32_t *latest_of(pm_map *m, const pm_happening *h, bool with_command)
{
    const uint32_t ids[] = { h->host, h->a, h->b, with_command ? h->e : 0 };
    return pm_map_slot_of(m, pm_hash(pm_span_make((const char *)ids, sizeof ids)));
}

/* The first login of each user from each address, with how many followed. */
static void add_ssh(events *l)
{
    const pm_happenings *h = &l->in->c->facts->h[PM_H_SSH_LOGIN];
    pm_map known = { 0 };
    for (size_t i = 0; i < h->n; i++) {
        const pm_happening *x = &h->items[i];
        uint32_t *slot = latest_of(&known, x, false);
        if (*slot == PM_MAP_NONE) {
            *slot = (uint32_t)l->n;
            event *e = add(l, DEED, "ssh.one", x->host, x->time);
            text(e, "user", name(l, x->a));
            text(e, "address", name(l, x->b));
            text(e, "method", name(l, x->c));
            number(e, "logins", 1);
            moment(e, "last", x->time);
            cite(e, &x->cite);
            continue;
        }
        event *e = &l->items[*slot];
        e->kind = "ssh.many";
        e->fields[e->n_fields - 2].number++;
        e->fields[e->n_fields - 1].time = x->time;
        e->n_cites = 1;
        cite(e, &x->cite);
    }
    pm_map_free(&known);
}

/* The same command again within the hour is the same deed. */
static void add_sudo(events *l)
{
    const pm_happenings *h = &l->in->c->facts->h[PM_H_SUDO];
    pm_map known = { 0 };
    for (size_t i = 0; i < h->n; i++) {
        const pm_happening *x = &h->items[i];
        uint32_t *slot = latest_of(&known, x, true);
        if (*slot != PM_MAP_NONE && x->time - h->items[*slot].time < 3600)
            continue;
        *slot = (uint32_t)i;
        event *e = add(l, DEED, x->f ? "sudo.refused" : "sudo", x->host, x->time);
        text(e, "user", name(l, x->a));
        text(e, "runas", name(l, x->b));
        text(e, "command", name(l, x->e));
        text(e, "refusal", name(l, x->f));
        cite(e, &x->cite);
    }
    pm_map_free(&known);
}

static void add_others(events *l)
{
    const pm_facts *f = l->in->c->facts;
    const pm_happenings *h = &f->h[PM_H_SU];
    for (size_t i = 0; i < h->n; i++) {
        event *e = add(l, DEED, h->items[i].f ? "su.refused" : "su", h->items[i].host, h->items[i].time);
        text(e, "user", name(l, h->items[i].a));
        text(e, "to", name(l, h->items[i].b));
        cite(e, &h->items[i].cite);
    }
    h = &f->h[PM_H_ACCOUNT];
    for (size_t i = 0; i < h->n; i++) {
        event *e = add(l, DEED, "account", h->items[i].host, h->items[i].time);
        text(e, "tool", name(l, h->items[i].a));
        text(e, "text", name(l, h->items[i].b));
        cite(e, &h->items[i].cite);
    }
    h = &f->h[PM_H_CRON_CHANGE];
    for (size_t i = 0; i < h->n; i++) {
        event *e = add(l, DEED, "cron", h->items[i].host, h->items[i].time);
        text(e, "user", name(l, h->items[i].a));
        text(e, "action", name(l, h->items[i].b));
        text(e, "target", name(l, h->items[i].c));
        cite(e, &h->items[i].cite);
    }
    h = &f->h[PM_H_QUEUE_TOTAL];
    for (size_t i = 0; i < h->n; i++) {
        event *e = add(l, TURN, "queue", h->items[i].host, h->items[i].time);
        text(e, "action", name(l, h->items[i].a));
        number(e, "messages", h->items[i].n);
        cite(e, &h->items[i].cite);
    }
    h = &f->h[PM_H_SUSPICIOUS];
    for (size_t i = 0; i < h->n; i++) {
        event *e = add(l, TURN, "suspicious", h->items[i].host, h->items[i].time);
        text(e, "text", name(l, h->items[i].a));
        cite(e, &h->items[i].cite);
    }
}

/* ---- the outside: when each kind of answer came first ---- */

static void add_replies(events *l)
{
    const pm_case *c = l->in->c;
    const pm_tally *t = &c->facts->t[PM_T_REPLY];
    for (size_t rule = 0; rule < pm_case_reply_rules(c); rule++) {
        uint64_t count = 0;
        const pm_tally_row *first = NULL;
        int64_t last = PM_NO_TIME;
        for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);) {
            const pm_tally_row *r = w.row;
            if (r->key[1] != rule || pm_case_is_filter(c, r->key[0], r->key[2]))
                continue;
            count += r->n[PM_N_REPLY_COUNT];
            last = r->when->last > last ? r->when->last : last;
            if (first == NULL || r->when->first < first->when->first ||
                (r->when->first == first->when->first && pm_cite_cmp(r->when->first_cite, first->when->first_cite) < 0))
                first = r;
        }
        if (first == NULL)
            continue;
        pm_span id, operator_name, kind;
        pm_case_reply_rule(c, rule, &id, &operator_name, &kind);
        event *e = add(l, TURN, "reply", first->key[0], first->when->first);
        text(e, "operator", operator_name);
        text(e, "reply_kind", kind);
        number(e, "count", count);
        moment(e, "last", last);
        cite(e, first->when->first_cite);
    }
}

/* ---- the turns that the findings tell ---- */

static const pm_figure *figure(const pm_finding *f, const char *what, int type)
{
    const pm_figure *g = pm_finding_figure(f, what);
    return g != NULL && (int)g->type == type ? g : NULL;
}

static void real(events *l, event *e, const pm_figure *g)
{
    text(e, g->name, pm_arena_format(l->arena, "%.2f", g->real));
}

static void add_turn(events *l, const pm_finding *f, const char *kind, int64_t time, int64_t until, const char *const *figures)
{
    event *e = add(l, TURN, kind, f->host, time);
    e->until = until;
    text(e, "subject", f->subject_value);
    pm_span subject_kind = pm_span_of(pm_subject_name(f->subject));
    text(e, "subject_kind", subject_kind);
    for (; *figures != NULL; figures++) {
        const pm_figure *g = pm_finding_figure(f, *figures);
        if (g == NULL)
            continue;
        if (g->type == PM_FIGURE_NUMBER)
            number(e, g->name, g->number);
        else if (g->type == PM_FIGURE_TEXT)
            text(e, g->name, g->text);
        else if (g->type == PM_FIGURE_TIME)
            moment(e, g->name, g->time);
        else
            real(l, e, g);
    }
    if (f->n_cites)
        cite(e, f->cites[0]);
    belongs(e, f);
}

static void add_finding(events *l, const pm_finding *f)
{
    static const char *const none[] = { NULL };
    static const char *const case_figures[] = { "messages", "recipients", "addresses", NULL };
    static const char *const volume[] = { "peak", "mean", NULL };
    static const char *const guess[] = { "failures", "peak", NULL };
    static const char *const login[] = { "address", "failures", "service", NULL };
    const char *id = f->detector->id;
    const pm_figure *first = figure(f, "first", PM_FIGURE_TIME), *last = figure(f, "last", PM_FIGURE_TIME);
    const pm_figure *ordinary = figure(f, "last_ordinary", PM_FIGURE_TIME), *hour = figure(f, "last_ordinary_hour", PM_FIGURE_TIME), *peak = figure(f, "peak_hour", PM_FIGURE_TIME);
    const pm_figure *at = figure(f, "login", PM_FIGURE_TIME);
    if (strcmp(id, "PM-CASE-01") == 0 && first != NULL && last != NULL) {
        if (ordinary != NULL || hour != NULL) {
            add_turn(l, f, ordinary ? "sending.ordinary" : "sending.ordinary.hour", (ordinary ? ordinary : hour)->time, PM_NO_TIME, none);
            l->items[l->n - 1].n_cites = 0; /* the finding's lines show the others */
        }
        add_turn(l, f, "sending.first", first->time, PM_NO_TIME, case_figures);
        add_turn(l, f, "sending.last", last->time, PM_NO_TIME, none);
        l->items[l->n - 1].n_cites = 0;
    } else if (strcmp(id, "PM-CASE-02") == 0 || strcmp(id, "PM-CASE-03") == 0) {
        add_turn(l, f, "program.sending", f->from, f->to, case_figures);
        l->items[l->n - 1].n_cites = 0;
    } else if ((strcmp(id, "PM-VOL-01") == 0 || strcmp(id, "PM-VOL-03") == 0) && peak != NULL) {
        add_turn(l, f, strcmp(id, "PM-VOL-01") == 0 ? "volume.peak.account" : "volume.peak.uid", peak->time, PM_NO_TIME, volume);
        l->items[l->n - 1].n_cites = 0;
    } else if (strcmp(id, "PM-AUTH-01") == 0) {
        add_turn(l, f, "guessing", f->from, f->to, guess);
        l->items[l->n - 1].n_cites = 0;
    } else if ((strcmp(id, "PM-AUTH-02") == 0 || strcmp(id, "PM-AUTH-04") == 0) && at != NULL) {
        add_turn(l, f, "login.after.guessing", at->time, PM_NO_TIME, login);
        l->items[l->n - 1].n_cites = 0;
    } else if (strcmp(id, "PM-AUTH-11") == 0 && first != NULL) {
        add_turn(l, f, "mailbox", first->time, PM_NO_TIME, login);
    }
}

/* The place of a line as a number; equal for the same line, rarely for two. */
static uint64_t place_of(const events *l, const pm_cite *c)
{
    char id[16];
    pm_case_piece_id(l->in->c, c->piece, id);
    return pm_hash(pm_span_of(id)) ^ c->line * 0x9e3779b97f4a7c15u;
}

/* An event belongs to the findings that cite its line.  Events that show the same line hang in a chain. */
static void join(events *l)
{
    pm_map lines = { 0 };
    uint32_t *next = pm_alloc((l->n * CITES + 1) * sizeof *next);
    for (size_t k = 0; k < l->n; k++)
        for (size_t m = 0; m < l->items[k].n_cites; m++) {
            uint32_t *slot = pm_map_slot_of(&lines, place_of(l, l->items[k].cites[m]));
            next[k * CITES + m] = *slot;
            *slot = (uint32_t)(k * CITES + m);
        }
    for (size_t i = 0; i < pm_findings_count(l->in->findings); i++) {
        const pm_finding *f = pm_findings_at(l->in->findings, i);
        for (size_t j = 0; j < f->n_cites; j++)
            for (uint32_t at = pm_map_get(&lines, place_of(l, f->cites[j])); at != PM_MAP_NONE; at = next[at]) {
                event *e = &l->items[at / CITES];
                if (pm_cite_cmp(e->cites[at % CITES], f->cites[j]) == 0)
                    belongs(e, f);
            }
    }
    free(next);
    pm_map_free(&lines);
    for (size_t k = 0; k < l->n; k++)
        for (size_t i = 0; i < l->items[k].n_belongs; i++)
            if (l->items[k].belongs[i]->severity >= PM_SEVERITY_HIGH)
                l->items[k].weight = TURN;
}

/* ---- order and choice ---- */

static int by_weight(const void *a, const void *b)
{
    const event *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? -1 : 1;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static int by_time(const void *a, const void *b)
{
    const event *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static void write_event(const events *l, pm_out *o, const event *e)
{
    pm_out_object(o, NULL);
    pm_out_words(o, "kind", e->kind);
    pm_out_time(o, "time", e->time);
    pm_out_time(o, "until", e->until);
    pm_out_flag(o, "observed", !e->inferred);
    bool severe = false;
    for (size_t i = 0; i < e->n_belongs; i++)
        severe = severe || e->belongs[i]->severity >= PM_SEVERITY_HIGH;
    pm_out_flag(o, "severe", severe);
    if (e->host)
        pm_out_id(o, "host", e->host);
    for (size_t i = 0; i < e->n_fields; i++) {
        const field *f = &e->fields[i];
        if (f->type == NUMBER)
            pm_out_number(o, f->name, f->number);
        else if (f->type == TIME)
            pm_out_time(o, f->name, f->time);
        else
            pm_out_text(o, f->name, f->text);
    }
    pm_out_list(o, "belongs");
    for (size_t i = 0; i < e->n_belongs; i++)
        pm_out_number(o, NULL, pm_tree_number(l->in, e->belongs[i]));
    pm_out_end(o);
    pm_out_origins(o, e->n_cites > 0 ? e->cites[0] : NULL, e->n_cites > 1 ? e->cites[1] : NULL);
    pm_out_end(o);
}

void pm_tree_timeline(const pm_model_input *in, pm_out *o)
{
    events l = { .in = in, .arena = pm_arena_new() };
    add_frame(&l);
    add_restarts(&l);
    add_services(&l);
    add_ssh(&l);
    add_sudo(&l);
    add_others(&l);
    add_replies(&l);
    for (size_t i = 0; i < pm_findings_count(in->findings); i++)
        add_finding(&l, pm_findings_at(in->findings, i));
    join(&l);
    size_t all = l.n, shown = all < PM_TIMELINE_MAX ? all : PM_TIMELINE_MAX;
    if (l.n > 1) {
        qsort(l.items, l.n, sizeof *l.items, by_weight);
        qsort(l.items, shown, sizeof *l.items, by_time);
    }
    pm_out_number(o, "timeline_candidates", all);
    pm_out_list(o, "timeline");
    for (size_t i = 0; i < shown; i++)
        write_event(&l, o, &l.items[i]);
    pm_out_end(o);
    free(l.items);
    pm_arena_free(l.arena);
}
