#include "claims.h"

#include "postmortem/base/buffer.h"
#include "postmortem/base/map.h"
#include "postmortem/base/memory.h"
#include "postmortem/base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SCHEMA "postmortem.case/1"

enum {
    FILE_MAX = 1 << 30,
    DEPTH_MAX = 1000,          /* containers inside containers */
    MEMORY_PER_BYTE = 32,      /* of the file, for its values: a case.json needs a third of it */
    MEMORY_BESIDES = 16 << 20,
};
static const json_int_t PLACE_MAX = (json_int_t)1 << 60; /* so that a sum of two is no overflow */

typedef struct {
    pm_claims *claims;
    const char *file;
    pm_map by_id;              /* hash of "E03" -> item */
    size_t cap_lines;
    pm_error *err;
} reading;

/* ---- memory of the JSON reader: one file is read at a time, by one thread ---- */

typedef union {
    size_t size;
    max_align_t align;
} block_head;

static uint64_t json_memory, json_memory_max;
static bool json_refused; /* jansson itself does not always say so */

static void *json_get(size_t size)
{
    if (size > json_memory_max - json_memory) {
        json_refused = true;
        return NULL;
    }
    block_head *b = pm_alloc(sizeof *b + size);
    b->size = size;
    json_memory += size;
    return b + 1;
}

static void json_give(void *p)
{
    if (p == NULL)
        return;
    block_head *b = (block_head *)p - 1;
    json_memory -= b->size;
    free(b);
}

/* ---- the file ---- */

static pm_status read_file(const char *file, pm_buffer *out, pm_error *err)
{
    struct stat st;
    int fd = strcmp(file, "-") == 0 ? dup(STDIN_FILENO) : open(file, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? -1 : 1;
    bool large = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > FILE_MAX;
    while (n > 0 && !large && out->len <= FILE_MAX) {
        pm_buffer_reserve(out, 1 << 16);
        n = read(fd, out->data + out->len, 1 << 16);
        out->len += n > 0 ? (size_t)n : 0;
    }
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (n < 0)
        return pm_fail(err, PM_E_IO, "%.300s cannot be read: %s", file, strerror(why));
    if (large || out->len > FILE_MAX)
        return pm_fail(err, PM_E_LIMIT, "%.300s is larger than 1 GiB: no case.json that this program wrote is", file);
    return PM_OK;
}

static pm_status parse(const char *file, pm_span text, json_t **out, pm_error *err)
{
    json_error_t why;
    json_refused = false;
    json_memory_max = json_memory + MEMORY_BESIDES + (uint64_t)MEMORY_PER_BYTE * text.len;
    *out = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &why);
    if (*out != NULL)
        return PM_OK;
    if (json_refused)
        return pm_fail(err, PM_E_LIMIT, "%.300s holds so many values in so few bytes as no case.json that this program wrote", file);
    pm_arena *a = pm_arena_new();
    pm_span words = pm_text_visible(a, pm_span_of(why.text));
    pm_status st = pm_fail(err, PM_E_FORMAT, "%.200s is damaged, no JSON from line %d on (%.*s); take the file as it was written", file, why.line,
                           PM_SPAN_FMT(words));
    pm_arena_free(a);
    return st;
}

/* ---- values, of which nothing is believed ---- */

static pm_status damaged(const reading *r, const char *where, const char *what)
{
    return pm_fail(r->err, PM_E_FORMAT, "%.200s is damaged: %s: %s; take the file as it was written", r->file, where, what);
}

static pm_span text_of(const reading *r, const json_t *value)
{
    pm_span s = json_is_string(value) ? pm_span_make(json_string_value(value), json_string_length(value)) : (pm_span){ 0 };
    return pm_arena_copy(r->claims->arena, pm_text_visible(r->claims->arena, s));
}

/* true: there, and a number in its range. */
static bool number_of(const json_t *value, uint64_t *out)
{
    json_int_t n = json_integer_value(value);
    if (!json_is_integer(value) || n < 0 || n > PLACE_MAX)
        return false;
    *out = (uint64_t)n;
    return true;
}

static int digit_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Absent is well; *has says so.  false: there, but no SHA-256. */
static bool sha256_of(const json_t *value, unsigned char out[PM_SHA256_SIZE], bool *has)
{
    *has = value != NULL;
    if (value == NULL)
        return true;
    if (!json_is_string(value) || json_string_length(value) != 2 * PM_SHA256_SIZE)
        return false;
    const char *s = json_string_value(value);
    for (size_t i = 0; i < PM_SHA256_SIZE; i++) {
        int high = digit_of(s[2 * i]), low = digit_of(s[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

/* "E03": the number in it is the key. */
static bool id_number(const json_t *value, uint64_t *out)
{
    pm_span s = json_is_string(value) ? pm_span_make(json_string_value(value), json_string_length(value)) : (pm_span){ 0 };
    return s.len > 1 && s.len < 16 && s.ptr[0] == 'E' && pm_span_to_u64(pm_span_skip(s, 1), out);
}

static uint32_t item_of(const reading *r, const json_t *id)
{
    uint64_t number;
    return id_number(id, &number) ? pm_map_get(&r->by_id, number) : PM_NO_ITEM;
}

/* ---- the items ---- */

static pm_status read_item(reading *r, const json_t *value, pm_claimed_item *out)
{
    uint64_t number;
    const json_t *parent = json_object_get(value, "parent"), *bytes = json_object_get(value, "bytes"),
                 *content = json_object_get(value, "content_bytes");
    if (!id_number(json_object_get(value, "id"), &number))
        return damaged(r, "its list of evidence", "an item has no number such as E03");
    out->id = text_of(r, json_object_get(value, "id"));
    out->path = text_of(r, json_object_get(value, "path"));
    out->parent = parent ? item_of(r, parent) : PM_NO_ITEM;
    if (parent != NULL && out->parent == PM_NO_ITEM)
        return damaged(r, out->id.ptr, "what it came out of does not stand before it in the list");
    out->depth = out->parent == PM_NO_ITEM ? 0 : r->claims->items[out->parent].depth + 1;
    if (out->depth > DEPTH_MAX)
        return damaged(r, out->id.ptr, "it lies deeper in containers than this program goes");
    if (pm_map_get(&r->by_id, number) != PM_MAP_NONE)
        return damaged(r, out->id.ptr, "it stands in the list twice");
    if (out->path.len == 0)
        return damaged(r, out->id.ptr, "it has no path");
    const json_t *kind = json_object_get(value, "kind");
    out->container = json_is_string(kind) && strcmp(json_string_value(kind), "container") == 0;
    if ((bytes != NULL && !number_of(bytes, &out->bytes)) || (content != NULL && !number_of(content, &out->content_bytes)))
        return damaged(r, out->id.ptr, "its size is no number");
    if (!sha256_of(json_object_get(value, "sha256"), out->sha256, &out->has_sha256) ||
        !sha256_of(json_object_get(value, "content_sha256"), out->content_sha256, &out->has_content_sha256))
        return damaged(r, out->id.ptr, "its SHA-256 is none");
    pm_map_put(&r->by_id, number, (uint32_t)(out - r->claims->items));
    return PM_OK;
}

static pm_status read_items(reading *r, const json_t *list)
{
    size_t n = json_array_size(list);
    if (!json_is_array(list) || n == 0)
        return damaged(r, "its list of evidence", "there is none");
    r->claims->items = pm_arena_zalloc(r->claims->arena, n * sizeof *r->claims->items);
    for (size_t i = 0; i < n; i++) {
        pm_status st = read_item(r, json_array_get(list, i), &r->claims->items[i]);
        if (st != PM_OK)
            return st;
        r->claims->n_items = i + 1;
    }
    return PM_OK;
}

/* ---- the citations, wherever they stand ---- */

static bool is_citation(const json_t *value)
{
    return json_object_get(value, "e") != NULL && json_object_get(value, "line") != NULL && json_object_get(value, "offset") != NULL;
}

static pm_status read_citation(reading *r, const json_t *value)
{
    pm_claims *c = r->claims;
    pm_claimed_line x = { .item = item_of(r, json_object_get(value, "e")), .state = PM_LINE_NOT_READ };
    char where[60];
    snprintf(where, sizeof where, "the %zuth line that it cites", c->n_citations + 1);
    if (x.item == PM_NO_ITEM)
        return damaged(r, where, "its evidence number is not in the list of evidence");
    if (!number_of(json_object_get(value, "line"), &x.line) || x.line == 0 || !number_of(json_object_get(value, "offset"), &x.offset) ||
        !number_of(json_object_get(value, "length"), &x.length))
        return damaged(r, where, "its line, offset or length is no number that a place in a file can have");
    if (!sha256_of(json_object_get(value, "sha256"), x.sha256, &x.has_sha256))
        return damaged(r, where, "its SHA-256 is none");
    c->lines = pm_array_grow(c->lines, &r->cap_lines, c->n_lines + 1, sizeof *c->lines);
    c->lines[c->n_lines++] = x;
    c->n_citations++;
    return PM_OK;
}

/* The reader has refused what is nested deeper than JSON_PARSER_MAX_DEPTH. */
static pm_status read_citations(reading *r, const json_t *value)
{
    pm_status st = PM_OK;
    if (json_is_object(value) && is_citation(value))
        return read_citation(r, value);
    if (json_is_object(value)) {
        json_t *object = json_incref((json_t *)(uintptr_t)value); /* jansson iterates over what may be changed */
        for (void *i = json_object_iter(object); i != NULL && st == PM_OK; i = json_object_iter_next(object, i))
            st = read_citations(r, json_object_iter_value(i));
        json_decref(object);
    }
    for (size_t i = 0; json_is_array(value) && i < json_array_size(value) && st == PM_OK; i++)
        st = read_citations(r, json_array_get(value, i));
    return st;
}

static int by_place(const void *a, const void *b)
{
    const pm_claimed_line *x = a, *y = b;
    if (x->item != y->item)
        return x->item < y->item ? -1 : 1;
    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    if (x->length != y->length)
        return x->length < y->length ? -1 : 1;
    if (x->line != y->line)
        return x->line < y->line ? -1 : 1;
    if (x->has_sha256 != y->has_sha256)
        return x->has_sha256 ? -1 : 1;
    return x->has_sha256 ? memcmp(x->sha256, y->sha256, PM_SHA256_SIZE) : 0;
}

/* A line is cited in many places; each is read once. */
static void sort_lines(pm_claims *c)
{
    size_t kept = 0;
    if (c->n_lines == 0)
        return;
    qsort(c->lines, c->n_lines, sizeof *c->lines, by_place);
    for (size_t i = 0; i < c->n_lines; i++)
        if (i == 0 || by_place(&c->lines[i], &c->lines[kept - 1]) != 0)
            c->lines[kept++] = c->lines[i];
    c->n_lines = kept;
    for (size_t i = 0; i < kept; i++) {
        pm_claimed_item *item = &c->items[c->lines[i].item];
        if (item->n_lines++ == 0)
            item->first_line = i;
    }
}

/* ---- the rest ---- */

/* The limits change what is read; where they are missing or none, the usual ones hold. */
static pm_evidence_limits limits_of(const json_t *limits)
{
    pm_evidence_limits l = PM_EVIDENCE_LIMITS_DEFAULT;
    uint64_t n;
    if (number_of(json_object_get(limits, "depth"), &n) && n >= 1 && n <= DEPTH_MAX)
        l.depth = (unsigned)n;
    if (number_of(json_object_get(limits, "members"), &n) && n >= 1)
        l.members = n;
    if (number_of(json_object_get(limits, "bytes"), &n) && n >= 1)
        l.bytes = n;
    if (number_of(json_object_get(limits, "ratio"), &n) && n >= 1)
        l.ratio = n;
    if (number_of(json_object_get(limits, "memory"), &n) && n >= 1)
        l.memory = n;
    return l;
}

static pm_status read_root(reading *r, const json_t *root)
{
    const json_t *schema = json_object_get(root, "schema"), *options = json_object_get(root, "options");
    if (!json_is_string(schema))
        return pm_fail(r->err, PM_E_FORMAT, "%.300s is no case.json: it names no schema; give the file that --json wrote", r->file);
    if (strcmp(json_string_value(schema), SCHEMA) != 0)
        return pm_fail(r->err, PM_E_FORMAT, "%.300s is of the schema '%.60s', not " SCHEMA "; verify it with the version that wrote it", r->file,
                       text_of(r, schema).ptr);
    r->claims->version = text_of(r, json_object_get(json_object_get(root, "tool"), "version"));
    r->claims->generated_at = text_of(r, json_object_get(options, "generated_at"));
    r->claims->limits = limits_of(json_object_get(options, "limits"));
    pm_status st = read_items(r, json_object_get(root, "evidence"));
    return st == PM_OK ? read_citations(r, root) : st;
}

pm_status pm_claims_read(pm_claims **out, const char *file, pm_error *err)
{
    pm_claims *c = pm_zalloc(sizeof *c);
    reading r = { .claims = c, .file = file, .err = err };
    pm_buffer text = { 0 };
    json_t *root = NULL;
    c->arena = pm_arena_new();
    json_set_alloc_funcs(json_get, json_give);
    pm_status st = read_file(file, &text, err);
    pm_sha256_of(pm_buffer_span(&text), c->sha256);
    if (st == PM_OK)
        st = parse(file, text.len ? pm_buffer_span(&text) : PM_SPAN(""), &root, err);
    pm_buffer_free(&text);
    if (st == PM_OK)
        st = read_root(&r, root);
    if (st == PM_OK)
        sort_lines(c);
    json_decref(root);
    json_memory_max = UINT64_MAX; /* what is written later is ours */
    pm_map_free(&r.by_id);
    if (st != PM_OK) {
        pm_claims_free(c);
        c = NULL;
    }
    *out = c;
    return st;
}

void pm_claims_free(pm_claims *c)
{
    if (c == NULL)
        return;
    pm_arena_free(c->arena);
    free(c->lines);
    free(c);
}
