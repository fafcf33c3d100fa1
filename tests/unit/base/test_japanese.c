/* The bytes are what iconv -t CP932 and -t EUC-JP make of the names; those that are not Japanese, what other systems write. */
#include "check.h"

#include "postmortem/base/japanese.h"

static void names(void **state)
{
    (void)state;
    static const struct {
        const char *text; /* in UTF-8 */
        pm_span bytes;
        const char *encoding;
    } rows[] = {
        { "ログ.txt", PM_SPAN_INIT("\x83\x8d\x83O.txt"), "cp932" },
        { "ログ.txt", PM_SPAN_INIT("\xa5\xed\xa5\xb0.txt"), "euc-jp" },
        { "メールログ/maillog-20260104", PM_SPAN_INIT("\x83\x81\x81[\x83\x8b\x83\x8d\x83O/maillog-20260104"), "cp932" },
        { "メールログ/maillog-20260104", PM_SPAN_INIT("\xa5\xe1\xa1\xbc\xa5\xeb\xa5\xed\xa5\xb0/maillog-20260104"), "euc-jp" },
        { "証拠保全_1月.zip", PM_SPAN_INIT("\x8f\xd8\x8b\x92\x95\xdb\x91S_1\x8c\x8e.zip"), "cp932" },
        { "証拠保全_1月.zip", PM_SPAN_INIT("\xbe\xda\xb5\xf2\xca\xdd\xc1\xb4_1\xb7\xee.zip"), "euc-jp" },
        { "1月/maillog", PM_SPAN_INIT("1\x8c\x8e/maillog"), "cp932" },
        { "表示.log", PM_SPAN_INIT("\x95\\\x8e\xa6.log"), "cp932" }, /* its second byte is a backslash */
        { "ソ一覧", PM_SPAN_INIT("\x83\\\x88\xea\x97\x97"), "cp932" },
        { "①サーバ", PM_SPAN_INIT("\x87@\x83T\x81[\x83o"), "cp932" }, /* NEC's */
        { "髙橋さん", PM_SPAN_INIT("\xfb\xfc\x8b\xb4\x82\xb3\x82\xf1"), "cp932" }, /* IBM's */
        { "ﾛｸﾞ.txt", PM_SPAN_INIT("\xdb\xb8\xde.txt"), "cp932" },
        { "ﾒｰﾙﾛｸﾞ.txt", PM_SPAN_INIT("\xd2\xb0\xd9\xdb\xb8\xde.txt"), "cp932" }, /* EUC-JP would be three rare kanji */
        { "ﾒｰﾙ記録", PM_SPAN_INIT("\xd2\xb0\xd9\x8bL\x98^"), "cp932" },
        { "ﾃｽﾄ記録", PM_SPAN_INIT("\xc3\xbd\xc4\x8bL\x98^"), "cp932" },
        { "ﾒｰﾙ記録", PM_SPAN_INIT("\x8e\xd2\x8e\xb0\x8e\xd9\xb5\xad\xcf\xbf"), "euc-jp" },
        /* Latin-1 and Windows-1252 */
        { NULL, PM_SPAN_INIT("M\xfcller.log"), NULL },
        { NULL, PM_SPAN_INIT("caf\xe9.log"), NULL },
        { NULL, PM_SPAN_INIT("Andr\xe9" "a.log"), NULL },  /* E9 61 is a kanji in CP932 */
        { NULL, PM_SPAN_INIT("fran\xe7" "ais.log"), NULL },
        { NULL, PM_SPAN_INIT("J\xe4\xe4skel\xe4inen"), NULL }, /* E4 E4 in both */
        { NULL, PM_SPAN_INIT("\xc4\xe4ni.log"), NULL },
        { NULL, PM_SPAN_INIT("\xe4\xf6.log"), NULL },
        { NULL, PM_SPAN_INIT("\xc4\xd6\xdc.log"), NULL },  /* as half-width katakana ﾄﾖﾜ */
        { NULL, PM_SPAN_INIT("Stra\xdf" "e.log"), NULL },
        { NULL, PM_SPAN_INIT("20\xb0" "C.log"), NULL },
        { NULL, PM_SPAN_INIT("it\x92s.log"), NULL },
        { NULL, PM_SPAN_INIT("\x93Log\x94.txt"), NULL },
        /* KOI8-R, GBK, EUC-KR */
        { NULL, PM_SPAN_INIT("\xd6\xd5\xd2\xce\xc1\xcc.log"), NULL },
        { NULL, PM_SPAN_INIT("\xc8\xd5\xd6\xbe.log"), NULL },
        /* UTF-8, also what is left of it */
        { NULL, PM_SPAN_INIT("maillog"), NULL },
        { NULL, PM_SPAN_INIT(""), NULL },
        { NULL, PM_SPAN_INIT("\xe3\x83\xad\xe3\x82\xb0.txt"), NULL },
        { NULL, PM_SPAN_INIT("\xe3\x83\xad\xe3\x82\xb0\xe3\x83"), NULL },
        { NULL, PM_SPAN_INIT("\x83\xad\xe3\x82\xb0\xe3\x83\xad"), NULL },
        /* half a character */
        { NULL, PM_SPAN_INIT("\x83\x8d\x83O\x83"), NULL },
        { NULL, PM_SPAN_INIT("\xa5\xed\xa5\xb0\xa5"), NULL },
        { NULL, PM_SPAN_INIT("\x83\x8d\x83O\xa0"), NULL },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char row[100];
        pm_buffer b = { 0 };
        snprintf(row, sizeof row, "%zu %s", i, rows[i].text ? rows[i].text : "none");
        pm_buffer_add(&b, PM_SPAN("before"));
        const char *got = pm_japanese_decode(&b, rows[i].bytes);
        check_text(row, "encoding", pm_span_of(got), rows[i].encoding ? rows[i].encoding : "");
        check_true(row, "what was before stays", pm_span_starts(pm_buffer_span(&b), PM_SPAN("before")));
        check_text(row, "text", pm_span_skip(pm_buffer_span(&b), 6), rows[i].text ? rows[i].text : "");
        pm_buffer_free(&b);
    }
}

/* Lines of logs are longer than names, and longer than what is converted at a time. */
static void long_text(void **state)
{
    (void)state;
    pm_buffer in = { 0 }, out = { 0 };
    for (int i = 0; i < 2000; i++)
        pm_buffer_add(&in, PM_SPAN("x \x83\x8d\x83O "));
    check_text("long", "encoding", pm_span_of(pm_japanese_decode(&out, pm_buffer_span(&in))), "cp932");
    check_int("long", "length", out.len, 2000 * 9);
    check_true("long", "the end", pm_span_ends(pm_buffer_span(&out), PM_SPAN("x ログ ")));
    pm_buffer_free(&in);
    pm_buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(names), cmocka_unit_test(long_text) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
