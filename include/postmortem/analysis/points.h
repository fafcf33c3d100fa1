/*
 * points: counts by hour (or day, or ten minutes) of one key, packed.
 *
 * A case of some weeks holds a million such counts, nearly all of them small and appended in order
 * of time, so each point is kept as the distance from the one before and its counts, in bytes of
 * seven bits (LEB128); only the point being counted in is open.
 */
#ifndef PM_ANALYSIS_POINTS_H
#define PM_ANALYSIS_POINTS_H

#include "postmortem/base/status.h"

enum { PM_POINTS_WIDTH_MAX = 8 };

typedef struct {
    uint8_t *bytes;         /* closed points; malloc'ed */
    uint32_t len, cap;
    uint32_t n;             /* how many they are */
    uint32_t tidy_len;      /* their length when they were last in order */
    uint32_t last;          /* where the last closed point begins */
    uint32_t closed_at;     /* its time */
    uint32_t at;            /* time of the open point */
    bool open, out_of_order;
} pm_points;

void pm_points_free(pm_points *p);
/* Opens the point `at`; `counts` holds the open point's `width` counts, before and after. */
void pm_points_open(pm_points *p, size_t width, uint64_t *counts, uint32_t at);
/* Closes the open point and brings all into order, each time once. */
void pm_points_tidy(pm_points *p, size_t width, uint64_t *counts);
/* dst += src, which is empty afterwards; dst is to be tidied before it is read. */
void pm_points_merge(pm_points *dst, uint64_t *dst_counts, pm_points *src, uint64_t *src_counts, size_t width);

/* Reads tidy points, in order of time. */
typedef struct {
    const uint8_t *p, *end;
    uint32_t at;
    uint64_t counts[PM_POINTS_WIDTH_MAX];
} pm_points_reader;

pm_points_reader pm_points_read(const pm_points *p);
bool pm_points_next(pm_points_reader *r, size_t width);

#endif
