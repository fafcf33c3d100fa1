/* moment: when and where a line stands, as the fold's parts need it. */
#ifndef PM_ANALYSIS_MOMENT_H
#define PM_ANALYSIS_MOMENT_H

#include "instance.h"
#include "postmortem/analysis/facts.h"
#include "postmortem/event/event.h"

typedef struct {
    int64_t time;      /* UTC */
    pm_hour hour;
    uint64_t ordinal;  /* the line's number within the run of lines being folded, from 0 */
    uint32_t times;    /* how many events the line stands for */
    pm_id host;
    uint64_t host_hash; /* of its name, the same in every run */
    uint64_t instance;  /* which of the host's Postfix instances: goes into the keys of queue ids; 0: it has one, or they cannot be told apart */
    const pm_host_instances *instances; /* … and all of them; NULL: see above */
    pm_span tag;
    uint32_t pid;
    pm_cite cite;      /* text: the whole line, lent */
} pm_moment;

/* The ten minutes that a moment lies in, as the tables AUTH_FAIL_SLOT and SSH_FAIL_SLOT number them. */
static inline uint32_t pm_moment_slot(const pm_moment *m)
{
    return (uint32_t)(m->time / 600);
}

/* Where the tag begins in the line that is cited; 0, when it lies in what was wrapped in that line. */
static inline size_t pm_moment_tag_at(const pm_moment *m)
{
    uintptr_t line = (uintptr_t)m->cite.text.ptr, tag = (uintptr_t)m->tag.ptr;
    return m->tag.len && tag >= line && tag - line < m->cite.text.len ? tag - line : 0;
}

#endif
