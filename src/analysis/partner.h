/*
 * partner: why a line is missing that another asks for, and which ties a log obeys at all.
 *
 * What one version or setting logs another does not: a tie counts only where the log itself obeys it.
 */
#ifndef PM_ANALYSIS_PARTNER_H
#define PM_ANALYSIS_PARTNER_H

#include "coverage.h"

/* Fills c->ties and c->missing from the facts and the coverage. */
void pm_partners_find(pm_case *c, const pm_series *series, size_t n);

#endif
