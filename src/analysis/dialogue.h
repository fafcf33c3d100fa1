/*
 * dialogue: the sessions of single processes, from the line that begins one to the line that ends it: an smtpd that
 * takes one connection after the other, a login. Do the lines between agree with what the ends say of them?
 *
 * A run of lines does not know what a process did before it.  What a process says up to the first line that begins or
 * ends a session is kept, and judged when the run before is known.
 */
#ifndef PM_ANALYSIS_DIALOGUE_H
#define PM_ANALYSIS_DIALOGUE_H

#include "moment.h"
#include "tie.h"

typedef struct pm_dialogues pm_dialogues;

pm_dialogues *pm_dialogues_new(pm_ties *ties);
void pm_dialogues_free(pm_dialogues *d); /* NULL is welcome */

/* What smtpd says under the tag `service`; ev NULL: a line that it is known for, `message`. */
void pm_dialogues_smtpd(pm_dialogues *d, const pm_moment *m, pm_id service, const pm_event *ev, pm_span message);
/* What a login's or job's process says. */
void pm_dialogues_login(pm_dialogues *d, const pm_moment *m, const pm_event *ev);
/* postsuper's removals and their total. */
void pm_dialogues_postsuper(pm_dialogues *d, const pm_moment *m, const pm_event *ev);
/* A master starts or stops: sessions of its host end without a word. */
void pm_dialogues_break(pm_dialogues *d, const pm_moment *m);

void pm_dialogues_renumber(pm_dialogues *d, const pm_id *ids);
/* earlier += later, `lines` lines later; both count under the same facts. */
void pm_dialogues_join(pm_dialogues *earlier, uint64_t lines, pm_dialogues *later);
void pm_dialogues_set_start(pm_dialogues *d);
/* Nothing comes after the host's last line at that time. */
void pm_dialogues_finish(pm_dialogues *d, pm_id host, int64_t last);

#endif
