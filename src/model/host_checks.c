/* checks: refusals, header checks with the zones of Date:, and hands on the queue. */
#include "section.h"

static void write_rejects(const pm_model_input *in, pm_out *o, pm_arena *a, pm_id host)
{
    pm_rows rows = pm_rows_of_host(in->c->facts, a, PM_T_REJECT, host, PM_BY_COUNT, PM_N_COUNT);
    pm_out_list(o, "rejects");
    for (size_t i = 0; i < rows.n; i++) {
        const pm_tally_row *r = rows.rows[i];
        pm_span action, stage;
        if (!pm_span_split(pm_case_text(in->c, r->key[3]), PM_SPAN(" "), &action, &stage) ||
            !pm_span_ends(action, PM_SPAN("reject")))
            continue; /* warn, hold, discard …: nobody was turned away */
        pm_out_object(o, NULL);
        pm_out_id(o, "code", r->key[1]);
        if (r->key[2])
            pm_out_id(o, "dsn", r->key[2]);
        pm_out_text(o, "stage", stage);
        pm_out_text(o, "action", action);
        pm_out_number(o, "count", r->n[PM_N_COUNT]);
        pm_out_time(o, "first", r->when->first);
        pm_out_time(o, "last", r->when->last);
        pm_out_at_least(o, host, PM_FAMILY_MAIL, r->when->first, r->when->last);
        pm_out_origins(o, r->when->first_cite, r->when->last_cite);
        pm_out_end(o);
    }
    pm_out_end(o);
}

/* Rows are by (action and part, header, zone): one entry per action and header, the zones inside. */
static void write_header_checks(const pm_model_input *in, pm_out *o, pm_arena *a, pm_id host)
{
    pm_rows rows = pm_rows_of_host(in->c->facts, a, PM_T_HEADER_CHECK, host, PM_BY_COUNT, PM_N_COUNT);
    pm_out_list(o, "header_checks");
    for (size_t i = 0; i < rows.n; i++) {
        const pm_tally_row *r = rows.rows[i];
        uint64_t count = 0;
        bool first = true;
        for (size_t k = 0; k < rows.n; k++)
            if (rows.rows[k]->key[1] == r->key[1] && rows.rows[k]->key[2] == r->key[2]) {
                first = first && k >= i;
                count += rows.rows[k]->n[PM_N_COUNT];
            }
        if (!first)
            continue;
        pm_span action, part;
        if (!pm_span_split(pm_case_text(in->c, r->key[1]), PM_SPAN(" "), &action, &part))
            continue;
        pm_out_object(o, NULL);
        pm_out_text(o, "action", action);
        pm_out_text(o, "part", part);
        pm_out_id(o, "header", r->key[2]);
        pm_out_number(o, "count", count);
        pm_out_at_least(o, host, PM_FAMILY_MAIL, PM_NO_TIME, PM_NO_TIME);
        pm_out_object(o, "zones");
        for (size_t k = 0; k < rows.n; k++)
            if (rows.rows[k]->key[1] == r->key[1] && rows.rows[k]->key[2] == r->key[2] && rows.rows[k]->key[3])
                pm_out_number(o, pm_case_text(in->c, rows.rows[k]->key[3]).ptr, rows.rows[k]->n[PM_N_COUNT]);
        pm_out_end(o);
        pm_out_origins(o, r->when->first_cite, r->when->last_cite);
        pm_out_end(o);
    }
    pm_out_end(o);
}

static void write_queue(const pm_model_input *in, pm_out *o, pm_arena *a, pm_id host)
{
    pm_rows rows = pm_rows_of_host(in->c->facts, a, PM_T_QUEUE_HAND, host, PM_BY_COUNT, PM_N_COUNT);
    const pm_happenings *h = &in->c->facts->h[PM_H_QUEUE_TOTAL];
    for (size_t i = 0; i < rows.n; i++) {
        if (!pm_span_eq(pm_case_text(in->c, rows.rows[i]->key[1]), PM_SPAN("deleted")))
            continue;
        pm_out_object(o, "queue_deleted");
        pm_out_number(o, "count", rows.rows[i]->n[PM_N_COUNT]);
        pm_out_time(o, "first", rows.rows[i]->when->first);
        pm_out_time(o, "last", rows.rows[i]->when->last);
        pm_out_at_least(o, host, PM_FAMILY_MAIL, rows.rows[i]->when->first, rows.rows[i]->when->last);
        pm_out_words(o, "by", "postsuper");
        pm_out_origins(o, rows.rows[i]->when->first_cite, rows.rows[i]->when->last_cite);
        pm_out_end(o);
    }
    pm_out_list(o, "queue_totals");
    for (size_t i = 0; i < h->n; i++) {
        if (h->items[i].host != host)
            continue;
        pm_out_object(o, NULL);
        pm_out_time(o, "time", h->items[i].time);
        pm_out_id(o, "action", h->items[i].a);
        pm_out_number(o, "messages", h->items[i].n);
        pm_out_origins(o, &h->items[i].cite, NULL);
        pm_out_end(o);
    }
    pm_out_end(o);
}

void pm_host_section_checks(const pm_model_input *in, pm_out *o, pm_id host)
{
    pm_arena *a = pm_arena_new();
    write_rejects(in, o, a, host);
    write_header_checks(in, o, a, host);
    write_queue(in, o, a, host);
    pm_arena_free(a);
}
