/*
 * span: text as pointer and length.  Evidence holds NULs and broken UTF-8, so nothing here
 * needs a terminator and nothing here interprets bytes beyond ASCII.
 *
 * A span borrows; whoever made the bytes says how long they live.
 */
#ifndef PM_BASE_SPAN_H
#define PM_BASE_SPAN_H

#include "postmortem/base/status.h"

typedef struct {
    const char *ptr;
    size_t len;
} pm_span;

/* "literal" -> span, at no cost */
#define PM_SPAN(lit) ((pm_span){ ("" lit), sizeof(lit) - 1 })
#define PM_SPAN_INIT(lit) { ("" lit), sizeof(lit) - 1 }
/* for printf("%.*s", PM_SPAN_FMT(s)) */
#define PM_SPAN_FMT(s) (int)(s).len, (s).ptr ? (s).ptr : ""

static inline pm_span pm_span_of(const char *s)
{
    return (pm_span){ s, s ? strlen(s) : 0 };
}
static inline pm_span pm_span_make(const char *ptr, size_t len)
{
    return (pm_span){ ptr, len };
}
static inline bool pm_span_eq(pm_span a, pm_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}
static inline bool pm_span_starts(pm_span s, pm_span head)
{
    return s.len >= head.len && (head.len == 0 || memcmp(s.ptr, head.ptr, head.len) == 0);
}
static inline bool pm_span_ends(pm_span s, pm_span tail)
{
    return s.len >= tail.len && (tail.len == 0 || memcmp(s.ptr + s.len - tail.len, tail.ptr, tail.len) == 0);
}
static inline pm_span pm_span_skip(pm_span s, size_t n)
{
    if (n > s.len)
        n = s.len;
    return n ? (pm_span){ s.ptr + n, s.len - n } : s; /* the empty span's pointer is NULL */
}
static inline pm_span pm_span_first(pm_span s, size_t n)
{
    return n >= s.len ? s : (pm_span){ s.ptr, n };
}
/* When s begins with head: *rest = what follows. */
static inline bool pm_span_after(pm_span s, pm_span head, pm_span *rest)
{
    if (!pm_span_starts(s, head))
        return false;
    *rest = pm_span_skip(s, head.len);
    return true;
}
/* When s ends with tail: *rest = what stands before it. */
static inline bool pm_span_before(pm_span s, pm_span tail, pm_span *rest)
{
    if (!pm_span_ends(s, tail))
        return false;
    *rest = pm_span_first(s, s.len - tail.len);
    return true;
}

#define PM_NPOS ((size_t)-1)

size_t pm_span_find(pm_span s, pm_span what);              /* first position or PM_NPOS */
size_t pm_span_find_last(pm_span s, pm_span what);         /* last position or PM_NPOS */
static inline size_t pm_span_find_char(pm_span s, char c)  /* first position or PM_NPOS */
{
    const char *p = s.len ? memchr(s.ptr, c, s.len) : NULL;
    return p ? (size_t)(p - s.ptr) : PM_NPOS;
}
size_t pm_span_find_last_char(pm_span s, char c);          /* last position or PM_NPOS */
bool pm_span_has(pm_span s, pm_span what);
bool pm_span_has_nocase(pm_span s, pm_span what);          /* ASCII case folded; what in lower case */
bool pm_span_eq_nocase(pm_span a, pm_span b);              /* ASCII case folded */
int pm_span_cmp(pm_span a, pm_span b);                     /* byte order, shorter first */

/* Splits at the first / last sep; false (outputs untouched) when there is none.  head or tail may
 * alias s's variable. */
bool pm_span_split(pm_span s, pm_span sep, pm_span *head, pm_span *tail);
bool pm_span_split_last(pm_span s, pm_span sep, pm_span *head, pm_span *tail);

/* Takes from the front of *s up to sep; what is left begins after sep.  Without sep takes all. */
pm_span pm_span_take(pm_span *s, pm_span sep);
pm_span pm_span_trim(pm_span s);                           /* blanks and tabs at both ends */

/* Sets a part behind the first `at` bytes of buf, as far as it fits in cap; returns where it ends. */
static inline size_t pm_span_put(char *buf, size_t cap, size_t at, pm_span part)
{
    size_t n = part.len < cap - at ? part.len : cap - at;
    if (n)
        memcpy(buf + at, part.ptr, n);
    return at + n;
}

/* Decimal digits in buf. */
enum { PM_U64_DIGITS = 20 };
pm_span pm_span_of_u64(char buf[PM_U64_DIGITS], uint64_t v);

/* Whole span as decimal number; false on anything else or on overflow. */
bool pm_span_to_u64(pm_span s, uint64_t *out);
/* Leading decimal digits; *rest follows them.  false when there is none or on overflow. */
static inline bool pm_span_number(pm_span s, uint64_t *out, pm_span *rest)
{
    uint64_t v = 0;
    size_t i = 0;
    for (; i < s.len && s.ptr[i] >= '0' && s.ptr[i] <= '9'; i++) {
        unsigned d = (unsigned)(s.ptr[i] - '0');
        if (i >= 19 && v > (UINT64_MAX - d) / 10) /* 19 digits always fit */
            return false;
        v = v * 10 + d;
    }
    if (i == 0)
        return false;
    *out = v;
    *rest = pm_span_skip(s, i);
    return true;
}

#endif
