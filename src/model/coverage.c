/* coverage: of which times the evidence says less than it should, and how far each log reaches. */
#include "section.h"

static const char *const bases[] = { "gap", "rotation", "damage", "admitted-loss", "clock" };
static const char *const streams[] = { "maillog", "authlog", "messages", "other" };

/* Of the time of the host's other logs, what lies before or after this one. */
static void write_not_covered(pm_out *o, int64_t from, int64_t to)
{
    enum { DAY = 86400 };
    if (to - from <= DAY)
        return;
    pm_out_object(o, NULL);
    pm_out_time(o, "from", from);
    pm_out_time(o, "to", to);
    pm_out_end(o);
}

static void write_streams(const pm_model_input *in, pm_out *o)
{
    pm_out_list(o, "streams");
    for (size_t i = 0; i < in->c->n_reaches; i++) {
        const pm_reach *r = &in->c->reaches[i];
        pm_out_object(o, NULL);
        pm_out_id(o, "host", r->host);
        pm_out_words(o, "stream", streams[r->family]);
        pm_out_number(o, "files", r->files);
        pm_out_time(o, "first", r->first);
        pm_out_time(o, "last", r->last);
        pm_out_list(o, "not_covered");
        write_not_covered(o, r->host_first, r->first);
        write_not_covered(o, r->last, r->host_last);
        pm_out_end(o);
        pm_out_end(o);
    }
    pm_out_end(o);
}

static void write_ties(const pm_model_input *in, pm_out *o)
{
    pm_out_list(o, "ties");
    for (size_t i = 0; i < in->c->n_ties; i++) {
        const pm_tie_count *t = &in->c->ties[i];
        pm_out_object(o, NULL);
        pm_out_id(o, "host", t->host);
        pm_out_words(o, "test", pm_tie_name(t->tie));
        if (t->service)
            pm_out_id(o, "service", t->service);
        pm_out_number(o, "held", t->held);
        pm_out_number(o, "edge", t->missing[PM_MISSING_EDGE]);
        pm_out_number(o, "admitted_loss", t->missing[PM_MISSING_ADMITTED_LOSS]);
        pm_out_number(o, "damaged", t->missing[PM_MISSING_DAMAGE]);
        pm_out_number(o, "unexplained", t->missing[PM_MISSING_UNEXPLAINED]);
        if (t->missing[PM_MISSING_OVERLAP])
            pm_out_number(o, "overlapping", t->missing[PM_MISSING_OVERLAP]);
        if (t->unlisted)
            pm_out_number(o, "unclassed", t->unlisted);
        pm_out_flag(o, "applied", t->applied);
        pm_out_end(o);
    }
    pm_out_end(o);
}

static void write_missing(const pm_model_input *in, pm_out *o)
{
    pm_out_list(o, "missing_partners");
    for (size_t i = 0; i < in->c->n_missing; i++) {
        const pm_missing_line *x = &in->c->missing[i];
        pm_out_object(o, NULL);
        pm_out_id(o, "host", x->at->host);
        pm_out_words(o, "test", pm_tie_name(x->tie));
        pm_out_words(o, "expected", pm_tie_line(x->tie));
        pm_out_words(o, "cause", pm_missing_cause_name(x->cause));
        pm_out_number(o, "lines", x->lines);
        pm_out_time(o, "from", x->at->until);
        pm_out_time(o, "to", x->at->time);
        if (pm_case_text(in->c, x->at->a).len)
            pm_out_id(o, "queue_id", x->at->a);
        if (x->at->b)
            pm_out_id(o, "service", x->at->b);
        if (x->pid)
            pm_out_number(o, "pid", x->pid);
        pm_out_origins(o, &x->at->cite, NULL);
        pm_out_end(o);
    }
    pm_out_end(o);
    if (in->c->n_missing_unlisted)
        pm_out_number(o, "missing_partners_unlisted", in->c->n_missing_unlisted);
}

void pm_section_coverage(const pm_model_input *in, pm_out *o)
{
    char id[16];
    pm_out_list(o, "coverage");
    for (size_t i = 0; i < in->c->n_coverage; i++) {
        const pm_coverage *v = &in->c->coverage[i];
        pm_out_object(o, NULL);
        pm_out_id(o, "host", v->host);
        if (!v->any_stream)
            pm_out_words(o, "stream", streams[v->family]);
        pm_out_words(o, "basis", bases[v->basis]);
        pm_out_time(o, "from", v->from);
        pm_out_time(o, "to", v->to);
        if (v->expected && v->basis != PM_COVERAGE_LOSS)
            pm_out_number(o, "usual_lines", v->expected);
        if (v->basis == PM_COVERAGE_LOSS && v->expected)
            pm_out_number(o, "lines_lost", v->expected);
        if (v->missing.len)
            pm_out_text(o, "detail", v->missing);
        else if (v->piece != NULL)
            pm_out_text(o, "detail", v->piece->path);
        else if (v->basis == PM_COVERAGE_LOSS)
            pm_out_text(o, "detail", v->cite.text);
        if (v->piece != NULL) {
            pm_case_piece_id(in->c, v->piece, id);
            pm_out_words(o, "evidence", id);
        }
        pm_out_origins(o, &v->cite, NULL);
        pm_out_end(o);
    }
    pm_out_end(o);
    write_streams(in, o);
    write_ties(in, o);
    write_missing(in, o);
}
