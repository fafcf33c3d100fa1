/* The archives are made here by the stock tools; hashes are compared with sha256sum(1). */
#include "collect.h"

#define LINE_A "Nov  4 09:05:01 mx1 postfix/smtpd[7]: connect from unknown[192.0.2.7]\n"
#define LINE_B "Nov  5 09:05:01 mx1 postfix/smtpd[7]: connect from unknown[192.0.2.8]\n"
#define LINE_C "Nov  6 09:05:01 mx1 sshd[9]: Server listening on 0.0.0.0 port 22.\n"

typedef struct {
    const char *path;
    pm_piece_kind kind;
    pm_piece_state state;
    pm_damage damage;
    const char *content; /* NULL: none was dealt out */
} expected;

/* ---- looking at the tree ---- */

static const pm_piece *next_in_tree(const pm_piece *p)
{
    if (p->first_child)
        return p->first_child;
    while (p != NULL && p->next == NULL)
        p = p->parent;
    return p ? p->next : NULL;
}

static void check_piece(const char *row, const pm_piece *p, const expected *want)
{
    char name[300];
    snprintf(name, sizeof name, "%s: %s", row, want->path);
    check_text(name, "path", p->path, want->path);
    check_int(name, "kind", p->kind, want->kind);
    check_int(name, "state", p->state, want->state);
    check_int(name, "damage", p->damage, want->damage);
    check_true(name, "dealt out", (p->user != NULL) == (want->content != NULL));
    if (want->content)
        check_text(name, "content", content_of(p), want->content);
}

/* The pieces, depth first, are these and no more. */
static void check_tree(const char *row, const pm_piece *root, const expected *want, size_t n)
{
    const pm_piece *p = root;
    for (size_t i = 0; i < n; i++, p = next_in_tree(p)) {
        if (p == NULL)
            fail_msg("row '%s': %s is missing", row, want[i].path);
        check_piece(row, p, &want[i]);
    }
    if (p != NULL)
        fail_msg("row '%s': %.*s was not expected", row, PM_SPAN_FMT(p->path));
}

#define CHECK_TREE(row, root, want) check_tree(row, root, want, COUNT_OF(want))

static void hex_of_file(const char *command, char hex[PM_SHA256_HEX])
{
    char line[400];
    snprintf(line, sizeof line, "{ %s; } | sha256sum > sum", command);
    scratch_run(line);
    pm_buffer b = scratch_read("sum");
    memcpy(hex, b.data, PM_SHA256_HEX - 1);
    hex[PM_SHA256_HEX - 1] = '\0';
    pm_buffer_free(&b);
}

static void check_hash(const char *what, const unsigned char *digest, const char *command)
{
    char want[PM_SHA256_HEX], got[PM_SHA256_HEX];
    check_true(what, "has a hash", digest != NULL);
    hex_of_file(command, want);
    pm_sha256_hex(digest, got);
    check_text(what, command, pm_span_of(got), want);
}

/* The files that every archive here is made of. */
static void make_logs(void)
{
    scratch_write("a.log", PM_SPAN(LINE_A));
    scratch_write("b.log", PM_SPAN(LINE_B));
    scratch_write("c.log", PM_SPAN(LINE_C));
    scratch_run("touch -d '2026-01-04 09:43:51 UTC' a.log && gzip -c b.log > b.log.gz && xz -c c.log > c.log.xz");
}

static bool tool_is_there(const char *tool)
{
    char line[64];
    snprintf(line, sizeof line, "command -v %s > said", tool);
    if (scratch_try(line) == 0)
        return true;
    fprintf(stderr, "skipped: no %s here\n", tool);
    return false;
}

/* ---- what is read ---- */

static void plain_and_compressed(void **state)
{
    (void)state;
    make_logs();
    static const struct {
        const char *command, *name;
        expected want;
    } rows[] = {
        { ":", "a.log", { "a.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A } },
        { ":", "b.log.gz", { "b.log.gz!b.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_B } },
        { ":", "c.log.xz", { "c.log.xz!c.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_C } },
        { "bzip2 -c a.log > a.log.bz2", "a.log.bz2", { "a.log.bz2!a.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A } },
        { "cp b.log.gz blob", "blob", { "blob!blob.content", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_B } },
        { "gzip -c a.log | xz > a.log.gz.xz", "a.log.gz.xz",
          { "a.log.gz.xz!a.log.gz!a.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A } },
        { "cat b.log.gz b.log.gz > two.gz", "two.gz", { "two.gz!two", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_B LINE_B } },
        { "head -c 60 a.log > head.log", "head.log",
          { "head.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, "Nov  4 09:05:01 mx1 postfix/smtpd[7]: connect from unknown[1" } },
        { "(cat b.log.gz; echo tail) > tail.gz", "tail.gz",
          { "tail.gz!tail", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_TRAILING, LINE_B } },
        { ": > empty.log", "empty.log", { "empty.log", PM_PIECE_STREAM, PM_PIECE_EMPTY, PM_DAMAGE_NONE, "" } },
        { "gzip < empty.log > empty.gz", "empty.gz", { "empty.gz!empty", PM_PIECE_STREAM, PM_PIECE_EMPTY, PM_DAMAGE_NONE, "" } },
        { "printf '\\037\\213' > stub.gz", "stub.gz", { "stub.gz!stub", PM_PIECE_STREAM, PM_PIECE_DAMAGED, PM_DAMAGE_CUT, "" } },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_arena *a = pm_arena_new();
        scratch_run(rows[i].command);
        pm_piece *p = walk_file(a, rows[i].name);
        check_tree(rows[i].name, p, &rows[i].want, 1);
        forget(p);
        pm_arena_free(a);
    }
}

/* compress(1) and lzip(1) are rare; lz4 stands for what libarchive alone decodes. */
static void other_compression(void **state)
{
    (void)state;
    scratch_need("lz4");
    make_logs();
    pm_arena *a = pm_arena_new();
    scratch_run("lz4 -q < a.log > a.log.lz4; head -c 40 a.log.lz4 > cut.lz4");
    pm_piece *p = walk_file(a, "a.log.lz4"), *cut = walk_file(a, "cut.lz4");
    static const expected whole[] = { { "a.log.lz4!a.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A } };
    CHECK_TREE("lz4", p, whole);
    check_int("lz4, cut", "state", cut->state, PM_PIECE_DAMAGED);
    forget(p);
    forget(cut);
    pm_arena_free(a);
}

static const expected three_in_tar[] = {
    { "x.tar", PM_PIECE_CONTAINER, PM_PIECE_READ, PM_DAMAGE_NONE, NULL },
    { "x.tar!c.log.xz!c.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_C },
    { "x.tar!var/log/a.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A },
    { "x.tar!b.log.gz!b.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_B },
};

/* Members in the order of the archive, folders left out, whatever the archive. */
static void containers(void **state)
{
    (void)state;
    static const struct {
        const char *tool, *command;
    } rows[] = {
        { "tar", "tar --format=gnu -cf x.tar c.log.xz var b.log.gz" },
        { "tar", "tar --format=pax -cf x.tar c.log.xz var b.log.gz" },
        { "tar", "tar --format=v7 -cf x.tar c.log.xz var b.log.gz" },
        { "cpio", "printf '%s\\n' c.log.xz var var/log var/log/a.log b.log.gz | cpio --quiet -o -H newc > x.tar" },
        { "cpio", "printf '%s\\n' c.log.xz var var/log var/log/a.log b.log.gz | cpio --quiet -o -H odc > x.tar" },
        { "zip", "rm -f x.zip; zip -q x.zip c.log.xz var var/log var/log/a.log b.log.gz && mv x.zip x.tar" },
        { "zip", "rm -f x.zip; zip -q0 x.zip c.log.xz var/log/a.log b.log.gz && mv x.zip x.tar" },
    };
    make_logs();
    scratch_run("mkdir -p var/log && cp -p a.log var/log/");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (!tool_is_there(rows[i].tool))
            continue;
        pm_arena *a = pm_arena_new();
        scratch_run(rows[i].command);
        pm_piece *p = walk_file(a, "x.tar");
        CHECK_TREE(rows[i].command, p, three_in_tar);
        forget(p);
        pm_arena_free(a);
    }
}

/* 7z sorts by extension and packs several files into one stream. */
static void seven_zip(void **state)
{
    (void)state;
    scratch_need("7z tar");
    make_logs();
    pm_arena *a = pm_arena_new();
    scratch_run("rm -f x.7z; 7z a -bd x.7z a.log c.log b.log.gz > said && tar -cf seven.tar x.7z");
    pm_piece *p = walk_file(a, "x.7z"), *inside = walk_file(a, "seven.tar");
    int seen = 0;
    for (const pm_piece *m = p->first_child; m != NULL; m = m->next) {
        check_int("7z", "state", m->state, PM_PIECE_READ);
        seen += pm_span_eq(m->path, PM_SPAN("x.7z!a.log")) && pm_span_eq(content_of(m), PM_SPAN(LINE_A));
        seen += pm_span_eq(m->path, PM_SPAN("x.7z!c.log")) && pm_span_eq(content_of(m), PM_SPAN(LINE_C));
        seen += pm_span_eq(m->path, PM_SPAN("x.7z!b.log.gz!b.log")) && pm_span_eq(content_of(m), PM_SPAN(LINE_B));
    }
    check_int("7z", "members", seen, 3);
    int members = 0;
    for (const pm_piece *m = inside->first_child->first_child; m != NULL; m = m->next)
        members++;
    check_int("7z in tar", "members", members, 3);
    check_int("7z in tar", "damage", inside->first_child->damage, PM_DAMAGE_NONE);
    forget(p);
    forget(inside);
    pm_arena_free(a);
}

static void archives_in_archives(void **state)
{
    (void)state;
    scratch_need("tar zip");
    make_logs();
    pm_arena *a = pm_arena_new();
    scratch_run("tar -czf inner.tar.gz a.log b.log.gz && rm -f mid.zip && zip -q mid.zip inner.tar.gz c.log && tar -cf outer.tar c.log mid.zip "
                "&& gzip -nc outer.tar > outer.tgz");
    pm_piece *p = walk_file(a, "outer.tgz");
    static const expected want[] = {
        { "outer.tgz", PM_PIECE_CONTAINER, PM_PIECE_READ, PM_DAMAGE_NONE, NULL },
        { "outer.tgz!c.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_C },
        { "outer.tgz!mid.zip", PM_PIECE_CONTAINER, PM_PIECE_READ, PM_DAMAGE_NONE, NULL },
        { "outer.tgz!mid.zip!inner.tar.gz", PM_PIECE_CONTAINER, PM_PIECE_READ, PM_DAMAGE_NONE, NULL },
        { "outer.tgz!mid.zip!inner.tar.gz!a.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A },
        { "outer.tgz!mid.zip!inner.tar.gz!b.log.gz!b.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_B },
        { "outer.tgz!mid.zip!c.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_C },
    };
    CHECK_TREE("nested", p, want);
    check_hash("outer.tgz", pm_piece_sha256(p), "cat outer.tgz");
    check_hash("mid.zip", pm_piece_sha256(p->first_child->next), "cat mid.zip");
    check_hash("inner.tar.gz", pm_piece_sha256(p->first_child->next->first_child), "cat inner.tar.gz");
    check_hash("b.log.gz", pm_piece_sha256(p->first_child->next->first_child->last_child), "cat b.log.gz");
    check_hash("b.log", p->first_child->next->first_child->last_child->content_sha256, "cat b.log");
    forget(p);
    pm_arena_free(a);
}

/* ---- hashes, sizes, times ---- */

static void facts(void **state)
{
    (void)state;
    make_logs();
    scratch_run("tar --format=ustar -cf x.tar a.log b.log.gz; (cat b.log.gz; printf 'tail') > tail.gz; head -c 60 b.log.gz > cut.gz");
    pm_arena *a = pm_arena_new();
    static const char *const names[] = { "a.log", "b.log.gz", "c.log.xz", "x.tar", "tail.gz", "cut.gz" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        char command[64];
        pm_piece *p = walk_file(a, names[i]);
        snprintf(command, sizeof command, "cat %s", names[i]);
        check_hash(names[i], pm_piece_sha256(p), command);
        check_true(names[i], "one hash where nothing is packed", p->content_is_supplied == (strcmp(names[i], "a.log") == 0));
        forget(p);
    }
    pm_piece *p = walk_file(a, "b.log.gz");
    check_hash("b.log.gz", p->content_sha256, "cat b.log");
    check_int("b.log.gz", "content bytes", (int64_t)p->content_bytes, sizeof LINE_B - 1);
    pm_buffer b = scratch_read("b.log.gz");
    check_int("b.log.gz", "bytes", (int64_t)p->bytes, (int64_t)b.len);
    pm_buffer_free(&b);
    forget(p);
    p = walk_file(a, "a.log");
    check_true("a.log", "has a time", p->has_mtime);
    check_int("a.log", "time", p->mtime, 1767519831); /* date -u -d '2026-01-04 09:43:51' +%s */
    forget(p);
    p = walk_file(a, "x.tar");
    check_int("member", "time", p->first_child->mtime, 1767519831);
    forget(p);
    pm_arena_free(a);
}

/* However little room the reader gives, the bytes are the same. */
static void small_reads(void **state)
{
    (void)state;
    make_logs();
    scratch_run("tar -czf x.tgz a.log b.log.gz");
    for (collect_block = 1; collect_block < 1000; collect_block = collect_block * 3 + 1) {
        pm_arena *a = pm_arena_new();
        pm_piece *p = walk_file(a, "x.tgz");
        check_text("small reads", "a", content_of(p->first_child), LINE_A);
        check_text("small reads", "b", content_of(p->last_child), LINE_B);
        forget(p);
        pm_arena_free(a);
    }
    collect_block = 1 << 16;
}

/* ---- text in another encoding ---- */

/* The same bytes as iconv(1) makes of it, to the first fault. */
static void utf16(void **state)
{
    (void)state;
    scratch_need("iconv");
    static const struct {
        const char *row, *make, *from; /* from: what iconv is told */
        pm_damage damage;
        const char *decoded_from;
        bool mark;
    } rows[] = {
        { "little", "iconv -f UTF-8 -t UTF-16LE marked > w.log", "UTF-16", PM_DAMAGE_NONE, "utf-16le", true },
        { "big", "iconv -f UTF-8 -t UTF-16BE marked > w.log", "UTF-16", PM_DAMAGE_NONE, "utf-16be", true },
        { "little, no mark", "iconv -f UTF-8 -t UTF-16LE plain > w.log", "UTF-16LE", PM_DAMAGE_NONE, "utf-16le", false },
        { "big, no mark", "iconv -f UTF-8 -t UTF-16BE plain > w.log", "UTF-16BE", PM_DAMAGE_NONE, "utf-16be", false },
        { "a second mark stays", "iconv -f UTF-8 -t UTF-16 marked > w.log", "UTF-16", PM_DAMAGE_NONE, "utf-16le", true },
        { "longer than any block", "for i in $(seq 3000); do cat plain; done | iconv -f UTF-8 -t UTF-16 > w.log", "UTF-16", PM_DAMAGE_NONE, "utf-16le", true },
        { "half a unit", "iconv -f UTF-8 -t UTF-16 plain | head -c -1 > w.log", "UTF-16", PM_DAMAGE_CUT, "utf-16le", true },
        { "half a pair", "printf 'one log line \\360\\237\\223\\247' | iconv -f UTF-8 -t UTF-16 | head -c -2 > w.log", "UTF-16", PM_DAMAGE_CUT, "utf-16le", true },
        { "a low surrogate alone", "{ iconv -f UTF-8 -t UTF-16LE plain; printf '\\000\\334\\012\\000'; } > w.log", "UTF-16LE", PM_DAMAGE_CORRUPT, "utf-16le", false },
        { "a high surrogate alone", "{ iconv -f UTF-8 -t UTF-16LE plain; printf '\\000\\330\\012\\000'; } > w.log", "UTF-16LE", PM_DAMAGE_CORRUPT, "utf-16le", false },
        { "the mark alone", "printf '\\377\\376' > w.log", "UTF-16", PM_DAMAGE_NONE, "utf-16le", true },
    };
    /* one, two, three and four bytes in UTF-8; NUL; the last before and the first behind the surrogates */
    scratch_run("printf 'a log line \\303\\251 \\350\\250\\230\\351\\214\\262 \\360\\237\\223\\247 \\000 \\355\\237\\277 \\356\\200\\200 \\357\\277\\277 \\364\\217\\277\\277\\n' > plain && "
                "{ printf '\\357\\273\\277'; cat plain; } > marked");
    for (size_t block = 1; block < 100000; block = block * 7 + 1) {
        collect_block = block;
        for (size_t i = 0; i < COUNT_OF(rows); i++) {
            char command[200];
            pm_arena *a = pm_arena_new();
            scratch_run(rows[i].make);
            snprintf(command, sizeof command, "iconv -f %s -t UTF-8 w.log > want 2> said || true", rows[i].from);
            scratch_run(command);
            pm_buffer want = scratch_read("want");
            pm_piece *p = walk_file(a, "w.log");
            check_text(rows[i].row, "path", p->path, "w.log!w.log");
            check_text(rows[i].row, "decoded from", pm_span_of(p->decoded_from), rows[i].decoded_from);
            check_true(rows[i].row, "mark", p->has_byte_order_mark == rows[i].mark);
            check_int(rows[i].row, "damage", p->damage, rows[i].damage);
            check_true(rows[i].row, "the content is what iconv makes", pm_span_eq(content_of(p), pm_buffer_span(&want)));
            check_hash(rows[i].row, pm_piece_sha256(p), "cat w.log");
            pm_buffer_free(&want);
            forget(p);
            pm_arena_free(a);
        }
    }
    collect_block = 1 << 16;
}

/* What the compression around it keeps back is said of the text, too. */
static void utf16_in_gzip(void **state)
{
    (void)state;
    make_logs();
    scratch_run("iconv -f UTF-8 -t UTF-16 a.log | gzip > w.log.1.gz && head -c -9 w.log.1.gz > cut.gz");
    pm_arena *a = pm_arena_new();
    pm_piece *p = walk_file(a, "w.log.1.gz");
    static const expected want = { "w.log.1.gz!w.log.1!w.log.1", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A };
    check_tree("gzip", p, &want, 1);
    forget(p);
    p = walk_file(a, "cut.gz");
    check_int("cut off", "damage", p->damage, PM_DAMAGE_CUT);
    check_true("cut off", "what was before", content_of(p).len > 0 && pm_span_starts(PM_SPAN(LINE_A), content_of(p)));
    forget(p);
    pm_arena_free(a);
}

/* ---- what is named and not read ---- */

static void links_and_devices(void **state)
{
    (void)state;
    scratch_need("tar python3");
    make_logs();
    pm_arena *a = pm_arena_new();
    /* devices and a socket are written by hand: to make them takes root */
    scratch_run("mkdir -p links && cd links && rm -rf * && ln -s /etc/passwd soft && ln -s ../../../etc/shadow up && cp ../a.log . && "
                "ln a.log hard && : > none && mkdir folder && mkfifo pipe && tar -cf ../x.tar a.log folder hard none pipe soft up && "
                "python3 -c 'import tarfile\n"
                "t = tarfile.open(\"../x.tar\", \"a\")\n"
                "for n, k in ((\"null\", tarfile.CHRTYPE), (\"sda\", tarfile.BLKTYPE)):\n"
                "    i = tarfile.TarInfo(n); i.type = k; i.devmajor = 1; i.devminor = 3; t.addfile(i)'");
    pm_piece *p = walk_file(a, "x.tar");
    static const expected want[] = {
        { "x.tar", PM_PIECE_CONTAINER, PM_PIECE_READ, PM_DAMAGE_NONE, NULL },
        { "x.tar!a.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A },
        { "x.tar!hard", PM_PIECE_OTHER, PM_PIECE_NOT_A_LOG, PM_DAMAGE_LINK, NULL },
        { "x.tar!none", PM_PIECE_STREAM, PM_PIECE_EMPTY, PM_DAMAGE_NONE, "" },
        { "x.tar!pipe", PM_PIECE_OTHER, PM_PIECE_NOT_A_LOG, PM_DAMAGE_LINK, NULL },
        { "x.tar!soft", PM_PIECE_OTHER, PM_PIECE_NOT_A_LOG, PM_DAMAGE_LINK, NULL },
        { "x.tar!up", PM_PIECE_OTHER, PM_PIECE_NOT_A_LOG, PM_DAMAGE_LINK, NULL },
        { "x.tar!null", PM_PIECE_OTHER, PM_PIECE_NOT_A_LOG, PM_DAMAGE_LINK, NULL },
        { "x.tar!sda", PM_PIECE_OTHER, PM_PIECE_NOT_A_LOG, PM_DAMAGE_LINK, NULL },
    };
    static const pm_file_type types[] = { PM_TYPE_FILE,    PM_TYPE_FILE,    PM_TYPE_HARD_LINK,        PM_TYPE_FILE,        PM_TYPE_FIFO,
                                          PM_TYPE_SYMLINK, PM_TYPE_SYMLINK, PM_TYPE_CHARACTER_DEVICE, PM_TYPE_BLOCK_DEVICE };
    CHECK_TREE("links", p, want);
    const pm_piece *k = p;
    for (size_t i = 0; i < COUNT_OF(types); i++, k = next_in_tree(k))
        check_int(want[i].path, "type", k->type, types[i]);
    check_text("hard", "target", p->first_child->next->damage_detail, "a.log");
    check_text("soft", "target", p->first_child->next->next->next->next->damage_detail, "/etc/passwd");
    check_int("links", "folders", p->folders, 1);
    forget(p);
    pm_arena_free(a);
}

/* The content of a file with two names stands behind the first, or behind the last. */
static void hard_links(void **state)
{
    (void)state;
    scratch_need("cpio tar");
    make_logs();
    static const struct {
        const char *command;
        bool last; /* the second name has the content */
    } rows[] = {
        { "printf 'a.log\nb.log\n' | cpio --quiet -o -H newc > ../x.any", true }, { "printf 'a.log\nb.log\n' | cpio --quiet -o -H crc > ../x.any", true },
        { "printf 'a.log\nb.log\n' | cpio --quiet -o -H odc > ../x.any", false }, { "printf 'a.log\nb.log\n' | cpio --quiet -o > ../x.any", false },
        { "tar --format=gnu -cf ../x.any a.log b.log", false },                       { "tar --format=pax -cf ../x.any a.log b.log", false },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char line[300];
        pm_arena *a = pm_arena_new();
        snprintf(line, sizeof line, "rm -rf two && mkdir two && cd two && cp ../a.log . && ln a.log b.log && %s", rows[i].command);
        scratch_run(line);
        pm_piece *p = walk_file(a, "x.any");
        check_text(rows[i].command, "content", content_of(rows[i].last ? p->last_child : p->first_child), LINE_A);
        if (rows[i].last) {
            check_int(rows[i].command, "the first name", p->first_child->state, PM_PIECE_EMPTY);
        } else {
            check_int(rows[i].command, "the second name", p->last_child->type, PM_TYPE_HARD_LINK);
            check_text(rows[i].command, "the target", p->last_child->damage_detail, "a.log");
        }
        forget(p);
        pm_arena_free(a);
    }
}

/* Holes are zeros: in the middle, at the beginning and at the end. */
static void sparse_files(void **state)
{
    (void)state;
    scratch_need("tar truncate");
    make_logs();
    static const char *const formats[] = { "--format=gnu -S", "--format=pax -S --sparse-version=0.0", "--format=pax -S --sparse-version=0.1",
                                           "--format=pax -S --sparse-version=1.0", "--format=pax" };
    scratch_run("rm -f holes; truncate -s 100000 holes && cat a.log >> holes && truncate -s 300000 holes && cat b.log >> holes && truncate -s 400000 holes");
    for (size_t i = 0; i < COUNT_OF(formats); i++) {
        char line[200];
        snprintf(line, sizeof line, "tar %s -cf x.tar holes c.log", formats[i]);
        scratch_run(line);
        pm_arena *a = pm_arena_new();
        pm_piece *p = walk_file(a, "x.tar");
        check_int(formats[i], "bytes", p->first_child->content_bytes, 400000);
        check_hash(formats[i], p->first_child->content_sha256, "cat holes");
        check_text(formats[i], "behind it", content_of(p->last_child), LINE_C);
        forget(p);
        pm_arena_free(a);
    }
}

/* Names are labels: nothing is opened, made or left out because of one. */
static void hostile_names(void **state)
{
    (void)state;
    scratch_need("tar");
    make_logs();
    pm_arena *a = pm_arena_new();
    scratch_run("tar -P --transform 's,a.log,../../../tmp/escaped.log,' -cf x.tar a.log && "
                "tar -P --transform 's,b.log,/etc/escaped!x,' -rf x.tar b.log && "
                "tar --transform \"s,c.log,$(printf '\\346\\227\\245\\346\\234\\254')\\n.log,\" -rf x.tar c.log");
    pm_piece *p = walk_file(a, "x.tar");
    static const expected want[] = {
        { "x.tar", PM_PIECE_CONTAINER, PM_PIECE_READ, PM_DAMAGE_NONE, NULL },
        { "x.tar!../../../tmp/escaped.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A },
        { "x.tar!/etc/escaped!x", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_B },
        { "x.tar!\xe6\x97\xa5\xe6\x9c\xac\n.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_C },
    };
    CHECK_TREE("names", p, want);
    check_true("names", "nothing was unpacked", access("/tmp/escaped.log", F_OK) != 0 && access("/etc/escaped!x", F_OK) != 0);
    forget(p);
    pm_arena_free(a);
}

/* Names that the archive stores as UTF-8 and the C locale cannot show stay as they are. */
static void names_in_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *tool, *command;
    } rows[] = {
        { "tar", "tar --format=pax -cf x.any \"$name\"" },
        { "zip", "rm -f x.zip; zip -q x.zip \"$name\" && mv x.zip x.any" },
        { "7z", "rm -f x.7z; LC_ALL=C.UTF-8 7z a -bd x.7z \"$name\" > said && mv x.7z x.any" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (!tool_is_there(rows[i].tool))
            continue;
        char command[400];
        pm_arena *a = pm_arena_new();
        snprintf(command, sizeof command, "name=$(printf '\\350\\250\\230\\351\\214\\262.log'); cp a.log \"$name\"; %s", rows[i].command);
        make_logs();
        scratch_run(command);
        pm_piece *p = walk_file(a, "x.any");
        check_true(rows[i].tool, "a member", p->first_child != NULL);
        check_text(rows[i].tool, "path", p->first_child->path, "x.any!\xe8\xa8\x98\xe9\x8c\xb2.log");
        forget(p);
        pm_arena_free(a);
    }
}

/* Names in the encodings of older Japanese systems: rotation and folders are told from what they say. */
static void japanese_names(void **state)
{
    (void)state;
    scratch_need("tar");
    make_logs();
    /* "記録/ログ-20260104.log" and a link to it in CP932, "ログ.log" in EUC-JP, "Müller.log" in Latin-1 */
    scratch_run("mkdir -p names && cd names && rm -rf * && d=$(printf '\\213L\\230^') && mkdir $d && "
                "cp ../a.log \"$d/$(printf '\\203\\215\\203O-20260104.log')\" && ln -s \"$d/$(printf '\\203\\215\\203O-20260104.log')\" 2.link && "
                "cp ../b.log \"$(printf '\\245\\355\\245\\260.log')\" && cp ../c.log \"$(printf 'M\\374ller.log')\" && "
                "tar --sort=name -cf ../x.tar 2.link M* $(printf '\\213')* $(printf '\\245')*");
    static const expected want[] = {
        { "x.tar", PM_PIECE_CONTAINER, PM_PIECE_READ, PM_DAMAGE_NONE, NULL },
        { "x.tar!2.link", PM_PIECE_OTHER, PM_PIECE_NOT_A_LOG, PM_DAMAGE_LINK, NULL },
        { "x.tar!M\xfcller.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_C },
        { "x.tar!記録/ログ-20260104.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A },
        { "x.tar!ログ.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_B },
    };
    pm_arena *a = pm_arena_new();
    pm_piece *p = walk_file(a, "x.tar");
    CHECK_TREE("names", p, want);
    check_text("link", "target", p->first_child->damage_detail, "記録/ログ-20260104.log");
    check_true("Latin-1", "not decoded", p->first_child->next->name_encoding == NULL);
    check_text("CP932", "encoding", pm_span_of(p->first_child->next->next->name_encoding), "cp932");
    check_text("EUC-JP", "encoding", pm_span_of(p->last_child->name_encoding), "euc-jp");
    forget(p);
    pm_arena_free(a);
}

/* A name is kept, and so it is cut where it would be a burden. */
static void long_names(void **state)
{
    (void)state;
    scratch_need("tar");
    make_logs();
    scratch_run("tar --format=gnu --transform \"s,.*,$(printf 'x%.0s' $(seq 5000)),\" -cf x.tar a.log && tar --transform 's,.*,b.log,' -rf x.tar b.log");
    pm_arena *a = pm_arena_new();
    pm_piece *p = walk_file(a, "x.tar");
    check_int("long", "bytes of the path", p->first_child->path.len, 6 + PM_NAME_MOST);
    check_int("long", "bytes of the name", p->first_child->name_length, 5000);
    check_text("long", "content", content_of(p->first_child), LINE_A);
    check_text("behind it", "content", content_of(p->last_child), LINE_B);
    check_int("behind it", "is not cut", p->last_child->name_length, 0);
    forget(p);
    pm_arena_free(a);
}

/* What speaks of other files is kept whole, and so it is cut where it would be a burden. */
static void kept(void **state)
{
    (void)state;
    scratch_need("tar");
    make_logs();
    scratch_run("echo '00112233445566778899aabbccddeeff  a.log' > list && for i in $(seq 14); do cat list list list > more && mv more list; done && "
                "head -c 5000000 list > long && head -n 3 list > list.md5 && tar --hard-dereference -cf x.tar a.log list.md5 long long long long long long long long long "
                "long long long long long long long long");
    pm_arena *a = pm_arena_new();
    pm_piece *p = walk_file(a, "x.tar");
    pm_piece *k = p->first_child;
    size_t all = 0;
    check_int("a log", "bytes", k->kept.len, 0);
    k = k->next;
    check_true("a list", "is kept", pm_span_eq(k->kept, content_of(k)) && k->kept.len == 120 && !k->kept_in_part);
    k = k->next;
    check_true("a long list", "its beginning is kept", k->kept.len == 4 << 20 && k->kept_in_part && pm_span_starts(content_of(k), k->kept));
    for (k = p->first_child; k != NULL; k = k->next)
        all += k->kept.len;
    check_int("all of them", "bytes", all, 64 << 20);
    check_true("all of them", "the last is not kept, and says so", p->last_child->kept.len == 0 && p->last_child->kept_in_part);
    forget(p);
    pm_arena_free(a);
}

/* ---- damage ---- */

/* libarchive gives up a zip at a member whose compressed data make no sense; those behind it are whole. */
static void bad_member(void **state)
{
    (void)state;
    scratch_need("zip");
    make_logs();
    /* "PK…a.log": the data begin at 35, with a block of a type that deflate does not have */
    scratch_run("rm -f bad.zip; mkdir -p bad; for i in 1 2 3 4 5 6 7 8; do cat a.log; done > bad/a.log; cp bad/a.log bad/d.log; cp b.log c.log bad; "
                "cd bad; zip -qX ../bad.zip a.log b.log d.log c.log; "
                "for i in 35 $(($(grep -abo d.log ../bad.zip | head -1 | cut -d: -f1) + 5)); do printf '\\377' | dd of=../bad.zip bs=1 seek=$i conv=notrunc 2>/dev/null; done");
    pm_arena *a = pm_arena_new();
    pm_piece *p = walk_file(a, "bad.zip");
    static const expected want[] = {
        { "bad.zip", PM_PIECE_CONTAINER, PM_PIECE_READ, PM_DAMAGE_NONE, NULL },
        { "bad.zip!a.log", PM_PIECE_STREAM, PM_PIECE_DAMAGED, PM_DAMAGE_CORRUPT, "" },
        { "bad.zip!b.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_B },
        { "bad.zip!d.log", PM_PIECE_STREAM, PM_PIECE_DAMAGED, PM_DAMAGE_CORRUPT, "" },
        { "bad.zip!c.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_C },
    };
    CHECK_TREE("zip", p, want);
    check_true("zip", "the library's words", p->first_child->damage_detail.len > 0);
    forget(p);
    /* so many that looking for the next whole one would take forever: the rest is given up, and said to be */
    scratch_run("rm -rf bad.zip bad; mkdir bad; i=100; while [ $i -lt 200 ]; do for k in 1 2 3 4 5 6 7 8; do cat a.log; done > bad/$i.log; i=$((i + 1)); done; "
                "(cd bad; zip -qX ../bad.zip *.log); "
                "for i in $(grep -abo '1[0-9][0-9].log' bad.zip | head -100 | cut -d: -f1); do printf '\\377' | dd of=bad.zip bs=1 seek=$((i + 7)) conv=notrunc 2>/dev/null; done");
    p = walk_file(a, "bad.zip");
    check_int("all are bad", "damage", p->damage, PM_DAMAGE_CORRUPT);
    check_int("all are bad", "state", p->state, PM_PIECE_DAMAGED);
    forget(p);
    pm_arena_free(a);
}

static void encrypted(void **state)
{
    (void)state;
    scratch_need("zip 7z tar");
    make_logs();
    pm_arena *a = pm_arena_new();
    scratch_run("rm -f x.zip y.7z z.7z; zip -q -P secret x.zip a.log && zip -q x.zip c.log && 7z a -bd -psecret y.7z a.log > said && "
                "7z a -bd -psecret -mhe=on z.7z a.log > said && tar -cf x.tar x.zip");
    pm_piece *p = walk_file(a, "x.zip");
    static const expected zip[] = {
        { "x.zip", PM_PIECE_CONTAINER, PM_PIECE_READ, PM_DAMAGE_NONE, NULL },
        { "x.zip!a.log", PM_PIECE_OTHER, PM_PIECE_DAMAGED, PM_DAMAGE_ENCRYPTED, NULL },
        { "x.zip!c.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_C },
    };
    CHECK_TREE("zip", p, zip);
    forget(p);
    p = walk_file(a, "x.tar");
    check_int("zip in tar", "damage", p->first_child->first_child->damage, PM_DAMAGE_ENCRYPTED);
    forget(p);
    /* what is corrupt beside it is corrupt, not encrypted */
    scratch_run("zip -q0 x.zip b.log && sed 's/192.0.2.8/192.0.2.9/' x.zip > bad.zip");
    p = walk_file(a, "bad.zip");
    check_int("zip, beside it", "damage", p->last_child->damage, PM_DAMAGE_CORRUPT);
    forget(p);
    p = walk_file(a, "y.7z");
    check_int("7z", "damage", p->first_child ? p->first_child->damage : p->damage, PM_DAMAGE_CIPHER);
    forget(p);
    p = walk_file(a, "z.7z");
    check_int("7z, names too", "damage", p->damage, PM_DAMAGE_CIPHER);
    check_int("7z, names too", "state", p->state, PM_PIECE_DAMAGED);
    forget(p);
    pm_arena_free(a);
}

static pm_piece *walk_with(pm_arena *a, const char *name, const pm_span *passphrases, size_t n)
{
    pm_evidence_limits limits = PM_EVIDENCE_LIMITS_DEFAULT;
    limits.passphrases = passphrases;
    limits.n_passphrases = n;
    return walk_limited(a, name, &limits);
}

/* Each member by the passphrase that is its own; the first one in the list need not be right. */
static void passphrases(void **state)
{
    (void)state;
    scratch_need("zip 7z tar");
    make_logs();
    scratch_run("rm -f x.zip aes.zip y.7z; zip -qX -P secret x.zip a.log && zip -qX0 -P 'two words' x.zip b.log && zip -qX x.zip c.log && "
                "zip -qX -P 'never told' x.zip said && zip -qX -P secret x.zip b.log.gz && "
                "7z a -bd -tzip -mem=AES256 -psecret aes.zip a.log > said && 7z a -bd -tzip -mem=AES128 '-ptwo words' aes.zip b.log > said && "
                "7z a -bd -psecret y.7z a.log > said && tar -cf zip.tar x.zip aes.zip");
    static const pm_span keys[] = { PM_SPAN_INIT("wrong"), PM_SPAN_INIT("two words"), PM_SPAN_INIT("secret") };
    static const expected zip[] = {
        { "x.zip", PM_PIECE_CONTAINER, PM_PIECE_READ, PM_DAMAGE_NONE, NULL },
        { "x.zip!a.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A },
        { "x.zip!b.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_B },
        { "x.zip!c.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_C },
        { "x.zip!said", PM_PIECE_OTHER, PM_PIECE_DAMAGED, PM_DAMAGE_PASSPHRASE, NULL },
        { "x.zip!b.log.gz!b.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_B },
    };
    static const expected aes[] = {
        { "aes.zip", PM_PIECE_CONTAINER, PM_PIECE_READ, PM_DAMAGE_NONE, NULL },
        { "aes.zip!a.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A },
        { "aes.zip!b.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_B },
    };
    pm_arena *a = pm_arena_new();
    pm_piece *p = walk_with(a, "x.zip", keys, COUNT_OF(keys));
    CHECK_TREE("zip", p, zip);
    check_hash("zip", pm_piece_sha256(p), "cat x.zip");
    forget(p);
    p = walk_with(a, "aes.zip", keys, COUNT_OF(keys));
    CHECK_TREE("AES", p, aes);
    forget(p);
    p = walk_with(a, "aes.zip", keys, 1);
    check_int("AES, all wrong", "damage", p->first_child->damage, PM_DAMAGE_PASSPHRASE);
    check_int("AES, all wrong", "the next, too", p->last_child->damage, PM_DAMAGE_PASSPHRASE);
    forget(p);
    p = walk_with(a, "zip.tar", keys, COUNT_OF(keys));
    check_text("zip in tar", "content", content_of(p->first_child->first_child), LINE_A);
    check_text("AES in tar", "content", content_of(p->last_child->last_child), LINE_B);
    forget(p);
    p = walk_with(a, "y.7z", keys, COUNT_OF(keys));
    check_int("7z", "damage", p->first_child->damage, PM_DAMAGE_CIPHER);
    forget(p);
    pm_arena_free(a);
}

/* One byte says whether a passphrase may be right: among 250 wrong ones some pass, and make rubbish of a stored member. */
static void wrong_passphrases(void **state)
{
    (void)state;
    scratch_need("zip");
    make_logs();
    pm_arena *a = pm_arena_new();
    pm_span keys[251];
    for (size_t i = 0; i < 250; i++)
        keys[i] = pm_arena_format(a, "wrong %zu", i);
    keys[250] = PM_SPAN("secret");
    for (int round = 0; round < 8; round++) { /* each has another first byte */
        scratch_run("rm -f x.zip; zip -qX0 -P secret x.zip a.log c.log");
        pm_piece *p = walk_with(a, "x.zip", keys, 250);
        check_int("none is right", "a.log", p->first_child->damage, PM_DAMAGE_PASSPHRASE);
        check_true("none is right", "nothing was dealt out", p->first_child->user == NULL && p->last_child->user == NULL);
        forget(p);
        p = walk_with(a, "x.zip", keys, 251);
        check_text("the last is right", "a.log", content_of(p->first_child), LINE_A);
        check_text("the last is right", "c.log", content_of(p->last_child), LINE_C);
        forget(p);
    }
    pm_arena_free(a);
}

/* Under the right passphrase the checksum is wrong: nobody can tell that from a wrong passphrase. */
static void damaged_and_encrypted(void **state)
{
    (void)state;
    scratch_need("zip");
    make_logs();
    static const pm_span key = PM_SPAN_INIT("secret");
    scratch_run("rm -f x.zip; zip -qX0 -P secret x.zip a.log b.log && "
                "printf '\377' | dd of=x.zip bs=1 seek=$(($(grep -abo a.log x.zip | head -1 | cut -d: -f1) + 40)) conv=notrunc 2>/dev/null");
    pm_arena *a = pm_arena_new();
    pm_piece *p = walk_with(a, "x.zip", &key, 1);
    check_int("damaged", "damage", p->first_child->damage, PM_DAMAGE_PASSPHRASE);
    check_text("behind it", "content", content_of(p->last_child), LINE_B);
    forget(p);
    pm_arena_free(a);
}

/* Held in memory, and so under its limit. */
static void encrypted_in_memory(void **state)
{
    (void)state;
    scratch_need("zip tar");
    make_logs();
    static const pm_span key = PM_SPAN_INIT("secret");
    scratch_run("rm -f x.zip; head -c 500000 /dev/urandom > noise && zip -qX -P secret x.zip a.log noise && tar -cf x.tar x.zip");
    pm_arena *a = pm_arena_new();
    pm_evidence_limits limits = PM_EVIDENCE_LIMITS_DEFAULT;
    limits.memory = 100000;
    limits.passphrases = &key;
    limits.n_passphrases = 1;
    pm_piece *p = walk_limited(a, "x.tar", &limits);
    check_int("in memory", "damage", p->first_child->damage, PM_DAMAGE_LIMIT);
    check_text("in memory", "limit", p->first_child->damage_detail, "memory");
    forget(p);
    p = walk_limited(a, "x.zip", &limits); /* as a file it is sought in */
    check_text("as a file", "content", content_of(p->first_child), LINE_A);
    forget(p);
    pm_arena_free(a);
}

static void passphrase_files(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        pm_span content;
        pm_status status;
        size_t n;
        const char *last, *words;
    } rows[] = {
        { "one", PM_SPAN_INIT("secret"), PM_OK, 1, "secret", "" },
        { "blanks are part of it", PM_SPAN_INIT(" two words \n"), PM_OK, 1, " two words ", "" },
        { "from Windows", PM_SPAN_INIT("\xef\xbb\xbf" "first\r\n\r\nsecond\r\n"), PM_OK, 2, "second", "" },
        { "Japanese", PM_SPAN_INIT("\xe8\xa8\xbc\xe6\x8b\xa0\n"), PM_OK, 1, "\xe8\xa8\xbc\xe6\x8b\xa0", "" },
        { "empty", PM_SPAN_INIT("\n\n"), PM_E_USAGE, 0, NULL, "holds no passphrase" },
        { "not UTF-8", PM_SPAN_INIT("good\nhunter2\x8f\n"), PM_E_USAGE, 0, NULL, "line 2" },
        { "binary", PM_SPAN_INIT("hunter2\0x\n"), PM_E_USAGE, 0, NULL, "line 1" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_arena *a = pm_arena_new();
        const pm_span *keys = NULL;
        size_t n = 0;
        pm_error err = { "" };
        scratch_write("keys", rows[i].content);
        check_int(rows[i].row, "status", pm_passphrases_read(a, scratch_path("keys"), &keys, &n, &err), rows[i].status);
        if (rows[i].status == PM_OK) {
            check_int(rows[i].row, "how many", n, rows[i].n);
            check_text(rows[i].row, "the last", keys[n - 1], rows[i].last);
        }
        check_true(rows[i].row, err.text, strstr(err.text, rows[i].words) != NULL && strstr(err.text, "hunter2") == NULL);
        pm_arena_free(a);
    }
    pm_arena *a = pm_arena_new();
    const pm_span *keys;
    size_t n;
    pm_error err = { "" };
    check_int("no such file", "status", pm_passphrases_read(a, scratch_path("no-such-keys"), &keys, &n, &err), PM_E_IO);
    scratch_run("yes hunter2 | head -n 257 > keys");
    check_int("too many", "status", pm_passphrases_read(a, scratch_path("keys"), &keys, &n, &err), PM_E_USAGE);
    check_true("too many", err.text, strstr(err.text, "more than 256") != NULL);
    scratch_run("head -c 65537 /dev/zero | tr '\\0' x > keys");
    check_int("too long", "status", pm_passphrases_read(a, scratch_path("keys"), &keys, &n, &err), PM_E_USAGE);
    check_true("too long", err.text, strstr(err.text, "longer than 65536 bytes") != NULL);
    pm_arena_free(a);
}

/* Everything before the cut is dealt out, and each piece that the cut goes through says so. */
static void cut_off(void **state)
{
    (void)state;
    scratch_need("tar");
    make_logs();
    scratch_run("tar -b1 --format=ustar -cf x.tar a.log b.log && head -c 1567 x.tar > cut.tar && "
                "head -c 1400 x.tar > header.tar && gzip -nc x.tar > x.tar.gz && head -c -40 x.tar.gz > cut.tar.gz && "
                "head -c -1 x.tar.gz > mark.tar.gz && (cat x.tar.gz; echo tail) > tail.tar.gz");
    static const expected in_content[] = {
        { "cut.tar", PM_PIECE_CONTAINER, PM_PIECE_DAMAGED, PM_DAMAGE_CUT, NULL },
        { "cut.tar!a.log", PM_PIECE_STREAM, PM_PIECE_READ, PM_DAMAGE_NONE, LINE_A },
        { "cut.tar!b.log", PM_PIECE_STREAM, PM_PIECE_DAMAGED, PM_DAMAGE_CUT, "Nov  5 09:05:01 mx1 postfix/smt" },
    };
    pm_arena *a = pm_arena_new();
    pm_piece *p = walk_file(a, "cut.tar");
    CHECK_TREE("in the content", p, in_content);
    check_hash("cut.tar", pm_piece_sha256(p), "cat cut.tar");
    forget(p);
    p = walk_file(a, "header.tar");
    check_int("in a header", "state", p->state, PM_PIECE_DAMAGED);
    check_int("in a header", "damage", p->damage, PM_DAMAGE_CUT);
    check_text("in a header", "what was before", content_of(p->first_child), LINE_A);
    forget(p);
    p = walk_file(a, "cut.tar.gz");
    check_int("compressed", "damage", p->damage, PM_DAMAGE_CUT);
    check_hash("cut.tar.gz", pm_piece_sha256(p), "cat cut.tar.gz");
    forget(p);
    p = walk_file(a, "mark.tar.gz"); /* the archive inside is whole, the compression is not */
    check_int("compressed, one byte short", "damage", p->damage, PM_DAMAGE_CUT);
    check_text("compressed, one byte short", "last member", content_of(p->last_child), LINE_B);
    forget(p);
    if (tool_is_there("cpio")) { /* far behind the archive's own end */
        scratch_run("echo a.log | cpio --quiet -o -H newc -C 1000000 | gzip -n | head -c -1 > mark.cpio.gz");
        p = walk_file(a, "mark.cpio.gz");
        check_int("cpio, one byte short", "damage", p->damage, PM_DAMAGE_CUT);
        check_text("cpio, one byte short", "member", content_of(p->first_child), LINE_A);
        forget(p);
    }
    p = walk_file(a, "tail.tar.gz");
    check_int("compressed, with a tail", "damage", p->damage, PM_DAMAGE_TRAILING);
    check_int("compressed, with a tail", "state", p->state, PM_PIECE_READ);
    forget(p);
    pm_arena_free(a);
}

/* cat a.tar b.tar > x.tar: an end mark in the middle, which tar -i and we read over. */
static void joined_by_cat(void **state)
{
    (void)state;
    scratch_need("tar");
    make_logs();
    pm_arena *a = pm_arena_new();
    scratch_run("tar -cf 1.tar a.log && tar -cf 2.tar b.log && cat 1.tar 2.tar > x.tar && tar -czf 2.tgz b.log && gzip -c 1.tar | cat - 2.tgz > x.tgz");
    static const char *const names[] = { "x.tar", "x.tgz" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        pm_piece *p = walk_file(a, names[i]);
        check_int(names[i], "damage", p->damage, PM_DAMAGE_NONE);
        check_text(names[i], "first", content_of(p->first_child), LINE_A);
        check_true(names[i], "a second", p->first_child->next != NULL);
        check_text(names[i], "second", content_of(p->first_child->next), LINE_B);
        forget(p);
    }
    pm_arena_free(a);
}

static void empty_archives(void **state)
{
    (void)state;
    scratch_need("tar");
    pm_arena *a = pm_arena_new();
    scratch_run("mkdir -p nothing && tar -cf folders.tar nothing && printf 'PK\\005\\006\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0' > empty.zip");
    static const char *const names[] = { "folders.tar", "empty.zip" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        pm_piece *p = walk_file(a, names[i]);
        check_int(names[i], "kind", p->kind, PM_PIECE_CONTAINER);
        check_int(names[i], "state", p->state, PM_PIECE_EMPTY);
        check_true(names[i], "no member", p->first_child == NULL);
        forget(p);
    }
    pm_arena_free(a);
}

static void cannot_be_opened(void **state)
{
    (void)state;
    pm_arena *a = pm_arena_new();
    pm_piece *p = walk_file(a, "no such file");
    check_int("no such file", "state", p->state, PM_PIECE_DAMAGED);
    check_int("no such file", "damage", p->damage, PM_DAMAGE_UNREADABLE);
    check_true("no such file", "no hash", pm_piece_sha256(p) == NULL);
    p = walk_file(a, "."); /* read(2) of a folder fails */
    check_int("a folder", "damage", p->damage, PM_DAMAGE_UNREADABLE);
    forget(p);
    pm_arena_free(a);
}

/* ---- limits ---- */

static void depth(void **state)
{
    (void)state;
    scratch_need("tar");
    make_logs();
    pm_arena *a = pm_arena_new();
    scratch_run("cp a.log t0; for i in 1 2 3 4 5 6 7 8 9 10 11 12; do tar -cf t$i t$((i - 1)); done");
    pm_evidence_limits limits = PM_EVIDENCE_LIMITS_DEFAULT;
    for (limits.depth = 0; limits.depth < 13; limits.depth++) {
        pm_piece *p = walk_limited(a, "t12", &limits);
        const pm_piece *last = p;
        unsigned containers = 0;
        for (; last->first_child; last = last->first_child)
            containers++;
        if (limits.depth >= 11) { /* 12 archives, the outermost at depth 0 */
            check_int("deep enough", "archives", containers, 12);
            check_text("deep enough", "content", content_of(last), LINE_A);
        } else {
            check_int("too deep", "archives opened", containers, limits.depth + 1);
            check_int("too deep", "state", last->state, PM_PIECE_DAMAGED);
            check_int("too deep", "damage", last->damage, PM_DAMAGE_LIMIT);
            check_text("too deep", "limit", last->damage_detail, "depth");
        }
        forget(p);
    }
    pm_arena_free(a);
}

static void members(void **state)
{
    (void)state;
    scratch_need("tar");
    pm_arena *a = pm_arena_new();
    scratch_run("mkdir -p many && for i in 1 2 3 4 5 6 7 8 9; do echo $i > many/$i; done; tar -cf many.tar many");
    pm_evidence_limits limits = PM_EVIDENCE_LIMITS_DEFAULT;
    limits.members = 5;
    pm_piece *p = walk_limited(a, "many.tar", &limits);
    int n = 0;
    for (const pm_piece *m = p->first_child; m != NULL; m = m->next)
        n++;
    check_int("members", "read", n, 5);
    check_int("members", "damage", p->damage, PM_DAMAGE_LIMIT);
    check_text("members", "limit", p->damage_detail, "members");
    check_hash("many.tar", pm_piece_sha256(p), "cat many.tar");
    forget(p);
    limits.members = 9;
    p = walk_limited(a, "many.tar", &limits);
    check_int("as many as allowed", "damage", p->damage, PM_DAMAGE_NONE);
    forget(p);
    pm_arena_free(a);
}

static void bytes(void **state)
{
    (void)state;
    scratch_need("tar zip");
    pm_arena *a = pm_arena_new();
    scratch_run("head -c 3000000 /dev/zero | tr '\\0' 'x' > big.log; echo small > small.log; tar -czf big.tgz big.log small.log; "
                "rm -f big.zip; zip -q big.zip big.log small.log");
    pm_evidence_limits limits = PM_EVIDENCE_LIMITS_DEFAULT;
    limits.bytes = 1000000;
    static const char *const names[] = { "big.tgz", "big.zip" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        pm_piece *p = walk_limited(a, names[i], &limits);
        check_int(names[i], "damage", p->damage, PM_DAMAGE_LIMIT);
        check_text(names[i], "limit", p->damage_detail, "bytes");
        check_text(names[i], "limit of the member", p->first_child->damage_detail, "bytes");
        check_int(names[i], "so much", (int64_t)content_of(p->first_child).len, 1000000);
        check_true(names[i], "the next is not read", p->first_child->next == NULL);
        forget(p);
    }
    limits.bytes = 3000006;
    pm_piece *p = walk_limited(a, "big.tgz", &limits);
    check_int("just enough", "damage", p->damage, PM_DAMAGE_NONE);
    forget(p);
    pm_arena_free(a);
}

/* A bomb is stopped at the ratio once 64 MiB have come out, in whatever it is packed. */
static void ratio(void **state)
{
    (void)state;
    scratch_need("tar zip 7z");
    static const struct {
        const char *name, *command;
    } rows[] = {
        { "zeros.gz", "head -c 200000000 /dev/zero | gzip -n > zeros.gz" },
        { "zeros.tgz", "tar -czf zeros.tgz zeros" },
        { "zeros.zip", "zip -q zeros.zip zeros" },
        { "zeros.7z", "7z a -bd zeros.7z zeros > said" },
        { "in.tar", "tar -cf in.tar zeros.zip" },
        { "sparse.tar", "truncate -s 200000000 sparse && tar -S -cf sparse.tar sparse" },
    };
    scratch_run("head -c 200000000 /dev/zero > zeros");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_arena *a = pm_arena_new();
        scratch_run(rows[i].command);
        pm_piece *p = walk_file(a, rows[i].name), *leaf = p;
        while (leaf->first_child)
            leaf = leaf->first_child;
        check_int(rows[i].name, "state", leaf->state, PM_PIECE_DAMAGED);
        check_int(rows[i].name, "damage", leaf->damage, PM_DAMAGE_LIMIT);
        check_text(rows[i].name, "limit", leaf->damage_detail, "ratio");
        check_true(rows[i].name, "stopped soon after", content_of(leaf).len >= 64 << 20 && content_of(leaf).len < 80 << 20);
        forget(p);
        pm_arena_free(a);
    }
    scratch_run("rm -f zeros zeros.* sparse*");
}

/* A 7z inside another archive must be held whole. */
static void memory(void **state)
{
    (void)state;
    scratch_need("tar 7z");
    pm_arena *a = pm_arena_new();
    scratch_run("rm -f r.7z; head -c 900000 /dev/urandom > r && 7z a -bd r.7z r > said && tar -cf r.tar r.7z");
    pm_evidence_limits limits = PM_EVIDENCE_LIMITS_DEFAULT;
    limits.memory = 500000;
    pm_piece *p = walk_limited(a, "r.tar", &limits);
    check_int("7z in tar", "damage", p->first_child->damage, PM_DAMAGE_LIMIT);
    check_text("7z in tar", "limit", p->first_child->damage_detail, "memory");
    check_hash("7z in tar", pm_piece_sha256(p->first_child), "cat r.7z");
    forget(p);
    p = walk_limited(a, "r.7z", &limits); /* a file can be sought in */
    check_int("7z as a file", "damage", p->first_child->damage, PM_DAMAGE_NONE);
    check_int("7z as a file", "bytes", (int64_t)p->first_child->content_bytes, 900000);
    forget(p);
    pm_arena_free(a);
}

/* The first look reads no more than it was told to and hashes nothing. */
static void only_look(void **state)
{
    (void)state;
    scratch_need("gzip");
    pm_arena *a = pm_arena_new();
    scratch_run("head -c 3000000 /dev/zero | tr '\\0' 'x' > big.log; gzip -nc big.log > big.gz");
    pm_evidence_limits limits = PM_EVIDENCE_LIMITS_DEFAULT;
    limits.only_look = true;
    limits.bytes = 5000;
    static const char *const names[] = { "big.log", "big.gz" };
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        pm_piece *p = walk_limited(a, names[i], &limits);
        check_int(names[i], "so much", (int64_t)content_of(p).len, 5000);
        check_true(names[i], "no hash", !p->has_sha256);
        forget(p);
    }
    pm_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_and_compressed), cmocka_unit_test(other_compression), cmocka_unit_test(containers),
        cmocka_unit_test(seven_zip),            cmocka_unit_test(archives_in_archives), cmocka_unit_test(facts),
        cmocka_unit_test(small_reads),          cmocka_unit_test(links_and_devices), cmocka_unit_test(hostile_names),
        cmocka_unit_test(names_in_utf8),        cmocka_unit_test(bad_member), cmocka_unit_test(encrypted),         cmocka_unit_test(cut_off),
        cmocka_unit_test(empty_archives),       cmocka_unit_test(cannot_be_opened),  cmocka_unit_test(depth),
        cmocka_unit_test(members),              cmocka_unit_test(joined_by_cat),     cmocka_unit_test(bytes),             cmocka_unit_test(ratio),
        cmocka_unit_test(passphrases),          cmocka_unit_test(wrong_passphrases),
        cmocka_unit_test(damaged_and_encrypted), cmocka_unit_test(encrypted_in_memory),
        cmocka_unit_test(passphrase_files),     cmocka_unit_test(utf16),                cmocka_unit_test(utf16_in_gzip),
        cmocka_unit_test(japanese_names),       cmocka_unit_test(long_names),
        cmocka_unit_test(hard_links),           cmocka_unit_test(sparse_files),         cmocka_unit_test(kept),                 cmocka_unit_test(memory),               cmocka_unit_test(only_look),
    };
    return SCRATCH_RUN(tests);
}
