/*
 * law: however the lines are cut into runs, and by however many threads, the case is the same.
 *
 *   law PATH...     each file below PATH, and PATH itself when it is one, is read whole and cut at random
 *                   lines into 2, 7 and 100 runs, joined from first to last and in pairs; with one thread and with two; twice.
 *   law --table PATH...   what became of the lines, by folder below PATH
 *
 * The cuts are random, but the same in each run of this program; PM_LAW_SEED=n gives others.
 */
#include "case_text.h"

#include "postmortem/base/memory.h"
#include "postmortem/base/random.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SKIPPED = 77, CUTS_MAX = 99 };

static const size_t shards[] = { 2, 7, 100 };

typedef struct {
    uint64_t state;
} dice;

static uint64_t roll(dice *d) /* xorshift64* */
{
    d->state ^= d->state >> 12;
    d->state ^= d->state << 25;
    d->state ^= d->state >> 27;
    return d->state * 2685821657736338717u;
}

typedef struct {
    uint64_t longest; /* lines of the longest stream */
    pm_ledger ledger;
} looked;

static void look(void *ctx, const pm_case *c)
{
    looked *l = ctx;
    l->ledger = c->ledger;
    for (size_t i = 0; i < c->n_pieces; i++) {
        const pm_stream_info *info = pm_piece_stream(c->pieces[i]);
        if (info != NULL && info->ledger.lines > l->longest)
            l->longest = info->ledger.lines;
    }
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static size_t throw_cuts(dice *d, size_t n_shards, uint64_t lines, uint64_t *cuts)
{
    if (lines < 2)
        return 0;
    for (size_t i = 0; i + 1 < n_shards; i++)
        cuts[i] = 2 + roll(d) % (lines - 1);
    qsort(cuts, n_shards - 1, sizeof *cuts, by_number);
    return n_shards - 1;
}

static const char *where_they_differ(const char *a, const char *b)
{
    static char text[400];
    size_t i = 0;
    while (a[i] && a[i] == b[i])
        i++;
    size_t from = i > 80 ? i - 80 : 0;
    snprintf(text, sizeof text, "  whole: …%.150s\n  cut:   …%.150s", a + from, b + from);
    return text;
}

static void print_cuts(const pm_case_options *o)
{
    if (o->n_cuts)
        printf("  cut before line");
    for (size_t i = 0; i < o->n_cuts; i++)
        printf(" %" PRIu64, o->cuts[i]);
    if (o->n_cuts)
        putchar('\n');
}

/* One more reading must give the same text. */
static bool same(const char *path, const char *what, const char *whole, const pm_case_options *o)
{
    char *other = pm_test_case_text(o, NULL, NULL);
    bool equal = strcmp(whole, other) == 0;
    if (!equal) {
        printf("%s: %s gives another case\n%s\n", path, what, where_they_differ(whole, other));
        print_cuts(o);
    }
    free(other);
    return equal;
}

static bool law_holds(const char *path, dice *d)
{
    pm_case_options o = pm_test_options(&path, 1);
    looked l = { 0 };
    uint64_t cuts[CUTS_MAX];
    char what[64];
    char *whole = pm_test_case_text(&o, look, &l);
    bool ok = same(path, "a second run", whole, &o);
    o.jobs = 2;
    ok = same(path, "--jobs 2", whole, &o) && ok;
    for (size_t i = 0; i < sizeof shards / sizeof *shards; i++) {
        o.jobs = 1 + i % 2;
        o.n_cuts = throw_cuts(d, shards[i], l.longest, cuts);
        o.cuts = cuts;
        snprintf(what, sizeof what, "cut into %zu", o.n_cuts + 1);
        ok = same(path, what, whole, &o) && ok;
        if (o.n_cuts < 2)
            continue;
        o.join_in_pairs = true;
        snprintf(what, sizeof what, "cut into %zu, joined in pairs", o.n_cuts + 1);
        ok = same(path, what, whole, &o) && ok;
        o.join_in_pairs = false;
    }
    const pm_ledger *g = &l.ledger;
    if (g->lines != g->typed + g->known_unused + g->not_understood + g->duplicate + g->out_of_range + g->undecodable) {
        printf("%s: the ledger does not add up\n", path);
        ok = false;
    }
    free(whole);
    return ok;
}

/* ---- the table ---- */

static void add(pm_ledger *sum, const pm_ledger *l)
{
    sum->lines += l->lines;
    sum->typed += l->typed;
    sum->known_unused += l->known_unused;
    sum->not_understood += l->not_understood;
    sum->duplicate += l->duplicate;
    sum->out_of_range += l->out_of_range;
    sum->undecodable += l->undecodable;
}

static void print_row(const char *name, size_t files, const pm_ledger *l)
{
    printf("%-45s %5zu %8" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64 "\n", name, files, l->lines,
           l->typed, l->known_unused, l->not_understood, l->undecodable, l->duplicate);
}

/* "corpora/owner+name/a/b.log" below "corpora" belongs to "owner+name". */
static size_t source_of(const char *root, const char *path, char *buf, size_t cap)
{
    const char *rest = path + strlen(root);
    while (*rest == '/')
        rest++;
    size_t len = strcspn(rest, "/");
    snprintf(buf, cap, "%.*s", (int)(len < 200 ? len : 200), rest);
    return len;
}

static void table(const char *root, const pm_input *inputs, size_t n)
{
    pm_ledger sum = { 0 }, all = { 0 };
    char name[256] = "", next[256];
    size_t files = 0, all_files = 0;
    printf("%-45s %5s %8s %8s %8s %8s %8s %8s\n", "source", "files", "lines", "typed", "unused", "unknown", "no stamp", "twice");
    for (size_t i = 0; i < n; i++) {
        source_of(root, inputs[i].path, next, sizeof next);
        if (files && strcmp(name, next) != 0) {
            print_row(name, files, &sum);
            sum = (pm_ledger){ 0 };
            files = 0;
        }
        memcpy(name, next, sizeof name);
        pm_case_options o = pm_test_options(&inputs[i].path, 1);
        pm_case *c = NULL;
        pm_error err;
        (void)pm_case_read(&c, &o, &err);
        if (c != NULL) {
            add(&sum, &c->ledger);
            add(&all, &c->ledger);
        }
        pm_case_free(c);
        files++;
        all_files++;
    }
    if (files)
        print_row(name, files, &sum);
    print_row("all", all_files, &all);
}

int main(int argc, char **argv)
{
    bool tabled = argc > 1 && strcmp(argv[1], "--table") == 0, ok = true;
    const char *seed = getenv("PM_LAW_SEED");
    dice d = { 88172645463325252u ^ (seed ? strtoull(seed, NULL, 10) : 0) };
    size_t read = 0;
    pm_hash_seed(d.state);
    for (int i = 1 + tabled; i < argc; i++) {
        pm_arena *arena = pm_arena_new();
        const char *path = argv[i];
        pm_input *inputs;
        size_t n;
        pm_error err;
        if (pm_inputs_expand(arena, &path, 1, &inputs, &n, &err) != PM_OK) {
            printf("skipped: %s\n", err.text);
        } else if (tabled) {
            table(path, inputs, n);
        } else {
            for (size_t k = 0; k < n; k++)
                ok = law_holds(inputs[k].path, &d) && ok;
            read += n;
        }
        pm_arena_free(arena);
    }
    if (tabled)
        return 0;
    printf("%zu files\n", read);
    return !ok ? 1 : read ? 0 : SKIPPED;
}
