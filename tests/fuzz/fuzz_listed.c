/* listed: names and hash lists that come with the evidence -> the lines that say a hash, and text in Japanese. */
#include "fuzz.h"

#include "postmortem/base/japanese.h"
#include "postmortem/base/text.h"
#include "postmortem/evidence/hash_list.h"

static void check_utf8(pm_span s)
{
    for (size_t n; s.len > 0; s = pm_span_skip(s, n)) {
        n = pm_utf8_length(s, NULL);
        fuzz_must(n > 0, "what was decoded is UTF-8");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pm_span text = pm_span_make((const char *)data, size), rest = text;
    pm_arena *a = pm_arena_new();
    pm_buffer decoded = { 0 };
    const char *encoding = pm_japanese_decode(&decoded, text);
    fuzz_must((encoding != NULL) == (decoded.len > 0), "text has an encoding");
    check_utf8(pm_buffer_span(&decoded));
    (void)pm_is_kept(text, text);
    while (rest.len > 0) {
        pm_hash_line line;
        if (!pm_hash_line_read(a, pm_span_take(&rest, PM_SPAN("\n")), &line))
            continue;
        fuzz_touch(line.name);
        fuzz_must(pm_digest_name(line.digest) != NULL, "a digest has a name");
    }
    pm_buffer_free(&decoded);
    pm_arena_free(a);
    return 0;
}
