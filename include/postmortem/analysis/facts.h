/*
 * facts: everything that was counted or listed over a run of lines, with the texts it speaks of.
 *
 * Commutative: the facts of two runs merge into the facts of both, in any order.  What depends on the
 * order of lines (open messages, sessions, gaps) is the seam's and reaches the facts when it is certain.
 */
#ifndef PM_ANALYSIS_FACTS_H
#define PM_ANALYSIS_FACTS_H

#include "postmortem/analysis/happening.h"
#include "postmortem/analysis/tallies.h"

typedef enum {
#define PM_TIE(name, text, line) PM_TIE_##name,
#include "postmortem/analysis/ties.def"
#undef PM_TIE
    PM_TIE_COUNT
} pm_tie;

typedef struct {
    pm_arena *arena;
    pm_intern *texts;
    pm_tally t[PM_T_COUNT];
    pm_happenings h[PM_H_COUNT];
    pm_happenings missing[PM_TIE_COUNT]; /* lines that a tie asks for: time, until: the latest and the earliest they may bear;
                                            a: queue id, b: service tag of an smtpd; n: how many << 32 | process id; the line that shows it */
} pm_facts;

pm_facts *pm_facts_new(void);
void pm_facts_free(pm_facts *f); /* NULL is welcome */

/* dst += src.  Returns the renumbering src id -> dst id (free() it), for what else holds ids of src. */
pm_id *pm_facts_merge(pm_facts *dst, pm_facts *src);
/* After counting, before reading. */
void pm_facts_tidy(pm_facts *f);

static inline pm_id pm_facts_text(pm_facts *f, pm_span s)
{
    return pm_intern_add(f->texts, s);
}
static inline pm_span pm_facts_name(const pm_facts *f, pm_id id)
{
    return pm_intern_text(f->texts, id);
}

/* Hours of a case: those of the zone's clock (as it is when the report is made), counted since 1970; hour / 24 is its day. */
typedef uint32_t pm_hour;
static inline pm_hour pm_hour_of(int64_t time, int32_t shift)
{
    return (pm_hour)((time + shift) / 3600);
}
static inline int64_t pm_hour_start(pm_hour hour, int32_t shift)
{
    return (int64_t)hour * 3600 - shift;
}

#endif
