/*
 * pass: reads all inputs once, with as many threads as asked for, under given suppositions about time.
 *
 * Owns:   the threads and the order: whatever finishes first, streams reach the case in the order of
 *         the evidence, so that any number of jobs writes the same bytes.
 */
#ifndef PM_ANALYSIS_PASS_H
#define PM_ANALYSIS_PASS_H

#include "postmortem/base/map.h"
#include "stream.h"

/* Which streams of an input to read again: for its k-th stream, the piece that it is; NULL: not this one. */
typedef struct {
    pm_piece *piece;
    uint32_t number;   /* in the comparison */
    bool only_compare;
} pm_pass_stream;

typedef struct {
    const pm_pass_stream *streams;
    size_t n; /* 0: the input is not opened */
} pm_pass_again;

typedef struct {
    const pm_case_options *options;
    const pm_input *inputs;
    size_t n_inputs;
    const pm_evidence_limits *limits;
    const pm_zone *zone;
    int32_t hour_shift;
    const pm_instances *instances;
    const pm_map *years;         /* pm_pass_key -> pm_year_pin; may be NULL */
    const pm_pass_again *again;  /* for each input; NULL: everything is read */
    pm_comparison *comparison;   /* may be NULL; else options->jobs must be 1: the streams come in the order of the evidence */
} pm_pass_setup;

/* The k-th stream of an input, in a map. */
static inline uint64_t pm_pass_key(size_t input, size_t k)
{
    return (uint64_t)input << 32 | (uint32_t)k;
}

/* What becomes of it.  Never called from two threads at once. */
typedef struct {
    void *ctx;
    /* The k-th stream of an input, from 0, has ended: called in the order of the evidence, while later ones are
     * being read.  The stream is the callee's; what the walk says of its piece is not yet certain. */
    void (*stream)(void *ctx, size_t input, size_t k, pm_stream *s);
    /* All streams of the input were given.  The pieces from root down lie in the arena, which is the callee's. */
    void (*input)(void *ctx, size_t input, pm_piece *root, pm_arena *arena);
} pm_pass_taker;

void pm_pass_run(const pm_pass_setup *setup, const pm_pass_taker *taker);

#endif
