/* moment: when and where a line stands, as the fold's parts need it. */
#ifndef PM_ANALYSIS_MOMENT_H
#define PM_ANALYSIS_MOMENT_H

#include "postmortem/analysis/facts.h"
#include "postmortem/event/event.h"

typedef struct {
    int64_t time;      /* UTC */
    pm_hour hour;
    uint32_t slot;     /* ten minutes: time / 600 */
    uint64_t ordinal;  /* the line's number within the run of lines being folded, from 0 */
    uint32_t times;    /* how many events the line stands for */
    pm_id host;
    pm_span tag;
    uint32_t pid;
    pm_cite cite;      /* text: the whole line, lent */
} pm_moment;

#endif
