/* ssh_guess_then_login: an SSH login shortly after failures from the same address, which is new to that user. */
#include "detect.h"

static void find(const pm_detector *d, pm_findings *f)
{
    enum { SLOT = 600, OTHER_NAMES = 3 };
    const pm_case *c = pm_detect_case(f);
    const pm_happenings *logins = &c->facts->h[PM_H_SSH_LOGIN];
    int64_t window = (int64_t)pm_threshold_of(d, "minutes_before") * 60;
    for (size_t i = 0; i < logins->n; i++) {
        const pm_happening *h = &logins->items[i];
        bool known = false;
        for (size_t k = 0; k < i && !known; k++)
            known = logins->items[k].host == h->host && logins->items[k].a == h->a && logins->items[k].b == h->b;
        if (known || pm_span_starts(pm_case_text(c, h->c), PM_SPAN("publickey")))
            continue;
        uint64_t failures = 0;
        pm_rows slots = pm_detect_rows(f, PM_T_SSH_FAIL_SLOT, h->host, h->b);
        for (size_t k = 0; k < slots.n; k++) {
            int64_t t = (int64_t)slots.rows[k]->key[2] * SLOT;
            if (t + SLOT > h->time - window && t <= h->time)
                failures += slots.rows[k]->n[PM_N_COUNT];
        }
        if ((double)failures < pm_threshold_of(d, "failures"))
            continue;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_HIGH, PM_CONFIDENCE_MODERATE, PM_SUBJECT_ACCOUNT, pm_case_text(c, h->a),
                                       h->host, h->time - window, h->time);
        pm_finding_number(x, "failures", failures);
        pm_finding_text(x, "address", pm_case_text(c, h->b));
        pm_finding_time(x, "login", h->time);
        pm_finding_text(x, "method", pm_case_text(c, h->c));
        pm_finding_cite(x, &h->cite);
        pm_rows failed = pm_detect_rows(f, PM_T_SSH_FAIL, h->host, h->b);
        size_t other_names = 0;
        for (size_t k = 0; k < failed.n; k++) {
            const pm_tally_row *r = failed.rows[k];
            if (r->when->first > h->time || r->when->last < x->from)
                continue;
            other_names += r->key[2] != h->a;
            pm_finding_cite(x, r->when->last_cite);
        }
        /* One who mistypes a password does so under one name. */
        const pm_alternative_state states[] = { other_names >= OTHER_NAMES ? PM_ALTERNATIVE_EXCLUDED : PM_ALTERNATIVE_NOT_EXCLUDED };
        pm_finding_alternatives(x, 1, states);
    }
}

const pm_detector pm_detector_ssh_guess_then_login = {
    .id = "PM-HOST-01",
    .name = "ssh_guess_then_login",
    .attack = "T1110.001 T1078.003",
    .thresholds = { { "failures", 5 }, { "minutes_before", 60 } },
    .find = find,
};
