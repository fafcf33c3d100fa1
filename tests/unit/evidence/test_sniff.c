/*
 * Magic numbers: RFC 1952 (gzip), RFC 8878 (zstd), the .xz, bzip2, lzip and LZ4 frame documents, POSIX
 * pax (ustar), APPNOTE.TXT (zip), 7zFormat.txt, cpio(5), ar(5); and what the stock tools write.
 */
#include "scratch.h"

#include "source.h"

static void magic(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        pm_span head;
        pm_sniffed kind;
    } rows[] = {
        { "gzip", PM_SPAN_INIT("\x1f\x8b\x08\0\0\0\0\0\0\x03"), PM_SNIFF_GZIP },
        { "gzip, cut", PM_SPAN_INIT("\x1f\x8b"), PM_SNIFF_GZIP },
        { "bzip2", PM_SPAN_INIT("BZh9\x31\x41\x59\x26\x53\x59xxxx"), PM_SNIFF_BZIP2 },
        { "bzip2 of nothing", PM_SPAN_INIT("BZh9\x17\x72\x45\x38\x50\x90\0\0\0\0"), PM_SNIFF_BZIP2 },
        { "text that begins like bzip2", PM_SPAN_INIT("BZhang logged in"), PM_SNIFF_TEXT },
        { "xz", PM_SPAN_INIT("\xfd" "7zXZ\0\0\x04"), PM_SNIFF_XZ },
        { "zstd", PM_SPAN_INIT("\x28\xb5\x2f\xfd\x04\x58"), PM_SNIFF_ZSTD },
        { "zstd, skippable frame 0", PM_SPAN_INIT("\x50\x2a\x4d\x18\0\0\0\0"), PM_SNIFF_ZSTD },
        { "zstd, skippable frame 15", PM_SPAN_INIT("\x5f\x2a\x4d\x18\0\0\0\0"), PM_SNIFF_ZSTD },
        { "compress", PM_SPAN_INIT("\x1f\x9d\x90xxx"), PM_SNIFF_OTHER_COMPRESSION },
        { "lz4", PM_SPAN_INIT("\x04\x22\x4d\x18xxx"), PM_SNIFF_OTHER_COMPRESSION },
        { "lzip", PM_SPAN_INIT("LZIP\x01xxx"), PM_SNIFF_OTHER_COMPRESSION },
        { "zip", PM_SPAN_INIT("PK\x03\x04xxx"), PM_SNIFF_ZIP },
        { "zip of nothing", PM_SPAN_INIT("PK\x05\x06xxx"), PM_SNIFF_ZIP },
        { "zip, spanned", PM_SPAN_INIT("PK\x07\x08xxx"), PM_SNIFF_ZIP },
        { "7z", PM_SPAN_INIT("7z\xbc\xaf\x27\x1c\0\x04"), PM_SNIFF_7Z },
        { "cpio newc", PM_SPAN_INIT("070701000000"), PM_SNIFF_CONTAINER },
        { "cpio crc", PM_SPAN_INIT("070702000000"), PM_SNIFF_CONTAINER },
        { "cpio odc", PM_SPAN_INIT("070707000000"), PM_SNIFF_CONTAINER },
        { "cpio binary", PM_SPAN_INIT("\xc7\x71xxx"), PM_SNIFF_CONTAINER },
        { "ar", PM_SPAN_INIT("!<arch>\ndebian-binary"), PM_SNIFF_CONTAINER },
        { "rar", PM_SPAN_INIT("Rar!\x1a\x07\x01\0"), PM_SNIFF_CONTAINER },
        { "cab", PM_SPAN_INIT("MSCF\0\0\0\0xxx"), PM_SNIFF_CONTAINER },
        { "xar", PM_SPAN_INIT("xar!\0\x1cxxx"), PM_SNIFF_CONTAINER },
        { "journal", PM_SPAN_INIT("LPKSHHRH\0\0\0\0"), PM_SNIFF_BINARY },
        { "program", PM_SPAN_INIT("\x7f" "ELF\x02\x01\x01"), PM_SNIFF_BINARY },
        { "database", PM_SPAN_INIT("SQLite format 3\0"), PM_SNIFF_BINARY },
        { "log line", PM_SPAN_INIT("Nov  4 09:05:01 mx1 postfix/smtpd[7]: connect from unknown[192.0.2.7]\n"), PM_SNIFF_TEXT },
        { "nothing", PM_SPAN_INIT(""), PM_SNIFF_TEXT },
        { "P", PM_SPAN_INIT("P"), PM_SNIFF_TEXT },
        { "PK alone", PM_SPAN_INIT("PKI error"), PM_SNIFF_TEXT },
        { "Rarely", PM_SPAN_INIT("Rarely"), PM_SNIFF_TEXT },
        { "number", PM_SPAN_INIT("0707 is a time"), PM_SNIFF_TEXT },
        { "Japanese", PM_SPAN_INIT("\xe3\x83\xa1\xe3\x83\xbc\xe3\x83\xab\xe9\x85\x8d\xe9\x80\x81\xe3\x81\xae\xe8\xa8\x98\xe9\x8c\xb2"),
          PM_SNIFF_TEXT },
        { "UTF-16", PM_SPAN_INIT("\xff\xfeN\0o\0v\0 \0"), PM_SNIFF_UTF16LE },
        { "UTF-16, the other way", PM_SPAN_INIT("\xfe\xff\0N\0o\0v\0 "), PM_SNIFF_UTF16BE },
        { "its mark alone", PM_SPAN_INIT("\xff\xfe"), PM_SNIFF_UTF16LE },
        { "no mark", PM_SPAN_INIT("N\0o\0v\0 \0 \0" "4\0 \0" "0\0"), PM_SNIFF_UTF16LE },
        { "no mark, the other way", PM_SPAN_INIT("\0N\0o\0v\0 \0 \0" "4\0 \0" "0"), PM_SNIFF_UTF16BE },
        { "no mark, too short to tell", PM_SPAN_INIT("N\0o\0v\0 \0"), PM_SNIFF_TEXT },
        { "no mark, other characters", PM_SPAN_INIT("N\0o\0v\0 \0 \0" "4\0 \0\x30\x82"), PM_SNIFF_TEXT },
        { "its mark before something else", PM_SPAN_INIT("\xff\xfe\x01\x80\x00\xff\x7f\x10"), PM_SNIFF_BINARY },
        { "UTF-8 with a mark", PM_SPAN_INIT("\xef\xbb\xbfNov  4 09:05:01 mx1 x: y\n"), PM_SNIFF_TEXT },
        { "Latin-1 text", PM_SPAN_INIT("M\xfcller schrieb: K\xf6nnen Sie mir helfen?\n"), PM_SNIFF_TEXT },
        { "noise", PM_SPAN_INIT("\x8e\x01\xf3\x99\x02\xd1\x03\xff\xfe\x80\x81\x05\xc0\xaf\x90\x06\x9f\xa0\x07\xb1"), PM_SNIFF_BINARY },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_int(rows[i].row, "kind", pm_sniff(rows[i].head), rows[i].kind);
}

/* A power loss leaves blocks of NULs: what stands between them decides. */
static void blocks_of_nuls(void **state)
{
    (void)state;
    static char head[PM_PEEK];
    check_int("only NULs", "kind", pm_sniff(pm_span_make(head, sizeof head)), PM_SNIFF_TEXT);
    memcpy(head + 8000, "Nov  4 09:05:01 mx1 x: y\n", 25);
    check_int("NULs, then a line", "kind", pm_sniff(pm_span_make(head, sizeof head)), PM_SNIFF_TEXT);
    memset(head + 4000, 0x81, 4000);
    check_int("NULs, then noise", "kind", pm_sniff(pm_span_make(head, sizeof head)), PM_SNIFF_BINARY);
}

static pm_sniffed sniff_file(const char *name)
{
    pm_buffer b = scratch_read(name);
    pm_sniffed kind = pm_sniff(pm_span_first(pm_buffer_span(&b), PM_PEEK));
    pm_buffer_free(&b);
    return kind;
}

static void as_the_tools_write(void **state)
{
    (void)state;
    scratch_need("tar gzip bzip2 xz");
    static const struct {
        const char *row, *command;
        pm_sniffed kind;
    } rows[] = {
        { "gzip", "gzip < a.log > x", PM_SNIFF_GZIP },
        { "bzip2", "bzip2 < a.log > x", PM_SNIFF_BZIP2 },
        { "bzip2 of nothing", "bzip2 < /dev/null > x", PM_SNIFF_BZIP2 },
        { "xz", "xz < a.log > x", PM_SNIFF_XZ },
        { "tar, gnu", "tar --format=gnu -cf x a.log", PM_SNIFF_TAR },
        { "tar, pax", "tar --format=pax -cf x a.log", PM_SNIFF_TAR },
        { "tar, ustar", "tar --format=ustar -cf x a.log", PM_SNIFF_TAR },
        { "tar, v7: no magic", "tar --format=v7 -cf x a.log", PM_SNIFF_TAR },
        { "tar, v7, its checksum wrong", "tar --format=v7 -cf x a.log && printf Z | dd of=x bs=1 seek=3 conv=notrunc status=none",
          PM_SNIFF_TEXT },
    };
    scratch_write("a.log", PM_SPAN("Nov  4 09:05:01 mx1 x: y\n"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        scratch_run(rows[i].command);
        check_int(rows[i].row, "kind", sniff_file("x"), rows[i].kind);
    }
}

static void as_other_tools_write(void **state)
{
    (void)state;
    static const struct {
        const char *tool, *command;
        pm_sniffed kind;
    } rows[] = {
        { "zstd", "zstd -q < a.log > x", PM_SNIFF_ZSTD },
        { "lz4", "lz4 -q < a.log > x", PM_SNIFF_OTHER_COMPRESSION },
        { "zip", "rm -f x.zip && zip -q x.zip a.log && mv x.zip x", PM_SNIFF_ZIP },
        { "7z", "rm -f x.7z && 7z a x.7z a.log > said && mv x.7z x", PM_SNIFF_7Z },
        { "cpio", "echo a.log | cpio --quiet -o -H newc > x", PM_SNIFF_CONTAINER },
        { "ar", "rm -f x.a && ar cr x.a a.log && mv x.a x", PM_SNIFF_CONTAINER },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char there[64];
        snprintf(there, sizeof there, "command -v %s > said", rows[i].tool);
        if (scratch_try(there) != 0) {
            fprintf(stderr, "skipped: no %s here\n", rows[i].tool);
            continue;
        }
        scratch_run(rows[i].command);
        check_int(rows[i].tool, "kind", sniff_file("x"), rows[i].kind);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(magic), cmocka_unit_test(blocks_of_nuls),
                                        cmocka_unit_test(as_the_tools_write), cmocka_unit_test(as_other_tools_write) };
    return SCRATCH_RUN(tests);
}
