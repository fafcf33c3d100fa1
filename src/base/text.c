#include "postmortem/base/text.h"

size_t pm_utf8_length(pm_span s, uint32_t *code)
{
    if (s.len == 0)
        return 0;
    const unsigned char *p = (const unsigned char *)s.ptr;
    size_t n = p[0] < 0x80 ? 1 : p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
    if (n == 0 || n > s.len)
        return 0;
    static const uint32_t lead[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
    uint32_t c = p[0] & lead[n];
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3f);
    }
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return 0;
    if (code != NULL)
        *code = c;
    return n;
}

/*
 * Controls, bidi marks and what has no shape of its own: a reader must see that it is there, since
 * two names that differ only in these look the same.  The last group is Default_Ignorable_Code_Point
 * of Unicode's DerivedCoreProperties.txt and the noncharacters.
 */
static bool invisible(uint32_t c)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = {
        { 0x34f, 0x34f },     { 0x61c, 0x61c },     { 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },   { 0x180b, 0x180f },
        { 0x200b, 0x200f },   { 0x2028, 0x202e },   { 0x2060, 0x206f },   { 0x3164, 0x3164 },   { 0xfdd0, 0xfdef },
        { 0xfe00, 0xfe0f },   { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb },   { 0x1bca0, 0x1bca3 },
        { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
    };
    if (c < 0x34f)
        return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges && c >= ranges[i].first; i++)
        if (c <= ranges[i].last)
            return true;
    return (c & 0xfffe) == 0xfffe;
}

bool pm_text_is_plain(pm_span s)
{
    for (size_t i = 0; i < s.len;) {
        unsigned char b = (unsigned char)s.ptr[i];
        if (b >= 0x20 && b < 0x7f) {
            i++;
            continue;
        }
        uint32_t c;
        size_t n = pm_utf8_length(pm_span_skip(s, i), &c);
        if (n == 0 || invisible(c))
            return false;
        i += n;
    }
    return true;
}

static size_t put_hex(char *out, unsigned char b)
{
    static const char hex[] = "0123456789abcdef";
    out[0] = '\\';
    out[1] = 'x';
    out[2] = hex[b >> 4];
    out[3] = hex[b & 15];
    return 4;
}

pm_span pm_text_visible(pm_arena *a, pm_span s)
{
    if (pm_text_is_plain(s))
        return s;
    char *out = pm_arena_alloc(a, s.len * 4 + 1);
    size_t w = 0;
    for (size_t i = 0; i < s.len;) {
        uint32_t c;
        size_t n = pm_utf8_length(pm_span_skip(s, i), &c);
        if (n != 0 && !invisible(c)) {
            memcpy(out + w, s.ptr + i, n);
            w += n;
            i += n;
            continue;
        }
        for (size_t k = n ? n : 1; k > 0; k--)
            w += put_hex(out + w, (unsigned char)s.ptr[i++]);
    }
    out[w] = '\0';
    return pm_span_make(out, w);
}

void pm_text_json(pm_buffer *b, pm_span s)
{
    pm_buffer_reserve(b, s.len * 5);
    for (size_t i = 0; i < s.len;) {
        char c = s.ptr[i];
        if (c >= 0x20 && c < 0x7f && c != '"' && c != '\\') {
            b->data[b->len++] = c;
            i++;
            continue;
        }
        uint32_t code;
        size_t n = pm_utf8_length(pm_span_skip(s, i), &code);
        if (c == '"' || c == '\\') {
            b->data[b->len++] = '\\';
            b->data[b->len++] = c;
            i++;
        } else if (n > 0 && !invisible(code)) {
            memcpy(b->data + b->len, s.ptr + i, n);
            b->len += n;
            i += n;
        } else {
            for (size_t k = n ? n : 1; k > 0; k--) { /* the text \xNN: its backslash is escaped for JSON */
                b->data[b->len++] = '\\';
                b->len += put_hex(b->data + b->len, (unsigned char)s.ptr[i++]);
            }
        }
    }
}

void pm_text_shell(pm_buffer *b, pm_span s)
{
    pm_buffer_add_char(b, '\'');
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '\'')
            pm_buffer_add(b, PM_SPAN("'\\''"));
        else
            pm_buffer_add_char(b, s.ptr[i]);
    }
    pm_buffer_add_char(b, '\'');
}
