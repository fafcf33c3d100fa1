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

typedef struct {
    const pm_case_options *options;
    const pm_input *inputs;
    size_t n_inputs;
    const pm_evidence_limits *limits;
    const pm_zone *zone;
    int32_t hour_shift;
    const pm_map *pinned_years;  /* hash of a piece's path -> pm_year_pin; may be NULL */
} pm_pass_setup;


/* What one input came to.  Streams are in the order of the evidence. */
typedef struct {
    pm_arena *arena;             /* of its pieces */
    pm_piece *piece;
    pm_stream **streams;
    size_t n_streams, cap_streams;
} pm_pass_input;

/* done: called in the order of the inputs, never from two threads at once. */
void pm_pass_run(const pm_pass_setup *setup, void (*done)(void *ctx, size_t i, pm_pass_input *input), void *ctx);

#endif
