/*
 * bursts: hours in which an actor sent far more than its own usual.
 *
 * The bound is the count that an hour of a negative binomial with the actor's own mean and shape 1
 * exceeds once in a million: mean and spread of mail per hour go together, and one number describes
 * them.  Hours that lie close together are one burst.  Mail that came at the same hour of the week
 * before, to an eighth of the amount, is the account's habit (newsletters, reports).  Where a week or more
 * of like hours leaves nothing to compare them with, they are what is usual, and only an hour that stands
 * out among them is a burst.
 */
#include "detect.h"

#include <math.h>

enum { WEEK = 168, WEEKS = 4, BASELINE_DAYS = 7, HABIT = 8 };

static double bound_for(double mean)
{
    if (mean <= 0)
        return 1;
    return ceil(log(1e-6) / log(mean / (1 + mean)));
}

static const pm_tally_row *at_hour(pm_rows hours, pm_hour hour)
{
    size_t from = 0, to = hours.n;
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (hours.rows[mid]->key[2] < hour)
            from = mid + 1;
        else
            to = mid;
    }
    return from < hours.n && hours.rows[from]->key[2] == hour ? hours.rows[from] : NULL;
}

static bool is_habit(pm_rows hours, const pm_burst *b, size_t column)
{
    for (unsigned w = 1; w <= WEEKS; w++) {
        const pm_tally_row *r = at_hour(hours, b->peak_hour - w * WEEK);
        if (r != NULL && r->n[column] * HABIT >= b->peak)
            return true;
    }
    return false;
}

/* Groups of hours at or above the minimum, none further than PM_MERGE_HOURS from the next. */
static size_t group_hours(pm_rows hours, size_t column, uint64_t minimum, pm_burst *out, size_t max)
{
    size_t n = 0;
    for (size_t i = 0; i < hours.n; i++) {
        const pm_tally_row *r = hours.rows[i];
        if (r->n[column] < minimum)
            continue;
        if (n == 0 || r->key[2] - out[n - 1].to > PM_MERGE_HOURS) {
            if (n == max)
                break;
            out[n++] = (pm_burst){ .from = r->key[2] };
        }
        pm_burst *b = &out[n - 1];
        b->to = r->key[2];
        if (r->n[column] > b->peak) {
            b->peak = r->n[column];
            b->peak_hour = r->key[2];
        }
    }
    return n;
}

size_t pm_bursts_of(pm_findings *f, pm_id host, pm_id actor, size_t column, uint64_t minimum, uint64_t without_baseline,
                    pm_burst *out, size_t max)
{
    pm_rows hours = pm_detect_rows(f, PM_T_ACTOR_HOUR, host, actor);
    size_t n = group_hours(hours, column, minimum, out, max), kept = 0;
    uint64_t all = 0, inside = 0;
    double covered = pm_detect_covered_hours(f, host);
    for (size_t i = 0; i < hours.n; i++) {
        const pm_tally_row *r = hours.rows[i];
        all += r->n[column];
        for (size_t k = 0; k < n; k++)
            if (r->key[2] >= out[k].from && r->key[2] <= out[k].to) {
                out[k].recipients += r->n[PM_N_HOUR_RECIPIENTS];
                out[k].messages += r->n[PM_N_HOUR_MESSAGES];
                inside += r->n[column];
            }
    }
    for (size_t k = 0; k < n; k++)
        covered -= out[k].to - out[k].from + 1;
    for (size_t k = 0; k < n; k++) {
        pm_burst b = out[k];
        b.mean = covered > 0 ? (double)(all - inside) / covered : 0;
        b.bound = bound_for(b.mean);
        b.baseline_days = covered > 0 ? covered / 24 : 0;
        bool baseline = b.baseline_days >= BASELINE_DAYS;
        double hours_of_it = b.to - b.from + 1, its_own = (double)(column == PM_N_HOUR_RECIPIENTS ? b.recipients : b.messages) / hours_of_it;
        if (!baseline && hours_of_it >= BASELINE_DAYS * 24 && (double)b.peak < bound_for(its_own))
            continue;
        if ((double)b.peak < b.bound || (!baseline && b.peak < without_baseline) || (baseline && is_habit(hours, &b, column)))
            continue;
        out[kept++] = b;
    }
    return kept;
}
