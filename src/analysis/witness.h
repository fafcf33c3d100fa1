/*
 * witness: what in a log says which year, and which zone, its stamps mean.
 *
 * RFC 3164 stamps have neither.  Each stream is read under a supposed year and zone; every line that
 * carries a time of its own (a long queue id, a Message-ID that Postfix made, an epoch in a reply, an
 * RFC 3339 stamp next to a yearless one) then votes: how many years, and how many seconds, the
 * supposition is off.
 */
#ifndef PM_ANALYSIS_WITNESS_H
#define PM_ANALYSIS_WITNESS_H

#include "postmortem/analysis/case.h"
#include "postmortem/event/event.h"
#include "rotation.h"

/* line_time: the line's UTC under the supposition; true_time: UTC as the witness says. */
void pm_witness_vote(pm_votes *v, pm_witness w, int64_t line_time, int64_t true_time);
void pm_witness_event(pm_votes *v, const pm_record *rec, const pm_event *ev);
/* Does the event hold a time of its own?  Whose word it is, and UTC. */
bool pm_witness_time(const pm_event *ev, pm_witness *w, int64_t *t);
/* The runtime of a container took the record's line then. */
void pm_witness_taken(pm_votes *v, const pm_record *rec, int64_t time);
void pm_votes_merge(pm_votes *dst, const pm_votes *src);

/* The shift that the strongest of the host's own witnesses gives; false when none spoke. */
bool pm_votes_shift(const pm_votes *v, int *shift);
/* The shift that more than half of the Date: headers give: their senders are many, and write what they like. */
bool pm_votes_by_senders(const pm_votes *v, int *shift);
/* Seconds to add to local stamps' UTC, as most zone witnesses say; false when none spoke. */
bool pm_votes_zone(const pm_votes *v, int32_t *error);

/* The file's time, or of what it came out of; false when there is none. */
bool pm_piece_time(const pm_piece *p, int64_t *t);
/* The moment after which no line of it can be, by the file's times, else by `now`. */
int64_t pm_piece_bound(const pm_piece *p, int64_t now, pm_witness *basis);
/* The same by the date in its name; false when there is none, or one that is yet to come. */
bool pm_name_bound(const pm_piece *p, int64_t now, int64_t *bound);
/* So many years the stream's lines would have to be earlier for none to be after the bound, with two days' slack. */
int pm_years_beyond(const pm_stream_info *info, int64_t bound);
/* The latest year in which a stamp is not after the bound, with a day's slack; after the one of a name, without. */
int32_t pm_year_within(const pm_civil *first, int64_t bound, const pm_zone *zone);
int32_t pm_year_within_name(const pm_civil *first, int64_t bound);
/*
 * The year to suppose for the first yearless stamp of a stream, from its name, its mtime, or the
 * latest moment it can be from; *basis says which it was.
 */
int32_t pm_year_suppose(const pm_piece *p, const pm_civil *first, const pm_zone *zone, int32_t stated_year, int64_t now,
                        pm_witness *basis);
/* Does a basis give way to the order of the files? */
bool pm_witness_is_weak(pm_witness w);

#endif
