#include "html.h"

void pm_html_free(pm_html *h)
{
    pm_buffer_free(&h->out);
}

bool pm_html_is_void(const char *name)
{
    static const char *const names[] = { "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta",
                                         "source", "track", "wbr" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static void put(pm_html *h, const char *s)
{
    pm_buffer_add(&h->out, pm_span_of(s));
}

static void close_tag(pm_html *h)
{
    if (h->open)
        put(h, ">");
    h->open = false;
}

void pm_html_doctype(pm_html *h)
{
    put(h, "<!DOCTYPE html>\n");
}

void pm_html_start(pm_html *h, const char *name)
{
    if (h->plain)
        return;
    close_tag(h);
    put(h, "<");
    put(h, name);
    h->open = true;
}

/* Runs of harmless bytes are copied whole. */
static void escape(pm_html *h, pm_span s, bool attribute)
{
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *as = NULL;
        switch (s.ptr[i]) {
        case '&': as = "&amp;"; break;
        case '<': as = "&lt;"; break;
        case '>': as = "&gt;"; break;
        case '"': as = attribute ? "&quot;" : NULL; break;
        default: break;
        }
        if (as == NULL)
            continue;
        pm_buffer_add(&h->out, pm_span_make(s.ptr + from, i - from));
        put(h, as);
        from = i + 1;
    }
    pm_buffer_add(&h->out, pm_span_make(s.ptr + from, s.len - from));
}

void pm_html_attribute(pm_html *h, const char *name, pm_span value)
{
    if (h->plain)
        return;
    put(h, " ");
    put(h, name);
    put(h, "=\"");
    escape(h, value, true);
    put(h, "\"");
}

void pm_html_text(pm_html *h, pm_span text)
{
    close_tag(h);
    if (text.len == 0)
        return;
    if (h->plain)
        pm_buffer_add(&h->out, text);
    else
        escape(h, text, false);
}

void pm_html_raw(pm_html *h, pm_span text)
{
    close_tag(h);
    pm_buffer_add(&h->out, text);
}

void pm_html_end(pm_html *h, const char *name)
{
    if (h->plain)
        return;
    close_tag(h);
    if (pm_html_is_void(name))
        return;
    put(h, "</");
    put(h, name);
    put(h, ">");
}
