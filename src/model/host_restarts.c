/* restarts of the mail system, other services' lives, and lines that something else wrote. */
#include "section.h"

#include "postmortem/syslog/journal.h"

static void write_cause(pm_out *o, const pm_restart *r)
{
    pm_out_object(o, "cause");
    pm_out_text(o, "kind", r->cause);
    if (r->cause_who.len)
        pm_out_text(o, "who", r->cause_who);
    pm_out_origins(o, r->cause_cite, NULL);
    pm_out_end(o);
}

static void write_restart(const pm_model_input *in, pm_out *o, const pm_restart *r)
{
    static const char *const kinds[] = { "start", "stop", "reload", "crash", "unseen-restart" };
    bool inferred = r->kind == PM_RESTART_CRASH || r->kind == PM_RESTART_UNSEEN;
    pm_out_object(o, NULL);
    pm_out_words(o, "kind", kinds[r->kind]);
    if (inferred) {
        pm_out_time(o, "time", r->before);
        pm_out_flag(o, "observed", false);
        pm_out_time(o, "after", r->after);
        pm_out_time(o, "before", r->before);
        pm_out_words(o, "reason", r->kind == PM_RESTART_CRASH ? "start-without-stop" : "process-id-changed");
    } else {
        pm_out_time(o, "time", r->time);
    }
    pm_out_id(o, "instance", r->instance);
    pm_out_number(o, "pid", r->pid);
    if (pm_case_text(in->c, r->version).len)
        pm_out_id(o, "version", r->version);
    if (pm_case_text(in->c, r->configuration).len)
        pm_out_id(o, "config", r->configuration);
    if (r->kind == PM_RESTART_START)
        pm_out_flag(o, "clean", r->clean);
    write_cause(o, r);
    pm_out_origins(o, &r->cite, NULL);
    pm_out_end(o);
}

static void write_services(const pm_model_input *in, pm_out *o, pm_id host)
{
    const pm_happenings *h = &in->c->facts->h[PM_H_SERVICE];
    pm_out_list(o, "services");
    for (size_t i = 0; i < h->n; i++) {
        if (h->items[i].host != host)
            continue;
        pm_out_object(o, NULL);
        pm_out_time(o, "time", h->items[i].time);
        pm_out_id(o, "service", h->items[i].a);
        pm_out_id(o, "action", h->items[i].b);
        pm_out_id(o, "text", h->items[i].c);
        pm_out_origins(o, &h->items[i].cite, NULL);
        pm_out_end(o);
    }
    pm_out_end(o);
}

/* What master says of daemons that died or could not be started. */
static void write_trouble(const pm_model_input *in, pm_out *o, pm_id host)
{
    const pm_happenings *h = &in->c->facts->h[PM_H_MASTER_TROUBLE];
    pm_out_list(o, "master_trouble");
    for (size_t i = 0; i < h->n; i++) {
        if (h->items[i].host != host)
            continue;
        pm_out_object(o, NULL);
        pm_out_time(o, "time", h->items[i].time);
        pm_out_id(o, "text", h->items[i].a);
        pm_out_origins(o, &h->items[i].cite, NULL);
        pm_out_end(o);
    }
    pm_out_end(o);
}

/* The next one of the host that is to be listed; NULL at the end. */
static const pm_happening *next_of(const pm_happenings *h, size_t *i, pm_id host, bool contested)
{
    while (*i < h->n && (h->items[*i].host != host || (contested && !h->items[*i].contested)))
        ++*i;
    return *i < h->n ? &h->items[*i] : NULL;
}

/* From its tag on; a line with a line inside as it stands. */
static pm_span from_sudo(pm_span line)
{
    size_t at = pm_span_find(line, PM_SPAN("sudo"));
    return at == PM_NPOS || line.ptr[0] == '{' || pm_journal_begins(line) ? line : pm_span_skip(line, at);
}

/* Lines that something else wrote, and sudo lines that can be read in more than one way, in order of time. */
static void write_suspicious(const pm_model_input *in, pm_out *o, pm_id host)
{
    const pm_happenings *lines = &in->c->facts->h[PM_H_SUSPICIOUS], *sudo = &in->c->facts->h[PM_H_SUDO];
    size_t i = 0, k = 0;
    pm_out_list(o, "suspicious_lines");
    for (;;) {
        const pm_happening *a = next_of(lines, &i, host, false), *b = next_of(sudo, &k, host, true);
        if (a == NULL && b == NULL)
            break;
        bool contested = a == NULL || (b != NULL && pm_happening_cmp(b, a) < 0);
        const pm_happening *h = contested ? b : a;
        pm_out_object(o, NULL);
        pm_out_time(o, "time", h->time);
        if (contested)
            pm_out_text(o, "text", from_sudo(h->cite.text));
        else
            pm_out_id(o, "text", h->a);
        if (contested)
            pm_out_words(o, "reason", "contested");
        else
            pm_out_id(o, "reason", h->b);
        pm_out_origins(o, &h->cite, NULL);
        pm_out_end(o);
        *(contested ? &k : &i) += 1;
    }
    pm_out_end(o);
}

void pm_host_section_restarts(const pm_model_input *in, pm_out *o, pm_id host)
{
    pm_out_list(o, "restarts");
    for (size_t i = 0; i < in->c->n_restarts; i++)
        if (in->c->restarts[i].host == host)
            write_restart(in, o, &in->c->restarts[i]);
    pm_out_end(o);
    write_trouble(in, o, host);
    write_services(in, o, host);
    write_suspicious(in, o, host);
}
