/*
 * tell: the outcome in words, and as JSON.
 *
 * Names come from the evidence and from a case.json: they are shown in their visible form.
 */
#include "verification.h"

#include "postmortem/base/buffer.h"

#include <jansson.h>
#include <stdlib.h>

enum { LINES_TOLD = 50 }; /* of one item; the JSON holds all */

static const char *const item_words[PM_ITEM_STATES] = {
    [PM_ITEM_MATCHES] = "unchanged", [PM_ITEM_REPACKED] = "packed otherwise", [PM_ITEM_MOVED] = "moved",
    [PM_ITEM_SWAPPED] = "swapped",   [PM_ITEM_DIFFERS] = "different",         [PM_ITEM_MISSING] = "missing",
};

static const char *const line_words[PM_LINE_STATES] = {
    [PM_LINE_NOT_READ] = "not read",   [PM_LINE_MATCHES] = "unchanged",   [PM_LINE_AT_PLACE] = "at their place without a hash to compare",
    [PM_LINE_DIFFERS] = "different",   [PM_LINE_MISPLACED] = "misplaced", [PM_LINE_GONE] = "gone",
};

static void put(pm_output *to, const char *s)
{
    pm_output_write(to, pm_span_of(s));
}

static void put_sha256(pm_output *to, bool has, const unsigned char *hash)
{
    char hex[PM_SHA256_HEX] = "none";
    if (has)
        pm_sha256_hex(hash, hex);
    put(to, hex);
}

/* ", 3 differ" for each kind of which there is one. */
static void put_counts(pm_output *to, const size_t *n, const char *const *words, size_t kinds)
{
    bool any = false;
    for (size_t i = 0; i < kinds; i++)
        if (n[i]) {
            pm_output_format(to, "%s%zu %s", any ? ", " : "", n[i], words[i]);
            any = true;
        }
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void tell_verdict(const pm_verification *v, pm_output *to)
{
    size_t n_items = v->claims->n_items, n_lines = v->claims->n_lines;
    if (pm_verify_all_match(v)) {
        pm_output_format(to, "All match: %zu item%s of evidence and %zu cited line%s are as %s says.\n", n_items, plural(n_items), n_lines,
                         plural(n_lines), v->case_file);
        return;
    }
    pm_output_format(to, "Not all is as %s says: of %zu item%s of evidence ", v->case_file, n_items, plural(n_items));
    put_counts(to, v->items, item_words, PM_ITEM_STATES);
    pm_output_format(to, "; of %zu cited line%s ", n_lines, plural(n_lines));
    put_counts(to, v->lines, line_words, PM_LINE_STATES);
    if (n_lines == 0)
        put(to, "none");
    if (v->n_unknown)
        pm_output_format(to, "; %zu piece%s of evidence not in it", v->n_unknown, plural(v->n_unknown));
    put(to, ".\n");
}

/* ---- one item ---- */

static void tell_supplied(const pm_claimed_item *x, const pm_piece *p, pm_output *to)
{
    const unsigned char *hash = pm_piece_sha256(p);
    pm_output_format(to, "      as supplied then: %llu bytes, SHA-256 ", (unsigned long long)x->bytes);
    put_sha256(to, x->has_sha256, x->sha256);
    pm_output_format(to, "\n      as supplied now:  %llu bytes, SHA-256 ", (unsigned long long)p->bytes);
    put_sha256(to, hash != NULL, hash);
    put(to, "\n");
}

static void tell_content(const pm_claimed_item *x, const pm_piece *p, pm_output *to)
{
    pm_output_format(to, "      content then: %llu bytes, SHA-256 ", (unsigned long long)x->content_bytes);
    put_sha256(to, x->has_content_sha256, x->content_sha256);
    pm_output_format(to, "\n      content now:  %llu bytes, SHA-256 ", (unsigned long long)p->content_bytes);
    put_sha256(to, p->has_content_sha256, p->content_sha256);
    put(to, "\n");
    if (p->state == PM_PIECE_DAMAGED)
        put(to, "      It cannot be read whole now.\n");
}

static void tell_place(const pm_verification *v, const pm_item_result *r, pm_output *to)
{
    if (r->is_elsewhere)
        pm_output_format(to, "      Its content lies now under the name %.*s.\n", PM_SPAN_FMT(v->found.pieces[r->found].path));
    if (r->in_its_place != PM_NO_ITEM)
        pm_output_format(to, "      Under its own name lies now the content of %.*s.\n", PM_SPAN_FMT(v->claims->items[r->in_its_place].id));
}

static bool lines_are_well(const pm_verification *v, uint32_t item)
{
    const size_t *n = v->results[item].lines;
    return n[PM_LINE_MATCHES] + n[PM_LINE_AT_PLACE] == v->claims->items[item].n_lines;
}

static void tell_item(const pm_verification *v, uint32_t item, pm_output *to)
{
    const pm_claimed_item *x = &v->claims->items[item];
    const pm_item_result *r = &v->results[item];
    const pm_piece *p = r->found == PM_NO_ITEM ? NULL : v->found.pieces[r->found].piece;
    static const char *const sentences[PM_ITEM_STATES] = {
        [PM_ITEM_MATCHES] = "It is as it was, but not so lines that are cited from it.",
        [PM_ITEM_REPACKED] = "The content is the same, the bytes as supplied are others: it was compressed or packed anew.",
        [PM_ITEM_MOVED] = "The content is the same, the name is another.",
        [PM_ITEM_SWAPPED] = "It has changed names with another item.",
        [PM_ITEM_DIFFERS] = "The content is another.",
        [PM_ITEM_MISSING] = "It is not there.",
    };
    pm_output_format(to, "%.*s  %s  %.*s\n", PM_SPAN_FMT(x->id), item_words[r->state], PM_SPAN_FMT(x->path));
    bool container = r->state == PM_ITEM_REPACKED && x->container;
    pm_output_format(to, "      %s\n", container ? "The bytes as supplied are others; what is in it was looked at piece by piece." : sentences[r->state]);
    tell_place(v, r, to);
    if (r->state == PM_ITEM_REPACKED || (r->supplied_differs && r->state != PM_ITEM_DIFFERS))
        tell_supplied(x, p, to);
    if (r->state == PM_ITEM_DIFFERS)
        x->has_content_sha256 || p->has_content_sha256 ? tell_content(x, p, to) : tell_supplied(x, p, to);
    if (x->n_lines) {
        put(to, "      cited lines: ");
        put_counts(to, r->lines, line_words, PM_LINE_STATES);
        put(to, r->state == PM_ITEM_DIFFERS && lines_are_well(v, item) ? "; what is different stands in no cited line\n" : "\n");
    }
}

static void tell_line(const pm_verification *v, const pm_claimed_line *x, pm_output *to)
{
    static const char *const sentences[PM_LINE_STATES] = {
        [PM_LINE_DIFFERS] = "other bytes stand there",
        [PM_LINE_MISPLACED] = "the bytes are there, but are no line, or a line of another number",
        [PM_LINE_GONE] = "the content ends before",
    };
    pm_output_format(to, "        %.*s:%llu (offset %llu, length %llu): %s", PM_SPAN_FMT(v->claims->items[x->item].id), (unsigned long long)x->line,
                     (unsigned long long)x->offset, (unsigned long long)x->length, sentences[x->state]);
    if (x->found_at)
        pm_output_format(to, "; line %llu is the cited one now", (unsigned long long)x->found_at);
    else if (x->has_sha256)
        put(to, "; no other line is the cited one");
    put(to, "\n");
}

static void tell_lines(const pm_verification *v, uint32_t item, pm_output *to)
{
    const pm_claimed_item *x = &v->claims->items[item];
    size_t told = 0, more = 0;
    for (size_t i = 0; i < x->n_lines; i++) {
        const pm_claimed_line *line = &v->claims->lines[x->first_line + i];
        if (line->state == PM_LINE_MATCHES || line->state == PM_LINE_AT_PLACE || line->state == PM_LINE_NOT_READ)
            continue;
        if (told++ < LINES_TOLD)
            tell_line(v, line, to);
        else
            more++;
    }
    if (more)
        pm_output_format(to, "        and %zu more; --json lists all\n", more);
}

static bool is_well(const pm_verification *v, uint32_t item)
{
    return v->results[item].state == PM_ITEM_MATCHES && lines_are_well(v, item);
}

void pm_verify_tell(const pm_verification *v, bool brief, pm_output *to)
{
    tell_verdict(v, to);
    if (brief)
        return;
    for (uint32_t i = 0; i < v->claims->n_items; i++)
        if (!is_well(v, i)) {
            tell_item(v, i, to);
            tell_lines(v, i, to);
        }
    for (size_t i = 0; i < v->found.n_pieces; i++)
        if (v->found.pieces[i].item == PM_NO_ITEM) {
            const pm_piece *p = v->found.pieces[i].piece;
            const unsigned char *hash = pm_piece_sha256(p);
            pm_output_format(to, "---  not in the case  %.*s\n      %llu bytes, SHA-256 ", PM_SPAN_FMT(v->found.pieces[i].path),
                             (unsigned long long)p->bytes);
            put_sha256(to, hash != NULL, hash);
            put(to, "\n");
        }
    pm_output_format(to, "SHA-256 of %s itself, to be compared with the value that was handed over: ", v->case_file);
    put_sha256(to, true, v->claims->sha256);
    put(to, "\n");
}

/* ---- JSON ---- */

static json_t *json_span(pm_span s)
{
    return json_stringn(s.ptr ? s.ptr : "", s.len);
}

static json_t *json_sha256(const unsigned char *hash)
{
    char hex[PM_SHA256_HEX];
    pm_sha256_hex(hash, hex);
    return json_string(hex);
}

static const char *const item_keys[PM_ITEM_STATES] = { "unchanged", "packed_otherwise", "moved", "swapped", "different", "missing" };
static const char *const line_keys[PM_LINE_STATES] = { "not_read", "unchanged", "at_place", "different", "misplaced", "gone" };

static json_t *json_counts(const size_t *n, const char *const *keys, size_t kinds)
{
    json_t *o = json_object();
    for (size_t i = 0; i < kinds; i++)
        json_object_set_new(o, keys[i], json_integer((json_int_t)n[i]));
    return o;
}

static json_t *json_item(const pm_verification *v, uint32_t item)
{
    const pm_claimed_item *x = &v->claims->items[item];
    const pm_item_result *r = &v->results[item];
    json_t *o = json_object();
    json_object_set_new(o, "id", json_span(x->id));
    json_object_set_new(o, "path", json_span(x->path));
    json_object_set_new(o, "state", json_string(item_keys[r->state]));
    if (r->found != PM_NO_ITEM) {
        const pm_piece *p = v->found.pieces[r->found].piece;
        const unsigned char *hash = pm_piece_sha256(p);
        json_object_set_new(o, "found_path", json_span(v->found.pieces[r->found].path));
        json_object_set_new(o, "supplied_differs", json_boolean(r->supplied_differs));
        if (hash != NULL)
            json_object_set_new(o, "sha256", json_sha256(hash));
        if (p->has_content_sha256)
            json_object_set_new(o, "content_sha256", json_sha256(p->content_sha256));
    }
    if (r->in_its_place != PM_NO_ITEM)
        json_object_set_new(o, "in_its_place", json_span(v->claims->items[r->in_its_place].id));
    json_object_set_new(o, "lines", json_counts(r->lines, line_keys, PM_LINE_STATES));
    return o;
}

static json_t *json_line(const pm_verification *v, const pm_claimed_line *x)
{
    json_t *o = json_object();
    json_object_set_new(o, "e", json_span(v->claims->items[x->item].id));
    json_object_set_new(o, "line", json_integer((json_int_t)x->line));
    json_object_set_new(o, "offset", json_integer((json_int_t)x->offset));
    json_object_set_new(o, "length", json_integer((json_int_t)x->length));
    json_object_set_new(o, "state", json_string(line_keys[x->state]));
    if (x->found_at)
        json_object_set_new(o, "found_at", json_integer((json_int_t)x->found_at));
    return o;
}

static int write_part(const char *data, size_t len, void *to)
{
    pm_output_write(to, pm_span_make(data, len));
    return 0;
}

void pm_verify_json(const pm_verification *v, pm_output *to)
{
    json_t *o = json_object(), *of_case = json_object(), *items = json_array(), *lines = json_array(), *unknown = json_array();
    json_object_set_new(o, "schema", json_string("postmortem.verify/1"));
    json_object_set_new(o, "all_match", json_boolean(pm_verify_all_match(v)));
    json_object_set_new(of_case, "sha256", json_sha256(v->claims->sha256));
    json_object_set_new(of_case, "version", json_span(v->claims->version));
    json_object_set_new(of_case, "generated_at", json_span(v->claims->generated_at));
    json_object_set_new(o, "case", of_case);
    json_object_set_new(o, "items", json_counts(v->items, item_keys, PM_ITEM_STATES));
    json_object_set_new(o, "lines", json_counts(v->lines, line_keys, PM_LINE_STATES));
    for (uint32_t i = 0; i < v->claims->n_items; i++)
        json_array_append_new(items, json_item(v, i));
    for (size_t i = 0; i < v->claims->n_lines; i++)
        if (v->claims->lines[i].state != PM_LINE_MATCHES)
            json_array_append_new(lines, json_line(v, &v->claims->lines[i]));
    for (size_t i = 0; i < v->found.n_pieces; i++)
        if (v->found.pieces[i].item == PM_NO_ITEM)
            json_array_append_new(unknown, json_span(v->found.pieces[i].path));
    json_object_set_new(o, "evidence", items);
    json_object_set_new(o, "not_matching", lines);
    json_object_set_new(o, "not_in_the_case", unknown);
    json_dump_callback(o, write_part, to, JSON_INDENT(1));
    put(to, "\n");
    json_decref(o);
}
