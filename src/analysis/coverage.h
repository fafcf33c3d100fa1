/* coverage: of which times the evidence says less than it should. */
#ifndef PM_ANALYSIS_COVERAGE_H
#define PM_ANALYSIS_COVERAGE_H

#include "postmortem/analysis/case.h"

/* One log of one host: its streams in order of time. */
typedef struct {
    pm_id host;
    pm_family family;
    pm_piece **streams;
    size_t n;
} pm_series;

/* Fills c->coverage from silences, damage, rotation names, admitted losses and clock steps; then what holes.h says. */
void pm_coverage_find(pm_case *c, const pm_series *series, size_t n);

#endif
