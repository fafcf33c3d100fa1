/* hosts: what happened on each, part by part. */
#include "section.h"

static pm_host_section *const parts[] = {
#define PM_HOST_SECTION(name) pm_host_section_##name,
#include "host_sections.def"
#undef PM_HOST_SECTION
};

static bool is_word_of(pm_span list, pm_span word)
{
    while (list.len)
        if (pm_span_eq(pm_span_take(&list, PM_SPAN(" ")), word))
            return true;
    return false;
}

static bool has_program(const pm_model_input *in, pm_id host, const char *names)
{
    pm_arena *a = pm_arena_new();
    pm_rows rows = pm_rows_of_host(in->c->facts, a, PM_T_LINES, host, PM_UNSORTED, 0);
    bool has = false;
    for (size_t i = 0; i < rows.n && !has; i++)
        has = is_word_of(pm_span_of(names), pm_case_text(in->c, rows.rows[i]->key[1]));
    pm_arena_free(a);
    return has;
}

bool pm_host_covers(const pm_model_input *in, pm_id host, pm_covered what)
{
    if (what == PM_COVERED_MAIL)
        return has_program(in, host, "smtpd qmgr smtp cleanup pickup local lmtp virtual bounce master postscreen");
    if (what == PM_COVERED_MAILBOX)
        return has_program(in, host, "dovecot imapd pop3d");
    pm_arena *a = pm_arena_new(); /* one file holds sshd, sudo and su: where one of them speaks, the others would */
    bool has = pm_rows_of(in->c->facts, a, PM_T_LINE_HOUR, host, PM_FAMILY_AUTH, PM_UNSORTED, 0).n > 0;
    pm_arena_free(a);
    return has;
}

static void write_covered(const pm_model_input *in, pm_out *o, pm_id host)
{
    static const char *const names[PM_COVERED_COUNT] = { "mail", "mailbox", "login" };
    pm_out_list(o, "covered");
    for (int i = 0; i < PM_COVERED_COUNT; i++)
        if (pm_host_covers(in, host, (pm_covered)i))
            pm_out_words(o, NULL, names[i]);
    pm_out_end(o);
}

void pm_section_hosts(const pm_model_input *in, pm_out *o)
{
    pm_out_list(o, "hosts");
    for (size_t i = 0; i < in->c->n_hosts; i++) {
        pm_out_object(o, NULL);
        pm_out_id(o, "name", in->c->hosts[i]);
        write_covered(in, o, in->c->hosts[i]);
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            parts[k](in, o, in->c->hosts[i]);
        pm_out_end(o);
    }
    pm_out_end(o);
}
