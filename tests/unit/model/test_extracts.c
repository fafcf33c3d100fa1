/* The commands that bring a piece's content to standard output: run by a shell with stock tools, they do. */
#include "scratch.h"

#include "tree.h"

/* What a shell makes of names in an archive is not for whoever named them to say. */
#define PWNED "--to-command=touch pwned"

static const struct {
    const char *name, *tools;
    const char *make;    /* from a.log */
    const char *path;    /* of the piece */
    const char *command; /* NULL: there is none */
} rows[] = {
    { "a file", "cat", "true", "a.log", "cat 'a.log'" },
    { "a quote in its name", "cat", "cp a.log \"it's\"", "it's", "cat 'it'\\''s'" },
    { "a command in its name", "cat", "cp a.log '`touch pwned`$(touch pwned);touch pwned'", "`touch pwned`$(touch pwned);touch pwned",
      "cat '`touch pwned`$(touch pwned);touch pwned'" },
    { "gzip", "gzip", "gzip -c a.log >a.log.gz", "a.log.gz!a.log", "gzip -dc 'a.log.gz'" },
    { "bzip2", "bzip2", "bzip2 -c a.log >a.log.bz2", "a.log.bz2!a.log", "bzip2 -dc 'a.log.bz2'" },
    { "xz", "xz", "xz -c a.log >a.log.xz", "a.log.xz!a.log", "xz -dc 'a.log.xz'" },
    { "zstd", "zstd", "zstd -q -c a.log >a.log.zst", "a.log.zst!a.log", "zstd -dc 'a.log.zst'" },
    { "tar", "tar", "tar -cf b.tar a.log", "b.tar!a.log", "tar -xOf 'b.tar' -- 'a.log'" },
    { "tar and gzip", "tar gzip", "tar -czf b.tgz a.log", "b.tgz!a.log", "tar -xOf 'b.tgz' -- 'a.log'" },
    { "gzip in tar", "tar gzip", "gzip -c a.log >a.log.gz && tar -cf b.tar a.log.gz", "b.tar!a.log.gz!a.log", "tar -xOf 'b.tar' -- 'a.log.gz' | gzip -dc" },
    { "tar.gz in tar", "tar gzip", "tar -czf c.tar.gz a.log && tar -cf b.tar c.tar.gz", "b.tar!c.tar.gz!a.log",
      "tar -xOf 'b.tar' -- 'c.tar.gz' | tar -xOzf - -- 'a.log'" },
    { "tar.xz in tar", "tar xz", "tar -cJf c.txz a.log && tar -cf b.tar c.txz", "b.tar!c.txz!a.log", "tar -xOf 'b.tar' -- 'c.txz' | tar -xOJf - -- 'a.log'" },
    { "tar.bz2 in tar", "tar bzip2", "tar -cjf c.tbz2 a.log && tar -cf b.tar c.tbz2", "b.tar!c.tbz2!a.log",
      "tar -xOf 'b.tar' -- 'c.tbz2' | tar -xOjf - -- 'a.log'" },
    { "tar.zst in tar", "tar zstd", "tar --zstd -cf c.tar.zst a.log && tar -cf b.tar c.tar.zst", "b.tar!c.tar.zst!a.log",
      "tar -xOf 'b.tar' -- 'c.tar.zst' | tar -xO --zstd -f - -- 'a.log'" },
    { "zip", "zip unzip", "zip -q b.zip a.log", "b.zip!a.log", "unzip -p 'b.zip' 'a.log'" },
    { "tar in zip", "zip unzip tar", "tar -cf c.tar a.log && zip -q b.zip c.tar", "b.zip!c.tar!a.log", "unzip -p 'b.zip' 'c.tar' | tar -xOf - -- 'a.log'" },
    { "a member that looks like an option", "tar", "cp a.log ./'" PWNED "' && tar -cf b.tar -- '" PWNED "'", "b.tar!" PWNED,
      "tar -xOf 'b.tar' -- '" PWNED "'" },
    { "a member that looks like a pattern", "zip unzip", "cp a.log '[x]*?\\.log' && echo other >xyz.log && zip -q b.zip '[x]*?\\.log' xyz.log", "b.zip![x]*?\\.log",
      "unzip -p 'b.zip' '[[]x][*][?]\\\\.log'" },
    { "a zip in a tar: unzip reads no pipe", "tar", "true", "b.tar!c.zip!a.log", NULL },
    { "a container whose name says nothing", "tar", "true", "evidence!a.log", NULL },
};

/* What the path does not tell. */
static const struct {
    const char *name, *tools, *make, *command;
    pm_piece piece;
} told[] = {
    { "UTF-16", "iconv", "iconv -f UTF-8 -t UTF-16 a.log >w.log", "cat 'w.log' | iconv -f UTF-16 -t UTF-8",
      { .path = PM_SPAN_INIT("w.log!w.log"), .decoded_from = "utf-16le", .has_byte_order_mark = true } },
    { "UTF-16 without a mark", "iconv", "iconv -f UTF-8 -t UTF-16BE a.log >w.log", "cat 'w.log' | iconv -f UTF-16BE -t UTF-8",
      { .path = PM_SPAN_INIT("w.log!w.log"), .decoded_from = "utf-16be" } },
    { "UTF-16 in gzip in tar", "tar gzip iconv", "iconv -f UTF-8 -t UTF-16LE a.log | gzip >w.log.gz && tar -cf b.tar w.log.gz",
      "tar -xOf 'b.tar' -- 'w.log.gz' | gzip -dc | iconv -f UTF-16LE -t UTF-8",
      { .path = PM_SPAN_INIT("b.tar!w.log.gz!w.log!w.log"), .decoded_from = "utf-16le" } },
    { "a member of a zip that a passphrase opened", "7z", "7z a -bd b.zip a.log >said", "7z x -so -spd 'b.zip' -- 'a.log'",
      { .path = PM_SPAN_INIT("b.zip!a.log"), .opened = true } },
    { "a name that was decoded", "cat", "true", NULL, { .path = PM_SPAN_INIT("ログ.txt"), .name_encoding = "cp932" } },
    { "a name that was cut", "tar", "true", NULL, { .path = PM_SPAN_INIT("b.tar!a.log"), .name_length = 5000 } },
};

static void add_extract(const pm_piece *p, char *out, size_t size)
{
    xmlDoc *doc = xmlNewDoc(PM_XML("1.0"));
    xmlNode *n = xmlNewDocNode(doc, NULL, PM_XML("i"), NULL);
    xmlDocSetRootElement(doc, n);
    pm_tree_add_extract(n, p);
    const xmlNode *extract = pm_tree_child(n, "extract");
    snprintf(out, size, "%.*s", PM_SPAN_FMT(pm_tree_text_of(extract)));
    xmlFreeDoc(doc);
}

static void test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char command[1000];
        const pm_piece p = { .path = pm_span_of(rows[i].path) };
        add_extract(&p, command, sizeof command);
        check_text(rows[i].name, "command", pm_span_of(command), rows[i].command);
    }
    for (size_t i = 0; i < COUNT_OF(told); i++) {
        char command[1000];
        add_extract(&told[i].piece, command, sizeof command);
        check_text(told[i].name, "command", pm_span_of(command), told[i].command);
    }
}

static const char content[] = "Jan  5 00:00:00 mx1 postfix/qmgr[92]: 1E240C0A14: removed\n";

static void run_one(const char *name, const char *tools, const char *make, const pm_piece *p)
{
    char line[3000], command[1000];
    snprintf(line, sizeof line, "for t in %s; do command -v $t >/dev/null || exit 1; done", tools);
    if (scratch_try(line) != 0)
        return; /* the tool is not here: the words were looked at */
    scratch_run("rm -rf -- ./*");
    scratch_write("a.log", pm_span_of(content));
    add_extract(p, command, sizeof command);
    snprintf(line, sizeof line, "%s && { %s; } >out 2>err && cmp out a.log && test ! -s err && test ! -e pwned", make, command);
    check_int(name, "the command's result", scratch_try(line), 0);
}

static void test_run(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const pm_piece p = { .path = pm_span_of(rows[i].path) };
        if (rows[i].command != NULL)
            run_one(rows[i].name, rows[i].tools, rows[i].make, &p);
    }
    for (size_t i = 0; i < COUNT_OF(told); i++)
        if (told[i].command != NULL)
            run_one(told[i].name, told[i].tools, told[i].make, &told[i].piece);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_words), cmocka_unit_test(test_run) };
    return SCRATCH_RUN(tests);
}
