#include "postmortem/evidence/hash_list.h"

/* As --tag, BSD and openssl 1 call them, and openssl 3. */
enum { N_DIGESTS = 4, N_WORDS = 2 };
static const char *const words[N_DIGESTS][N_WORDS] = {
    [PM_DIGEST_MD5] = { "MD5", "MD5" },
    [PM_DIGEST_SHA1] = { "SHA1", "SHA1" },
    [PM_DIGEST_SHA256] = { "SHA256", "SHA2-256" },
    [PM_DIGEST_SHA512] = { "SHA512", "SHA2-512" },
};

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A whole run of hexadecimal digits of a length that a digest has; *rest: behind it. */
static bool take_hex(pm_span s, pm_hash_line *out, pm_span *rest)
{
    size_t n = 0;
    while (n < s.len && hex_value(s.ptr[n]) >= 0)
        n++;
    for (unsigned d = 0; d < N_DIGESTS; d++) {
        if (n != 2 * pm_digest_size((pm_digest)d))
            continue;
        out->digest = (pm_digest)d;
        for (size_t i = 0; i < n / 2; i++)
            out->value[i] = (unsigned char)(hex_value(s.ptr[2 * i]) << 4 | hex_value(s.ptr[2 * i + 1]));
        *rest = pm_span_skip(s, n);
        return true;
    }
    return false;
}

/* "a\\nb" as sha256sum escapes it: \\ \n \r */
static pm_span unescape(pm_arena *a, pm_span name)
{
    char *to = pm_arena_alloc(a, name.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];
        if (c == '\\' && i + 1 < name.len) {
            c = name.ptr[++i];
            c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
        }
        to[n++] = c;
    }
    return pm_span_make(to, n);
}

/* "SHA256 (name) = 9f86…", "SHA2-256(name)= 9f86…" */
static bool read_tagged(pm_span line, pm_hash_line *out)
{
    pm_span rest, name, hex;
    for (unsigned d = 0; d < N_DIGESTS; d++)
        for (size_t i = 0; i < N_WORDS; i++) {
            if (!pm_span_after(line, pm_span_of(words[d][i]), &rest))
                continue;
            pm_span_after(rest, PM_SPAN(" "), &rest);
            if (pm_span_after(rest, PM_SPAN("("), &rest) &&
                (pm_span_split_last(rest, PM_SPAN(") = "), &name, &hex) || pm_span_split_last(rest, PM_SPAN(")= "), &name, &hex)) &&
                take_hex(hex, out, &rest) && rest.len == 0 && out->digest == (pm_digest)d) {
                out->name = name;
                return true;
            }
        }
    return false;
}

static bool read_plain(pm_span line, pm_hash_line *out)
{
    pm_span rest;
    if (!take_hex(line, out, &rest))
        return false;
    out->name = (pm_span){ "", 0 };
    if (rest.len == 0)
        return true;
    if (rest.ptr[0] != ' ' && rest.ptr[0] != '\t')
        return false;
    rest = pm_span_skip(rest, 1);
    if (rest.len && (rest.ptr[0] == ' ' || rest.ptr[0] == '*' || rest.ptr[0] == '\t'))
        rest = pm_span_skip(rest, 1);
    out->name = rest;
    return rest.len > 0;
}

bool pm_hash_line_read(pm_arena *a, pm_span line, pm_hash_line *out)
{
    pm_span_before(line, PM_SPAN("\r"), &line);
    bool escaped = pm_span_after(line, PM_SPAN("\\"), &line);
    if (!read_tagged(line, out) && !read_plain(line, out))
        return false;
    if (escaped)
        out->name = unescape(a, out->name);
    return true;
}

/* The first line that says something: lists may begin with comments. */
static bool is_hash_list(pm_span head)
{
    pm_hash_line line;
    pm_arena *a = pm_arena_new();
    bool is = false;
    pm_span_after(head, PM_SPAN("\xef\xbb\xbf"), &head);
    while (head.len > 0) {
        pm_span first = pm_span_take(&head, PM_SPAN("\n"));
        if (first.len == 0 || first.ptr[0] == '#' || first.ptr[0] == ';' || first.ptr[0] == '\r')
            continue;
        is = pm_hash_line_read(a, first, &line);
        break;
    }
    pm_arena_free(a);
    return is;
}

bool pm_is_kept(pm_span name, pm_span head)
{
    pm_span folder;
    pm_span_split_last(name, PM_SPAN("/"), &folder, &name);
    if (pm_span_eq(name, PM_SPAN("uac.log")) || pm_span_eq(name, PM_SPAN("hostname")))
        return true;
    if (pm_span_eq(name, PM_SPAN("manifest.json")))
        return pm_span_starts(head, PM_SPAN("{"));
    return pm_span_starts(head, PM_SPAN("Created by UAC (")) || pm_span_starts(head, PM_SPAN("sos report: ")) ||
           pm_span_starts(head, PM_SPAN("sosreport: ")) || is_hash_list(head);
}
