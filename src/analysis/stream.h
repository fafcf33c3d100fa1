/*
 * stream: the bytes of one log -> lines -> records -> folds.
 *
 * Owns:   the running SHA-256, the line assembled across blocks, the runs of lines ("shards") folded so far.
 * Never:  drops a line: each is typed, known, not understood, out of range or undecodable.
 */
#ifndef PM_ANALYSIS_STREAM_H
#define PM_ANALYSIS_STREAM_H

#include "dates.h"
#include "fold.h"
#include "overlap.h"

/* What a stream needs to know before its first line. */
typedef struct {
    const pm_case_options *options;
    const pm_zone *zone;
    int32_t hour_shift;
    pm_replies *replies;          /* of this thread */
    const pm_instances *instances; /* what earlier passes saw */
    pm_witness pinned_basis;
    int32_t pinned_year;          /* of the first yearless stamp, decided by an earlier pass; 0: suppose one */
    pm_comparison *comparison;    /* NULL, or: lines that other streams hold are looked for */
    uint32_t number;              /* of the stream in the comparison */
    bool only_compare;            /* the lines have been folded; they are only there for the others' sake */
    pm_beside *beside;            /* what the streams of the same input, looked at before, say of years */
} pm_stream_setup;

typedef struct pm_stream pm_stream;

pm_stream *pm_stream_new(const pm_stream_setup *setup, pm_piece *piece);
void pm_stream_free(pm_stream *s);
/* The beginning of the content, before all else: PM_STREAM_LOOK bytes, or the whole.  Streams of one input are looked
 * at in the order of the evidence, by one thread: each profits from what those before it say of the year. */
enum { PM_STREAM_LOOK = 1 << 16 };
void pm_stream_look(pm_stream *s, const char *data, size_t len);
/* The next block of content: hashed, and its lines folded.  Hashing may run ahead, in another thread. */
void pm_stream_hash(pm_stream *s, const char *data, size_t len);
void pm_stream_feed(pm_stream *s, const char *data, size_t len);
/* cut_off: the content broke off, so that a last line without newline is undecodable.  Fills the piece's
 * content_sha256. */
void pm_stream_end(pm_stream *s, bool cut_off);
pm_piece *pm_stream_piece(pm_stream *s);
pm_sample *pm_stream_sample(pm_stream *s); /* the caller may free what it holds once it has been compared */
pm_stream_info *pm_stream_info_of(pm_stream *s); /* lives as long as the stream */
/* The runs of lines, in order; the caller takes them (and frees each). */
pm_fold **pm_stream_take_folds(pm_stream *s, size_t *n);

#endif
