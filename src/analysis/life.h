/*
 * life: messages, from the line that opens a queue id to the one that ends it, across content
 * filters, forwards and bounces, to one origin each.
 *
 * Key = host + instance + queue id + time: ids are used again.  A life contributes to the facts once, when all
 * about it is certain: it has ended (or the evidence has), and its origin is known.  Until then it is
 * open, and open lives are what two neighbouring runs of lines must join.
 *
 * A run of lines does not know what stood before it.  A life whose opening line is not in the run is a
 * *head*: it continues, or so it seems, a life of the run before.  pm_lives_join() puts the two together.
 *
 * How far a line may refer back is counted in lines, not in time, so that clocks that run back change
 * nothing and any cutting gives the same result.
 */
#ifndef PM_ANALYSIS_LIFE_H
#define PM_ANALYSIS_LIFE_H

#include "reply.h"
#include "session.h"
#include "tie.h"

typedef struct pm_lives pm_lives;

/* facts, ties: where certain contributions go; hour_shift: see pm_hour_of; replies: may be NULL (nothing is classed). */
pm_lives *pm_lives_new(pm_facts *facts, pm_ties *ties, int32_t hour_shift, pm_replies *replies);
void pm_lives_free(pm_lives *l);
pm_sessions *pm_lives_sessions(pm_lives *l);

/* A refusal without a queue id. */
void pm_count_reject(pm_facts *f, const pm_moment *m, const pm_event *ev);
/* "+0300" in "Date: Mon, 05 Jan 2026 05:00:00 +0300 (MSK)"; empty when there is none. */
pm_span pm_date_zone(pm_span header);

/* Takes an event that carries a queue id; false when the event is none of a life's. */
bool pm_lives_event(pm_lives *l, const pm_moment *m, const pm_program *program, const pm_record *rec, const pm_event *ev);

/* Before joining: texts renumbered into the facts that both sides share from now on; replies: the joining thread's. */
void pm_lives_move(pm_lives *l, pm_facts *facts, const pm_id *ids, pm_replies *replies);
/* earlier += later (which is freed): the run of `lines_earlier` lines is followed by the run of later.
 * Both sides have the same facts. */
void pm_lives_join(pm_lives *earlier, uint64_t lines_earlier, pm_lives *later);
/* Nothing comes before the run: heads are messages whose beginning is lost. */
void pm_lives_set_start(pm_lives *l);
/* Nothing comes after: all lives contribute what is known of them. */
void pm_lives_finish(pm_lives *l);

#endif
