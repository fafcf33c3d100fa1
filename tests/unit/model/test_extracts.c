/* The commands that bring a piece's content to standard output: run by a shell with stock tools, they do. */
#include "scratch.h"

#include "tree.h"

/* What a shell makes of names in an archive is not for whoever named them to say. */
#define PWNED "--to-command=touch pwned"

#define PLAIN { .number = 0 }

static const struct {
    const char *name, *tools;
    const char *make;    /* from a.log */
    const char *path;    /* of the piece */
    const char *command; /* NULL: there is none */
    pm_piece told;       /* what the path does not tell */
} rows[] = {
    { "a file", "cat", "true", "a.log", "cat 'a.log'", PLAIN },
    { "a quote in its name", "cat", "cp a.log \"it's\"", "it's", "cat 'it'\\''s'", PLAIN },
    { "a command in its name", "cat", "cp a.log '`touch pwned`$(touch pwned);touch pwned'", "`touch pwned`$(touch pwned);touch pwned",
      "cat '`touch pwned`$(touch pwned);touch pwned'", PLAIN },
    { "gzip", "gzip", "gzip -c a.log >a.log.gz", "a.log.gz!a.log", "gzip -dc 'a.log.gz'", PLAIN },
    { "bzip2", "bzip2", "bzip2 -c a.log >a.log.bz2", "a.log.bz2!a.log", "bzip2 -dc 'a.log.bz2'", PLAIN },
    { "xz", "xz", "xz -c a.log >a.log.xz", "a.log.xz!a.log", "xz -dc 'a.log.xz'", PLAIN },
    { "zstd", "zstd", "zstd -q -c a.log >a.log.zst", "a.log.zst!a.log", "zstd -dc 'a.log.zst'", PLAIN },
    { "tar", "tar", "tar -cf b.tar a.log", "b.tar!!a.log", "tar -xOf 'b.tar' -- 'a.log'", PLAIN },
    { "tar and gzip", "tar gzip", "tar -czf b.tgz a.log", "b.tgz!!a.log", "tar -xOf 'b.tgz' -- 'a.log'", PLAIN },
    { "gzip in tar", "tar gzip", "gzip -c a.log >a.log.gz && tar -cf b.tar a.log.gz", "b.tar!!a.log.gz!a.log", "tar -xOf 'b.tar' -- 'a.log.gz' | gzip -dc", PLAIN },
    { "tar.gz in tar", "tar gzip", "tar -czf c.tar.gz a.log && tar -cf b.tar c.tar.gz", "b.tar!!c.tar.gz!!a.log",
      "tar -xOf 'b.tar' -- 'c.tar.gz' | tar -xOzf - -- 'a.log'", PLAIN },
    { "tar.xz in tar", "tar xz", "tar -cJf c.txz a.log && tar -cf b.tar c.txz", "b.tar!!c.txz!!a.log", "tar -xOf 'b.tar' -- 'c.txz' | tar -xOJf - -- 'a.log'", PLAIN },
    { "tar.bz2 in tar", "tar bzip2", "tar -cjf c.tbz2 a.log && tar -cf b.tar c.tbz2", "b.tar!!c.tbz2!!a.log",
      "tar -xOf 'b.tar' -- 'c.tbz2' | tar -xOjf - -- 'a.log'", PLAIN },
    { "tar.zst in tar", "tar zstd", "tar --zstd -cf c.tar.zst a.log && tar -cf b.tar c.tar.zst", "b.tar!!c.tar.zst!!a.log",
      "tar -xOf 'b.tar' -- 'c.tar.zst' | tar -xO --zstd -f - -- 'a.log'", PLAIN },
    { "zip", "zip unzip", "zip -q b.zip a.log", "b.zip!!a.log", "unzip -p 'b.zip' 'a.log'", PLAIN },
    { "tar in zip", "zip unzip tar", "tar -cf c.tar a.log && zip -q b.zip c.tar", "b.zip!!c.tar!!a.log", "unzip -p 'b.zip' 'c.tar' | tar -xOf - -- 'a.log'", PLAIN },
    { "a member that looks like an option", "tar", "cp a.log ./'" PWNED "' && tar -cf b.tar -- '" PWNED "'", "b.tar!!" PWNED,
      "tar -xOf 'b.tar' -- '" PWNED "'", PLAIN },
    { "a member that looks like a pattern", "zip unzip", "cp a.log '[x]*?\\.log' && echo other >xyz.log && zip -q b.zip '[x]*?\\.log' xyz.log", "b.zip!![x]*?\\.log",
      "unzip -p 'b.zip' '[[]x][*][?]\\\\.log'", PLAIN },
    { "a zip in a tar: unzip reads no pipe", "zip tar bsdtar", "zip -q c.zip a.log && tar -cf b.tar c.zip", "b.tar!!c.zip!!a.log",
      "tar -xOf 'b.tar' -- 'c.zip' | bsdtar -xOf - -- 'a.log'", PLAIN },
    { "cpio", "cpio bsdtar", "echo a.log | cpio -o -H newc >b.cpio 2>/dev/null", "b.cpio!!a.log", "bsdtar -xOf 'b.cpio' -- 'a.log'", PLAIN },
    { "cpio and gzip", "cpio gzip bsdtar", "echo a.log | cpio -o -H newc 2>/dev/null | gzip >b.cpio.gz", "b.cpio.gz!!a.log", "bsdtar -xOf 'b.cpio.gz' -- 'a.log'", PLAIN },
    { "7z", "7z bsdtar", "7z a b.7z a.log >/dev/null", "b.7z!!a.log", "bsdtar -xOf 'b.7z' -- 'a.log'", PLAIN },
    { "a 7z in a tar: no tool seeks in a pipe", "tar", "true", "b.tar!!c.7z!!a.log", NULL, PLAIN },
    { "a tar whose name says nothing", "tar bsdtar", "tar -czf evidence a.log", "evidence!!a.log", "bsdtar -xOf 'evidence' -- 'a.log'", PLAIN },
    { "a zip whose name says nothing", "zip tar bsdtar", "zip -q e.zip a.log && mv e.zip evidence && tar -cf b.tar evidence", "b.tar!!evidence!!a.log",
      "tar -xOf 'b.tar' -- 'evidence' | bsdtar -xOf - -- 'a.log'", PLAIN },
    { "compression whose name says nothing", "gzip bsdcat", "gzip -c a.log >evidence", "evidence!evidence.content", "bsdcat 'evidence'", PLAIN },
    { "compression in a tar, whose name says nothing", "xz tar bsdcat", "xz -c a.log >evidence && tar -cf b.tar evidence", "b.tar!!evidence!evidence.content",
      "tar -xOf 'b.tar' -- 'evidence' | bsdcat", PLAIN },
    { "compressed twice", "gzip xz", "gzip -c a.log | xz >a.log.gz.xz", "a.log.gz.xz!a.log.gz!a.log", "xz -dc 'a.log.gz.xz' | gzip -dc", PLAIN },
    { "an exclamation mark in its name", "tar", "cp a.log 'x!y' && tar -cf b.tar 'x!y'", "b.tar!!x!y", "tar -xOf 'b.tar' -- 'x!y'", PLAIN },
    { "a pattern for bsdtar", "tar bsdtar", "cp a.log '[x]*?\\.log' && echo other >xyz.log && tar -cf evidence '[x]*?\\.log' xyz.log", "evidence!![x]*?\\.log",
      "bsdtar -xOf 'evidence' -- '\\[x\\]\\*\\?\\\\.log'", PLAIN },
    { "the second of one name", "tar", "echo other >x && mv a.log y && mv x a.log && tar -cf b.tar a.log && mv y a.log && tar -rf b.tar a.log", "b.tar!!+a.log",
      "tar --occurrence=2 -xOf 'b.tar' -- 'a.log'", PLAIN },
    { "the second of one name in a zip", "zip", "true", "b.zip!!+a.log", NULL, PLAIN },
    { "UTF-16", "iconv", "iconv -f UTF-8 -t UTF-16 a.log >w.log", "w.log!w.log", "cat 'w.log' | iconv -f UTF-16 -t UTF-8",
      { .decoded_from = "utf-16le", .has_byte_order_mark = true } },
    { "UTF-16 without a mark", "iconv", "iconv -f UTF-8 -t UTF-16BE a.log >w.log", "w.log!w.log", "cat 'w.log' | iconv -f UTF-16BE -t UTF-8",
      { .decoded_from = "utf-16be" } },
    { "UTF-16 in gzip in tar", "tar gzip iconv", "iconv -f UTF-8 -t UTF-16LE a.log | gzip >w.log.gz && tar -cf b.tar w.log.gz",
      "b.tar!!w.log.gz!w.log!w.log", "tar -xOf 'b.tar' -- 'w.log.gz' | gzip -dc | iconv -f UTF-16LE -t UTF-8", { .decoded_from = "utf-16le" } },
    { "a member of a zip that a passphrase opened", "7z", "7z a -bd b.zip a.log >said", "b.zip!!a.log", "7z x -so -spd 'b.zip' -- 'a.log'", { .opened = true } },
    { "the same in a tar: a pipe leaves no room for a passphrase", "7z", "true", "b.tar!!c.zip!!a.log", NULL, { .opened = true } },
    { "a name that was decoded", "cat", "true", "ログ.txt", NULL, { .name_encoding = "cp932" } },
    { "a name that was cut", "tar", "true", "b.tar!!a.log", NULL, { .name_length = 5000 } },
};

/* "b.tar!!a.log.gz!a.log": what stands behind "!!" is a member of what stands before; "!!+a.log" another one of that name. */
static pm_piece *make_pieces(pm_arena *a, pm_span path, const pm_piece *told)
{
    pm_piece *p = pm_arena_alloc(a, sizeof *p);
    pm_span parent, name;
    *p = told != NULL ? *told : (pm_piece){ 0 };
    p->kind = PM_PIECE_STREAM;
    p->path = path;
    if (!pm_span_split_last(path, PM_SPAN("!!"), &parent, &name))
        return p;
    p->parent = make_pieces(a, parent, NULL);
    p->parent->kind = PM_PIECE_CONTAINER;
    bool second = pm_span_after(name, PM_SPAN("+"), &name);
    p->path = pm_arena_format(a, "%.*s!%.*s", PM_SPAN_FMT(p->parent->path), PM_SPAN_FMT(name));
    p->parent->first_child = p;
    if (second) {
        p->parent->first_child = pm_arena_zalloc(a, sizeof *p);
        *p->parent->first_child = (pm_piece){ .parent = p->parent, .path = p->path, .next = p };
    }
    return p;
}

static void add_extract(size_t row, char *out, size_t size)
{
    xmlDoc *doc = xmlNewDoc(PM_XML("1.0"));
    xmlNode *n = xmlNewDocNode(doc, NULL, PM_XML("i"), NULL);
    pm_arena *a = pm_arena_new();
    xmlDocSetRootElement(doc, n);
    pm_tree_add_extract(n, make_pieces(a, pm_span_of(rows[row].path), &rows[row].told));
    const xmlNode *extract = pm_tree_child(n, "extract");
    snprintf(out, size, "%.*s", PM_SPAN_FMT(pm_tree_text_of(extract)));
    pm_arena_free(a);
    xmlFreeDoc(doc);
}

static void test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char command[1000];
        add_extract(i, command, sizeof command);
        check_text(rows[i].name, "command", pm_span_of(command), rows[i].command);
    }
}

static void test_run(void **state)
{
    (void)state;
    static const char content[] = "Jan  5 00:00:00 mx1 postfix/qmgr[92]: 1E240C0A14: removed\n";
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char line[3000], command[1000];
        snprintf(line, sizeof line, "for t in %s; do command -v $t >/dev/null || exit 1; done", rows[i].tools);
        if (rows[i].command == NULL || scratch_try(line) != 0)
            continue; /* the tool is not here: the words were looked at */
        scratch_run("rm -rf -- ./*");
        scratch_write("a.log", pm_span_of(content));
        add_extract(i, command, sizeof command);
        snprintf(line, sizeof line, "%s && { %s; } >out 2>err && cmp out a.log && test ! -s err && test ! -e pwned", rows[i].make, command);
        check_int(rows[i].name, "the command's result", scratch_try(line), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_words), cmocka_unit_test(test_run) };
    return SCRATCH_RUN(tests);
}
