/*
 * sniff: what the first bytes say.  Magic numbers: RFC 1952 (gzip), the xz, bzip2 and zstd format
 * documents, POSIX ustar, PKWARE APPNOTE, 7zFormat.txt, cpio(5), ar(5), RAR technote.
 */
#include "source.h"

#include "postmortem/base/text.h"

static bool has(pm_span head, size_t at, const char *magic, size_t n)
{
    return head.len >= at + n && memcmp(head.ptr + at, magic, n) == 0;
}
#define HAS(at, magic) has(head, at, magic, sizeof(magic) - 1)

/* A tar header from before ustar has no magic, but its checksum is right. */
static bool old_tar(pm_span head)
{
    if (head.len < 512 || head.ptr[0] == '\0')
        return false;
    unsigned sum = 0, stored = 0;
    for (size_t i = 0; i < 512; i++)
        sum += i >= 148 && i < 156 ? ' ' : (unsigned char)head.ptr[i];
    size_t i = 148;
    while (i < 156 && head.ptr[i] == ' ')
        i++;
    if (i == 156 || head.ptr[i] < '0' || head.ptr[i] > '7')
        return false;
    for (; i < 156 && head.ptr[i] >= '0' && head.ptr[i] <= '7'; i++)
        stored = stored * 8 + (unsigned)(head.ptr[i] - '0');
    return stored == sum;
}

/*
 * Logs hold some NULs (a power loss leaves blocks of them) and rubbish, but mostly lines of text.
 * Binary: where less than three fifths of what is no NUL are ASCII text or UTF-8 sequences.
 */
static bool looks_binary(pm_span head)
{
    size_t text = 0, seen = 0;
    for (size_t i = 0, n; i < head.len; i += n) {
        unsigned char c = (unsigned char)head.ptr[i];
        size_t sequence = c < 0x80 ? 1 : pm_utf8_length(pm_span_skip(head, i), NULL);
        n = sequence ? sequence : 1;
        seen += c ? n : 0;
        if ((c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t' || c == '\r' || sequence > 1)
            text += n;
    }
    return seen > 0 && text * 5 < seen * 3;
}

static bool is_ascii_unit(pm_span head, size_t at, bool little)
{
    unsigned char c = (unsigned char)head.ptr[at + !little];
    return head.ptr[at + little] == '\0' && ((c >= ' ' && c < 0x7f) || c == '\t' || c == '\r' || c == '\n');
}

/* Text that begins with its mark, or without one with nothing but ASCII, as a log's stamp is; most of what follows is
 * ASCII in both: other files may begin with these bytes. */
static bool is_utf16(pm_span head, bool little)
{
    enum { BEGINS = 8 };
    bool marked = little ? HAS(0, "\xff\xfe") : HAS(0, "\xfe\xff");
    size_t units = 0, ascii = 0, before = 0;
    for (size_t i = marked ? 2 : 0; i + 1 < head.len; i += 2, units++) {
        ascii += is_ascii_unit(head, i, little);
        before += before == units && ascii == units + 1;
    }
    return ascii * 2 >= units && (marked || before >= BEGINS);
}

pm_sniffed pm_sniff(pm_span head)
{
    if (HAS(0, "\x1f\x8b"))
        return PM_SNIFF_GZIP;
    if (HAS(0, "BZh") && head.len >= 10 && (HAS(4, "\x31\x41\x59\x26\x53\x59") || HAS(4, "\x17\x72\x45\x38\x50\x90")))
        return PM_SNIFF_BZIP2;
    if (HAS(0, "\xfd" "7zXZ\0"))
        return PM_SNIFF_XZ;
    if (HAS(0, "\x28\xb5\x2f\xfd") || (head.len >= 4 && (head.ptr[0] & 0xf0) == 0x50 && HAS(1, "\x2a\x4d\x18")))
        return PM_SNIFF_ZSTD;
    if (HAS(0, "\x1f\x9d") || HAS(0, "\x04\x22\x4d\x18") || HAS(0, "LZIP"))
        return PM_SNIFF_OTHER_COMPRESSION;
    if (HAS(257, "ustar"))
        return PM_SNIFF_TAR;
    if (HAS(0, "PK\x03\x04") || HAS(0, "PK\x05\x06") || HAS(0, "PK\x07\x08"))
        return PM_SNIFF_ZIP;
    if (HAS(0, "7z\xbc\xaf\x27\x1c"))
        return PM_SNIFF_7Z;
    if (HAS(0, "070701") || HAS(0, "070702") || HAS(0, "070707") || HAS(0, "\xc7\x71") || HAS(0, "\x71\xc7") ||
        HAS(0, "!<arch>\n") || HAS(0, "Rar!\x1a\x07") || HAS(0, "MSCF\0\0\0\0") || HAS(0, "xar!"))
        return PM_SNIFF_CONTAINER;
    for (int little = 0; little < 2; little++)
        if (is_utf16(head, little))
            return little ? PM_SNIFF_UTF16LE : PM_SNIFF_UTF16BE;
    if (old_tar(head))
        return PM_SNIFF_TAR;
    if (HAS(0, "\x7f" "ELF") || HAS(0, "LPKSHHRH") || HAS(0, "SQLite format 3") || looks_binary(head))
        return PM_SNIFF_BINARY;
    return PM_SNIFF_TEXT;
}
