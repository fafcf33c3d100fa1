/*
 * holes: the coverage's gaps as what figures are held against, and how far each log of a host reaches.
 *
 * A figure over some time counts a part only when the log that it is counted from has a hole which that time meets.
 */
#ifndef PM_ANALYSIS_HOLES_H
#define PM_ANALYSIS_HOLES_H

#include "coverage.h"

/* Fills c->reaches and c->holes from c->coverage and the series. */
void pm_holes_find(pm_case *c, const pm_series *series, size_t n);

/* Of which stream the logger says that it lost lines; false: the line does not name the program that wrote them. */
bool pm_loss_stream(pm_span text, pm_family *family);

#endif
