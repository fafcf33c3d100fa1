/* admitted_loss: the logger says that it lost lines; counts of that time are lower bounds.  One finding per host. */
#include "detect.h"

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    for (size_t h = 0; h < c->n_hosts; h++) {
        uint64_t times = 0, lines = 0;
        pm_finding *x = NULL;
        for (size_t i = 0; i < c->n_coverage; i++) {
            const pm_coverage *v = &c->coverage[i];
            if (v->basis != PM_COVERAGE_LOSS || v->host != c->hosts[h])
                continue;
            if (x == NULL)
                x = pm_finding_add(f, d, PM_SEVERITY_MEDIUM, PM_CONFIDENCE_STRONG, PM_SUBJECT_HOST, pm_case_text(c, v->host), v->host,
                                   v->from, v->to);
            x->to = v->to > x->to ? v->to : x->to;
            times++;
            lines += v->expected;
            pm_finding_cite(x, &v->cite);
        }
        if (x == NULL)
            continue;
        pm_finding_number(x, "times", times);
        pm_finding_number(x, "lines", lines);
    }
}

const pm_detector pm_detector_admitted_loss = {
    .id = "PM-INT-02",
    .name = "admitted_loss",
    .attack = "",
    .about_gaps = true,
    .find = find,
};
