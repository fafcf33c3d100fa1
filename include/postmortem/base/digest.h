/* digest: the hashes that older lists use, through OpenSSL's libcrypto; ours is SHA-256 (sha256.h). */
#ifndef PM_BASE_DIGEST_H
#define PM_BASE_DIGEST_H

#include "postmortem/base/span.h"

typedef enum { PM_DIGEST_MD5, PM_DIGEST_SHA1, PM_DIGEST_SHA256, PM_DIGEST_SHA512 } pm_digest;
enum { PM_DIGEST_MOST = 64 }; /* bytes of the longest */

const char *pm_digest_name(pm_digest d); /* "md5" */
size_t pm_digest_size(pm_digest d);

/* Of all that is left in the file; false: it cannot be read, or this machine's libcrypto does not compute it. */
bool pm_digest_of_file(int fd, pm_digest d, unsigned char out[PM_DIGEST_MOST]);

#endif
