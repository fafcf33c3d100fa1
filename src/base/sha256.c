#include "postmortem/base/sha256.h"

#include "postmortem/base/memory.h"

#include <openssl/evp.h>
#include <stdlib.h>

struct pm_sha256 {
    EVP_MD_CTX *ctx;
};

static void must(int ok)
{
    if (ok == 1)
        return;
    fputs("postmortem: libcrypto cannot compute SHA-256 on this machine\n", stderr);
    exit(PM_EXIT_MEMORY);
}

pm_sha256 *pm_sha256_new(void)
{
    pm_sha256 *h = pm_alloc(sizeof *h);
    h->ctx = EVP_MD_CTX_new();
    must(h->ctx != NULL && EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL) == 1);
    return h;
}

void pm_sha256_free(pm_sha256 *h)
{
    if (h == NULL)
        return;
    EVP_MD_CTX_free(h->ctx);
    free(h);
}

void pm_sha256_add(pm_sha256 *h, const void *data, size_t len)
{
    must(EVP_DigestUpdate(h->ctx, data, len));
}

void pm_sha256_end(pm_sha256 *h, unsigned char out[PM_SHA256_SIZE])
{
    must(EVP_DigestFinal_ex(h->ctx, out, NULL));
    must(EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL));
}

void pm_sha256_of(pm_span s, unsigned char out[PM_SHA256_SIZE])
{
    must(EVP_Digest(s.len ? s.ptr : "", s.len, out, NULL, EVP_sha256(), NULL));
}

void pm_sha256_hex(const unsigned char in[PM_SHA256_SIZE], char out[PM_SHA256_HEX])
{
    static const char hex[] = "0123456789abcdef";
    for (size_t i = 0; i < PM_SHA256_SIZE; i++) {
        out[2 * i] = hex[in[i] >> 4];
        out[2 * i + 1] = hex[in[i] & 15];
    }
    out[PM_SHA256_HEX - 1] = '\0';
}

void pm_sha256_base64(const unsigned char in[PM_SHA256_SIZE], char out[48])
{
    EVP_EncodeBlock((unsigned char *)out, in, PM_SHA256_SIZE); /* 44 characters and a NUL */
}
