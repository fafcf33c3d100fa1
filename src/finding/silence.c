/* silence: no lines for a time in which many would be usual. */
#include "detect.h"

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    for (size_t i = 0; i < c->n_coverage; i++) {
        const pm_coverage *v = &c->coverage[i];
        if (v->basis != PM_COVERAGE_GAP)
            continue;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_MEDIUM, PM_CONFIDENCE_MODERATE, PM_SUBJECT_HOST, pm_case_text(c, v->host),
                                       v->host, v->from, v->to);
        pm_finding_number(x, "minutes", (uint64_t)(v->to - v->from) / 60);
        pm_finding_number(x, "usual_lines", v->expected);
        pm_finding_cite(x, &v->cite);
    }
}

const pm_detector pm_detector_silence = {
    .id = "PM-INT-01",
    .name = "silence",
    .attack = "T1685 T1562",
    .about_gaps = true,
    .find = find,
};
