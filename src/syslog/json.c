/* json: RFC 8259, as systemd's and Docker's writers use it. */
#include "postmortem/syslog/json.h"

static pm_span skip_white(pm_span s)
{
    while (s.len && (s.ptr[0] == ' ' || s.ptr[0] == '\t' || s.ptr[0] == '\r'))
        s = pm_span_skip(s, 1);
    return s;
}

/* s behind the opening quote: the string's length, to the closing quote or to the end. */
static size_t string_length(pm_span s)
{
    size_t i = 0;
    while (i < s.len && s.ptr[i] != '"')
        i += s.ptr[i] == '\\' ? 2 : 1;
    return i < s.len ? i : s.len;
}

static bool take_string(pm_span *s, pm_span *raw)
{
    if (!pm_span_after(*s, PM_SPAN("\""), s))
        return false;
    size_t n = string_length(*s);
    *raw = pm_span_first(*s, n);
    *s = pm_span_skip(*s, n + 1);
    return true;
}

/* s at '[' or '{': its length with what it holds. */
static size_t nested_length(pm_span s)
{
    size_t depth = 0, i = 0;
    for (; i < s.len; i++) {
        char c = s.ptr[i];
        if (c == '"')
            i += 1 + string_length(pm_span_skip(s, i + 1));
        else if (c == '[' || c == '{')
            depth++;
        else if ((c == ']' || c == '}') && --depth == 0)
            return i + 1;
    }
    return s.len;
}

static bool take_value(pm_span *s, pm_json_value *v)
{
    *s = skip_white(*s);
    if (take_string(s, &v->raw)) {
        v->kind = PM_JSON_STRING;
        return true;
    }
    bool nested = s->len && (s->ptr[0] == '[' || s->ptr[0] == '{');
    size_t n = nested ? nested_length(*s) : 0;
    while (!nested && n < s->len && s->ptr[n] != ',' && s->ptr[n] != '}' && s->ptr[n] != ']')
        n++;
    v->kind = nested && s->ptr[0] == '[' ? PM_JSON_ARRAY : PM_JSON_OTHER;
    v->raw = pm_span_first(*s, n);
    if (v->kind == PM_JSON_ARRAY) {
        v->raw = pm_span_skip(v->raw, 1);
        pm_span_before(v->raw, PM_SPAN("]"), &v->raw);
    }
    *s = pm_span_skip(*s, n);
    return n > 0;
}

bool pm_json_begin(pm_span s, pm_span *rest)
{
    return pm_span_after(skip_white(s), PM_SPAN("{"), rest);
}

bool pm_json_next(pm_span *rest, pm_span *key, pm_json_value *value)
{
    pm_span s = skip_white(*rest);
    pm_span_after(s, PM_SPAN(","), &s);
    s = skip_white(s);
    if (!take_string(&s, key) || !pm_span_after(skip_white(s), PM_SPAN(":"), &s) || !take_value(&s, value))
        return false;
    *rest = s;
    return true;
}

bool pm_json_element(pm_span *rest, pm_json_value *value)
{
    pm_span s = skip_white(*rest);
    pm_span_after(s, PM_SPAN(","), &s);
    if (!take_value(&s, value))
        return false;
    *rest = s;
    return true;
}

bool pm_json_ended(pm_span rest)
{
    return pm_span_after(skip_white(rest), PM_SPAN("}"), &rest) && skip_white(rest).len == 0;
}

/* ---- decoding ---- */

static int hex(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* "00e9" of "\u00e9" */
static bool code_unit(pm_span s, uint32_t *out)
{
    *out = 0;
    for (size_t i = 0; i < 4; i++) {
        int digit = i < s.len ? hex(s.ptr[i]) : -1;
        if (digit < 0)
            return false;
        *out = *out << 4 | (uint32_t)digit;
    }
    return true;
}

static size_t put_utf8(char *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        to[i] = (char)(0x80 | (c & 0x3f));
    to[0] = (char)((n == 2 ? 0xc0 : n == 3 ? 0xe0 : 0xf0) | c);
    return n;
}

/* s behind "\u": writes the character, returns how much of s it took; 0: it is none. */
static size_t unicode_escape(pm_span s, char *to, size_t *n)
{
    uint32_t c, low;
    size_t took = 4;
    if (!code_unit(s, &c))
        return 0;
    if (c >= 0xd800 && c < 0xdc00 && pm_span_starts(pm_span_skip(s, 4), PM_SPAN("\\u")) && code_unit(pm_span_skip(s, 6), &low) &&
        low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        took = 10;
    }
    if (c >= 0xd800 && c < 0xe000)
        c = 0xfffd; /* half of a pair */
    *n += put_utf8(to + *n, c);
    return took;
}

static pm_span unescape(pm_span raw, char *room)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    size_t n = 0;
    for (size_t i = 0; i < raw.len; i++) {
        if (raw.ptr[i] != '\\' || i + 1 == raw.len) {
            room[n++] = raw.ptr[i];
            continue;
        }
        char c = raw.ptr[++i];
        const char *known = c ? strchr(from, c) : NULL;
        size_t took = c == 'u' ? unicode_escape(pm_span_skip(raw, i + 1), room, &n) : 0;
        if (known != NULL)
            room[n++] = to[known - from];
        else if (took == 0) { /* no escape of JSON: as it stands */
            room[n++] = '\\';
            room[n++] = c;
        }
        i += took;
    }
    return pm_span_make(room, n);
}

/* "72, 105": bytes */
static bool bytes(pm_span raw, char *room, size_t *n)
{
    *n = 0;
    for (pm_span s = skip_white(raw); s.len; s = skip_white(s)) {
        uint64_t value;
        if (!pm_span_number(s, &value, &s) || value > 255)
            return false;
        room[(*n)++] = (char)value;
        s = skip_white(s);
        if (s.len && !pm_span_after(s, PM_SPAN(","), &s))
            return false;
    }
    return true;
}

static pm_span copied(pm_span raw, char *room)
{
    if (raw.len)
        memcpy(room, raw.ptr, raw.len);
    return pm_span_make(room, raw.len);
}

pm_span pm_json_text(pm_json_value value, char *room)
{
    size_t n;
    if (value.kind == PM_JSON_STRING)
        return unescape(value.raw, room);
    if (value.kind == PM_JSON_OTHER)
        return copied(value.raw, room);
    if (bytes(value.raw, room, &n))
        return pm_span_make(room, n);
    pm_json_value first; /* of a field that the entry holds more than once */
    pm_span s = value.raw;
    if (!take_value(&s, &first))
        return (pm_span){ room, 0 };
    if (first.kind == PM_JSON_STRING)
        return unescape(first.raw, room);
    return first.kind == PM_JSON_ARRAY && bytes(first.raw, room, &n) ? pm_span_make(room, n) : (pm_span){ room, 0 };
}
