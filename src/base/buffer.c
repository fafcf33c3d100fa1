#include "postmortem/base/buffer.h"

#include "postmortem/base/memory.h"

#include <stdarg.h>
#include <stdlib.h>

void pm_buffer_free(pm_buffer *b)
{
    free(b->data);
    *b = (pm_buffer){ 0 };
}

void pm_buffer_reserve(pm_buffer *b, size_t more)
{
    b->data = pm_array_grow(b->data, &b->cap, b->len + more, 1);
}

void pm_buffer_add(pm_buffer *b, pm_span s)
{
    if (s.len == 0)
        return;
    pm_buffer_reserve(b, s.len);
    memcpy(b->data + b->len, s.ptr, s.len);
    b->len += s.len;
}

void pm_buffer_add_char(pm_buffer *b, char c)
{
    pm_buffer_reserve(b, 1);
    b->data[b->len++] = c;
}

void pm_buffer_format(pm_buffer *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n <= 0)
        return;
    pm_buffer_reserve(b, (size_t)n + 1);
    va_start(ap, fmt);
    vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
    va_end(ap);
    b->len += (size_t)n;
}
