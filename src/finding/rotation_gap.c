/* rotation_gap: a file of a log series is not there, or breaks off, or was handed over twice. */
#include "detect.h"

/* "E08 maillog-20260108" */
static pm_span name_of(pm_findings *f, const pm_piece *p)
{
    char id[16];
    pm_span head, name = p->path;
    while (pm_span_split_last(name, PM_SPAN("!"), &head, &name) || pm_span_split_last(name, PM_SPAN("/"), &head, &name))
        ;
    pm_case_piece_id(pm_detect_case(f), p, id);
    return pm_arena_format(pm_detect_arena(f), "%s %.*s", id, PM_SPAN_FMT(name));
}

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    for (size_t i = 0; i < c->n_coverage; i++) {
        const pm_coverage *v = &c->coverage[i];
        if (v->basis != PM_COVERAGE_ROTATION && v->basis != PM_COVERAGE_DAMAGE)
            continue;
        bool missing = v->basis == PM_COVERAGE_ROTATION;
        pm_span what = missing ? v->missing : v->piece->path;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_MEDIUM, PM_CONFIDENCE_STRONG, PM_SUBJECT_EVIDENCE, what, v->host, v->from, v->to);
        x->variant = missing ? "missing" : "damaged";
        pm_finding_text(x, "file", missing ? what : name_of(f, v->piece));
        pm_finding_number(x, "hours", (uint64_t)(v->to - v->from) / PM_HOUR_SECONDS);
        pm_finding_number(x, "usual_lines", v->expected);
        pm_finding_cite(x, &v->cite);
    }
    for (size_t i = 0; i < c->n_pieces; i++) {
        const pm_piece *p = c->pieces[i];
        const pm_stream_info *s = pm_piece_stream(p);
        if (p->state != PM_PIECE_DUPLICATE || s == NULL)
            continue;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_INFO, PM_CONFIDENCE_STRONG, PM_SUBJECT_EVIDENCE, p->path, s->host, s->first, s->last);
        x->variant = "twice";
        pm_finding_text(x, "file", name_of(f, p));
        pm_finding_text(x, "same_as", name_of(f, s->duplicate_of));
        pm_finding_number(x, "lines", s->ledger.lines);
    }
}

const pm_detector pm_detector_rotation_gap = {
    .id = "PM-INT-04",
    .name = "rotation_gap",
    .attack = "T1685.006 T1070.002",
    .find = find,
};
