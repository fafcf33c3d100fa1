/* clock_step: the clock ran back within a file, or a time daemon says that it set it.  One finding per host. */
#include "detect.h"

static void find(const pm_detector *d, pm_findings *f)
{
    const pm_case *c = pm_detect_case(f);
    for (size_t h = 0; h < c->n_hosts; h++) {
        const pm_happenings *back = &c->facts->h[PM_H_BACKSTEP], *said = &c->facts->h[PM_H_CLOCK];
        uint64_t steps = 0, told = 0;
        int64_t most = 0, from = PM_NO_TIME, to = PM_NO_TIME;
        const pm_cite *cites[8];
        size_t n = 0;
        for (size_t i = 0; i < back->n; i++) {
            const pm_happening *b = &back->items[i];
            if (b->host != c->hosts[h])
                continue;
            steps++;
            most = b->until - b->time > most ? b->until - b->time : most;
            from = from == PM_NO_TIME ? b->time : from;
            to = b->until > to ? b->until : to;
            if (n < 4)
                cites[n++] = &b->cite;
        }
        for (size_t i = 0; i < said->n; i++) {
            const pm_happening *s = &said->items[i];
            if (s->host != c->hosts[h])
                continue;
            told++;
            from = from == PM_NO_TIME || s->time < from ? s->time : from;
            to = to == PM_NO_TIME || s->time > to ? s->time : to;
            if (n < 8)
                cites[n++] = &s->cite;
        }
        if (steps + told == 0)
            continue;
        pm_finding *x = pm_finding_add(f, d, (double)most > pm_threshold_of(d, "seconds_medium") ? PM_SEVERITY_MEDIUM : PM_SEVERITY_LOW,
                                       PM_CONFIDENCE_STRONG, PM_SUBJECT_HOST, pm_case_text(c, c->hosts[h]), c->hosts[h], from, to);
        x->variant = steps && told ? "both" : steps ? "ran-back" : "told";
        pm_finding_number(x, "steps", steps);
        pm_finding_number(x, "seconds", (uint64_t)most);
        pm_finding_number(x, "told", told);
        for (size_t i = 0; i < n; i++)
            pm_finding_cite(x, cites[i]);
        x->more_lines = steps + told - n;
    }
}

const pm_detector pm_detector_clock_step = {
    .id = "PM-INT-03",
    .name = "clock_step",
    .attack = "",
    .about_gaps = true,
    .thresholds = { { "seconds_medium", 60 } },
    .find = find,
};
