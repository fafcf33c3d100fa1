/*
 * spool: what a pipe holds, kept as a nameless file, so that it can be sought in and read again like any other.
 *
 * Only the bytes as supplied are kept, never what is unpacked from them, and nobody else can open them: the file
 * has lost its name before the first of them is written, and is gone when the program is, however it ends.
 */
#include "source.h"

#include "postmortem/base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* An operator who names a place means it: no other is tried. */
static const char *folder(void)
{
    const char *named = getenv("TMPDIR");
    if (named != NULL && named[0] != '\0')
        return named;
    return access("/var/tmp", W_OK) == 0 ? "/var/tmp" : "/tmp"; /* /tmp is often memory */
}

/* Beyond the standard streams, whose numbers mean something else; -1: see errno. */
static int nameless_file(void)
{
    char path[4096];
    int n = snprintf(path, sizeof path, "%s/postmortem.XXXXXX", folder());
    int made = n > 0 && (size_t)n < sizeof path ? mkstemp(path) : (errno = ENAMETOOLONG, -1);
    if (made < 0)
        return -1;
    unlink(path);
    int fd = fcntl(made, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
    close(made);
    return fd;
}

static bool write_all(int fd, const char *data, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, data, len);
        if (n < 0 && errno != EINTR)
            return false;
        data += n > 0 ? n : 0;
        len -= n > 0 ? (size_t)n : 0;
    }
    return true;
}

/* false: no room for it, see errno. */
static bool copy(int from, int to, int *broke)
{
    enum { STEP = 1 << 16 };
    char *buf = pm_alloc(STEP);
    ssize_t n;
    bool room = true;
    while (room && (n = read(from, buf, STEP)) != 0) {
        if (n > 0) {
            room = write_all(to, buf, (size_t)n);
        } else if (errno != EINTR) {
            *broke = errno;
            break;
        }
    }
    free(buf);
    return room;
}

pm_status pm_spool(int from, const char *name, int *out, int *broke, pm_error *err)
{
    int fd = nameless_file();
    if (fd >= 0 && copy(from, fd, broke)) {
        *out = fd;
        return PM_OK;
    }
    pm_status st = pm_fail(err, PM_E_IO, "%.200s could not be kept as a temporary file in %.200s: %s; set TMPDIR to a folder with room for it, or save it as a file and name that",
                           name, folder(), strerror(errno));
    if (fd >= 0)
        close(fd);
    return st;
}
