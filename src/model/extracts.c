/*
 * extracts: for a piece of evidence its short name, and the command that brings a piece's content to standard output, so that anybody can look at
 * a cited line without this program: tar -xOf 'b.tar.gz' -- 'var/log/maillog.1.gz' | gzip -dc
 *
 * Told from the names of the containers; where a name says nothing, libarchive's own tools read what is there.
 */
#include "tree.h"

#include "postmortem/base/buffer.h"
#include "postmortem/base/text.h"

/* unzip takes a member's name for a pattern, and so it is written as one that matches nothing else. */
static void add_pattern(pm_buffer *b, pm_span s)
{
    pm_buffer pattern = { 0 };
    for (size_t i = 0; i < s.len; i++)
        if (strchr("*?[", s.ptr[i]) != NULL && s.ptr[i] != '\0')
            pm_buffer_format(&pattern, "[%c]", s.ptr[i]);
        else if (s.ptr[i] == '\\')
            pm_buffer_add(&pattern, PM_SPAN("\\\\"));
        else
            pm_buffer_add_char(&pattern, s.ptr[i]);
    pm_text_shell(b, pm_buffer_span(&pattern));
    pm_buffer_free(&pattern);
}

static bool ends_in(pm_span name, const char *const *suffixes)
{
    for (; *suffixes != NULL; suffixes++)
        if (pm_span_ends(name, pm_span_of(*suffixes)))
            return true;
    return false;
}

static const char *unpacker_of(pm_span name)
{
    static const struct {
        const char *suffix, *command;
    } known[] = { { ".gz", "gzip -dc" }, { ".xz", "xz -dc" }, { ".bz2", "bzip2 -dc" }, { ".zst", "zstd -dc" }, { ".lzma", "xz -dc" } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (pm_span_ends(name, pm_span_of(known[i].suffix)))
            return known[i].command;
    return NULL;
}

/* bsdtar takes a member's name for a pattern, too, which a backslash makes a name. */
static void add_escaped(pm_buffer *b, pm_span s)
{
    pm_buffer pattern = { 0 };
    for (size_t i = 0; i < s.len; i++) {
        if (strchr("*?[]\\", s.ptr[i]) != NULL && s.ptr[i] != '\0')
            pm_buffer_add_char(&pattern, '\\');
        pm_buffer_add_char(&pattern, s.ptr[i]);
    }
    pm_text_shell(b, pm_buffer_span(&pattern));
    pm_buffer_free(&pattern);
}

/* One step: the first container is a file, the others come through the pipe. */
typedef struct {
    pm_span container, member;
    bool first;
    bool encrypted; /* the member */
    size_t same, which; /* so many members of the archive are called so, and this is the which-th, from 1 */
} step;

static void add_tar(pm_buffer *b, const step *s)
{
    pm_buffer_add(b, s->first ? PM_SPAN("tar ") : PM_SPAN(" | tar "));
    if (s->same > 1)
        pm_buffer_format(b, "--occurrence=%zu ", s->which);
    if (s->first) {
        pm_buffer_add(b, PM_SPAN("-xOf "));
        pm_text_shell(b, s->container);
    } else {
        pm_span c = s->container;
        pm_buffer_add(b, PM_SPAN("-xO"));
        pm_buffer_add(b, ends_in(c, (const char *const[]){ ".gz", ".tgz", NULL })     ? PM_SPAN("zf -")
                         : ends_in(c, (const char *const[]){ ".xz", ".txz", NULL })   ? PM_SPAN("Jf -")
                         : ends_in(c, (const char *const[]){ ".bz2", ".tbz2", NULL }) ? PM_SPAN("jf -")
                         : ends_in(c, (const char *const[]){ ".zst", NULL })          ? PM_SPAN(" --zstd -f -")
                                                                                        : PM_SPAN("f -"));
    }
    pm_buffer_add(b, PM_SPAN(" -- ")); /* a member may be called like an option: "--to-command=…" */
    pm_text_shell(b, s->member);
}

/* libarchive's own tools read all that this program reads, whatever it is called. */
static void add_any(pm_buffer *b, const step *s, bool archive)
{
    pm_buffer_add(b, s->first ? PM_SPAN("") : PM_SPAN(" | "));
    pm_buffer_add(b, archive ? PM_SPAN("bsdtar -xOf ") : s->first ? PM_SPAN("bsdcat ") : PM_SPAN("bsdcat"));
    if (s->first)
        pm_text_shell(b, s->container);
    else
        pm_buffer_add(b, archive ? PM_SPAN("-") : PM_SPAN(""));
    if (archive) {
        pm_buffer_add(b, PM_SPAN(" -- "));
        add_escaped(b, s->member);
    }
}

static bool add_archive(pm_buffer *b, const step *s)
{
    static const char *const tars[] = { ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst", NULL };
    static const char *const zips[] = { ".zip", NULL }, *const sought_in[] = { ".7z", NULL };
    if (ends_in(s->container, tars)) {
        add_tar(b, s);
        return true;
    }
    if (s->same > 1 || (!s->first && (s->encrypted || ends_in(s->container, sought_in))))
        return false; /* the tools would write all of that name; a pipe cannot be sought in, and leaves no room for a passphrase */
    if (s->encrypted && ends_in(s->container, zips)) { /* unzip knows no AES; 7z asks for the passphrase */
        pm_buffer_add(b, PM_SPAN("7z x -so -spd "));
        pm_text_shell(b, s->container);
        pm_buffer_add(b, PM_SPAN(" -- "));
        pm_text_shell(b, s->member);
        return true;
    }
    if (s->first && ends_in(s->container, zips)) {
        pm_buffer_add(b, PM_SPAN("unzip -p "));
        pm_text_shell(b, s->container);
        pm_buffer_add_char(b, ' ');
        add_pattern(b, s->member);
        return true;
    }
    add_any(b, s, true);
    return true;
}

/* Compression: what is in it has a name that the walk made. */
static void add_compressed(pm_buffer *b, const step *s)
{
    const char *unpack = unpacker_of(s->container);
    if (unpack == NULL) {
        add_any(b, s, false);
        return;
    }
    if (!s->first)
        pm_buffer_add(b, PM_SPAN(" | "));
    pm_buffer_add(b, pm_span_of(unpack));
    if (s->first) {
        pm_buffer_add_char(b, ' ');
        pm_text_shell(b, s->container);
    }
}

static void count_same(const pm_piece *p, step *s)
{
    s->same = s->which = 0;
    for (const pm_piece *k = p->parent->first_child; k != NULL; k = k->next) {
        s->same += pm_span_eq(k->path, p->path);
        if (k == p)
            s->which = s->same;
    }
}

/* What stands in the path of a piece behind that of its container, "var/log/maillog.1.gz!maillog.1", or all of it; without the
 * name that decoded text has got: "mail.log.1!mail.log.1". */
static pm_span own_part(const pm_piece *p)
{
    pm_span part = p->path, rest, text;
    if (p->parent != NULL && pm_span_after(p->path, p->parent->path, &rest) && pm_span_after(rest, PM_SPAN("!"), &rest))
        part = rest;
    if (p->decoded_from != NULL)
        pm_span_split_last(part, PM_SPAN("!"), &part, &text);
    return part;
}

/* Is `inner` what the walk calls the content of something compressed that is called `outer`? */
static bool is_inside(pm_span outer, pm_span inner)
{
    pm_span name = pm_tree_last_name(outer), rest;
    if (pm_span_after(inner, name, &rest))
        return pm_span_eq(rest, PM_SPAN(".content"));
    return pm_span_after(name, inner, &rest) && rest.len > 1 && rest.ptr[0] == '.' && inner.len > 0;
}

/* What the container of the piece, or the file system, calls it; behind it stand the names that its layers of compression were given. */
static pm_span name_of(const pm_piece *p)
{
    pm_span name = own_part(p), outer, inner;
    while (p->kind != PM_PIECE_CONTAINER && pm_span_split_last(name, PM_SPAN("!"), &outer, &inner) && is_inside(outer, inner))
        name = outer;
    return name;
}

static void add_layers(const pm_piece *p, pm_buffer *b)
{
    step s = { .container = name_of(p), .first = p->parent == NULL };
    pm_span inner;
    if (!pm_span_after(pm_span_skip(own_part(p), s.container.len), PM_SPAN("!"), &inner))
        return;
    do {
        add_compressed(b, &s);
        s.first = false;
    } while (pm_span_split(inner, PM_SPAN("!"), &s.container, &inner));
}

/* From the outermost container inwards. */
static bool command_of(const pm_piece *p, pm_buffer *b)
{
    if (p->parent == NULL && name_of(p).len == own_part(p).len && p->kind != PM_PIECE_CONTAINER) {
        pm_buffer_add(b, PM_SPAN("cat "));
        pm_text_shell(b, own_part(p));
    }
    if (p->parent != NULL) {
        step archive = { .container = name_of(p->parent), .member = name_of(p), .first = p->parent->parent == NULL,
                         .encrypted = p->opened };
        count_same(p, &archive);
        if (!command_of(p->parent, b) || !add_archive(b, &archive))
            return false;
    }
    add_layers(p, b);
    return true;
}

/* A tool would want the name as it is stored. */
static bool is_named_as_stored(const pm_piece *p)
{
    while (p != NULL && p->name_encoding == NULL && p->name_length == 0)
        p = p->parent;
    return p == NULL;
}

static void add_decoding(const pm_piece *p, pm_buffer *b)
{
    if (p->decoded_from == NULL)
        return;
    const char *from = p->has_byte_order_mark ? "UTF-16" : strcmp(p->decoded_from, "utf-16be") == 0 ? "UTF-16BE" : "UTF-16LE";
    pm_buffer_format(b, " | iconv -f %s -t UTF-8", from);
}

void pm_tree_add_extract(xmlNode *n, const pm_piece *p)
{
    pm_buffer b = { 0 };
    bool any = is_named_as_stored(p) && command_of(p, &b);
    add_decoding(p, &b);
    if (any)
        pm_tree_add_text(n, "extract", pm_buffer_span(&b));
    pm_buffer_free(&b);
}

void pm_tree_names(const pm_model_input *in, xmlNode *evidence)
{
    size_t i = 0;
    for (xmlNode *n = evidence ? evidence->children : NULL; n != NULL && i < in->c->n_pieces; n = n->next, i++)
        pm_tree_add_text(n, "name", pm_tree_last_name(in->c->pieces[i]->path));
}
