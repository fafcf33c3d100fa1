/* RFC 8259; arrays as journalctl -o json writes them. */
#include "check.h"

#include "postmortem/syslog/json.h"

static void members(void **state)
{
    (void)state;
    static const struct {
        const char *object, *told; /* "key=kind:raw;…", and "." when it ended as an object does */
    } rows[] = {
        { "{}", "." },
        { "{\"a\":\"b\"}", "a=0:b;." },
        { " { \"a\" : \"b\" , \"c\" : 1 } \r", "a=0:b;c=2:1 ;." },
        { "{\"a\":\"x\\\"y\",\"b\":\"\\\\\"}", "a=0:x\\\"y;b=0:\\\\;." },
        { "{\"a\":[1,2],\"b\":[\"]\",[1]],\"c\":{\"d\":\"}\"},\"e\":null}", "a=1:1,2;b=1:\"]\",[1];c=2:{\"d\":\"}\"};e=2:null;." },
        { "{\"a\":\"b", "a=0:b;" },
        { "{\"a\":[1,2", "a=1:1,2;" },
        { "{\"a\":\"b\"} x", "a=0:b;" },
        { "{\"a\":", "" },
        { "{\"a\"", "" },
        { "{\"a\":\"b\" \"c\":\"d\"}", "a=0:b;c=0:d;." }, /* a comma is missing: lenient */
        { "{a:1}", "" },
        { "[1]", "" },
        { "", "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char told[200];
        size_t n = 0;
        pm_span rest, key;
        pm_json_value v;
        told[0] = '\0';
        if (pm_json_begin(pm_span_of(rows[i].object), &rest)) {
            while (pm_json_next(&rest, &key, &v))
                n += (size_t)snprintf(told + n, sizeof told - n, "%.*s=%d:%.*s;", PM_SPAN_FMT(key), (int)v.kind, PM_SPAN_FMT(v.raw));
            if (pm_json_ended(rest))
                snprintf(told + n, sizeof told - n, ".");
        }
        check_text(rows[i].object, "members", pm_span_of(told), rows[i].told);
    }
}

static void texts(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        pm_span text;
    } rows[] = {
        { "\"plain\"", PM_SPAN_INIT("plain") },
        { "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", PM_SPAN_INIT("\"\\/\b\f\n\r\t") },
        { "\"\\u0041\\u00e9\\u6708\\ud83d\\ude00\"", PM_SPAN_INIT("A\xc3\xa9\xe6\x9c\x88\xf0\x9f\x98\x80") },
        { "\"\\u0000x\"", PM_SPAN_INIT("\0x") },
        { "\"\\ud83dx\\ude00\"", PM_SPAN_INIT("\xef\xbf\xbdx\xef\xbf\xbd") }, /* halves of pairs */
        { "\"\\u12\\q\"", PM_SPAN_INIT("\\u12\\q") },
        { "\"caf\xe9\"", PM_SPAN_INIT("caf\xe9") },
        { "[72, 105,255]", PM_SPAN_INIT("Hi\xff") },
        { "[256]", PM_SPAN_INIT("") },
        { "[]", PM_SPAN_INIT("") },
        { "[\"first\",\"second\"]", PM_SPAN_INIT("first") },
        { "[[72,105],[1]]", PM_SPAN_INIT("Hi") },
        { "123", PM_SPAN_INIT("123") },
        { "null", PM_SPAN_INIT("null") },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char object[100];
        pm_span rest, key;
        pm_json_value v;
        snprintf(object, sizeof object, "{\"k\":%s}", rows[i].value);
        check_true(rows[i].value, "is a member", pm_json_begin(pm_span_of(object), &rest) && pm_json_next(&rest, &key, &v));
        char *room = test_malloc(v.raw.len ? v.raw.len : 1); /* no byte more than promised */
        check_span(rows[i].value, "text", pm_json_text(v, room), rows[i].text);
        test_free(room);
        check_true(rows[i].value, "ended", pm_json_ended(rest));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(members), cmocka_unit_test(texts) };
    return CHECK_RUN(tests);
}
