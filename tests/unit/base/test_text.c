/* Well-formed UTF-8: The Unicode Standard, table 3-7.  JSON strings: RFC 8259 section 7. */
#include "check.h"

#include "postmortem/base/text.h"

static size_t encode(uint32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n - 1; i > 0; i--, c >>= 6)
        out[i] = (char)(0x80 | (c & 0x3f));
    out[0] = (char)((n == 2 ? 0xc0 : n == 3 ? 0xe0 : 0xf0) | c);
    return n;
}

/* Every code point there is, and none of the surrogates. */
static void every_code_point(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < 0x110000; c++) {
        char bytes[5];
        uint32_t code = 0;
        size_t n = encode(c, bytes);
        bytes[n] = 'x';
        size_t want = c >= 0xd800 && c <= 0xdfff ? 0 : n;
        check_int("code point", "length", (int64_t)pm_utf8_length(pm_span_make(bytes, n + 1), &code), (int64_t)want);
        if (want)
            check_int("code point", "code", code, c);
        if (n > 1)
            check_int("cut", "length", (int64_t)pm_utf8_length(pm_span_make(bytes, n - 1), NULL), 0);
    }
}

/* Table 3-7, a row each: the range of every byte. */
static bool well_formed(const unsigned char *p, size_t n)
{
    static const struct {
        size_t n;
        unsigned char low[4], high[4];
    } rows[] = {
        { 1, { 0x00 }, { 0x7f } },
        { 2, { 0xc2, 0x80 }, { 0xdf, 0xbf } },
        { 3, { 0xe0, 0xa0, 0x80 }, { 0xe0, 0xbf, 0xbf } },
        { 3, { 0xe1, 0x80, 0x80 }, { 0xec, 0xbf, 0xbf } },
        { 3, { 0xed, 0x80, 0x80 }, { 0xed, 0x9f, 0xbf } },
        { 3, { 0xee, 0x80, 0x80 }, { 0xef, 0xbf, 0xbf } },
        { 4, { 0xf0, 0x90, 0x80, 0x80 }, { 0xf0, 0xbf, 0xbf, 0xbf } },
        { 4, { 0xf1, 0x80, 0x80, 0x80 }, { 0xf3, 0xbf, 0xbf, 0xbf } },
        { 4, { 0xf4, 0x80, 0x80, 0x80 }, { 0xf4, 0x8f, 0xbf, 0xbf } },
    };
    for (size_t r = 0; r < COUNT_OF(rows); r++) {
        bool in = rows[r].n == n;
        for (size_t i = 0; in && i < n; i++)
            in = p[i] >= rows[r].low[i] && p[i] <= rows[r].high[i];
        if (in)
            return true;
    }
    return false;
}

/* Every first and second byte, with the third and fourth at the edges of their ranges. */
static void every_beginning(void **state)
{
    (void)state;
    static const unsigned char edges[] = { 0x00, 0x7f, 0x80, 0xbf, 0xc0, 0xff };
    unsigned char p[4];
    for (int a = 0; a < 256; a++)
        for (int b = 0; b < 256; b++)
            for (size_t c = 0; c < COUNT_OF(edges); c++)
                for (size_t d = 0; d < COUNT_OF(edges); d++) {
                    memcpy(p, (unsigned char[]){ (unsigned char)a, (unsigned char)b, edges[c], edges[d] }, 4);
                    size_t want = 0;
                    for (size_t n = 1; n <= 4; n++)
                        want = well_formed(p, n) ? n : want;
                    size_t got = pm_utf8_length(pm_span_make((const char *)p, 4), NULL);
                    check_count++;
                    if (got != want)
                        fail_msg("%02x %02x %02x %02x: length %zu, expected %zu", p[0], p[1], p[2], p[3], got, want);
                }
    check_int("nothing", "length", (int64_t)pm_utf8_length((pm_span){ 0 }, NULL), 0);
}

static void visible(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        pm_span in;
        const char *out;
    } rows[] = {
        { "plain", PM_SPAN_INIT("user@example.org"), "user@example.org" },
        { "Japanese", PM_SPAN_INIT("\xe6\x97\xa5\xe6\x9c\xac"), "\xe6\x97\xa5\xe6\x9c\xac" },
        { "emoji", PM_SPAN_INIT("\xf0\x9f\x93\xa7"), "\xf0\x9f\x93\xa7" },
        { "NUL", PM_SPAN_INIT("a\0b"), "a\\x00b" },
        { "tab and newline", PM_SPAN_INIT("a\tb\nc"), "a\\x09b\\x0ac" },
        { "escape sequence", PM_SPAN_INIT("\x1b[31mred"), "\\x1b[31mred" },
        { "delete", PM_SPAN_INIT("\x7f"), "\\x7f" },
        { "C1 control U+009B", PM_SPAN_INIT("\xc2\x9b"), "\\xc2\\x9b" },
        { "Latin-1 bytes", PM_SPAN_INIT("M\xfcller"), "M\\xfcller" },
        { "overlong slash", PM_SPAN_INIT("\xc0\xaf"), "\\xc0\\xaf" },
        { "surrogate", PM_SPAN_INIT("\xed\xa0\x80"), "\\xed\\xa0\\x80" },
        { "cut at the end", PM_SPAN_INIT("x\xe6\x97"), "x\\xe6\\x97" },
        { "broken, then whole", PM_SPAN_INIT("\xe6\xe6\x97\xa5"), "\\xe6\xe6\x97\xa5" },
        { "empty", PM_SPAN_INIT(""), "" },
    };
    pm_arena *a = pm_arena_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_span got = pm_text_visible(a, rows[i].in);
        check_text(rows[i].row, "visible", got, rows[i].out);
        check_true(rows[i].row, "plain means unchanged", pm_text_is_plain(rows[i].in) == pm_span_eq(rows[i].in, got));
        check_true(rows[i].row, "a second time changes nothing", pm_span_eq(pm_text_visible(a, got), got));
    }
    pm_arena_free(a);
}

/*
 * What a reader could not see: the controls, the bidirectional marks (UAX #9, 2), the line separators,
 * Default_Ignorable_Code_Point of DerivedCoreProperties.txt, and the noncharacters.
 */
static void invisible_ranges(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint32_t first, last;
    } rows[] = {
        { "C0", 0x00, 0x1f },           { "DEL and C1", 0x7f, 0x9f },       { "soft hyphen", 0xad, 0xad },
        { "grapheme joiner", 0x34f, 0x34f }, { "Arabic letter mark", 0x61c, 0x61c }, { "Hangul fillers", 0x115f, 0x1160 },
        { "Khmer vowels", 0x17b4, 0x17b5 }, { "Mongolian selectors", 0x180b, 0x180f }, { "ZWSP to RLM", 0x200b, 0x200f },
        { "LS, PS", 0x2028, 0x2029 },   { "LRE to RLO", 0x202a, 0x202e },   { "WJ, LRI to PDI", 0x2060, 0x206f },
        { "Hangul filler", 0x3164, 0x3164 }, { "variation selectors", 0xfe00, 0xfe0f }, { "BOM", 0xfeff, 0xfeff },
        { "halfwidth filler", 0xffa0, 0xffa0 }, { "specials", 0xfff0, 0xfffb }, { "noncharacters", 0xfdd0, 0xfdef },
        { "FFFE, FFFF", 0xfffe, 0xffff }, { "shorthand controls", 0x1bca0, 0x1bca3 }, { "musical controls", 0x1d173, 0x1d17a },
        { "plane 1 end", 0x1fffe, 0x1ffff }, { "tags and selectors", 0xe0000, 0xe0fff }, { "plane 16 end", 0x10fffe, 0x10ffff },
    };
    pm_arena *a = pm_arena_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (uint32_t c = rows[i].first; c <= rows[i].last; c++) {
            char bytes[4];
            pm_span in = pm_span_make(bytes, encode(c, bytes)), got = pm_text_visible(a, in);
            check_int(rows[i].row, "four characters a byte", (int64_t)got.len, (int64_t)in.len * 4);
            check_true(rows[i].row, "not plain", !pm_text_is_plain(in));
        }
    static const uint32_t shown[] = { 0x20, 0x7e, 0xa0, 0xe4, 0x3000, 0x3042, 0x65e5, 0xfdcf, 0xfdf0, 0xfffd, 0x1f4e7, 0xe1000 };
    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        char bytes[4];
        check_true("shown", "plain", pm_text_is_plain(pm_span_make(bytes, encode(shown[i], bytes))));
    }
    pm_arena_free(a);
}

static void json(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        pm_span in;
        const char *out;
    } rows[] = {
        { "plain", PM_SPAN_INIT("a b"), "a b" },
        { "quote and backslash", PM_SPAN_INIT("a\"b\\c"), "a\\\"b\\\\c" },
        { "newline: visible, its backslash escaped", PM_SPAN_INIT("a\nb"), "a\\\\x0ab" },
        { "NUL", PM_SPAN_INIT("\0"), "\\\\x00" },
        { "broken UTF-8", PM_SPAN_INIT("\xff"), "\\\\xff" },
        { "bidi", PM_SPAN_INIT("\xe2\x80\xae"), "\\\\xe2\\\\x80\\\\xae" },
        { "Japanese", PM_SPAN_INIT("\xe6\x97\xa5"), "\xe6\x97\xa5" },
        { "script end", PM_SPAN_INIT("</script>"), "</script>" },
    };
    pm_buffer b = { 0 };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_buffer_clear(&b);
        pm_text_json(&b, rows[i].in);
        check_text(rows[i].row, "json", pm_buffer_span(&b), rows[i].out);
    }
    pm_buffer_free(&b);
}

/* JSON carries the visible form: what is decoded from it is what the report shows. */
static void json_is_the_visible_form(void **state)
{
    (void)state;
    pm_arena *a = pm_arena_new();
    pm_buffer b = { 0 };
    for (int first = 0; first < 256; first++)
        for (int second = 0; second < 256; second++) {
            const char in[] = { (char)first, (char)second };
            pm_buffer_clear(&b);
            pm_text_json(&b, pm_span_make(in, 2));
            size_t w = 0;
            for (size_t i = 0; i < b.len; i++) {
                if (b.data[i] == '\\') {
                    i++;
                    check_true("json", "escapes only these", i < b.len && (b.data[i] == '"' || b.data[i] == '\\'));
                }
                b.data[w++] = b.data[i];
            }
            check_span("json", "decoded", pm_span_make(b.data, w), pm_text_visible(a, pm_span_make(in, 2)));
            pm_arena_reset(a);
        }
    pm_buffer_free(&b);
    pm_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point), cmocka_unit_test(every_beginning), cmocka_unit_test(visible),
        cmocka_unit_test(invisible_ranges), cmocka_unit_test(json),            cmocka_unit_test(json_is_the_visible_form),
    };
    return CHECK_RUN(tests);
}
