/* senders: who sent how much: SASL users, local uids, clients without login, the mail system itself. */
#include "section.h"

#include "postmortem/base/map.h"

#include <stdlib.h>

static void write_clients(pm_out *o, pm_rows rows)
{
    pm_out_list(o, "clients");
    for (size_t i = 0; i < rows.n; i++) {
        const pm_tally_row *r = rows.rows[i];
        pm_out_object(o, NULL);
        pm_out_id(o, "ip", r->key[2]);
        pm_out_id(o, "name", r->key[3]);
        pm_out_number(o, "messages", r->n[PM_N_CLIENT_MESSAGES]);
        pm_out_number(o, "recipients", r->n[PM_N_CLIENT_RECIPIENTS]);
        if (r->n[PM_N_CLIENT_REFUSED])
            pm_out_number(o, "refused_or_not_queued", r->n[PM_N_CLIENT_REFUSED]);
        pm_out_time(o, "first", r->when->first);
        pm_out_time(o, "last", r->when->last);
        pm_out_at_least(o, r->key[0], PM_FAMILY_MAIL, r->when->first, r->when->last);
        pm_out_origins(o, r->when->first_cite, NULL);
        pm_out_end(o);
    }
    pm_out_end(o);
}

/* {"LOGIN": 12, …}: rows are by (method, service); `part` says which of the two is summed. */
static void write_sums(pm_out *o, const char *key, pm_rows rows, size_t part)
{
    pm_out_object(o, key);
    for (size_t i = 0; i < rows.n; i++) {
        uint64_t sum = 0;
        bool first = true;
        for (size_t k = 0; k < rows.n; k++)
            if (rows.rows[k]->key[part] == rows.rows[i]->key[part]) {
                first = first && k >= i;
                sum += rows.rows[k]->n[PM_N_COUNT];
            }
        pm_span name = pm_case_text(o->c, rows.rows[i]->key[part]);
        if (first && name.len)
            pm_out_number(o, name.ptr, sum);
    }
    pm_out_end(o);
}

typedef struct {
    pm_span sender;
    uint64_t messages;
} sender_sum;

static int by_messages(const void *a, const void *b)
{
    const sender_sum *x = a, *y = b;
    if (x->messages != y->messages)
        return x->messages > y->messages ? -1 : 1;
    return pm_span_cmp(x->sender, y->sender);
}

/* Rows are by (sender, hour), the hours of one sender scattered: summed up, then sorted. */
static void write_senders(pm_out *o, pm_arena *a, pm_rows rows)
{
    sender_sum *sums = pm_arena_alloc(a, (rows.n + 1) * sizeof *sums);
    pm_map index = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++) {
        uint32_t *slot = pm_map_slot_of(&index, rows.rows[i]->key[2]);
        if (*slot == PM_MAP_NONE) {
            *slot = (uint32_t)n;
            sums[n++] = (sender_sum){ pm_case_text(o->c, rows.rows[i]->key[2]), 0 };
        }
        sums[*slot].messages += rows.rows[i]->n[PM_N_COUNT];
    }
    pm_map_free(&index);
    qsort(sums, n, sizeof *sums, by_messages);
    pm_out_list(o, "senders");
    for (size_t i = 0; i < n; i++) {
        pm_out_object(o, NULL);
        pm_out_text(o, "address", sums[i].sender);
        pm_out_number(o, "messages", sums[i].messages);
        pm_out_end(o);
    }
    pm_out_end(o);
}

static void write_final(const pm_model_input *in, pm_out *o, pm_rows rows)
{
    static const char *const names[] = { "accepted", "local", "deferred", "bounced", "expired", "other", "discarded" };
    uint64_t n[PM_OUTCOME_COUNT] = { 0 };
    for (size_t i = 0; i < rows.n; i++) {
        const pm_tally_row *r = rows.rows[i];
        bool filter = pm_case_is_filter(in->c, r->key[0], r->key[2]);
        for (size_t k = 0; k < PM_OUTCOME_COUNT; k++)
            if (k == PM_OUTCOME_UNNAMED)
                n[filter ? PM_OUTCOME_UNNAMED : PM_OUTCOME_ACCEPTED] += r->n[k];
            else if (!filter)
                n[k] += r->n[k];
    }
    pm_out_object(o, "final");
    for (size_t i = 0; i < PM_OUTCOME_COUNT; i++)
        pm_out_number(o, names[i], n[i]);
    pm_out_end(o);
}

static uint64_t count_domains(const pm_model_input *in, pm_rows rows)
{
    uint64_t n = 0;
    pm_map seen = { 0 };
    for (size_t i = 0; i < rows.n; i++) {
        if (pm_case_is_filter(in->c, rows.rows[i]->key[0], rows.rows[i]->key[2]))
            continue;
        uint32_t *slot = pm_map_slot_of(&seen, rows.rows[i]->key[3]);
        n += *slot == PM_MAP_NONE;
        *slot = 1;
    }
    pm_map_free(&seen);
    return n;
}

static void write_hours(const pm_model_input *in, pm_out *o, pm_rows rows)
{
    pm_out_list(o, "hourly");
    for (size_t i = 0; i < rows.n; i++) {
        const pm_tally_row *r = rows.rows[i];
        int64_t begin = pm_hour_start(r->key[2], in->c->hour_shift);
        pm_out_object(o, NULL);
        pm_out_time(o, "hour", begin);
        pm_out_number(o, "messages", r->n[PM_N_HOUR_MESSAGES]);
        pm_out_number(o, "recipients", r->n[PM_N_HOUR_RECIPIENTS]);
        pm_out_at_least(o, r->key[0], PM_FAMILY_MAIL, begin, begin + 3599);
        pm_out_end(o);
    }
    pm_out_end(o);
}

static void write_named_counts(pm_out *o, const char *list, const char *name, pm_rows rows)
{
    if (rows.n == 0)
        return;
    pm_out_list(o, list);
    for (size_t i = 0; i < rows.n; i++) {
        pm_out_object(o, NULL);
        pm_out_id(o, name, rows.rows[i]->key[2]);
        pm_out_number(o, "count", rows.rows[i]->n[PM_N_COUNT]);
        pm_out_end(o);
    }
    pm_out_end(o);
}

static void write_actor(const pm_model_input *in, pm_out *o, pm_arena *a, const pm_tally_row *r, const char *name_key,
                        pm_span name)
{
    const pm_facts *f = in->c->facts;
    pm_id host = r->key[0], actor = r->key[1];
    pm_out_object(o, NULL);
    pm_out_text(o, name_key, name);
    pm_out_number(o, "messages", r->n[PM_N_ACTOR_MESSAGES]);
    pm_out_number(o, "recipients", r->n[PM_N_ACTOR_RECIPIENTS]);
    pm_out_number(o, "bytes", r->n[PM_N_ACTOR_BYTES]);
    pm_out_number(o, "refused_after_login", r->n[PM_N_ACTOR_REFUSED]);
    pm_out_number(o, "not_queued", r->n[PM_N_ACTOR_NOT_QUEUED]);
    pm_out_number(o, "open_at_end", r->n[PM_N_ACTOR_OPEN]);
    pm_out_time(o, "first", r->when->first);
    pm_out_time(o, "last", r->when->last);
    pm_out_at_least(o, host, PM_FAMILY_MAIL, r->when->first, r->when->last);
    write_final(in, o, pm_rows_of(f, a, PM_T_ACTOR_FINAL, host, actor, PM_UNSORTED, 0));
    pm_out_number(o, "domains", count_domains(in, pm_rows_of(f, a, PM_T_ACTOR_DOMAIN, host, actor, PM_UNSORTED, 0)));
    pm_rows ways = pm_rows_of(f, a, PM_T_ACTOR_WAY, host, actor, PM_BY_COUNT, PM_N_COUNT);
    write_sums(o, "methods", ways, 2);
    write_sums(o, "services", ways, 3);
    write_clients(o, pm_rows_of(f, a, PM_T_ACTOR_CLIENT, host, actor, PM_BY_COUNT, PM_N_CLIENT_MESSAGES));
    write_senders(o, a, pm_rows_of(f, a, PM_T_ACTOR_SENDER_HOUR, host, actor, PM_UNSORTED, 0));
    write_named_counts(o, "zones", "zone", pm_rows_of(f, a, PM_T_ACTOR_ZONE, host, actor, PM_BY_COUNT, PM_N_COUNT));
    write_named_counts(o, "helos", "helo", pm_rows_of(f, a, PM_T_ACTOR_HELO, host, actor, PM_BY_COUNT, PM_N_COUNT));
    write_named_counts(o, "scripts", "script", pm_rows_of(f, a, PM_T_ACTOR_SCRIPT, host, actor, PM_BY_COUNT, PM_N_COUNT));
    write_hours(in, o, pm_rows_of(f, a, PM_T_ACTOR_HOUR, host, actor, PM_BY_NUMBER, 0));
    pm_out_origins(o, r->when->first_cite, r->when->last_cite);
    pm_out_end(o);
}

static bool relays(const pm_model_input *in, pm_rows finals)
{
    for (size_t i = 0; i < finals.n; i++) {
        const pm_tally_row *r = finals.rows[i];
        if (r->n[PM_OUTCOME_ACCEPTED] + r->n[PM_OUTCOME_UNNAMED] && !pm_case_is_filter(in->c, r->key[0], r->key[2]))
            return true;
    }
    return false;
}

/* The actors of one kind, most messages first.  Clients are listed when mail of theirs went elsewhere. */
static void write_kind(const pm_model_input *in, pm_out *o, pm_rows actors, const char *list, const char *prefix, const char *name_key)
{
    pm_arena *a = pm_arena_new(); /* of one actor at a time */
    bool clients = strcmp(list, "client") == 0;
    uint64_t inbound = 0;
    pm_out_list(o, list);
    for (size_t i = 0; i < actors.n; i++) {
        const pm_tally_row *r = actors.rows[i];
        pm_span name = pm_case_text(in->c, r->key[1]);
        if (!pm_span_after(name, pm_span_of(prefix), &name))
            continue;
        pm_arena_reset(a);
        if (clients && !relays(in, pm_rows_of(in->c->facts, a, PM_T_ACTOR_FINAL, r->key[0], r->key[1], PM_UNSORTED, 0))) {
            inbound += r->n[PM_N_ACTOR_MESSAGES];
            continue;
        }
        write_actor(in, o, a, r, name_key, name);
    }
    pm_out_end(o);
    if (clients)
        pm_out_number(o, "inbound_messages", inbound);
    pm_arena_free(a);
}

void pm_host_section_senders(const pm_model_input *in, pm_out *o, pm_id host)
{
    pm_arena *a = pm_arena_new();
    pm_rows actors = pm_rows_of_host(in->c->facts, a, PM_T_ACTOR, host, PM_BY_COUNT, PM_N_ACTOR_MESSAGES);
    write_kind(in, o, actors, "sasl", "sasl:", "user");
    write_kind(in, o, actors, "uid", "uid:", "uid");
    write_kind(in, o, actors, "client", "client:", "ip");
    write_kind(in, o, actors, "other", "system:", "kind");
    write_kind(in, o, actors, "unknown_origin", "unknown:", "kind");
    pm_arena_free(a);
}
