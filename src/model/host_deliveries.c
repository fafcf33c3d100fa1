/* deliveries: attempts and last words by status and by domain, without the legs to content filters. */
#include "section.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"

#include <libpsl.h>
#include <stdlib.h>

enum { STATUSES = 4 };
static const char *const status_names[STATUSES] = { "sent", "deferred", "bounced", "other" };

typedef struct {
    pm_id domain;
    uint64_t attempts[STATUSES], final[STATUSES], all;
    bool remote;
} domain_sum;

typedef struct {
    domain_sum *items;
    size_t n, cap;
    pm_map index;
    uint64_t attempts[STATUSES], final_local[STATUSES], final_remote[STATUSES];
} sums;

static domain_sum *domain_of(sums *s, pm_id domain)
{
    uint32_t *slot = pm_map_slot_of(&s->index, domain);
    if (*slot == PM_MAP_NONE) {
        s->items = pm_array_grow(s->items, &s->cap, s->n + 1, sizeof *s->items);
        *slot = (uint32_t)s->n;
        s->items[s->n++] = (domain_sum){ .domain = domain };
    }
    return &s->items[*slot];
}

static void add_table(const pm_model_input *in, sums *s, pm_tally_id t, pm_id host, bool final)
{
    const pm_tally *table = &in->c->facts->t[t];
    for (pm_tally_walk w = pm_tally_begin(table); pm_tally_next(&w);) {
        const pm_tally_row *r = w.row;
        if (r->key[0] != host || pm_case_is_filter(in->c, host, r->key[2]))
            continue;
        domain_sum *d = domain_of(s, r->key[1]);
        d->remote = d->remote || !r->key[3];
        for (size_t k = 0; k < STATUSES; k++) {
            if (final) {
                d->final[k] += r->n[k];
                (r->key[3] ? s->final_local : s->final_remote)[k] += r->n[k];
            } else {
                d->attempts[k] += r->n[k];
                d->all += r->n[k];
                s->attempts[k] += r->n[k];
            }
        }
    }
}

static void write_counts(pm_out *o, const char *key, const uint64_t n[STATUSES])
{
    pm_out_object(o, key);
    for (size_t k = 0; k < STATUSES; k++)
        if (n[k])
            pm_out_number(o, status_names[k], n[k]);
    pm_out_end(o);
}

static const pm_facts *sorting; /* qsort takes no context */

static int by_count(const void *a, const void *b)
{
    const domain_sum *x = a, *y = b;
    if (x->all != y->all)
        return x->all > y->all ? -1 : 1;
    return pm_span_cmp(pm_facts_name(sorting, x->domain), pm_facts_name(sorting, y->domain));
}

static void write_domains(pm_out *o, const sums *s)
{
    const psl_ctx_t *psl = psl_builtin();
    pm_out_list(o, "by_domain");
    for (size_t i = 0; i < s->n; i++) {
        const domain_sum *d = &s->items[i];
        if (d->all == 0)
            continue;
        const char *name = pm_case_text(o->c, d->domain).ptr;
        const char *registrable = psl ? psl_registrable_domain(psl, name) : NULL;
        pm_out_object(o, NULL);
        pm_out_words(o, "domain", name);
        if (registrable != NULL)
            pm_out_words(o, "registrable", registrable);
        write_counts(o, "attempts", d->attempts);
        write_counts(o, "final", d->final);
        pm_out_end(o);
    }
    pm_out_end(o);
}

static void write_replies(const pm_model_input *in, pm_out *o, pm_arena *a, pm_id host)
{
    pm_rows rows = pm_rows_of_host(in->c->facts, a, PM_T_REPLY, host, PM_BY_TIME, 0);
    pm_out_list(o, "replies");
    for (size_t rule = 0; rule < pm_case_reply_rules(in->c); rule++) {
        pm_span id, operator_name, kind;
        uint64_t count = 0, suspended = 0;
        int64_t first = PM_NO_TIME, last = PM_NO_TIME;
        const pm_cite *first_cite = NULL, *last_cite = NULL;
        pm_id listed = 0;
        for (size_t i = 0; i < rows.n; i++) {
            const pm_tally_row *r = rows.rows[i];
            if (r->key[1] != rule || pm_case_is_filter(in->c, host, r->key[2]))
                continue;
            count += r->n[PM_N_REPLY_COUNT];
            suspended += r->n[PM_N_REPLY_SUSPENDED];
            if (first == PM_NO_TIME || r->when->first < first) {
                first = r->when->first;
                first_cite = r->when->first_cite;
            }
            if (last == PM_NO_TIME || r->when->last > last) {
                last = r->when->last;
                last_cite = r->when->last_cite;
            }
            listed = listed ? listed : r->key[3];
        }
        if (count == 0)
            continue;
        pm_case_reply_rule(in->c, rule, &id, &operator_name, &kind);
        pm_out_object(o, NULL);
        pm_out_text(o, "operator", operator_name);
        pm_out_text(o, "id", id);
        pm_out_text(o, "kind", kind);
        pm_out_number(o, "count", count);
        pm_out_number(o, "sessions", count - suspended);
        pm_out_time(o, "first", first);
        pm_out_time(o, "last", last);
        pm_out_at_least(o, host, PM_FAMILY_MAIL, first, last);
        if (listed)
            pm_out_id(o, "listed", listed);
        if (first_cite != NULL)
            pm_out_text(o, "sample", first_cite->text);
        pm_out_origins(o, first_cite, last_cite);
        pm_out_end(o);
    }
    pm_out_end(o);
}

void pm_host_section_deliveries(const pm_model_input *in, pm_out *o, pm_id host)
{
    sums s = { .n = 0 };
    add_table(in, &s, PM_T_ATTEMPT, host, false);
    add_table(in, &s, PM_T_FINAL, host, true);
    sorting = in->c->facts;
    if (s.n > 1)
        qsort(s.items, s.n, sizeof *s.items, by_count);
    pm_out_object(o, "deliveries");
    pm_out_at_least(o, host, PM_FAMILY_MAIL, PM_NO_TIME, PM_NO_TIME);
    write_counts(o, "attempts", s.attempts);
    pm_out_object(o, "final");
    write_counts(o, "local", s.final_local);
    write_counts(o, "remote", s.final_remote);
    pm_out_end(o);
    write_domains(o, &s);
    pm_out_end(o);
    pm_map_free(&s.index);
    free(s.items);
    pm_arena *a = pm_arena_new();
    write_replies(in, o, a, host);
    pm_arena_free(a);
}
