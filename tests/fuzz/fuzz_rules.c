/* rules: a file that the operator gives with --rules. */
#include "fuzz.h"

#include "postmortem/base/rules.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    pm_arena *a = pm_arena_new();
    pm_rule *rules = NULL;
    pm_error err = { "" };
    pm_status st = pm_rules_parse(a, "x.rules", pm_span_make((const char *)data, size), &rules, &err);
    fuzz_must(st == PM_OK || (st == PM_E_FORMAT && strncmp(err.text, "x.rules:", 8) == 0), "what is wrong has a place");
    size_t line = 0;
    for (const pm_rule *r = rules; st == PM_OK && r != NULL; r = r->next) {
        fuzz_must(r->line > line && r->n_fields > 0, "records follow each other and are not empty");
        line = r->line;
        for (size_t i = 0; i < r->n_fields; i++) {
            fuzz_must(r->fields[i].key.len > 0, "a key is not empty");
            fuzz_touch(r->fields[i].key);
            fuzz_touch(r->fields[i].value);
        }
    }
    pm_arena_free(a);
    return 0;
}
