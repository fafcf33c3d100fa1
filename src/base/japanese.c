#include "postmortem/base/japanese.h"

#include "postmortem/base/memory.h"
#include "postmortem/base/text.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

typedef enum { ASCII, HALF, COMMON, RARE, OTHER, INVALID } shape;

typedef struct {
    shape shape;
    size_t len;
    unsigned char last; /* its last byte: of a half-width katakana JIS X 0201's */
} character;

/* A row of the table of JIS X 0208 (from 1) and what Microsoft added to it. */
static shape shape_of_row(unsigned row)
{
    if ((row >= 1 && row <= 5) || (row >= 16 && row <= 47)) /* signs, letters, kana; kanji of the first level */
        return COMMON;
    if (row >= 48 && row <= 84)
        return RARE;
    bool added = row == 13 || (row >= 89 && row <= 92) || row >= 115; /* NEC's and IBM's */
    return (row >= 6 && row <= 8) || added ? OTHER : INVALID;
}

static bool in(unsigned char c, unsigned char from, unsigned char to)
{
    return c >= from && c <= to;
}

/* Microsoft's code page 932: "83 8D" */
static character next_cp932(pm_span s)
{
    unsigned char c = (unsigned char)s.ptr[0], trail = s.len > 1 ? (unsigned char)s.ptr[1] : 0;
    if (c < 0x80)
        return (character){ ASCII, 1, c };
    if (in(c, 0xa1, 0xdf))
        return (character){ HALF, 1, c };
    if (!(in(c, 0x81, 0x9f) || in(c, 0xe0, 0xfc)) || !(in(trail, 0x40, 0x7e) || in(trail, 0x80, 0xfc)))
        return (character){ INVALID, 1, c };
    unsigned row = (c - (c < 0xa0 ? 0x81u : 0xc1u)) * 2 + 1 + (trail >= 0x9f);
    return (character){ shape_of_row(row), 2, trail };
}

/* "A5 ED"; "8E DB" is half a width, "8F B0 A1" of JIS X 0212 */
static character next_euc(pm_span s)
{
    unsigned char c = (unsigned char)s.ptr[0], second = s.len > 1 ? (unsigned char)s.ptr[1] : 0, third = s.len > 2 ? (unsigned char)s.ptr[2] : 0;
    if (c < 0x80)
        return (character){ ASCII, 1, c };
    if (c == 0x8e && in(second, 0xa1, 0xdf))
        return (character){ HALF, 2, second };
    if (c == 0x8f && in(second, 0xa1, 0xfe) && in(third, 0xa1, 0xfe))
        return (character){ OTHER, 3, third };
    if (!in(c, 0xa1, 0xfe) || !in(second, 0xa1, 0xfe) || c > 0xa0 + 84)
        return (character){ INVALID, 1, c };
    return (character){ shape_of_row(c - 0xa0u), 2, second };
}

/* Half-width katakana one after the other. */
typedef struct {
    size_t len;
    bool has_mark, misplaced;
    unsigned char last;
} katakana;

/* ﾞ after ｳ, ｶ to ﾄ, ﾊ to ﾎ; ﾟ after ﾊ to ﾎ; ｰ after any kana */
static void add_katakana(katakana *k, unsigned char c)
{
    bool may = c == 0xde   ? k->last == 0xb3 || in(k->last, 0xb6, 0xc4) || in(k->last, 0xca, 0xce)
               : c == 0xdf ? in(k->last, 0xca, 0xce)
                           : k->len > 0;
    bool mark = c == 0xb0 || c == 0xde || c == 0xdf;
    k->has_mark = k->has_mark || mark;
    k->misplaced = k->misplaced || (mark && !may);
    k->last = c;
    k->len++;
}

static int weight_of_katakana(const katakana *k)
{
    return k->len == 0 ? 0 : k->has_mark && !k->misplaced ? 1 : -1;
}

/* Wide characters one after the other, and what stands before them. */
typedef struct {
    size_t len, common, rare;
    bool letter_before;
} wide;

static int weight_of_wide(const wide *w, bool letter_behind)
{
    if (w->len == 1 && (w->letter_before || letter_behind))
        return -1;
    return (int)w->common - (int)w->rare;
}

static bool is_letter(const character *c)
{
    return c->shape == ASCII && (in(c->last, 'A', 'Z') || in(c->last, 'a', 'z'));
}

/* What speaks for the encoding, less what speaks against it; 0 or less: it is not that. */
static int weigh(pm_span s, character (*next)(pm_span))
{
    int weight = 0;
    katakana half = { 0 };
    wide run = { 0 };
    character c, before = { ASCII, 0, 0 };
    for (; s.len > 0; s = pm_span_skip(s, c.len), before = c) {
        c = next(s);
        if (c.shape == INVALID)
            return 0;
        bool is_wide = c.shape == COMMON || c.shape == RARE || c.shape == OTHER;
        if (!is_wide) {
            weight += weight_of_wide(&run, is_letter(&c));
            run = (wide){ 0 };
        }
        if (c.shape != HALF) {
            weight += weight_of_katakana(&half);
            half = (katakana){ 0 };
        } else {
            add_katakana(&half, c.last);
        }
        if (is_wide) {
            run.letter_before = run.len == 0 ? is_letter(&before) : run.letter_before;
            run.len++;
            run.common += c.shape == COMMON;
            run.rare += c.shape == RARE;
        }
    }
    return weight + weight_of_wide(&run, false) + weight_of_katakana(&half);
}

/* Valid, or mostly: three bytes in one are seldom UTF-8 by chance, two often ("D2 B0" is ﾒｰ in CP932). */
static bool is_utf8(pm_span s)
{
    size_t inside = 0, outside = 0;
    for (size_t n; s.len > 0; s = pm_span_skip(s, n ? n : 1)) {
        n = pm_utf8_length(s, NULL);
        inside += n > 2 ? n : 0;
        outside += n == 0;
    }
    return outside == 0 || inside >= 3 * outside;
}

static bool convert(pm_buffer *out, pm_span s, const char *from)
{
    iconv_t cd = iconv_open("UTF-8", from);
    if (cd == (iconv_t)-1) /* a system without that table */
        return false;
    char *copy = pm_alloc(s.len + 1), *at = copy;
    memcpy(copy, s.ptr, s.len);
    size_t before = out->len, left = s.len, r = 0;
    do {
        char block[1024], *to = block;
        size_t room = sizeof block;
        r = iconv(cd, &at, &left, &to, &room);
        pm_buffer_add(out, pm_span_make(block, sizeof block - room));
    } while (r == (size_t)-1 && errno == E2BIG);
    iconv_close(cd);
    free(copy);
    if (r != (size_t)-1)
        return true;
    out->len = before;
    return false;
}

const char *pm_japanese_decode(pm_buffer *out, pm_span bytes)
{
    if (is_utf8(bytes))
        return NULL;
    int cp932 = weigh(bytes, next_cp932), euc = weigh(bytes, next_euc);
    if (cp932 > 0 && cp932 >= euc)
        return convert(out, bytes, "CP932") ? "cp932" : NULL;
    return euc > 0 && convert(out, bytes, "EUC-JP") ? "euc-jp" : NULL;
}
