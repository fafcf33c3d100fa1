#include "chart.h"

static bool is_one_of(const pm_finding *f, const char *const *ids)
{
    for (; *ids != NULL; ids++)
        if (strcmp(f->detector->id, *ids) == 0)
            return true;
    return false;
}

static bool actor_of(const pm_model_input *in, const pm_finding *f, pm_id *out)
{
    pm_span prefix = f->subject == PM_SUBJECT_UID ? PM_SPAN("uid:") : f->subject == PM_SUBJECT_IP ? PM_SPAN("client:") : PM_SPAN("sasl:");
    const pm_tally *t = &in->c->facts->t[PM_T_ACTOR];
    for (pm_tally_walk w = pm_tally_begin(t); pm_tally_next(&w);) {
        pm_span rest;
        if (w.row->key[0] == f->host && pm_span_after(pm_case_text(in->c, w.row->key[1]), prefix, &rest) &&
            pm_span_eq(rest, f->subject_value)) {
            *out = w.row->key[1];
            return true;
        }
    }
    return false;
}

static size_t gather(const pm_model_input *in, const char *const *ids, pm_suspect out[PM_SUSPECTS_MAX])
{
    size_t n = 0;
    for (size_t i = 0; i < pm_findings_count(in->findings) && n < PM_SUSPECTS_MAX; i++) {
        const pm_finding *f = pm_findings_at(in->findings, i);
        const pm_figure *first = pm_finding_figure(f, "first"), *last = pm_finding_figure(f, "last");
        pm_suspect s = { .finding = f, .host = f->host, .from = f->from, .to = f->to };
        if (!is_one_of(f, ids) || f->severity < PM_SEVERITY_HIGH || !actor_of(in, f, &s.actor))
            continue;
        if (first != NULL && last != NULL && first->type == PM_FIGURE_TIME && last->type == PM_FIGURE_TIME) {
            s.from = first->time;
            s.to = last->time;
        }
        out[n++] = s;
    }
    return n;
}

size_t pm_chart_suspects(const pm_model_input *in, pm_suspect out[PM_SUSPECTS_MAX])
{
    static const char *const cases[] = { "PM-CASE-01", "PM-CASE-02", "PM-CASE-03", NULL };
    static const char *const rises[] = { "PM-VOL-01", "PM-VOL-03", NULL };
    size_t n = gather(in, cases, out);
    return n ? n : gather(in, rises, out);
}

const pm_suspect *pm_chart_suspect_of(const pm_suspect *s, size_t n, pm_id host, pm_id actor, int64_t hour)
{
    for (size_t i = 0; i < n; i++)
        if (s[i].host == host && s[i].actor == actor && hour + 3600 > s[i].from && hour <= s[i].to)
            return &s[i];
    return NULL;
}

void pm_tree_charts(const pm_model_input *in, xmlNode *parent)
{
    int64_t from, to;
    xmlNode *charts = pm_tree_add(parent, "charts");
    if (!pm_tree_period(in->c, PM_FAMILY_COUNT, &from, &to))
        return;
    pm_chart_case(in, charts);
    pm_chart_hours(in, charts);
    pm_chart_coverage(in, charts);
}
