/* authentication: failed SASL logins by address and by name, mailbox logins. */
#include "section.h"

#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"

#include <stdlib.h>

typedef struct {
    pm_id name;
    uint64_t count, others;
    int64_t first, last;
    const pm_cite *first_cite;
    bool no_account; /* part 2 of PM_T_SSH_FAIL: a name that the host said it does not have */
} group;

static const pm_facts *sorting; /* qsort takes no context */

static int by_count(const void *a, const void *b)
{
    const group *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return pm_span_cmp(pm_facts_name(sorting, x->name), pm_facts_name(sorting, y->name));
}

/* Rows are pairs (address, name): summed over one part, the distinct others counted. */
static group *sum_over(const pm_model_input *in, pm_arena *a, pm_rows rows, size_t part, size_t column, size_t *n)
{
    group *groups = pm_arena_alloc(a, (rows.n + 1) * sizeof *groups);
    pm_map index = { 0 };
    *n = 0;
    for (size_t i = 0; i < rows.n; i++) {
        const pm_tally_row *r = rows.rows[i];
        if (r->n[column] == 0)
            continue;
        uint32_t *slot = pm_map_slot_of(&index, r->key[part]);
        if (*slot == PM_MAP_NONE) {
            *slot = (uint32_t)*n;
            groups[(*n)++] = (group){ r->key[part], 0, 0, r->when->first, r->when->last, r->when->first_cite, false };
        }
        group *g = &groups[*slot];
        g->count += r->n[column];
        g->others += r->key[3 - part] != 0; /* the other part of (1, 2); no name is no other */
        if (r->when->first < g->first) {
            g->first = r->when->first;
            g->first_cite = r->when->first_cite;
        }
        g->last = r->when->last > g->last ? r->when->last : g->last;
    }
    pm_map_free(&index);
    sorting = in->c->facts;
    qsort(groups, *n, sizeof *groups, by_count);
    return groups;
}

static void note_unknown(group *g, size_t n, pm_rows ssh)
{
    pm_map index = { 0 };
    for (size_t i = 0; i < n; i++)
        pm_map_put(&index, g[i].name, (uint32_t)i);
    for (size_t i = 0; i < ssh.n; i++) {
        uint32_t at = ssh.rows[i]->n[PM_N_SSH_UNKNOWN] ? pm_map_get(&index, ssh.rows[i]->key[2]) : PM_MAP_NONE;
        if (at != PM_MAP_NONE)
            g[at].no_account = true;
    }
    pm_map_free(&index);
}

static void write_groups(pm_out *o, pm_id host, pm_family family, const char *list, const char *name, const char *others, const group *g, size_t n)
{
    pm_out_list(o, list);
    for (size_t i = 0; i < n; i++) {
        if (pm_case_text(o->c, g[i].name).len == 0)
            continue; /* lines that name no account */
        pm_out_object(o, NULL);
        (g[i].no_account ? pm_out_tried_name : pm_out_id)(o, name, g[i].name);
        pm_out_number(o, "count", g[i].count);
        pm_out_time(o, "first", g[i].first);
        pm_out_time(o, "last", g[i].last);
        pm_out_at_least(o, host, family, g[i].first, g[i].last);
        pm_out_number(o, others, g[i].others);
        pm_out_origins(o, g[i].first_cite, NULL);
        pm_out_end(o);
    }
    pm_out_end(o);
}

static void write_failures(const pm_model_input *in, pm_out *o, pm_arena *a, pm_id host)
{
    pm_rows rows = pm_rows_of_host(in->c->facts, a, PM_T_AUTH_FAIL, host, PM_BY_TIME, 0);
    uint64_t total = 0;
    size_t n;
    for (size_t i = 0; i < rows.n; i++)
        total += rows.rows[i]->n[PM_N_COUNT];
    pm_out_object(o, "auth_failures");
    if (pm_host_covers(in, host, PM_COVERED_MAIL))
        pm_out_number(o, "total", total);
    pm_out_at_least(o, host, PM_FAMILY_MAIL, PM_NO_TIME, PM_NO_TIME);
    group *g = sum_over(in, a, rows, 2, PM_N_COUNT, &n);
    write_groups(o, host, PM_FAMILY_MAIL, "by_ip", "ip", "users", g, n);
    g = sum_over(in, a, rows, 1, PM_N_COUNT, &n);
    write_groups(o, host, PM_FAMILY_MAIL, "by_user", "user", "ips", g, n);
    /* what the password checkers themselves logged; smtpd logs most of these too, often without the name: never add them up */
    rows = pm_rows_of_host(in->c->facts, a, PM_T_BACKEND_FAIL, host, PM_BY_TIME, 0);
    g = sum_over(in, a, rows, 2, PM_N_COUNT, &n);
    write_groups(o, host, PM_FAMILY_MAIL, "backend_by_user", "user", "ips", g, n);
    pm_out_end(o);
}

static void write_mailbox(pm_out *o, const char *list, pm_rows rows, size_t column)
{
    pm_out_list(o, list);
    for (size_t i = 0; i < rows.n; i++) {
        const pm_tally_row *r = rows.rows[i];
        if (r->n[column] == 0)
            continue;
        pm_out_object(o, NULL);
        pm_out_id(o, "user", r->key[1]);
        pm_out_id(o, "ip", r->key[2]);
        pm_out_id(o, "service", r->key[3]);
        pm_out_number(o, "count", r->n[column]);
        pm_out_time(o, "first", r->when->first);
        pm_out_time(o, "last", r->when->last);
        pm_out_at_least(o, r->key[0], PM_FAMILY_MAIL, r->when->first, r->when->last);
        pm_out_origins(o, r->when->first_cite, r->when->last_cite);
        pm_out_end(o);
    }
    pm_out_end(o);
}

static void write_mailboxes(const pm_model_input *in, pm_out *o, pm_arena *a, pm_id host)
{
    pm_out_object(o, "mailbox_logins");
    write_mailbox(o, "ok", pm_rows_of_host(in->c->facts, a, PM_T_MAILBOX, host, PM_BY_COUNT, PM_N_MAILBOX_OK), PM_N_MAILBOX_OK);
    write_mailbox(o, "failed", pm_rows_of_host(in->c->facts, a, PM_T_MAILBOX, host, PM_BY_COUNT, PM_N_MAILBOX_FAILED), PM_N_MAILBOX_FAILED);
    pm_out_end(o);
}

static void write_ssh(const pm_model_input *in, pm_out *o, pm_arena *a, pm_id host)
{
    pm_rows rows = pm_rows_of_host(in->c->facts, a, PM_T_SSH_FAIL, host, PM_BY_TIME, 0);
    size_t n;
    uint64_t invalid = 0;
    for (size_t i = 0; i < rows.n; i++)
        invalid += rows.rows[i]->n[PM_N_SSH_UNKNOWN] > 0;
    const pm_happenings *h = &in->c->facts->h[PM_H_SSH_LOGIN];
    pm_out_object(o, "ssh");
    pm_out_at_least(o, host, PM_FAMILY_AUTH, PM_NO_TIME, PM_NO_TIME);
    pm_out_list(o, "accepted");
    for (size_t i = 0; i < h->n; i++) {
        if (h->items[i].host != host)
            continue;
        pm_out_object(o, NULL);
        pm_out_time(o, "time", h->items[i].time);
        pm_out_id(o, "user", h->items[i].a);
        pm_out_id(o, "ip", h->items[i].b);
        pm_out_number(o, "port", h->items[i].n);
        pm_out_id(o, "method", h->items[i].c);
        if (h->items[i].d)
            pm_out_id(o, "key", h->items[i].d);
        pm_out_origins(o, &h->items[i].cite, NULL);
        pm_out_end(o);
    }
    pm_out_end(o);
    group *g = sum_over(in, a, rows, 1, PM_N_SSH_COUNT, &n);
    write_groups(o, host, PM_FAMILY_AUTH, "failed_by_ip", "ip", "users", g, n);
    g = sum_over(in, a, rows, 2, PM_N_SSH_COUNT, &n);
    note_unknown(g, n, rows);
    write_groups(o, host, PM_FAMILY_AUTH, "failed_by_user", "user", "ips", g, n);
    pm_out_number(o, "invalid_users", invalid);
    pm_out_end(o);
}

void pm_host_section_authentication(const pm_model_input *in, pm_out *o, pm_id host)
{
    pm_arena *a = pm_arena_new();
    write_failures(in, o, a, host);
    if (pm_host_covers(in, host, PM_COVERED_MAILBOX))
        write_mailboxes(in, o, a, host);
    if (pm_host_covers(in, host, PM_COVERED_LOGIN))
        write_ssh(in, o, a, host);
    pm_arena_free(a);
}
