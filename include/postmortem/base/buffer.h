/* buffer: bytes that grow.  Owns its memory; `data` moves when it grows. */
#ifndef PM_BASE_BUFFER_H
#define PM_BASE_BUFFER_H

#include "postmortem/base/span.h"

typedef struct {
    char *data;
    size_t len, cap;
} pm_buffer;

void pm_buffer_free(pm_buffer *b);
void pm_buffer_reserve(pm_buffer *b, size_t more); /* room for `more` bytes behind len */
void pm_buffer_add(pm_buffer *b, pm_span s);
void pm_buffer_add_char(pm_buffer *b, char c);
void pm_buffer_format(pm_buffer *b, const char *fmt, ...) PM_PRINTF(2, 3);

static inline void pm_buffer_clear(pm_buffer *b)
{
    b->len = 0;
}
static inline pm_span pm_buffer_span(const pm_buffer *b)
{
    return (pm_span){ b->data, b->len };
}

#endif
