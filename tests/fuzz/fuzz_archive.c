/* archive: a file as supplied -> pieces, and the bytes of what may be logs. */
#include "fuzz.h"

#include "postmortem/base/memory.h"
#include "postmortem/evidence/evidence.h"

#include <unistd.h>

static char path[64];
static int fd = -1;
static const void *open_stream;
static uint64_t dealt;

static void *begin(void *ctx, pm_piece *piece)
{
    (void)ctx;
    fuzz_must(open_stream == NULL, "one stream at a time");
    open_stream = piece;
    return piece;
}

static char *reserve(void *ctx, void *stream, size_t *cap)
{
    static char room[4096];
    (void)ctx;
    fuzz_must(stream == open_stream, "reserve belongs to the open stream");
    *cap = sizeof room;
    return room;
}

static void commit(void *ctx, void *stream, size_t len)
{
    (void)ctx;
    fuzz_must(stream == open_stream && len > 0 && len <= 4096, "commit fills what was reserved");
    dealt += len;
}

static void end(void *ctx, void *stream, pm_piece *piece)
{
    (void)ctx;
    fuzz_must(stream == open_stream && piece == stream, "end belongs to the open stream");
    open_stream = NULL;
}

static void check_piece(const pm_piece *p)
{
    fuzz_touch(p->path);
    fuzz_touch(p->damage_detail);
    fuzz_touch(p->name);
    fuzz_touch(p->kept);
    fuzz_must(p->type == PM_TYPE_FILE || p->kind == PM_PIECE_OTHER, "what is no file is not read");
    fuzz_must(p->state != PM_PIECE_READ || p->damage == PM_DAMAGE_NONE || p->damage == PM_DAMAGE_TRAILING, "what is read whole has no damage");
    fuzz_must(p->state != PM_PIECE_DAMAGED || p->damage != PM_DAMAGE_NONE, "damage has a name");
    fuzz_must(p->kind == PM_PIECE_CONTAINER || p->first_child == NULL, "only containers have members");
    for (const pm_piece *c = p->first_child; c != NULL; c = c->next) {
        fuzz_must(c->parent == p, "a member knows its container");
        check_piece(c);
    }
}

static void remove_file(void)
{
    unlink(path);
}

static void write_file(const uint8_t *data, size_t size)
{
    if (fd < 0) {
        const char *folder = getenv("TMPDIR");
        snprintf(path, sizeof path, "%.40s/pm-fuzz-XXXXXX", folder ? folder : "/tmp");
        fd = mkstemp(path);
        if (fd < 0 || atexit(remove_file) != 0)
            abort();
    }
    if (ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const pm_stream_reader reader = { .begin = begin, .reserve = reserve, .commit = commit, .end = end };
    static const pm_span passphrases[] = { PM_SPAN_INIT("another"), PM_SPAN_INIT("secret") };
    static const pm_evidence_limits limits = { .depth = 4, .members = 64, .bytes = 4 << 20, .ratio = 500, .memory = 1 << 20,
                                               .passphrases = passphrases, .n_passphrases = 2 };
    write_file(data, size);
    dealt = 0;
    pm_arena *a = pm_arena_new();
    const pm_input input = { .path = path, .label = PM_SPAN("input"), .bytes = size };
    const pm_piece *p = pm_evidence_walk(a, &input, &limits, &reader);
    fuzz_must(p->parent == NULL && open_stream == NULL, "the walk ends where it began");
    fuzz_must(dealt <= limits.bytes + 4096, "no more is dealt out than the limit says");
    check_piece(p);
    pm_arena_free(a);
    return 0;
}
