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
}
