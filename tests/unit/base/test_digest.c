/* The values are those of RFC 1321 (MD5), FIPS 180-4's examples (SHA-1, SHA-256, SHA-512) for "abc". */
#include "scratch.h"

#include "postmortem/base/digest.h"

#include <fcntl.h>

static void of_abc(void **state)
{
    (void)state;
    static const struct {
        pm_digest digest;
        const char *name, *hex;
    } rows[] = {
        { PM_DIGEST_MD5, "md5", "900150983cd24fb0d6963f7d28e17f72" },
        { PM_DIGEST_SHA1, "sha1", "a9993e364706816aba3e25717850c26c9cd0d89d" },
        { PM_DIGEST_SHA256, "sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
        { PM_DIGEST_SHA512, "sha512",
          "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f" },
    };
    scratch_write("abc", PM_SPAN("abc"));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        unsigned char out[PM_DIGEST_MOST];
        char hex[2 * PM_DIGEST_MOST + 1] = "";
        int fd = open(scratch_path("abc"), O_RDONLY);
        check_true(rows[i].name, "computed", pm_digest_of_file(fd, rows[i].digest, out));
        for (size_t k = 0; k < pm_digest_size(rows[i].digest); k++)
            snprintf(hex + 2 * k, 3, "%02x", out[k]);
        check_text(rows[i].name, "value", pm_span_of(hex), rows[i].hex);
        check_text(rows[i].name, "name", pm_span_of(pm_digest_name(rows[i].digest)), rows[i].name);
        close(fd);
        check_true(rows[i].name, "not of what cannot be read", !pm_digest_of_file(fd, rows[i].digest, out));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(of_abc) };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
