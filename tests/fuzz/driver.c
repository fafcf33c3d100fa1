/*
 * driver: replays files and folders of files through a fuzz target, with any compiler.
 *
 *     fuzz_line corpus/line seeds/line
 *
 * Each file is given whole and, when it is small, cut at every byte: a parser that looks behind the end
 * of its input is caught by the sanitizers without a fuzzer.
 */
#include "fuzz.h"

#include "postmortem/base/arena.h"
#include "postmortem/evidence/evidence.h"

#include <stdlib.h>

enum { CUT_UP_TO = 4096 };

static unsigned long runs;

/* In memory of its own size, so that one byte too far is seen. */
static void run(const unsigned char *data, size_t len)
{
    unsigned char *copy = malloc(len ? len : 1);
    if (copy == NULL)
        exit(2);
    memcpy(copy, data, len);
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
    runs++;
}

static bool replay(const char *path)
{
    static unsigned char data[1 << 20];
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        perror(path);
        return false;
    }
    size_t len = fread(data, 1, sizeof data, f);
    fclose(f);
    run(data, len);
    for (size_t cut = len <= CUT_UP_TO ? len : 0; cut-- > 0;)
        run(data, cut);
    return true;
}

int main(int argc, char **argv)
{
    pm_arena *a = pm_arena_new();
    pm_input *inputs = NULL;
    size_t n = 0;
    pm_error err = { "" };
    bool ok = true;
    if (pm_inputs_expand(a, (const char *const *)argv + 1, (size_t)argc - 1, &inputs, &n, &err) != PM_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 2;
    }
    for (size_t i = 0; i < n; i++)
        ok = replay(inputs[i].path) && ok;
    fprintf(stderr, "%zu files, %lu runs\n", n, runs);
    pm_arena_free(a);
    return ok && n > 0 ? 0 : 1;
}
