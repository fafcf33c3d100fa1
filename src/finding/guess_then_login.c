/*
 * guess_then_login: a login from a new address shortly after many failures of that account.
 * The first message from the address stands for the login: Postfix names an account only with a message.
 */
#include "detect.h"

#include "postmortem/base/map.h"

enum { SLOT = 600 };

/* Failures in the slots that lie within the window before a login; *from: the first such slot, which only moves on. */
static uint64_t failures_before(pm_rows slots, size_t *from, int64_t login, int64_t window)
{
    uint64_t n = 0;
    while (*from < slots.n && ((int64_t)slots.rows[*from]->key[2] + 1) * SLOT <= login - window)
        ++*from;
    for (size_t k = *from; k < slots.n && (int64_t)slots.rows[k]->key[2] * SLOT <= login; k++)
        n += slots.rows[k]->n[PM_N_COUNT];
    return n;
}

/* The first login from a net that the account was not used from before, with so many failures before it; n: none. */
static size_t find_login(const pm_detector *d, pm_findings *f, pm_rows slots, const pm_origin *o, size_t n, uint64_t *failures)
{
    int64_t window = (int64_t)pm_threshold_of(d, "minutes_before") * 60;
    pm_map nets = { 0 };
    size_t i = 0, from = 0;
    for (; i < n; i++) { /* first seen first */
        uint32_t *known = pm_map_slot_of(&nets, pm_net_of(f, o[i].address));
        *failures = failures_before(slots, &from, o[i].first, window);
        if (*known == PM_MAP_NONE && (double)*failures >= pm_threshold_of(d, "failures"))
            break;
        *known = 1;
    }
    pm_map_free(&nets);
    return i;
}

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span user)
{
    const pm_case *c = pm_detect_case(f);
    pm_id host = actor->key[0], name = pm_intern_add(c->facts->texts, user);
    int64_t window = (int64_t)pm_threshold_of(d, "minutes_before") * 60;
    uint64_t failures = 0;
    size_t n, ignored;
    const pm_origin *o = pm_origins_of(f, host, actor->key[1], PM_NO_TIME, &n, &ignored);
    size_t i = find_login(d, f, pm_detect_rows(f, PM_T_AUTH_FAIL_SLOT, host, name), o, n, &failures);
    if (i == n)
        return;
    pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_HIGH, i > 0 ? PM_CONFIDENCE_STRONG : PM_CONFIDENCE_MODERATE, kind, user, host,
                                   o[i].first - window, o[i].first);
    pm_finding_number(x, "failures", failures);
    pm_finding_text(x, "address", pm_case_text(c, o[i].address));
    pm_finding_time(x, "login", o[i].first);
    pm_finding_number(x, "minutes", (uint64_t)(window / 60));
    pm_finding_cite(x, o[i].cite);
    pm_rows failed = pm_detect_rows(f, PM_T_AUTH_FAIL, host, name);
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
