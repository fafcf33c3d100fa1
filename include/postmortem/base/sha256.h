/* sha256: FIPS 180-4 through OpenSSL's libcrypto. */
#ifndef PM_BASE_SHA256_H
#define PM_BASE_SHA256_H

#include "postmortem/base/span.h"

enum { PM_SHA256_SIZE = 32, PM_SHA256_HEX = 65 };

typedef struct pm_sha256 pm_sha256;

pm_sha256 *pm_sha256_new(void);
void pm_sha256_free(pm_sha256 *h);                                   /* NULL is welcome */
void pm_sha256_add(pm_sha256 *h, const void *data, size_t len);
void pm_sha256_end(pm_sha256 *h, unsigned char out[PM_SHA256_SIZE]); /* and begins anew */
void pm_sha256_of(pm_span s, unsigned char out[PM_SHA256_SIZE]);
void pm_sha256_hex(const unsigned char in[PM_SHA256_SIZE], char out[PM_SHA256_HEX]);
void pm_sha256_base64(const unsigned char in[PM_SHA256_SIZE], char out[48]); /* for CSP hashes */

#endif
