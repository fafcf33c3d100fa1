/* stated: what the operator states, beside what the program knows, and never mixed with it. */
#include "postmortem/model/stated.h"

#include "postmortem/base/arena.h"
#include "postmortem/base/buffer.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/text.h"
#include "section.h"
#include "tree.h"

#include <errno.h>
#include <stdlib.h>

static const struct {
    const char *sections;
    pm_span key, japanese;
} keys[] = {
#define PM_STATED(sections, key, japanese) { sections, PM_SPAN_INIT(key), PM_SPAN_INIT(japanese) },
#include "stated.def"
#undef PM_STATED
};
enum { N_KEYS = sizeof keys / sizeof *keys, NO_KEY = N_KEYS };

typedef struct {
    char kind;               /* 'c', 'e', 't' */
    size_t line;             /* where it begins, from 1 */
    pm_span values[N_KEYS];  /* NULL: not stated */
    size_t lines[N_KEYS];
} section;

struct pm_stated {
    pm_arena *arena;
    const char *file;
    unsigned char sha256[PM_SHA256_SIZE];
    section *sections;       /* the first is the case */
    size_t n_sections, cap_sections;
};

typedef struct {
    pm_stated *s;
    size_t line;
    size_t key;              /* of the line before, for one that goes on; NO_KEY: none */
    pm_error *err;
} reading;

/* ---- the file ---- */

static pm_status wrong(const reading *r, const char *what, pm_span of)
{
    pm_arena *a = pm_arena_new();
    pm_span shown = pm_text_visible(a, pm_span_first(of, 60));
    pm_status st = pm_fail(r->err, PM_E_USAGE, "%.200s:%zu: '%.*s' %s", r->s->file, r->line, PM_SPAN_FMT(shown), what);
    pm_arena_free(a);
    return st;
}

static void begin_section(pm_stated *s, char kind, size_t line)
{
    s->sections = pm_array_grow(s->sections, &s->cap_sections, s->n_sections + 1, sizeof *s->sections);
    s->sections[s->n_sections++] = (section){ .kind = kind, .line = line };
}

static section *current(reading *r)
{
    return &r->s->sections[r->s->n_sections - 1];
}

static bool is_utf8(pm_span s)
{
    for (size_t n; s.len; s = pm_span_skip(s, n))
        if ((n = pm_utf8_length(s, NULL)) == 0)
            return false;
    return true;
}

/* "[evidence]", "［証拠］" */
static pm_status read_heading(reading *r, pm_span line)
{
    static const struct {
        pm_span name;
        char kind;
    } headings[] = { { PM_SPAN_INIT("[evidence]"), 'e' }, { PM_SPAN_INIT("[証拠]"), 'e' }, { PM_SPAN_INIT("［証拠］"), 'e' },
                     { PM_SPAN_INIT("[transfer]"), 't' }, { PM_SPAN_INIT("[引渡し]"), 't' }, { PM_SPAN_INIT("［引渡し］"), 't' } };
    r->key = NO_KEY;
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (pm_span_eq(line, headings[i].name)) {
            if (r->s->n_sections > PM_STATED_SECTIONS_MAX)
                return wrong(r, "is one section too many", line);
            begin_section(r->s, headings[i].kind, r->line);
            return PM_OK;
        }
    return wrong(r, "is no section; there are [evidence] and [transfer]", line);
}

static size_t find_key(pm_span name)
{
    for (size_t i = 0; i < N_KEYS; i++)
        if (pm_span_eq_nocase(name, keys[i].key) || pm_span_eq(name, keys[i].japanese))
            return i;
    return NO_KEY;
}

/* A Japanese keyboard writes another blank, and another colon. */
static pm_span trim(pm_span s)
{
    static const pm_span wide = PM_SPAN_INIT("　");
    for (s = pm_span_trim(s); pm_span_after(s, wide, &s) || pm_span_before(s, wide, &s);)
        s = pm_span_trim(s);
    return s;
}

static bool split_at_colon(pm_span line, pm_span *key, pm_span *value)
{
    size_t ascii = pm_span_find_char(line, ':'), wide = pm_span_find(line, PM_SPAN("："));
    if (ascii == PM_NPOS && wide == PM_NPOS)
        return false;
    *key = trim(pm_span_first(line, ascii < wide ? ascii : wide));
    *value = trim(pm_span_skip(line, ascii < wide ? ascii + 1 : wide + sizeof "：" - 1));
    return true;
}

static pm_status read_field(reading *r, pm_span line)
{
    pm_span name, value;
    section *now = current(r);
    if (!split_at_colon(line, &name, &value))
        return wrong(r, "is no 'key: value'", line);
    size_t k = find_key(name);
    if (k == NO_KEY)
        return wrong(r, "is no key that is known; the man page lists them", name);
    if (strchr(keys[k].sections, now->kind) == NULL)
        return wrong(r, now->kind == 'c' ? "does not stand here: it belongs under [evidence] or [transfer]" : "does not belong to this section", name);
    if (now->lines[k] != 0) {
        char what[60];
        snprintf(what, sizeof what, "stands in line %zu already", now->lines[k]);
        return wrong(r, what, name);
    }
    if (value.len > PM_STATED_VALUE_MAX)
        return wrong(r, "has a value that is too long", name);
    now->lines[k] = r->line;
    now->values[k] = value;
    r->key = k;
    return PM_OK;
}

/* It is joined to what it continues by one blank. */
static pm_status continue_field(reading *r, pm_span more)
{
    if (r->key == NO_KEY)
        return wrong(r, "continues nothing: a key begins at the left margin", more);
    pm_span *value = &current(r)->values[r->key];
    if (value->len + 1 + more.len > PM_STATED_VALUE_MAX)
        return wrong(r, "makes a value that is too long", more);
    *value = value->len ? pm_arena_format(r->s->arena, "%.*s %.*s", PM_SPAN_FMT(*value), PM_SPAN_FMT(more)) : more;
    return PM_OK;
}

static pm_status read_line(reading *r, pm_span line)
{
    pm_span text = trim(line);
    if (text.len == 0 || line.ptr[0] == '#') {
        r->key = text.len == 0 ? NO_KEY : r->key;
        return PM_OK;
    }
    if (!is_utf8(line) || memchr(line.ptr, '\0', line.len) != NULL)
        return wrong(r, "is no UTF-8; save the file as UTF-8", text);
    if (line.ptr[0] == ' ' || line.ptr[0] == '\t')
        return continue_field(r, text);
    return line.ptr[0] == '[' || pm_span_starts(line, PM_SPAN("［")) ? read_heading(r, text) : read_field(r, text);
}

static bool is_sha256(pm_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!((s.ptr[i] >= '0' && s.ptr[i] <= '9') || ((s.ptr[i] | 0x20) >= 'a' && (s.ptr[i] | 0x20) <= 'f')))
            return false;
    return s.len == 2 * PM_SHA256_SIZE;
}

static pm_span value_of(const section *s, const char *key)
{
    return s->values[find_key(pm_span_of(key))];
}

/* What only a whole section can show. */
static pm_status check_sections(reading *r)
{
    for (size_t i = 0; i < r->s->n_sections; i++) {
        const section *s = &r->s->sections[i];
        pm_span hash = value_of(s, "sha256");
        r->line = s->line;
        if (s->kind == 'e' && value_of(s, "file").len == 0)
            return wrong(r, "names no file: of which is it?", PM_SPAN("[evidence]"));
        if (hash.len && !is_sha256(hash)) {
            r->line = s->lines[find_key(PM_SPAN("sha256"))];
            return wrong(r, "is no SHA-256, which has 64 hexadecimal digits", hash);
        }
    }
    return PM_OK;
}

static pm_status read_bytes(const char *file, pm_buffer *out, pm_error *err)
{
    FILE *f = fopen(file, "rb");
    size_t n = 1;
    if (f == NULL)
        return pm_fail(err, PM_E_IO, "%.300s cannot be read: %s", file, strerror(errno));
    while (n > 0 && out->len <= PM_STATED_FILE_MAX) {
        pm_buffer_reserve(out, 1 << 14);
        n = fread(out->data + out->len, 1, 1 << 14, f);
        out->len += n;
    }
    bool broke = ferror(f) != 0;
    fclose(f);
    if (broke)
        return pm_fail(err, PM_E_IO, "%.300s cannot be read: %s", file, strerror(errno));
    if (out->len > PM_STATED_FILE_MAX)
        return pm_fail(err, PM_E_USAGE, "%.300s is larger than %d bytes: no file of what is stated of a case", file, PM_STATED_FILE_MAX);
    return PM_OK;
}

pm_status pm_stated_read(pm_stated **out, const char *file, pm_error *err)
{
    pm_stated *s = pm_zalloc(sizeof *s);
    reading r = { .s = s, .key = NO_KEY, .err = err };
    pm_buffer bytes = { 0 };
    s->arena = pm_arena_new();
    s->file = file;
    begin_section(s, 'c', 1);
    pm_status st = read_bytes(file, &bytes, err);
    pm_sha256_of(pm_buffer_span(&bytes), s->sha256);
    pm_span text = pm_arena_copy(s->arena, pm_buffer_span(&bytes));
    pm_span_after(text, PM_SPAN("\xef\xbb\xbf"), &text); /* some editors mark UTF-8 so */
    while (st == PM_OK && text.len) {
        pm_span line = pm_span_take(&text, PM_SPAN("\n"));
        pm_span_before(line, PM_SPAN("\r"), &line);
        r.line++;
        st = read_line(&r, line);
    }
    if (st == PM_OK)
        st = check_sections(&r);
    pm_buffer_free(&bytes);
    if (st != PM_OK) {
        pm_stated_free(s);
        s = NULL;
    }
    *out = s;
    return st;
}

void pm_stated_free(pm_stated *s)
{
    if (s == NULL)
        return;
    pm_arena_free(s->arena);
    free(s->sections);
    free(s);
}

const char *pm_stated_file(const pm_stated *s)
{
    return s->file;
}

const unsigned char *pm_stated_sha256(const pm_stated *s)
{
    return s->sha256;
}

/* ---- the section of the case ---- */

static void write_fields(pm_out *o, const section *s)
{
    for (size_t k = 0; k < N_KEYS; k++) {
        char name[40];
        if (s->values[k].len == 0)
            continue;
        snprintf(name, sizeof name, "%.*s", PM_SPAN_FMT(keys[k].key));
        for (char *p = name; *p; p++)
            *p = *p == '-' ? '_' : *p;
        pm_out_text(o, name, s->values[k]);
    }
}

/* Is it meant: "b.tar!var/log/maillog.1.gz!maillog.1", "b.tar!var/log/maillog.1.gz", "var/log/maillog.1.gz", "maillog.1.gz"? */
static bool is_called(const pm_piece *p, pm_span file)
{
    pm_span supplied = p->path, rest, inner;
    if (p->parent != NULL && pm_span_after(p->path, p->parent->path, &rest))
        pm_span_after(rest, PM_SPAN("!"), &supplied);
    pm_span_split(supplied, PM_SPAN("!"), &supplied, &inner); /* what its compression was taken off */
    pm_span whole = pm_span_first(p->path, (size_t)(supplied.ptr - p->path.ptr) + supplied.len);
    return pm_span_eq(file, p->path) || pm_span_eq(file, whole) || pm_span_eq(file, supplied) || pm_span_eq(file, pm_tree_last_name(supplied));
}

/* Of several that are called so the one with the stated hash. */
static const pm_piece *piece_of(const pm_case *c, pm_span file, pm_span sha256)
{
    const pm_piece *found = NULL;
    for (size_t i = 0; i < c->n_pieces; i++) {
        char hex[PM_SHA256_HEX];
        const unsigned char *hash = pm_piece_sha256(c->pieces[i]);
        if (!is_called(c->pieces[i], file))
            continue;
        if (hash != NULL)
            pm_sha256_hex(hash, hex);
        if (hash != NULL && pm_span_eq_nocase(sha256, pm_span_of(hex)))
            return c->pieces[i];
        found = found ? found : c->pieces[i];
    }
    return found;
}

static const char *compared(const pm_piece *p, pm_span sha256)
{
    char hex[PM_SHA256_HEX];
    if (p == NULL || pm_piece_sha256(p) == NULL)
        return "not-found";
    pm_sha256_hex(pm_piece_sha256(p), hex);
    return pm_span_eq_nocase(sha256, pm_span_of(hex)) ? "match" : "differs";
}

static void write_item(const pm_model_input *in, pm_out *o, const section *s)
{
    pm_span sha256 = value_of(s, "sha256");
    const pm_piece *p = piece_of(in->c, value_of(s, "file"), sha256);
    char id[16];
    write_fields(o, s);
    if (p != NULL) {
        pm_case_piece_id(in->c, p, id);
        pm_out_words(o, "e", id);
    }
    if (sha256.len)
        pm_out_words(o, "comparison", compared(p, sha256));
}

static void write_list(const pm_model_input *in, pm_out *o, const char *name, char kind)
{
    const pm_stated *s = in->stated;
    pm_out_list(o, name);
    for (size_t i = 0; i < s->n_sections; i++) {
        if (s->sections[i].kind != kind)
            continue;
        pm_out_object(o, NULL);
        if (kind == 'e')
            write_item(in, o, &s->sections[i]);
        else
            write_fields(o, &s->sections[i]);
        pm_out_end(o);
    }
    pm_out_end(o);
}

void pm_section_stated(const pm_model_input *in, pm_out *o)
{
    if (in->stated == NULL)
        return;
    pm_out_object(o, "stated");
    write_fields(o, &in->stated->sections[0]);
    write_list(in, o, "evidence", 'e');
    write_list(in, o, "transfers", 't');
    pm_out_end(o);
}
