/*
 * pipe: hands blocks from the thread that reads and unpacks to those that fold.
 *
 * One reader; one folder for each lane.  A stream keeps to one lane, so that its blocks are folded in order.
 * Owns its buffers: the reader fills one while the folders work on others, and waits when all are in use.
 */
#ifndef PM_ANALYSIS_PIPE_H
#define PM_ANALYSIS_PIPE_H

#include "postmortem/base/status.h"

typedef struct pm_pipe pm_pipe;

typedef enum { PM_PIPE_BLOCK, PM_PIPE_END_OF_STREAM, PM_PIPE_CLOSED } pm_pipe_what;

typedef struct {
    pm_pipe_what what;
    void *stream;      /* whose block, or which has ended */
    size_t number;     /* of END_OF_STREAM: which of the input's */
    bool cut_off;      /* of END_OF_STREAM */
    char *data;
    size_t len;
} pm_pipe_item;

pm_pipe *pm_pipe_new(unsigned lanes); /* at least 1 */
void pm_pipe_free(pm_pipe *p);
/* reader: a stream begins, on the lane with the least to do, which is returned (from 0) */
unsigned pm_pipe_begin_stream(pm_pipe *p);
char *pm_pipe_reserve(pm_pipe *p, size_t *cap);          /* reader: an empty buffer; waits for one */
void pm_pipe_send(pm_pipe *p, void *stream, size_t len); /* reader: the reserved buffer, filled */
void pm_pipe_end_stream(pm_pipe *p, void *stream, size_t number, bool cut_off);
void pm_pipe_close(pm_pipe *p);
/* folder: waits; the item's data lives until pm_pipe_done */
pm_pipe_item pm_pipe_take(pm_pipe *p, unsigned lane);
void pm_pipe_done(pm_pipe *p, unsigned lane, const pm_pipe_item *item);

#endif
