/*
 * extracts: for a piece of evidence its short name, and the command that brings a piece's content to standard output, so that anybody can look at
 * a cited line without this program: tar -xOf 'b.tar.gz' -- 'var/log/maillog.1.gz' | gzip -dc
 *
 * Told from the names of the containers; where a name says nothing there is no command.
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

/* One container and the member taken out of it; the first one is a file, the others come through the pipe. */
static bool add_step(pm_buffer *b, pm_span container, pm_span member, bool first, bool encrypted)
{
    static const char *const tars[] = { ".tar", ".tar.gz", ".tgz", ".tar.xz", ".txz", ".tar.bz2", ".tbz2", ".tar.zst", NULL };
    static const char *const zips[] = { ".zip", NULL };
    if (ends_in(container, tars)) {
        pm_buffer_add(b, first ? PM_SPAN("tar -xOf ") : PM_SPAN(" | tar -xO"));
        if (first)
            pm_text_shell(b, container);
        else
            pm_buffer_add(b, ends_in(container, (const char *const[]){ ".gz", ".tgz", NULL })     ? PM_SPAN("zf -")
                             : ends_in(container, (const char *const[]){ ".xz", ".txz", NULL })   ? PM_SPAN("Jf -")
                             : ends_in(container, (const char *const[]){ ".bz2", ".tbz2", NULL }) ? PM_SPAN("jf -")
                             : ends_in(container, (const char *const[]){ ".zst", NULL })          ? PM_SPAN(" --zstd -f -")
                                                                                                    : PM_SPAN("f -"));
        pm_buffer_add(b, PM_SPAN(" -- ")); /* a member may be called like an option: "--to-command=…" */
        pm_text_shell(b, member);
        return true;
    }
    if (first && encrypted && ends_in(container, zips)) { /* unzip knows no AES; 7z asks for the passphrase */
        pm_buffer_add(b, PM_SPAN("7z x -so -spd "));
        pm_text_shell(b, container);
        pm_buffer_add(b, PM_SPAN(" -- "));
        pm_text_shell(b, member);
        return true;
    }
    if (first && ends_in(container, zips)) {
        pm_buffer_add(b, PM_SPAN("unzip -p "));
        pm_text_shell(b, container);
        pm_buffer_add_char(b, ' ');
        add_pattern(b, member);
        return true;
    }
    const char *unpack = unpacker_of(container);
    if (unpack == NULL)
        return false;
    if (!first)
        pm_buffer_add(b, PM_SPAN(" | "));
    pm_buffer_add(b, pm_span_of(unpack));
    if (first) {
        pm_buffer_add_char(b, ' ');
        pm_text_shell(b, container);
    }
    return true;
}

static bool command_of(pm_span path, bool encrypted, pm_buffer *b)
{
    pm_span container, rest = path;
    bool first = true;
    if (!pm_span_split(rest, PM_SPAN("!"), &container, &rest)) {
        pm_buffer_add(b, PM_SPAN("cat "));
        pm_text_shell(b, path);
        return true;
    }
    for (;;) {
        pm_span member, after;
        bool more = pm_span_split(rest, PM_SPAN("!"), &member, &after);
        if (!add_step(b, container, more ? member : rest, first, encrypted))
            return false;
        if (!more)
            return true;
        first = false;
        container = member;
        rest = after;
    }
}

/* The last name in the path of decoded text is that of the text: "mail.log.1!mail.log.1". */
static bool text_command_of(const pm_piece *p, pm_buffer *b)
{
    pm_span file, text;
    bool encrypted = false;
    for (const pm_piece *up = p; up != NULL; up = up->parent) {
        encrypted = encrypted || up->opened;
        if (up->name_encoding != NULL || up->name_length) /* a tool would want the name as it is stored */
            return false;
    }
    if (p->decoded_from == NULL)
        return command_of(p->path, encrypted, b);
    if (!pm_span_split_last(p->path, PM_SPAN("!"), &file, &text) || !command_of(file, encrypted, b))
        return false;
    const char *from = p->has_byte_order_mark ? "UTF-16" : strcmp(p->decoded_from, "utf-16be") == 0 ? "UTF-16BE" : "UTF-16LE";
    pm_buffer_format(b, " | iconv -f %s -t UTF-8", from);
    return true;
}

void pm_tree_add_extract(xmlNode *n, const pm_piece *p)
{
    pm_buffer b = { 0 };
    if (text_command_of(p, &b))
        pm_tree_add_text(n, "extract", pm_buffer_span(&b));
    pm_buffer_free(&b);
}

void pm_tree_names(const pm_model_input *in, xmlNode *evidence)
{
    size_t i = 0;
    for (xmlNode *n = evidence ? evidence->children : NULL; n != NULL && i < in->c->n_pieces; n = n->next, i++)
        pm_tree_add_text(n, "name", pm_tree_last_name(in->c->pieces[i]->path));
}
