#include "svg.h"

#include "secret.h"

#include <stdarg.h>

static void set_number(xmlNode *n, const char *name, double v)
{
    char buf[32];
    snprintf(buf, sizeof buf, "%.1f", v);
    size_t len = strlen(buf);
    if (buf[len - 1] == '0')
        buf[len - 2] = '\0';
    xmlNewProp(n, PM_XML(name), PM_XML(strcmp(buf, "-0") == 0 ? "0" : buf));
}

static xmlNode *shape(xmlNode *p, const char *name, const char *class)
{
    xmlNode *n = pm_tree_add(p, name);
    if (class != NULL)
        xmlNewProp(n, PM_XML("class"), PM_XML(class));
    return n;
}

static void add_message(xmlNode *p, const pm_model_input *in, const char *name, const char *id, const char *part, const char *texts)
{
    char key[128];
    xmlNode *n = pm_tree_add(p, name);
    snprintf(key, sizeof key, "%s-%s", id, part);
    xmlNewProp(n, PM_XML("id"), PM_XML(key));
    snprintf(key, sizeof key, "chart.%s.%s", texts, part);
    pm_tree_text(n, pm_texts_message(in->texts, key, in->lang));
}

xmlNode *pm_svg_open(xmlNode *parent, const pm_model_input *in, const char *id, const char *texts)
{
    char refs[160];
    xmlNode *svg = shape(parent, "svg", "chart");
    snprintf(refs, sizeof refs, "%s-title %s-desc", id, id);
    xmlNewProp(svg, PM_XML("role"), PM_XML("img"));
    xmlNewProp(svg, PM_XML("aria-labelledby"), PM_XML(refs));
    add_message(svg, in, "title", id, "title", texts);
    add_message(svg, in, "desc", id, "desc", texts);
    xmlNode *pattern = shape(pm_tree_add(svg, "defs"), "pattern", NULL);
    snprintf(refs, sizeof refs, "%s-hatch", id);
    xmlNewProp(pattern, PM_XML("id"), PM_XML(refs));
    xmlNewProp(pattern, PM_XML("width"), PM_XML("6"));
    xmlNewProp(pattern, PM_XML("height"), PM_XML("6"));
    xmlNewProp(pattern, PM_XML("patternUnits"), PM_XML("userSpaceOnUse"));
    xmlNewProp(pattern, PM_XML("patternTransform"), PM_XML("rotate(45)"));
    pm_svg_rect(pattern, "hatch-ground", 0, 0, 6, 6);
    pm_svg_rect(pattern, "hatch-line", 0, 0, 1.3, 6);
    return svg;
}

void pm_svg_height(xmlNode *svg, double height)
{
    char box[64];
    snprintf(box, sizeof box, "0 0 %d %.0f", PM_SVG_WIDTH, height);
    xmlNewProp(svg, PM_XML("viewBox"), PM_XML(box));
    set_number(svg, "width", PM_SVG_WIDTH);
    set_number(svg, "height", (double)(int)(height + 0.5));
}

xmlNode *pm_svg_rect(xmlNode *p, const char *class, double x, double y, double w, double h)
{
    xmlNode *n = shape(p, "rect", class);
    set_number(n, "x", x);
    set_number(n, "y", y);
    set_number(n, "width", w > 0 ? w : 0);
    set_number(n, "height", h > 0 ? h : 0);
    return n;
}

xmlNode *pm_svg_line(xmlNode *p, const char *class, double x1, double y1, double x2, double y2)
{
    xmlNode *n = shape(p, "line", class);
    set_number(n, "x1", x1);
    set_number(n, "y1", y1);
    set_number(n, "x2", x2);
    set_number(n, "y2", y2);
    return n;
}

xmlNode *pm_svg_words(xmlNode *p, const char *class, double x, double y, pm_span text)
{
    xmlNode *n = shape(p, "text", class);
    set_number(n, "x", x);
    set_number(n, "y", y);
    pm_tree_text(n, text);
    return n;
}

xmlNode *pm_svg_message(xmlNode *p, const pm_model_input *in, const char *class, double x, double y, const char *id)
{
    return pm_svg_words(p, class, x, y, pm_texts_message(in->texts, id, in->lang));
}

void pm_svg_hatch(xmlNode *p, const char *id, double x, double y, double w, double h)
{
    char fill[80];
    xmlNode *n = pm_svg_rect(p, "hatched", x, y, w, h);
    snprintf(fill, sizeof fill, "url(#%s-hatch)", id);
    xmlNewProp(n, PM_XML("fill"), PM_XML(fill));
}

xmlNode *pm_svg_sign(xmlNode *p, const char *class, pm_sign sign, double x, double y)
{
    char d[120];
    xmlNode *n = shape(p, "path", class);
    switch (sign) {
    case PM_SIGN_UP: snprintf(d, sizeof d, "M%.1f %.1fm0 -5l5 9h-10z", x, y); break;
    case PM_SIGN_DOWN: snprintf(d, sizeof d, "M%.1f %.1fm0 5l5 -9h-10z", x, y); break;
    case PM_SIGN_RING: snprintf(d, sizeof d, "M%.1f %.1fm-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0", x, y); break;
    case PM_SIGN_CROSS: snprintf(d, sizeof d, "M%.1f %.1fm-4.5 -4.5l9 9m0 -9l-9 9", x, y); break;
    case PM_SIGN_DIAMOND: snprintf(d, sizeof d, "M%.1f %.1fm0 -5.5l5 5.5l-5 5.5l-5 -5.5z", x, y); break;
    default: snprintf(d, sizeof d, "M%.1f %.1fm0 -6v12", x, y); break;
    }
    xmlNewProp(n, PM_XML("d"), PM_XML(d));
    return n;
}

void pm_svg_tip(xmlNode *n, const char *fmt, ...)
{
    char buf[512];
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(buf, sizeof buf, fmt, args);
    va_end(args);
    if (len <= 0)
        return;
    pm_buffer masked = { 0 };
    bool secret = pm_secret_mask(&masked, pm_span_of(buf)); /* a log's texts are in it */
    pm_tree_add_text(n, "title", secret ? pm_buffer_span(&masked) : pm_span_of(buf));
    pm_buffer_free(&masked);
}

/* ---- the time axis ---- */

double pm_axis_x(const pm_axis *a, int64_t t)
{
    if (a->to <= a->from)
        return a->left;
    double part = (double)(t - a->from) / (double)(a->to - a->from);
    part = part < 0 ? 0 : part > 1 ? 1 : part;
    return a->left + part * (a->right - a->left);
}

const char *pm_axis_moment(const pm_zone *z, int64_t t, char buf[40])
{
    pm_zone_format(z, t, 0, buf, 40);
    buf[10] = ' ';
    buf[16] = '\0';
    return buf;
}

uint64_t pm_axis_nice(uint64_t max)
{
    for (uint64_t base = 1;; base *= 10) {
        static const unsigned steps[] = { 10, 12, 15, 20, 25, 30, 40, 50, 60, 80 };
        if (base > UINT64_MAX / 1000)
            return max;
        if (base >= max)
            return base;
        for (size_t i = 0; base >= 10 && i < sizeof steps / sizeof *steps; i++)
            if (base / 10 * steps[i] >= max)
                return base / 10 * steps[i];
        for (uint64_t k = 2; base == 1 && k < 10; k += 2)
            if (k >= max)
                return k;
    }
}

enum { HOUR = 3600, DAY = 86400, ROOM = 84 /* for "2026-01-04" */ };

static int64_t local_of(const pm_zone *z, int64_t t)
{
    return t + pm_zone_offset(z, t);
}

static void tick(xmlNode *p, const pm_axis *a, int64_t t, double top, double bottom, const char *label, const char *second)
{
    double x = pm_axis_x(a, t);
    pm_svg_line(p, "grid", x, top, x, bottom + 4);
    if (x > a->right - 16) /* there is no room for the words */
        return;
    pm_svg_words(p, "axis mid", x, bottom + 17, pm_span_of(label));
    if (second != NULL)
        pm_svg_words(p, "axis mid", x, bottom + 31, pm_span_of(second));
}

/* Every `step` hours from local midnight; the date stands below the first hour and each midnight. */
static void draw_hours(xmlNode *p, const pm_axis *a, double top, double bottom, int64_t step)
{
    char hour[8], date[16];
    bool first = true;
    int64_t local = local_of(a->zone, a->from);
    local -= ((local % DAY) + DAY) % DAY % step;
    for (;; local += step) {
        pm_civil c;
        int64_t t = pm_zone_to_utc(a->zone, local);
        if (t < a->from)
            continue;
        if (t > a->to)
            break;
        pm_civil_from_seconds(local, &c);
        snprintf(hour, sizeof hour, "%02u:%02u", c.hour % 24u, c.minute % 60u);
        snprintf(date, sizeof date, "%04d-%02u-%02u", (int)c.year % 10000, c.month % 100u, c.day % 100u);
        tick(p, a, t, top, bottom, hour, first || local % DAY == 0 ? date : NULL);
        first = false;
    }
}

static void date_label(const pm_civil *c, int32_t *year, char *buf, size_t size)
{
    if (c->year != *year)
        snprintf(buf, size, "%04d-%02u-%02u", (int)c->year % 10000, c->month % 100u, c->day % 100u);
    else
        snprintf(buf, size, "%02u-%02u", c->month % 100u, c->day % 100u);
    *year = c->year;
}

/* Every `step` days; whole weeks begin on Mondays. */
static void draw_days(xmlNode *p, const pm_axis *a, double top, double bottom, int64_t step)
{
    char label[16];
    int32_t year = INT32_MIN;
    int64_t day = local_of(a->zone, a->from) / DAY;
    while (step % 7 == 0 && pm_weekday(day) != 1)
        day++;
    for (;; day += step) {
        pm_civil c;
        int64_t t = pm_zone_to_utc(a->zone, day * DAY);
        if (t < a->from)
            continue;
        if (t > a->to)
            break;
        pm_civil_from_days(day, &c);
        date_label(&c, &year, label, sizeof label);
        tick(p, a, t, top, bottom, label, NULL);
    }
}

static void draw_months(xmlNode *p, const pm_axis *a, double top, double bottom, int step)
{
    char label[16];
    pm_civil c;
    pm_civil_from_seconds(local_of(a->zone, a->from), &c);
    int64_t month = (int64_t)c.year * 12 + c.month - 1;
    month += (step - month % step) % step;
    for (;; month += step) {
        int64_t t = pm_zone_to_utc(a->zone, pm_days_from_civil(month / 12, (int)(month % 12) + 1, 1) * DAY);
        if (t < a->from)
            continue;
        if (t > a->to)
            break;
        snprintf(label, sizeof label, "%04d-%02d", (int)(month / 12) % 10000, (int)(month % 12) + 1);
        tick(p, a, t, top, bottom, label, NULL);
    }
}

double pm_axis_draw(xmlNode *p, const pm_axis *a, double top, double bottom)
{
    static const int64_t hours[] = { 1, 2, 3, 6, 12 }, days[] = { 1, 2, 7, 14, 28 };
    static const int months[] = { 1, 2, 3, 6, 12, 24, 60, 120 };
    double per_second = (a->right - a->left) / (double)(a->to > a->from ? a->to - a->from : 1);
    char buf[48];
    pm_zone_format(a->zone, a->to, 0, buf, sizeof buf);
    pm_svg_words(p, "axis", 0, bottom + 17, pm_span_of(buf + 19));
    for (size_t i = 0; i < 5; i++)
        if (per_second * (double)(hours[i] * HOUR) >= 52) {
            draw_hours(p, a, top, bottom, hours[i] * HOUR);
            return bottom + 38;
        }
    for (size_t i = 0; i < 5; i++)
        if (per_second * (double)(days[i] * DAY) >= ROOM) {
            draw_days(p, a, top, bottom, days[i]);
            return bottom + 24;
        }
    for (size_t i = 0; i < 8; i++)
        if (i == 7 || per_second * (double)(months[i] * 30.4 * DAY) >= 64) {
            draw_months(p, a, top, bottom, months[i]);
            break;
        }
    return bottom + 24;
}
