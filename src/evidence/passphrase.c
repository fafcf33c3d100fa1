/* passphrase: the file of passphrases that the operator names.  It is read, and nothing in it is ever printed. */
#include "postmortem/evidence/evidence.h"

#include "postmortem/base/buffer.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { FILE_MOST = 1 << 16, LINES_MOST = 256 };

/* All of the file, or FILE_MOST + 1 bytes of it; its errno, 0: none. */
static int read_file(const char *path, pm_buffer *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC), error = 0;
    if (fd < 0)
        return errno;
    while (out->len <= FILE_MOST) {
        char block[1024];
        ssize_t n = read(fd, block, sizeof block);
        if (n == 0)
            break;
        if (n > 0)
            pm_buffer_add(out, pm_span_make(block, (size_t)n));
        else if (errno != EINTR) {
            error = errno;
            break;
        }
    }
    close(fd);
    return error;
}

static bool is_utf8(pm_span s)
{
    uint32_t code;
    for (size_t n; s.len > 0; s = pm_span_skip(s, n))
        if (s.ptr[0] == '\0' || (n = pm_utf8_length(s, &code)) == 0)
            return false;
    return true;
}

/* A file that Windows wrote begins with a mark and ends its lines with CR LF. */
static pm_status take_lines(pm_arena *a, const char *path, pm_span text, const pm_span **out, size_t *n, pm_error *err)
{
    pm_span *lines = pm_arena_alloc(a, LINES_MOST * sizeof *lines);
    *n = 0;
    pm_span_after(text, PM_SPAN("\xef\xbb\xbf"), &text);
    for (unsigned number = 1; text.len > 0; number++) {
        pm_span line = pm_span_take(&text, PM_SPAN("\n"));
        pm_span_before(line, PM_SPAN("\r"), &line);
        if (!is_utf8(line))
            return pm_fail(err, PM_E_USAGE, "line %u of the passphrase file %.200s is not UTF-8 text", number, path);
        if (line.len == 0)
            continue;
        if (*n == LINES_MOST)
            return pm_fail(err, PM_E_USAGE, "the passphrase file %.200s holds more than %d passphrases", path, LINES_MOST);
        lines[(*n)++] = pm_arena_copy(a, line);
    }
    if (*n == 0)
        return pm_fail(err, PM_E_USAGE, "the passphrase file %.200s holds no passphrase; write one on each line", path);
    *out = lines;
    return PM_OK;
}

pm_status pm_passphrases_read(pm_arena *a, const char *path, const pm_span **out, size_t *n, pm_error *err)
{
    pm_buffer text = { 0 };
    pm_status st;
    int error = read_file(path, &text);
    if (error)
        st = pm_fail(err, PM_E_IO, "the passphrase file %.200s cannot be read: %s", path, strerror(error));
    else if (text.len > FILE_MOST)
        st = pm_fail(err, PM_E_USAGE, "the passphrase file %.200s is longer than %d bytes; is it the right file?", path, FILE_MOST);
    else
        st = take_lines(a, path, pm_buffer_span(&text), out, n, err);
    pm_buffer_free(&text);
    return st;
}
