/* fuzz: what the targets share. */
#ifndef PM_TESTS_FUZZ_H
#define PM_TESTS_FUZZ_H

#include "postmortem/base/span.h"

#include <stdlib.h>

/* The entry point that libFuzzer and driver.c call. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A broken promise is a crash, whatever NDEBUG says. */
static inline void fuzz_must(bool holds, const char *promise)
{
    if (holds)
        return;
    fprintf(stderr, "broken: %s\n", promise);
    abort();
}

/* Touches every byte, so that the sanitizers see a span that leads astray. */
static inline void fuzz_touch(pm_span s)
{
    static volatile unsigned char sink;
    for (size_t i = 0; i < s.len; i++)
        sink = (unsigned char)(sink ^ (unsigned char)s.ptr[i]);
}

/* Empty, or inside whole. */
static inline bool fuzz_inside(pm_span s, pm_span whole)
{
    return s.len == 0 || (s.ptr >= whole.ptr && s.len <= whole.len && s.ptr + s.len <= whole.ptr + whole.len);
}

/* Words of ours, or inside whole to the last byte: what begins there may not end behind it. */
static inline bool fuzz_stays(pm_span s, pm_span whole)
{
    bool begins_there = s.len && s.ptr >= whole.ptr && s.ptr < whole.ptr + whole.len;
    return !begins_there || s.len <= (size_t)(whole.ptr + whole.len - s.ptr);
}

#endif
