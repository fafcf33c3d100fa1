/*
 * wrap: what a container runtime puts around a line: a time of its own, the name of the stream or of the container.
 *
 *   2026-11-04T09:05:01.1Z stdout F Nov 04 09:05:01 mx1 …         CRI (Kubernetes): F ends a line, P breaks it off
 *   2026-11-04T00:05:01.123456789Z Nov 04 09:05:01 mx1 …          docker logs -t
 *   mail-1  | Nov 04 09:05:01 mx1 …                               docker compose logs, also with such a time behind the bar
 *   {"log":"Nov 04 09:05:01 mx1 …\n","stream":"stdout","time":"…"}  Docker's json-file: what does not end in \n is broken off
 *
 * Stateless: joining what was broken off is the caller's.
 */
#ifndef PM_SYSLOG_WRAP_H
#define PM_SYSLOG_WRAP_H

#include "postmortem/syslog/record.h"

enum { PM_WRAP_STREAMS = 2 };

typedef struct {
    pm_span text;      /* what the program wrote */
    pm_span container; /* its name; empty: not said */
    unsigned stream;   /* 0: stdout, 1: stderr */
    bool broken_off;   /* the text goes on in the next line of the same stream */
    bool has_time;
    int64_t time;      /* UTC: when the runtime took it */
    uint32_t micro;
} pm_wrapped;

/* room: line.len bytes, for text that has to be decoded.  false: nothing is around the line. */
bool pm_wrap_read(pm_span line, char *room, pm_wrapped *out);
/* A line that was read as a record: may its time be a runtime's, and its host the name of a stream?  Quick. */
bool pm_wrap_is_likely(const pm_record *rec);

#endif
