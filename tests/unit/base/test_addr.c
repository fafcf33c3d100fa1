/* Ranges: RFC 1918, 4193, 4291, 6598, 3927, 6890; text forms: RFC 4291 2.2, RFC 5321 4.1.3, RFC 4007 11.2. */
#include "check.h"

#include "postmortem/base/addr.h"

static void parses(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int family;
        uint8_t bytes[16];
    } rows[] = {
        { "192.0.2.7", 4, { 192, 0, 2, 7 } },
        { "255.255.255.255", 4, { 255, 255, 255, 255 } },
        { "2001:db8::7", 6, { 0x20, 0x01, 0x0d, 0xb8, [15] = 7 } },
        { "2001:0DB8:0:0:0:0:0:7", 6, { 0x20, 0x01, 0x0d, 0xb8, [15] = 7 } },
        { "::", 6, { 0 } },
        { "::1", 6, { [15] = 1 } },
        { "::ffff:192.0.2.1", 4, { 192, 0, 2, 1 } }, /* a v4 client on a v6 socket is that v4 host */
        { "::FFFF:c000:0201", 4, { 192, 0, 2, 1 } },
        { "64:ff9b::192.0.2.1", 6, { 0x00, 0x64, 0xff, 0x9b, [12] = 192, 0, 2, 1 } },
        { "IPv6:2001:db8::7", 6, { 0x20, 0x01, 0x0d, 0xb8, [15] = 7 } },
        { "fe80::1%eth0", 6, { 0xfe, 0x80, [15] = 1 } },
        { "1:2:3:4:5:6:7:8", 6, { 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8 } },
        { "", 0, { 0 } },
        { "unknown", 0, { 0 } },
        { "192.0.2", 0, { 0 } },
        { "192.0.2.256", 0, { 0 } },
        { "192.0.2.7.1", 0, { 0 } },
        { "0x7f.0.0.1", 0, { 0 } },
        { " 192.0.2.7", 0, { 0 } },
        { "192.0.2.7 ", 0, { 0 } },
        { "192.0.2.7:25", 0, { 0 } },
        { "[192.0.2.7]", 0, { 0 } },
        { "2001:db8::7::1", 0, { 0 } },
        { "1:2:3:4:5:6:7:8:9", 0, { 0 } },
        { ":::", 0, { 0 } },
        { "2001:db8:0000:0000:0000:0000:0000:0000:0000:0000:0001", 0, { 0 } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_addr a;
        check_true(rows[i].text, "is an address", pm_addr_parse(pm_span_of(rows[i].text), &a) == (rows[i].family != 0));
        check_int(rows[i].text, "family", a.family, rows[i].family);
        if (rows[i].family)
            check_span(rows[i].text, "bytes", pm_span_make((const char *)a.bytes, 16), pm_span_make((const char *)rows[i].bytes, 16));
    }
    pm_addr a;
    check_true("NULL", "no address", !pm_addr_parse((pm_span){ 0 }, &a));
    check_true("NUL behind an address", "no address", !pm_addr_parse(PM_SPAN("192.0.2.7\0.example"), &a));
    check_true("NUL behind a v6 address", "no address", !pm_addr_parse(PM_SPAN("2001:db8::7\0x"), &a));
}

static void kinds(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        pm_addr_kind kind;
    } rows[] = {
        { "192.0.2.7", PM_ADDR_PUBLIC },      { "198.51.100.1", PM_ADDR_PUBLIC },   { "2001:db8::1", PM_ADDR_PUBLIC },
        { "127.0.0.1", PM_ADDR_LOOPBACK },    { "127.255.255.254", PM_ADDR_LOOPBACK }, { "::1", PM_ADDR_LOOPBACK },
        { "126.255.255.255", PM_ADDR_PUBLIC }, { "128.0.0.1", PM_ADDR_PUBLIC },     { "::2", PM_ADDR_PUBLIC },
        { "10.0.0.0", PM_ADDR_PRIVATE },      { "10.255.255.255", PM_ADDR_PRIVATE }, { "9.255.255.255", PM_ADDR_PUBLIC },
        { "11.0.0.0", PM_ADDR_PUBLIC },       { "172.15.255.255", PM_ADDR_PUBLIC }, { "172.16.0.0", PM_ADDR_PRIVATE },
        { "172.31.255.255", PM_ADDR_PRIVATE }, { "172.32.0.0", PM_ADDR_PUBLIC },    { "192.167.255.255", PM_ADDR_PUBLIC },
        { "192.168.0.0", PM_ADDR_PRIVATE },   { "192.168.255.255", PM_ADDR_PRIVATE }, { "192.169.0.0", PM_ADDR_PUBLIC },
        { "169.253.0.0", PM_ADDR_PUBLIC },    { "169.254.1.1", PM_ADDR_PRIVATE },   { "100.63.255.255", PM_ADDR_PUBLIC },
        { "100.64.0.0", PM_ADDR_PRIVATE },    { "100.127.255.255", PM_ADDR_PRIVATE }, { "100.128.0.0", PM_ADDR_PUBLIC },
        { "fbff::1", PM_ADDR_PUBLIC },        { "fc00::1", PM_ADDR_PRIVATE },       { "fdff::1", PM_ADDR_PRIVATE },
        { "fe00::1", PM_ADDR_PUBLIC },        { "fe80::1", PM_ADDR_PRIVATE },       { "febf::1", PM_ADDR_PRIVATE },
        { "fec0::1", PM_ADDR_PUBLIC },        { "::ffff:10.0.0.1", PM_ADDR_PRIVATE }, { "::ffff:127.0.0.1", PM_ADDR_LOOPBACK },
        { "unknown", PM_ADDR_NONE },          { "", PM_ADDR_NONE },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_int(rows[i].text, "kind", pm_addr_kind_of_text(pm_span_of(rows[i].text)), rows[i].kind);
}

static void nets(void **state)
{
    (void)state;
    static const struct {
        const char *text, *net;
    } rows[] = {
        { "192.0.2.7", "192.0.2.0/24" },
        { "192.0.2.255", "192.0.2.0/24" },
        { "::ffff:192.0.2.7", "192.0.2.0/24" },
        { "2001:db8:1:2:3:4:5:6", "2001:db8:1::/48" },
        { "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8:ffff::/48" },
        { "1111:2222:3333:4444:5555:6666:7777:8888", "1111:2222:3333::/48" },
        { "::1", "::/48" },
        { "unknown", "unknown" },
        { "", "" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char buf[52];
        check_text(rows[i].text, "net", pm_addr_net(pm_span_of(rows[i].text), buf, sizeof buf), rows[i].net);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(parses), cmocka_unit_test(kinds), cmocka_unit_test(nets) };
    return CHECK_RUN(tests);
}
