/*
 * session: which smtpd processes have been seen to take a connection.
 *
 * Any local user can write a perfect `postfix/smtpd[4242]: ABC: client=…` line with logger(1).  The
 * real smtpd logs "connect from" first, always, from the same process.  A submission whose process
 * never connected, on a log that holds such lines and covers the time before, was written by
 * something else.  A log out of which the connections were filtered says nothing either way; where
 * lines are missing (a silence, an admitted loss) a session may have begun unseen.
 */
#ifndef PM_ANALYSIS_SESSION_H
#define PM_ANALYSIS_SESSION_H

#include "moment.h"

typedef enum {
    PM_SESSION_REAL,    /* its connection was seen, or the log does not reach back far enough to expect it */
    PM_SESSION_FORGED,  /* no connection, where one would have to stand */
    PM_SESSION_UNKNOWN, /* to be asked again when the lines before are known */
} pm_session_verdict;

typedef struct pm_sessions pm_sessions;

/* at_start: nothing comes before, so what is not known cannot be asked for. */
pm_sessions *pm_sessions_new(bool at_start);
void pm_sessions_free(pm_sessions *s);

/* Every line of a host's mail log passes here first: silences and admitted losses end what is known. */
void pm_sessions_line(pm_sessions *s, const pm_moment *m);
void pm_sessions_loss(pm_sessions *s, const pm_moment *m);
void pm_sessions_connect(pm_sessions *s, const pm_moment *m);
/* Is the process pid, of which the submission m speaks, one that took a connection?  If so it is remembered. */
pm_session_verdict pm_sessions_verify(pm_sessions *s, const pm_moment *m);
/* The same for a submission of the run `later` that `later` could not tell by itself, now that the run before it is
 * known.  Asked in the order of the lines, before the two are joined. */
pm_session_verdict pm_sessions_verify_later(pm_sessions *earlier, const pm_sessions *later, const pm_moment *m);

/* earlier += later, the lines of `later` following those of `earlier`; hosts already renumbered, lines too. */
void pm_sessions_renumber(pm_sessions *s, const pm_id *ids);
void pm_sessions_shift(pm_sessions *s, uint64_t lines);
void pm_sessions_join(pm_sessions *earlier, const pm_sessions *later);

#endif
