#include "postmortem/base/digest.h"

#include "postmortem/base/memory.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
    const char *name;
    size_t size;
    const EVP_MD *(*method)(void);
} digests[] = {
    [PM_DIGEST_MD5] = { "md5", 16, EVP_md5 },
    [PM_DIGEST_SHA1] = { "sha1", 20, EVP_sha1 },
    [PM_DIGEST_SHA256] = { "sha256", 32, EVP_sha256 },
    [PM_DIGEST_SHA512] = { "sha512", 64, EVP_sha512 },
};

const char *pm_digest_name(pm_digest d)
{
    return digests[d].name;
}

size_t pm_digest_size(pm_digest d)
{
    return digests[d].size;
}

static bool add_file(EVP_MD_CTX *ctx, int fd)
{
    enum { STEP = 1 << 16 };
    char *buf = pm_alloc(STEP);
    ssize_t n;
    bool ok = true;
    while (ok && (n = read(fd, buf, STEP)) != 0)
        ok = n > 0 ? EVP_DigestUpdate(ctx, buf, (size_t)n) == 1 : errno == EINTR;
    free(buf);
    return ok;
}

bool pm_digest_of_file(int fd, pm_digest d, unsigned char out[PM_DIGEST_MOST])
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool ok = ctx != NULL && EVP_DigestInit_ex(ctx, digests[d].method(), NULL) == 1 && add_file(ctx, fd) && EVP_DigestFinal_ex(ctx, out, NULL) == 1;
    EVP_MD_CTX_free(ctx);
    return ok;
}
