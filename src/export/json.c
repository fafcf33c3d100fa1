#include "postmortem/base/memory.h"
#include "postmortem/base/text.h"
#include "postmortem/export/export.h"

enum { DEPTH = 24 };

typedef struct {
    pm_output *out;
    pm_buffer text;
    bool is_list[DEPTH], has_items[DEPTH];
    size_t depth;
} writer;

static void put(writer *w, const char *s)
{
    pm_output_write(w->out, pm_span_of(s));
}

/* Rows begin on a line of their own down to the third level; what is inside them stays on it. */
static void begin_value(writer *w, const char *key)
{
    if (w->has_items[w->depth])
        put(w, ",");
    w->has_items[w->depth] = true;
    if (w->depth <= 2 || (w->depth <= 4 && w->is_list[w->depth])) {
        put(w, "\n");
        for (size_t i = 0; i < w->depth; i++)
            put(w, " ");
    }
    if (key == NULL)
        return;
    pm_buffer_clear(&w->text);
    pm_text_json(&w->text, pm_span_of(key));
    put(w, "\"");
    pm_output_write(w->out, pm_buffer_span(&w->text));
    put(w, "\":");
}

static void open_value(writer *w, const char *key, bool list)
{
    begin_value(w, key);
    put(w, list ? "[" : "{");
    if (w->depth + 1 < DEPTH)
        w->depth++;
    w->is_list[w->depth] = list;
    w->has_items[w->depth] = false;
}

static void on_object(void *ctx, const char *key)
{
    open_value(ctx, key, false);
}

static void on_list(void *ctx, const char *key)
{
    open_value(ctx, key, true);
}

static void on_end(void *ctx)
{
    writer *w = ctx;
    put(w, w->is_list[w->depth] ? "]" : "}");
    w->depth--;
}

static void on_text(void *ctx, const char *key, pm_span value)
{
    writer *w = ctx;
    begin_value(w, key);
    pm_buffer_clear(&w->text);
    pm_buffer_add_char(&w->text, '"');
    pm_text_json(&w->text, value);
    pm_buffer_add_char(&w->text, '"');
    pm_output_write(w->out, pm_buffer_span(&w->text));
}

static void on_number(void *ctx, const char *key, uint64_t value)
{
    writer *w = ctx;
    char digits[PM_U64_DIGITS];
    begin_value(w, key);
    pm_output_write(w->out, pm_span_of_u64(digits, value));
}

static void on_real(void *ctx, const char *key, double value, int decimals)
{
    writer *w = ctx;
    begin_value(w, key);
    pm_output_format(w->out, "%.*f", decimals, value);
}

static void on_flag(void *ctx, const char *key, bool value)
{
    writer *w = ctx;
    begin_value(w, key);
    put(w, value ? "true" : "false");
}

void pm_export_json(const pm_model_input *in, pm_output *out)
{
    writer w = { .out = out };
    const pm_sink sink = { &w, on_object, on_list, on_end, on_text, on_number, on_real, on_flag };
    put(&w, "{");
    pm_model_write(in, &sink);
    put(&w, "\n}\n");
    pm_buffer_free(&w.text);
}
