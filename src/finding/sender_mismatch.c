/* sender_mismatch: an account sends under several addresses that are not its own, within one hour, and did not before. */
#include "detect.h"

/* "ann" or "ann@example.org" owns ann@anything; the envelope sender <> is nobody's. */
static bool own(pm_span user, pm_span sender)
{
    size_t at = pm_span_find_char(user, '@'), from = pm_span_find_last_char(sender, '@');
    return sender.len == 0 || pm_span_eq_nocase(user, sender) ||
           pm_span_eq_nocase(pm_span_first(user, at), pm_span_first(sender, from));
}

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span user)
{
    const pm_case *c = pm_detect_case(f);
    pm_rows rows = pm_detect_rows(f, PM_T_ACTOR_SENDER_HOUR, actor->key[0], actor->key[1]); /* by hour */
    uint64_t least_senders = (uint64_t)pm_threshold_of(d, "senders"), least = (uint64_t)pm_threshold_of(d, "messages");
    pm_hour first = 0, last = 0, peak_hour = 0, first_foreign = UINT32_MAX;
    uint64_t peak = 0, hours = 0, messages = 0;
    for (size_t i = 0; i < rows.n;) {
        pm_hour hour = rows.rows[i]->key[3];
        uint64_t senders = 0, in_hour = 0;
        for (; i < rows.n && rows.rows[i]->key[3] == hour; i++) {
            if (own(user, pm_case_text(c, rows.rows[i]->key[2])))
                continue;
            first_foreign = hour < first_foreign ? hour : first_foreign;
            senders++;
            in_hour += rows.rows[i]->n[PM_N_COUNT];
        }
        if (senders < least_senders || in_hour < least)
            continue;
        first = hours == 0 ? hour : first;
        last = hour;
        hours++;
        messages += in_hour;
        if (senders > peak) {
            peak = senders;
            peak_hour = hour;
        }
    }
    if (hours == 0 || first - first_foreign > 7 * 24) /* it has sent so for a week and longer: aliases, newsletters */
        return;
    pm_finding *x = pm_finding_add(f, d, peak >= 20 ? PM_SEVERITY_HIGH : PM_SEVERITY_MEDIUM, PM_CONFIDENCE_MODERATE,
                                   kind, user, actor->key[0], pm_hour_start(first, c->hour_shift),
                                   pm_hour_start(last + 1, c->hour_shift));
    pm_finding_number(x, "senders", peak);
    pm_finding_number(x, "messages", messages);
    pm_finding_time(x, "hour", pm_hour_start(peak_hour, c->hour_shift));
    const pm_alternative_state states[] = { PM_ALTERNATIVE_NOT_EXCLUDED };
    pm_finding_alternatives(x, 1, states);
    pm_finding_cite_sent(f, x, actor->key[1]);
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_detect_each_account(d, f, look_at);
}

const pm_detector pm_detector_sender_mismatch = {
    .id = "PM-AUTH-08",
    .name = "sender_mismatch",
    .attack = "T1684.002 T1672",
    .thresholds = { { "messages", 10 }, { "senders", 3 } },
    .find = find,
};
