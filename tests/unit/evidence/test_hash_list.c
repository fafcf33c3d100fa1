/* The forms are those of sha256sum(1), md5sum --tag, openssl-dgst(1), RFC 8493 (BagIt) and sos; the digests are made up. */
#include "check.h"

#include "postmortem/evidence/hash_list.h"

#define H256 "00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF"
#define H128 "00112233445566778899aabbccddeeff"
#define H160 "00112233445566778899aabbccddeeff00112233"
#define H512 H256 H256

static void lines(void **state)
{
    (void)state;
    static const struct {
        const char *row, *line;
        bool read;
        pm_digest digest;
        const char *name;
    } rows[] = {
        { "sha256sum", H256 "  var/log/maillog", true, PM_DIGEST_SHA256, "var/log/maillog" },
        { "binary", H256 " *maillog.gz", true, PM_DIGEST_SHA256, "maillog.gz" },
        { "md5sum", H128 "  maillog", true, PM_DIGEST_MD5, "maillog" },
        { "sha1sum", H160 "  maillog", true, PM_DIGEST_SHA1, "maillog" },
        { "sha512sum", H512 "  maillog", true, PM_DIGEST_SHA512, "maillog" },
        { "BagIt", H256 " data/maillog", true, PM_DIGEST_SHA256, "data/maillog" },
        { "tab", H256 "\tmaillog", true, PM_DIGEST_SHA256, "maillog" },
        { "blanks in the name", H256 "  my log ", true, PM_DIGEST_SHA256, "my log " },
        { "escaped", "\\" H256 "  a\\nb\\\\c", true, PM_DIGEST_SHA256, "a\nb\\c" },
        { "a backslash that escapes nothing", H256 "  a\\nb", true, PM_DIGEST_SHA256, "a\\nb" },
        { "from Windows", H256 "  maillog\r", true, PM_DIGEST_SHA256, "maillog" },
        { "--tag", "SHA256 (maillog) = " H256, true, PM_DIGEST_SHA256, "maillog" },
        { "--tag, escaped", "\\SHA256 (a\\nb) = " H256, true, PM_DIGEST_SHA256, "a\nb" },
        { "--tag, a name that looks like one", "MD5 (a) = b) = " H128, true, PM_DIGEST_MD5, "a) = b" },
        { "openssl 1", "SHA256(maillog)= " H256, true, PM_DIGEST_SHA256, "maillog" },
        { "openssl 3", "SHA2-256(maillog)= " H256, true, PM_DIGEST_SHA256, "maillog" },
        { "sos", H256, true, PM_DIGEST_SHA256, "" },
        { "another digest than its tag", "SHA256 (maillog) = " H128, false, 0, NULL },
        { "one digit short", "0112233445566778899aabbccddeeff  maillog", false, 0, NULL },
        { "no blank", H256 "maillog", false, 0, NULL },
        { "no name", H256 "  ", false, 0, NULL },
        { "no digest", "Jan  4 09:00:00 mx1 postfix/qmgr[90]: 1E240C0A14: removed", false, 0, NULL },
        { "a queue id", "1E240C0A14: removed", false, 0, NULL },
        { "nothing", "", false, 0, NULL },
    };
    static const unsigned char value[] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
    pm_arena *a = pm_arena_new();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_hash_line got;
        check_true(rows[i].row, "read", pm_hash_line_read(a, pm_span_of(rows[i].line), &got) == rows[i].read);
        if (!rows[i].read)
            continue;
        check_int(rows[i].row, "digest", got.digest, rows[i].digest);
        check_text(rows[i].row, "name", got.name, rows[i].name);
        check_true(rows[i].row, "value", memcmp(got.value, value, sizeof value) == 0);
    }
    pm_arena_free(a);
}

static void kept(void **state)
{
    (void)state;
    static const struct {
        const char *name, *head;
        bool kept;
    } rows[] = {
        { "SHA256SUMS", H256 "  a\n", true },
        { "hash.txt", "# made by hand\n\n" H128 "  a\n", true },
        { "hash.txt", "\xef\xbb\xbf" H128 "  a\r\n", true },
        { "uac/uac.log", "2026-01-04 09:00:00 +0900 INF x\n", true },
        { "uac-mx1-linux-1.log", "Created by UAC (Unix-like Artifacts Collector) 3.1.0\n", true },
        { "sosreport-mx1/version.txt", "sos report: 4.8.2", true },
        { "sos_reports/manifest.json", "{", true },
        { "manifest.json", "Jan  4", false },
        { "version.txt", "1.0", false },
        { "maillog", "Jan  4 09:00:00 mx1 postfix/qmgr[90]: 1E240C0A14: removed\n", false },
        { "maillog", "", false },
        { "maillog", "# only a comment\n", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_true(rows[i].head, rows[i].name, pm_is_kept(pm_span_of(rows[i].name), pm_span_of(rows[i].head)) == rows[i].kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(lines), cmocka_unit_test(kept) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
