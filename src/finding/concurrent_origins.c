/*
 * concurrent_origins: one account sends from many places within an hour.
 * An account that does so on many days is shared, or a relay: that is its habit, no finding.
 */
#include "detect.h"

#include "postmortem/base/map.h"

typedef struct {
    pm_hour from, to, peak_hour;
    uint64_t addresses, nets;
} span_of_hours;

enum { SPANS = 64 };

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span user)
{
    const pm_case *c = pm_detect_case(f);
    pm_rows rows = pm_detect_rows(f, PM_T_ACTOR_CLIENT_HOUR, actor->key[0], actor->key[1]); /* by hour */
    double least_nets = pm_threshold_of(d, "nets"), least_addresses = pm_threshold_of(d, "addresses");
    span_of_hours spans[SPANS];
    size_t n = 0;
    uint64_t days_with = 0, last_day = 0;
    for (size_t i = 0; i < rows.n;) {
        pm_hour hour = rows.rows[i]->key[3];
        uint64_t addresses = 0;
        pm_map nets = { 0 };
        for (; i < rows.n && rows.rows[i]->key[3] == hour; i++, addresses++)
            pm_map_put(&nets, pm_net_id(f, pm_case_text(c, rows.rows[i]->key[2])), 1);
        uint64_t different = nets.used;
        pm_map_free(&nets);
        if ((double)different < least_nets && !((double)addresses >= least_addresses && different >= 2))
            continue;
        days_with += days_with == 0 || hour / 24 != last_day;
        last_day = hour / 24;
        if (n == 0 || hour - spans[n - 1].to > PM_MERGE_HOURS) {
            if (n == SPANS)
                break;
            spans[n++] = (span_of_hours){ .from = hour };
        }
        spans[n - 1].to = hour;
        if (addresses > spans[n - 1].addresses) {
            spans[n - 1].addresses = addresses;
            spans[n - 1].nets = different;
            spans[n - 1].peak_hour = hour;
        }
    }
    double covered_days = pm_detect_covered_hours(f, actor->key[0]) / 24;
    if (n == 0 || (double)days_with * pm_threshold_of(d, "habit_share") > covered_days)
        return;
    for (size_t k = 0; k < n; k++) {
        int64_t from = pm_hour_start(spans[k].from, c->hour_shift), to = pm_hour_start(spans[k].to + 1, c->hour_shift);
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_HIGH, PM_CONFIDENCE_MODERATE, kind, user, actor->key[0], from, to);
        size_t all, inside = 0, ignored;
        const pm_origin *o = pm_origins_of(f, actor->key[0], actor->key[1], PM_NO_TIME, &all, &ignored);
        for (size_t i = 0; i < all; i++)
            if (o[i].last >= from && o[i].first < to) {
                inside++;
                pm_finding_cite(x, o[i].cite);
            }
        pm_finding_number(x, "addresses", spans[k].addresses);
        pm_finding_number(x, "nets", spans[k].nets);
        pm_finding_time(x, "hour", pm_hour_start(spans[k].peak_hour, c->hour_shift));
        pm_finding_number(x, "all_addresses", inside);
    }
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_detect_each_account(d, f, look_at);
}

const pm_detector pm_detector_concurrent_origins = {
    .id = "PM-AUTH-06",
    .name = "concurrent_origins",
    .attack = "T1078",
    .thresholds = { { "nets", 5, "nets in an hour" }, { "addresses", 5, "addresses in an hour, of two nets or more" },
                    { "habit_share", 3, "a habit when it is so on one day of this many" } },
    .find = find,
};
