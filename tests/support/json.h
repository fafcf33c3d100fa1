/*
 * json: a strict reader of JSON (RFC 8259) for tests: is a text valid, and what stands at a path in it?
 */
#ifndef PM_TESTS_JSON_H
#define PM_TESTS_JSON_H

#include "check.h"

#include "postmortem/base/text.h"

#include <string.h>

/* Takes one value off the front of s; false when there is none. */
static inline bool json_value(pm_span *s, pm_span *value, int depth);

static inline void json_blanks(pm_span *s)
{
    while (s->len && memchr(" \t\r\n", s->ptr[0], 4) != NULL)
        *s = pm_span_skip(*s, 1);
}

static inline bool json_take(pm_span *s, char c)
{
    json_blanks(s);
    if (!s->len || s->ptr[0] != c)
        return false;
    *s = pm_span_skip(*s, 1);
    return true;
}

/* "…" -> the inside, as written */
static inline bool json_string(pm_span *s, pm_span *inside)
{
    uint32_t code;
    if (!json_take(s, '"'))
        return false;
    const char *from = s->ptr;
    while (s->len && s->ptr[0] != '"') {
        size_t n = s->ptr[0] == '\\' ? 2 : pm_utf8_length(*s, &code);
        bool escape = n == 2 && s->ptr[0] == '\\';
        if (n == 0 || n > s->len || (!escape && (unsigned char)s->ptr[0] < 0x20) || (escape && memchr("\"\\/bfnrtu", s->ptr[1], 9) == NULL))
            return false;
        if (escape && s->ptr[1] == 'u')
            for (size_t i = 2; i < 6; i++, n++)
                if (i >= s->len || memchr("0123456789abcdefABCDEF", s->ptr[i], 22) == NULL)
                    return false;
        *s = pm_span_skip(*s, n);
    }
    *inside = pm_span_make(from, (size_t)(s->ptr - from));
    return json_take(s, '"');
}

/* The rest of a container. */
static inline bool json_members(pm_span *s, bool object, int depth)
{
    pm_span key, value;
    if (json_take(s, object ? '}' : ']'))
        return true;
    do {
        if (object && (!json_string(s, &key) || !json_take(s, ':')))
            return false;
        if (!json_value(s, &value, depth + 1))
            return false;
    } while (json_take(s, ','));
    return json_take(s, object ? '}' : ']');
}

static inline bool json_number(pm_span *s)
{
    pm_span t = *s;
    uint64_t n;
    if (t.len && t.ptr[0] == '-')
        t = pm_span_skip(t, 1);
    if (t.len > 1 && t.ptr[0] == '0' && t.ptr[1] >= '0' && t.ptr[1] <= '9')
        return false;
    if (!pm_span_number(t, &n, &t))
        return false;
    if (t.len && t.ptr[0] == '.' && !pm_span_number(pm_span_skip(t, 1), &n, &t))
        return false;
    *s = t; /* an exponent is never written */
    return true;
}

static inline bool json_value(pm_span *s, pm_span *value, int depth)
{
    static const char *const words[] = { "true", "false", "null" };
    json_blanks(s);
    const char *from = s->ptr;
    pm_span inside;
    bool ok = false;
    if (!s->len || depth > 100)
        return false;
    if (s->ptr[0] == '"') {
        ok = json_string(s, &inside);
        *value = inside;
        return ok;
    }
    if (s->ptr[0] == '{' || s->ptr[0] == '[') {
        bool object = s->ptr[0] == '{';
        *s = pm_span_skip(*s, 1);
        ok = json_members(s, object, depth);
    } else if (!(ok = json_number(s))) {
        for (size_t i = 0; i < COUNT_OF(words) && !ok; i++)
            ok = pm_span_after(*s, pm_span_of(words[i]), s);
    }
    *value = pm_span_make(from, (size_t)(s->ptr - from));
    return ok;
}

static inline bool json_is_valid(pm_span text)
{
    pm_span value;
    bool ok = json_value(&text, &value, 0);
    json_blanks(&text);
    return ok && text.len == 0;
}

/* The member of that name, or the item of that number, of a container in a valid text; NULL ptr: none. */
static inline pm_span json_member(pm_span container, pm_span name)
{
    uint64_t index;
    bool object = container.len && container.ptr[0] == '{';
    bool number = pm_span_to_u64(name, &index);
    pm_span s = pm_span_skip(container, 1), key, value;
    for (uint64_t i = 0; s.len && s.ptr[0] != ']' && s.ptr[0] != '}'; i++) {
        if (object && (!json_string(&s, &key) || !json_take(&s, ':')))
            break;
        if (!json_value(&s, &value, 0))
            break;
        if (object ? pm_span_eq(key, name) : number && i == index)
            return value;
        if (!json_take(&s, ','))
            break;
    }
    return (pm_span){ 0 };
}

/* "hosts.0.sasl.0.user" -> what stands there, strings without their quotes, as written */
static inline pm_span json_at(pm_span text, const char *path)
{
    pm_span rest = pm_span_of(path);
    json_blanks(&text);
    while (rest.len && text.len)
        text = json_member(text, pm_span_take(&rest, PM_SPAN(".")));
    return text;
}

/* The names of an object's members, in order: "a b c " */
static inline void json_names(pm_span object, char *out, size_t size)
{
    pm_span s = pm_span_skip(object, 1), key, value;
    size_t at = 0;
    out[0] = '\0';
    while (object.len && object.ptr[0] == '{' && json_string(&s, &key) && json_take(&s, ':') && json_value(&s, &value, 0)) {
        at += (size_t)snprintf(out + at, size - at, "%.*s ", PM_SPAN_FMT(key));
        if (!json_take(&s, ','))
            break;
    }
}

#endif
