#include "postmortem/base/span.h"

static inline char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

size_t pm_span_find_last_char(pm_span s, char c)
{
    for (size_t i = s.len; i-- > 0;)
        if (s.ptr[i] == c)
            return i;
    return PM_NPOS;
}

size_t pm_span_find(pm_span s, pm_span what)
{
    if (what.len == 0)
        return 0;
    size_t from = 0;
    while (from + what.len <= s.len) {
        const char *p = memchr(s.ptr + from, what.ptr[0], s.len - from - what.len + 1);
        if (p == NULL)
            return PM_NPOS;
        from = (size_t)(p - s.ptr);
        if (memcmp(p, what.ptr, what.len) == 0)
            return from;
        from++;
    }
    return PM_NPOS;
}

size_t pm_span_find_last(pm_span s, pm_span what)
{
    if (what.len > s.len)
        return PM_NPOS;
    for (size_t i = s.len - what.len + 1; i-- > 0;)
        if (what.len == 0 || (s.ptr[i] == what.ptr[0] && memcmp(s.ptr + i, what.ptr, what.len) == 0))
            return i;
    return PM_NPOS;
}

bool pm_span_has(pm_span s, pm_span what)
{
    return pm_span_find(s, what) != PM_NPOS;
}

bool pm_span_eq_nocase(pm_span a, pm_span b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

bool pm_span_has_nocase(pm_span s, pm_span what)
{
    for (size_t i = 0; i + what.len <= s.len; i++)
        if (pm_span_eq_nocase(pm_span_make(s.ptr + i, what.len), what))
            return true;
    return false;
}

int pm_span_cmp(pm_span a, pm_span b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

static bool split_at(pm_span s, size_t at, size_t width, pm_span *head, pm_span *tail)
{
    if (at == PM_NPOS)
        return false;
    *head = pm_span_first(s, at);
    *tail = pm_span_skip(s, at + width);
    return true;
}

bool pm_span_split(pm_span s, pm_span sep, pm_span *head, pm_span *tail)
{
    return split_at(s, pm_span_find(s, sep), sep.len, head, tail);
}

bool pm_span_split_last(pm_span s, pm_span sep, pm_span *head, pm_span *tail)
{
    return split_at(s, pm_span_find_last(s, sep), sep.len, head, tail);
}

pm_span pm_span_take(pm_span *s, pm_span sep)
{
    pm_span head = *s, tail = pm_span_skip(*s, s->len);
    pm_span_split(*s, sep, &head, &tail);
    *s = tail;
    return head;
}

pm_span pm_span_trim(pm_span s)
{
    while (s.len && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
        s = pm_span_skip(s, 1);
    while (s.len && (s.ptr[s.len - 1] == ' ' || s.ptr[s.len - 1] == '\t'))
        s.len--;
    return s;
}

pm_span pm_span_of_u64(char buf[PM_U64_DIGITS], uint64_t v)
{
    size_t at = PM_U64_DIGITS;
    do
        buf[--at] = (char)('0' + v % 10);
    while (v /= 10);
    return pm_span_make(buf + at, PM_U64_DIGITS - at);
}

bool pm_span_to_u64(pm_span s, uint64_t *out)
{
    pm_span rest;
    return pm_span_number(s, out, &rest) && rest.len == 0;
}
