/* indicators: addresses, accounts and uids that the findings speak of, each with its role. */
#include "section.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"

#include <stdlib.h>

typedef struct {
    pm_span value;
    const char *type, *role;
    int64_t first, last;
    uint64_t count;
    size_t findings[8], n_findings;
} indicator;

typedef struct {
    int64_t first, last;
} seen;

typedef struct {
    const pm_model_input *in;
    pm_arena *arena;
    indicator *items;
    size_t n, cap;
    pm_map index;  /* host << 32 | address: where in `times` */
    seen *times;
    size_t n_times, cap_times;
} list;

static const char *type_of_address(pm_span value)
{
    return pm_span_find_char(value, ':') == PM_NPOS ? "ipv4" : "ipv6";
}

static void add(list *l, const char *type, const char *role, pm_span value, int64_t first, int64_t last, uint64_t count, size_t finding)
{
    indicator *x = NULL;
    for (size_t i = 0; i < l->n && x == NULL; i++)
        if (strcmp(l->items[i].type, type) == 0 && strcmp(l->items[i].role, role) == 0 && pm_span_eq(l->items[i].value, value))
            x = &l->items[i];
    if (x == NULL) {
        if (l->n == l->cap)
            return;
        x = &l->items[l->n++];
        *x = (indicator){ .value = value, .type = type, .role = role, .first = first, .last = last, .count = count };
    }
    x->count = count > x->count ? count : x->count;
    x->first = first < x->first ? first : x->first;
    x->last = last > x->last ? last : x->last;
    for (size_t i = 0; i < x->n_findings; i++)
        if (x->findings[i] == finding)
            return;
    if (x->n_findings < sizeof x->findings / sizeof *x->findings)
        x->findings[x->n_findings++] = finding;
}

/* ---- when each address was seen, in whatever kind of line ---- */

static void note(list *l, pm_id host, pm_id address, int64_t first, int64_t last)
{
    uint32_t *slot = pm_map_slot_of(&l->index, (uint64_t)host << 32 | address);
    if (*slot == PM_MAP_NONE) {
        l->times = pm_array_grow(l->times, &l->cap_times, l->n_times + 1, sizeof *l->times);
        *slot = (uint32_t)l->n_times;
        l->times[l->n_times++] = (seen){ first, last };
    }
    seen *t = &l->times[*slot];
    t->first = first < t->first ? first : t->first;
    t->last = last > t->last ? last : t->last;
}

static void note_all(list *l)
{
    static const struct {
        pm_tally_id table;
        size_t address; /* which part of the key */
    } tables[] = { { PM_T_ACTOR_CLIENT, 2 }, { PM_T_AUTH_FAIL, 2 }, { PM_T_MAILBOX, 2 }, { PM_T_SSH_FAIL, 1 } };
    const pm_facts *facts = l->in->c->facts;
    for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
        for (pm_tally_walk w = pm_tally_begin(&facts->t[tables[t].table]); pm_tally_next(&w);)
            note(l, w.row->key[0], w.row->key[tables[t].address], w.row->when->first, w.row->when->last);
    const pm_happenings *logins = &facts->h[PM_H_SSH_LOGIN];
    for (size_t i = 0; i < logins->n; i++)
        note(l, logins->items[i].host, logins->items[i].b, logins->items[i].time, logins->items[i].time);
}

static void add_address(list *l, pm_id host, pm_span address, uint64_t messages, size_t finding)
{
    pm_id id = pm_intern_add(l->in->c->facts->texts, address);
    uint32_t at = pm_map_get(&l->index, (uint64_t)host << 32 | id);
    if (at != PM_MAP_NONE)
        add(l, type_of_address(address), "source", address, l->times[at].first, l->times[at].last, messages, finding);
}

/* The addresses that an account under suspicion was used from, from the time on that the case begins. */
static void add_origins(list *l, const pm_finding *f, size_t number)
{
    const pm_facts *facts = l->in->c->facts;
    pm_span actor = pm_arena_format(l->arena, "sasl:%.*s", PM_SPAN_FMT(f->subject_value));
    const pm_figure *since = pm_finding_figure(f, "first");
    pm_rows rows = pm_rows_of_host(facts, l->arena, PM_T_ACTOR_CLIENT, f->host, PM_BY_TIME, 0);
    for (size_t i = 0; i < rows.n; i++) {
        const pm_tally_row *r = rows.rows[i];
        if (!pm_span_eq(pm_facts_name(facts, r->key[1]), actor) || since == NULL || r->when->first < since->time)
            continue;
        add_address(l, f->host, pm_facts_name(facts, r->key[2]), r->n[PM_N_CLIENT_MESSAGES], number);
    }
}

/* Is the account the one that did it, rather than the one it was done to? */
static bool acts(const pm_finding *f)
{
    return strcmp(f->detector->id, "PM-INT-05") == 0; /* commands on log files */
}

static void collect(list *l)
{
    for (size_t i = 0; i < pm_findings_count(l->in->findings); i++) {
        const pm_finding *f = pm_findings_at(l->in->findings, i);
        if (f->severity < PM_SEVERITY_HIGH)
            continue;
        if (f->subject == PM_SUBJECT_ACCOUNT)
            add(l, "account", acts(f) ? "source" : "victim", f->subject_value, f->from, f->to, 0, i + 1);
        else if (f->subject == PM_SUBJECT_UID)
            add(l, "uid", "victim", f->subject_value, f->from, f->to, 0, i + 1);
        const pm_figure *address = pm_finding_figure(f, "address");
        if (address != NULL)
            add_address(l, f->host, address->text, 0, i + 1);
        for (size_t k = 0; k < f->n_related; k++)
            add(l, "account", "victim", f->related[k].account, f->related[k].first, f->related[k].last, 0, i + 1);
        if (strcmp(f->detector->id, "PM-CASE-01") == 0)
            add_origins(l, f, i + 1);
    }
}

void pm_section_indicators(const pm_model_input *in, pm_out *o)
{
    enum { MOST = 2000 };
    list l = { .in = in, .arena = pm_arena_new(), .cap = MOST };
    l.items = pm_arena_zalloc(l.arena, MOST * sizeof *l.items);
    note_all(&l);
    collect(&l);
    pm_out_list(o, "indicators");
    for (size_t i = 0; i < l.n; i++) {
        const indicator *x = &l.items[i];
        pm_out_object(o, NULL);
        pm_out_words(o, "type", x->type);
        pm_out_text(o, "value", x->value);
        pm_out_words(o, "role", x->role);
        pm_out_time(o, "first", x->first);
        pm_out_time(o, "last", x->last);
        if (x->count)
            pm_out_number(o, "count", x->count); /* messages */
        pm_out_list(o, "findings");
        for (size_t k = 0; k < x->n_findings; k++)
            pm_out_number(o, NULL, x->findings[k]);
        pm_out_end(o);
        pm_out_end(o);
    }
    pm_out_end(o);
    pm_map_free(&l.index);
    free(l.times);
    pm_arena_free(l.arena);
}
