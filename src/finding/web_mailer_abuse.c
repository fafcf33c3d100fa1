/*
 * web_mailer_abuse: a burst from a local uid whose destinations or answers are those of spam.
 * Made only from the findings before it.  The script or web shell itself does not show in a maillog.
 */
#include "detect.h"

static void find(const pm_detector *d, pm_findings *f)
{
    int64_t apart = (int64_t)pm_threshold_of(d, "hours_apart") * PM_HOUR_SECONDS;
    const pm_finding *burst, *y;
    for (size_t i = 0; (burst = pm_findings_made(f, i)) != NULL; i++) {
        if (strcmp(burst->detector->id, "PM-VOL-03") != 0)
            continue;
        const pm_finding *members[PM_MEMBERS_MAX] = { burst };
        bool new_domains = false;
        size_t n = 1;
        for (size_t k = 0; (y = pm_findings_of(f, PM_SUBJECT_UID, burst->subject_value, burst->host, k)) != NULL; k++) {
            bool near = y->from <= burst->to + apart && y->to >= burst->from - apart;
            if (y == burst || !near || strncmp(y->detector->id, "PM-DST-0", 8) != 0 || n == PM_MEMBERS_MAX)
                continue;
            members[n++] = y;
            new_domains = new_domains || strcmp(y->detector->id, "PM-DST-01") == 0;
        }
        if (n < 2)
            continue;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_CRITICAL, n > 2 ? PM_CONFIDENCE_STRONG : PM_CONFIDENCE_MODERATE,
                                       PM_SUBJECT_UID, burst->subject_value, burst->host, burst->from, burst->to);
        for (size_t k = 0; k < n; k++)
            x->members[x->n_members++] = members[k];
        static const char *const same[] = { "messages", "recipients", "peak", "peak_hour", "script", "script_lines", "script_evaluated" };
        for (size_t k = 0; k < sizeof same / sizeof *same; k++) {
            const pm_figure *g = pm_finding_figure(burst, same[k]);
            if (g != NULL)
                x->figures[x->n_figures++] = *g;
        }
        pm_finding_outcomes(f, x, pm_detect_actor_of(f, x));
        x->variant = pm_finding_figure(burst, "script") != NULL ? "script" : "";
        /* Notices of cron jobs go to the same few recipients, not to domains never written to before. */
        const pm_alternative_state states[] = { PM_ALTERNATIVE_NOT_EXCLUDED, new_domains ? PM_ALTERNATIVE_EXCLUDED : PM_ALTERNATIVE_NOT_EXCLUDED };
        pm_finding_alternatives(x, 2, states);
        for (size_t k = 0; k < n; k++)
            for (size_t m = 0; m < members[k]->n_cites; m++)
                pm_finding_cite(x, members[k]->cites[m]);
    }
}

const pm_detector pm_detector_web_mailer_abuse = {
    .id = "PM-CASE-02",
    .name = "web_mailer_abuse",
    .attack = "T1190 T1505.003",
    .thresholds = { { "hours_apart", 72 } },
    .find = find,
};
