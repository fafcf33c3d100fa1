/*
 * guess_then_login: a login from a new address shortly after many failures of that account.
 * The first message from the address stands for the login: Postfix names an account only with a message.
 */
#include "detect.h"

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span user)
{
    enum { SLOT = 600 };
    const pm_case *c = pm_detect_case(f);
    pm_id host = actor->key[0];
    int64_t window = (int64_t)pm_threshold_of(d, "minutes_before") * 60;
    uint64_t least = (uint64_t)pm_threshold_of(d, "failures");
    size_t n, ignored;
    pm_origin *o = pm_origins_of(f, host, actor->key[1], PM_NO_TIME, &n, &ignored);
    pm_rows slots = pm_detect_rows(f, PM_T_AUTH_FAIL_SLOT, host, pm_intern_add(c->facts->texts, user));
    for (size_t i = 0; i < n; i++) {
        uint64_t failures = 0;
        bool known_net = false;
        for (size_t k = 0; k < slots.n; k++) {
            int64_t t = (int64_t)slots.rows[k]->key[2] * SLOT;
            if (t + SLOT > o[i].first - window && t <= o[i].first)
                failures += slots.rows[k]->n[PM_N_COUNT];
        }
        for (size_t k = 0; k < i && !known_net; k++)
            known_net = pm_net_of(f, o[k].address) == pm_net_of(f, o[i].address);
        if (failures < least || known_net)
            continue;
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_HIGH, i > 0 ? PM_CONFIDENCE_STRONG : PM_CONFIDENCE_MODERATE,
                                       kind, user, host, o[i].first - window, o[i].first);
        pm_finding_number(x, "failures", failures);
        pm_finding_text(x, "address", pm_case_text(c, o[i].address));
        pm_finding_time(x, "login", o[i].first);
        pm_finding_number(x, "minutes", (uint64_t)(window / 60));
        pm_finding_cite(x, o[i].cite);
        pm_rows failed = pm_detect_rows(f, PM_T_AUTH_FAIL, host, pm_intern_add(c->facts->texts, user));
        bool from_there = false;
        for (size_t k = 0; k < failed.n; k++) {
            const pm_tally_row *r = failed.rows[k];
            if (r->when->last >= x->from && r->when->last <= x->to)
                pm_finding_cite(x, r->when->last_cite);
            from_there = from_there || (r->when->first <= x->to && r->when->last > x->from - SLOT && /* as they are counted */
                                        pm_net_of(f, r->key[2]) == pm_net_of(f, o[i].address));
        }
        /* Whoever mistypes at a new place fails from there, not from elsewhere. */
        const pm_alternative_state states[] = { from_there ? PM_ALTERNATIVE_NOT_EXCLUDED : PM_ALTERNATIVE_EXCLUDED };
        pm_finding_alternatives(x, 1, states);
        return;
    }
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_detect_each_account(d, f, look_at);
}

const pm_detector pm_detector_guess_then_login = {
    .id = "PM-AUTH-02",
    .name = "guess_then_login",
    .attack = "T1110.001 T1078",
    .thresholds = { { "failures", 10 }, { "minutes_before", 60 } },
    .find = find,
};
