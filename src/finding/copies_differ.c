/* copies_differ: two copies of one log do not hold the same lines for the time that both cover. */
#include "detect.h"

/* Of each side half of the lines that a finding cites, or what the other side leaves. */
static void cite_lines(pm_finding *x, const pm_overlap *o)
{
    for (int side = 0; side < 2; side++) {
        size_t left = PM_CITES_MAX / 2, other = o->n_cites[!side];
        size_t most = other < left ? PM_CITES_MAX - other : left;
        for (size_t i = 0; i < o->n_cites[side] && i < most; i++)
            pm_finding_cite(x, &o->cites[side][i]);
    }
    x->more_lines = o->only[0] + o->only[1] - x->n_cites;
}

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    for (size_t i = 0; i < c->n_overlaps; i++) {
        const pm_overlap *o = &c->overlaps[i];
        if (!o->differs)
            continue;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_MEDIUM, PM_CONFIDENCE_STRONG, PM_SUBJECT_EVIDENCE, o->b->path,
                                       pm_piece_stream(o->b)->host, o->from, o->to);
        x->variant = o->only[0] && o->only[1] ? "both" : o->only[0] ? "first" : "second";
        pm_finding_text(x, "file", pm_detect_piece_name(f, o->a));
        pm_finding_text(x, "other", pm_detect_piece_name(f, o->b));
        pm_finding_time(x, "from", o->from);
        pm_finding_time(x, "to", o->to);
        pm_finding_number(x, "common", o->common);
        pm_finding_number(x, "only_in_file", o->only[0]);
        pm_finding_number(x, "only_in_other", o->only[1]);
        if (o->filtered[0] + o->filtered[1])
            pm_finding_number(x, "filtered", o->filtered[0] + o->filtered[1]);
        /* what begins or ends later is not looked at; the other two are not told by the lines */
        pm_finding_alternatives(x, 3, (const pm_alternative_state[]){ PM_ALTERNATIVE_EXCLUDED, PM_ALTERNATIVE_NOT_EXCLUDED, PM_ALTERNATIVE_NOT_EXCLUDED });
        cite_lines(x, o);
    }
}

const pm_detector pm_detector_copies_differ = {
    .id = "PM-INT-10",
    .name = "copies_differ",
    .attack = "T1685.006 T1070.002",
    .about_gaps = true,
    .find = find,
};
