/* chart: the charts, one file each; every one adds <chart id="…"> with an <svg> and its figures. */
#ifndef PM_MODEL_CHART_H
#define PM_MODEL_CHART_H

#include "svg.h"

void pm_chart_case(const pm_model_input *in, xmlNode *charts);     /* day by day: the picture of the case */
void pm_chart_hours(const pm_model_input *in, xmlNode *charts);    /* hour by hour: each leading sender */
void pm_chart_coverage(const pm_model_input *in, xmlNode *charts); /* which file covers which time */

/* A sender whose mail in a span of time carries a finding. */
typedef struct {
    const pm_finding *finding;
    pm_id host, actor;
    int64_t from, to;
} pm_suspect;

enum { PM_SUSPECTS_MAX = 16 };
/* The senders of compound findings; where there are none, those of sudden rises.  Returns how many. */
size_t pm_chart_suspects(const pm_model_input *in, pm_suspect out[PM_SUSPECTS_MAX]);
/* Which of them a sender's hour belongs to, or NULL. */
const pm_suspect *pm_chart_suspect_of(const pm_suspect *s, size_t n, pm_id host, pm_id actor, int64_t hour);

#endif
