/* login: sudo, su, changes to accounts, scheduled jobs. */
#include "section.h"

/* Two readings of a sudo line, and the one that PAM's own line of the same second bears out. */
static pm_span runas_by_pam(const pm_model_input *in, const pm_happening *sudo)
{
    const pm_happenings *h = &in->c->facts->h[PM_H_SESSION];
    for (size_t i = 0; i < h->n; i++)
        if (h->items[i].host == sudo->host && h->items[i].time >= sudo->time && h->items[i].time - sudo->time <= 1)
            return pm_case_text(in->c, h->items[i].a);
    return (pm_span){ 0 };
}

static void write_sudo(const pm_model_input *in, pm_out *o, const pm_happening *h)
{
    pm_out_object(o, NULL);
    pm_out_time(o, "time", h->time);
    pm_out_id(o, "user", h->a);
    pm_out_id(o, "runas", h->b);
    if (h->c)
        pm_out_id(o, "tty", h->c);
    if (h->d)
        pm_out_id(o, "pwd", h->d);
    pm_out_id(o, "command", h->e);
    if (h->f)
        pm_out_id(o, "result", h->f);
    else
        pm_out_words(o, "result", "run");
    if (h->contested) {
        pm_out_flag(o, "contested", true);
        pm_span runas = runas_by_pam(in, h);
        if (runas.len)
            pm_out_text(o, "runas_by_pam", runas);
    }
    pm_out_origins(o, &h->cite, NULL);
    pm_out_end(o);
}

static void write_list(const pm_model_input *in, pm_out *o, pm_id host, const char *list, pm_happening_kind kind,
                       const char *const keys[3])
{
    const pm_happenings *h = &in->c->facts->h[kind];
    pm_out_list(o, list);
    for (size_t i = 0; i < h->n; i++) {
        const pm_happening *x = &h->items[i];
        if (x->host != host)
            continue;
        const pm_id ids[3] = { x->a, x->b, x->c };
        pm_out_object(o, NULL);
        pm_out_time(o, "time", x->time);
        for (size_t k = 0; k < 3; k++)
            if (keys[k] != NULL)
                pm_out_id(o, keys[k], ids[k]);
        if (kind == PM_H_SU) {
            if (x->f)
                pm_out_id(o, "result", x->f);
            else
                pm_out_words(o, "result", "done");
        }
        pm_out_origins(o, &x->cite, NULL);
        pm_out_end(o);
    }
    pm_out_end(o);
}

static void write_commands(const pm_model_input *in, pm_out *o, pm_id host)
{
    const pm_happenings *h = &in->c->facts->h[PM_H_SUDO];
    pm_out_list(o, "sudo");
    for (size_t i = 0; i < h->n; i++)
        if (h->items[i].host == host)
            write_sudo(in, o, &h->items[i]);
    pm_out_end(o);
    write_list(in, o, host, "su", PM_H_SU, (const char *const[3]){ "from", "to", "tty" });
    write_list(in, o, host, "account_changes", PM_H_ACCOUNT, (const char *const[3]){ "tool", "text", NULL });
    write_list(in, o, host, "cron_changes", PM_H_CRON_CHANGE, (const char *const[3]){ "user", "action", "target" });
}

void pm_host_section_login(const pm_model_input *in, pm_out *o, pm_id host)
{
    if (pm_host_covers(in, host, PM_COVERED_LOGIN))
        write_commands(in, o, host);
    pm_arena *a = pm_arena_new();
    pm_rows rows = pm_rows_of_host(in->c->facts, a, PM_T_CRON, host, PM_BY_COUNT, PM_N_COUNT);
    pm_out_list(o, "cron");
    for (size_t i = 0; i < rows.n; i++) {
        pm_out_object(o, NULL);
        pm_out_id(o, "user", rows.rows[i]->key[1]);
        pm_out_id(o, "command", rows.rows[i]->key[2]);
        pm_out_number(o, "count", rows.rows[i]->n[PM_N_COUNT]);
        pm_out_time(o, "first", rows.rows[i]->when->first);
        pm_out_time(o, "last", rows.rows[i]->when->last);
        pm_out_at_least(o, host, PM_FAMILY_SYSTEM, rows.rows[i]->when->first, rows.rows[i]->when->last);
        pm_out_origins(o, rows.rows[i]->when->first_cite, NULL);
        pm_out_end(o);
    }
    pm_out_end(o);
    pm_arena_free(a);
}
