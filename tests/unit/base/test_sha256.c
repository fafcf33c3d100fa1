/* Vectors: FIPS 180-2 appendix B and the NIST example file SHA256.pdf. */
#include "check.h"

#include "postmortem/base/sha256.h"

static const struct {
    const char *row, *text, *hex;
} vectors[] = {
    { "empty", "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "448 bits", "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
    { "896 bits",
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
};

static void whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        unsigned char digest[PM_SHA256_SIZE];
        char hex[PM_SHA256_HEX];
        pm_sha256_of(pm_span_of(vectors[i].text), digest);
        pm_sha256_hex(digest, hex);
        check_text(vectors[i].row, "digest", pm_span_of(hex), vectors[i].hex);
    }
    unsigned char digest[PM_SHA256_SIZE];
    char hex[PM_SHA256_HEX];
    pm_sha256_of((pm_span){ 0 }, digest);
    pm_sha256_hex(digest, hex);
    check_text("a NULL span", "digest", pm_span_of(hex), vectors[0].hex);
}

/* In pieces of every size; and the object begins anew at the end of each. */
static void in_pieces(void **state)
{
    (void)state;
    pm_sha256 *h = pm_sha256_new();
    unsigned char digest[PM_SHA256_SIZE];
    char hex[PM_SHA256_HEX];
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        size_t len = strlen(vectors[i].text);
        for (size_t step = 1; step <= len; step++) {
            for (size_t at = 0; at < len; at += step)
                pm_sha256_add(h, vectors[i].text + at, len - at < step ? len - at : step);
            pm_sha256_end(h, digest);
            pm_sha256_hex(digest, hex);
            check_text(vectors[i].row, "digest", pm_span_of(hex), vectors[i].hex);
        }
    }
    for (int i = 0; i < 1000000; i++)
        pm_sha256_add(h, "a", 1);
    pm_sha256_end(h, digest);
    pm_sha256_hex(digest, hex);
    check_text("a million times a", "digest", pm_span_of(hex), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    pm_sha256_free(h);
    pm_sha256_free(NULL);
}

/* The hash sources of a Content-Security-Policy: printf '' | openssl dgst -sha256 -binary | base64 */
static void base64(void **state)
{
    (void)state;
    unsigned char digest[PM_SHA256_SIZE];
    char text[48];
    pm_sha256_of(PM_SPAN(""), digest);
    pm_sha256_base64(digest, text);
    check_text("empty", "base64", pm_span_of(text), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(whole), cmocka_unit_test(in_pieces), cmocka_unit_test(base64) };
    return CHECK_RUN(tests);
}
