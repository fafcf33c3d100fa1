/*
 * functions: what XPath in templates and messages can call beside the standard functions.
 *
 *   num(x)           1234567 -> "1,234,567"; what is no whole number stays
 *   bound(x)         the same, with "≥" where the object that x belongs to says at_least
 *   bound(x, who)    … where one of the objects `who` does
 *   plural(x, a, b)  a when x is 1, else b: "line", "lines"
 *   time(x)          "2026-01-04T09:43:51+09:00" -> "2026-01-04 09:43:51 +09:00"
 *   moment(x)        … -> "2026-01-04 09:43:51", where the offset stands beside it
 *   offset(x)        … -> "+09:00"
 *   day(x)           … -> "2026-01-04"
 *   seconds(a, b)    from one time to the other; NaN when one is missing
 *   duration(s)      93784 -> message duration.…: "1 d 2 h" (two units, rounded down)
 *   percent(a, b)    a of b, whole percent; "–" when b is nothing
 *   msg(id)          the message as plain text, at the node where it is called
 */
#include "nodes.h"

#include "postmortem/base/civil.h"
#include "postmortem/base/memory.h"

#include <libxml/xpathInternals.h>
#include <math.h>

/* An argument as text; the caller frees it.  Numbers are whole where they can be: XPath's own form is 1.2e+10. */
static xmlChar *take(xmlXPathParserContext *p)
{
    xmlXPathObject *o = valuePop(p);
    xmlChar *s;
    char digits[32];
    if (o == NULL)
        return xmlStrdup(PM_XML(""));
    if (o->type == XPATH_NUMBER && fabs(o->floatval) < 1e15 && o->floatval == floor(o->floatval)) {
        snprintf(digits, sizeof digits, "%.0f", o->floatval);
        s = xmlStrdup(PM_XML(digits));
    } else {
        s = xmlXPathCastToString(o);
    }
    xmlXPathFreeObject(o);
    return s;
}

static void give(xmlXPathParserContext *p, pm_span s)
{
    xmlChar *own = xmlStrndup(PM_XML(s.ptr ? s.ptr : ""), (int)s.len);
    valuePush(p, xmlXPathWrapString(own));
}

static bool is_arity(xmlXPathParserContext *p, int given, int wanted)
{
    if (given == wanted)
        return true;
    xmlXPathErr(p, XPATH_INVALID_ARITY);
    return false;
}

pm_span pm_functions_number(pm_span s, char buf[40])
{
    uint64_t value;
    size_t w = 0;
    if (s.len > 20 || !pm_span_to_u64(s, &value))
        return s;
    for (size_t i = 0; i < s.len; i++) {
        if (i > 0 && (s.len - i) % 3 == 0)
            buf[w++] = ',';
        buf[w++] = s.ptr[i];
    }
    return pm_span_make(buf, w);
}

static void num(xmlXPathParserContext *p, int n)
{
    if (!is_arity(p, n, 1))
        return;
    xmlChar *s = take(p);
    char buf[40];
    give(p, pm_functions_number(pm_span_of((const char *)s), buf));
    xmlFree(s);
}

/* ---- lower bounds ---- */

static const xmlNode *member(const xmlNode *object, const char *name)
{
    const xmlNode *n = object->children;
    while (n != NULL && (n->type != XML_ELEMENT_NODE || strcmp((const char *)n->name, name) != 0))
        n = n->next;
    return n;
}

/* Does the nearest object around a value that has a time of its own, or says so, say that its counts are lower bounds? */
static bool is_at_least(const xmlNode *n)
{
    for (; n != NULL; n = n->parent) {
        if (n->type != XML_ELEMENT_NODE)
            continue;
        if (member(n, "at_least") != NULL)
            return true;
        if (member(n, "first") != NULL || member(n, "from") != NULL)
            return false;
    }
    return false;
}

static bool any_at_least(const xmlNodeSet *set)
{
    for (int i = 0; set != NULL && i < set->nodeNr; i++)
        if (is_at_least(set->nodeTab[i]))
            return true;
    return false;
}

/* bound(messages); bound(sum(sasl/i/messages), sasl/i): the second says whose lower bound a computed number is */
static void bound(xmlXPathParserContext *p, int n)
{
    if (n != 1 && n != 2) {
        xmlXPathErr(p, XPATH_INVALID_ARITY);
        return;
    }
    bool set = p->value != NULL && p->value->type == XPATH_NODESET, at_least = set && any_at_least(p->value->nodesetval);
    if (n == 2)
        xmlXPathFreeObject(valuePop(p));
    xmlChar *s = take(p);
    char buf[40], marked[48];
    pm_span number = pm_functions_number(pm_span_of((const char *)s), buf);
    if (at_least && number.len && number.len < sizeof buf) {
        snprintf(marked, sizeof marked, "≥%.*s", PM_SPAN_FMT(number));
        number = pm_span_of(marked);
    }
    give(p, number);
    xmlFree(s);
}

/* "2026-01-04T09:43:51+09:00" */
static bool is_time(pm_span s)
{
    return s.len >= 20 && s.ptr[4] == '-' && s.ptr[7] == '-' && s.ptr[10] == 'T' && s.ptr[13] == ':' && s.ptr[16] == ':';
}

enum { DAY = 1, CLOCK = 2, OFFSET = 4 };

static void time_parts(xmlXPathParserContext *p, int n, unsigned which)
{
    if (!is_arity(p, n, 1))
        return;
    xmlChar *s = take(p);
    pm_span in = pm_span_of((const char *)s);
    char out[64] = "";
    if (is_time(in)) {
        pm_span offset = pm_span_skip(in, 19);
        snprintf(out, sizeof out, "%.*s%s%.*s%s%.*s", which & DAY ? 10 : 0, in.ptr, (which & DAY) && (which & CLOCK) ? " " : "",
                 which & CLOCK ? 8 : 0, in.ptr + 11, (which & CLOCK) && (which & OFFSET) ? " " : "",
                 which & OFFSET ? (int)offset.len : 0, offset.ptr);
        in = pm_span_of(out);
    }
    give(p, in);
    xmlFree(s);
}

static void time_whole(xmlXPathParserContext *p, int n)
{
    time_parts(p, n, DAY | CLOCK | OFFSET);
}

static void moment(xmlXPathParserContext *p, int n)
{
    time_parts(p, n, DAY | CLOCK);
}

static void offset(xmlXPathParserContext *p, int n)
{
    time_parts(p, n, OFFSET);
}

static void day(xmlXPathParserContext *p, int n)
{
    time_parts(p, n, DAY);
}

static unsigned two_digits(const char *s)
{
    return (unsigned)(s[0] - '0') * 10 + (unsigned)(s[1] - '0');
}

static bool seconds_of(pm_span s, int64_t *out)
{
    uint64_t year;
    if (!is_time(s) || !pm_span_to_u64(pm_span_first(s, 4), &year))
        return false;
    pm_civil c = { .year = (int32_t)year, .month = (uint8_t)two_digits(s.ptr + 5), .day = (uint8_t)two_digits(s.ptr + 8),
                   .hour = (uint8_t)two_digits(s.ptr + 11), .minute = (uint8_t)two_digits(s.ptr + 14),
                   .second = (uint8_t)two_digits(s.ptr + 17) };
    *out = pm_civil_to_seconds(&c);
    if (s.len >= 25) {
        int east = s.ptr[19] == '-' ? -1 : 1;
        *out -= east * (int64_t)(two_digits(s.ptr + 20) * 3600 + two_digits(s.ptr + 23) * 60);
    }
    return true;
}

static void seconds(xmlXPathParserContext *p, int n)
{
    if (!is_arity(p, n, 2))
        return;
    xmlChar *to = take(p), *from = take(p);
    int64_t a, b;
    bool known = seconds_of(pm_span_of((const char *)from), &a) && seconds_of(pm_span_of((const char *)to), &b);
    valuePush(p, xmlXPathNewFloat(known ? (double)(b - a) : NAN));
    xmlFree(to);
    xmlFree(from);
}

/* "duration.hours" with {$n} */
static void unit(pm_rendering *r, const char *id, uint64_t n, xmlNode *at, pm_buffer *out)
{
    if (r->n_variables == PM_VARIABLES_MAX)
        return;
    r->variables[r->n_variables].name = "n";
    r->variables[r->n_variables++].value = xmlXPathNewFloat((double)n);
    pm_rendering_message(r, pm_span_of(id), at, out);
    xmlXPathFreeObject(r->variables[--r->n_variables].value);
}

typedef struct {
    xmlNode *node;
    int position, size;
} place;

static place here(const xmlXPathContext *x)
{
    return (place){ x->node, x->proximityPosition, x->contextSize };
}

static void back_to(xmlXPathContext *x, place was)
{
    x->node = was.node;
    x->proximityPosition = was.position;
    x->contextSize = was.size;
}

static void duration(xmlXPathParserContext *p, int n)
{
    static const struct {
        const char *id;
        uint64_t seconds;
    } units[] = { { "duration.days", 86400 }, { "duration.hours", 3600 }, { "duration.minutes", 60 }, { "duration.seconds", 1 } };
    if (!is_arity(p, n, 1))
        return;
    const pm_template *t = p->context->userData;
    double given = xmlXPathPopNumber(p);
    uint64_t left = given > 0 && given < 1e15 ? (uint64_t)given : 0;
    pm_buffer out = { 0 };
    place was = here(p->context);
    size_t said = 0;
    for (size_t i = 0; i < 4 && said < 2; i++) {
        uint64_t k = left / units[i].seconds;
        if (k == 0 && said == 0 && i < 3)
            continue;
        said++;
        if (k > 0 || (said == 1 && i == 3))
            unit(t->rendering, units[i].id, k, was.node, &out);
        left -= k * units[i].seconds;
    }
    back_to(p->context, was);
    pm_span s = pm_span_trim(pm_buffer_span(&out));
    give(p, s);
    pm_buffer_free(&out);
}

static void plural(xmlXPathParserContext *p, int n)
{
    if (!is_arity(p, n, 3))
        return;
    xmlChar *many = take(p), *one = take(p);
    give(p, pm_span_of((const char *)(xmlXPathPopNumber(p) == 1 ? one : many)));
    xmlFree(one);
    xmlFree(many);
}

static void percent(xmlXPathParserContext *p, int n)
{
    if (!is_arity(p, n, 2))
        return;
    double of = xmlXPathPopNumber(p), part = xmlXPathPopNumber(p);
    char out[32];
    if (of > 0 && part >= 0)
        snprintf(out, sizeof out, part > 0 && part / of < 0.005 ? "<1" : "%.0f", floor(part / of * 100 + 0.5));
    else
        snprintf(out, sizeof out, "–");
    give(p, pm_span_of(out));
}

static void msg(xmlXPathParserContext *p, int n)
{
    if (!is_arity(p, n, 1))
        return;
    const pm_template *t = p->context->userData;
    xmlChar *id = take(p);
    pm_buffer out = { 0 };
    place was = here(p->context);
    pm_rendering_message(t->rendering, pm_span_of((const char *)id), was.node, &out);
    back_to(p->context, was);
    give(p, pm_buffer_span(&out));
    pm_buffer_free(&out);
    xmlFree(id);
}

void pm_functions_register(xmlXPathContext *xpath)
{
    static const struct {
        const char *name;
        xmlXPathFunction function;
    } functions[] = { { "num", num },       { "bound", bound },   { "time", time_whole }, { "moment", moment },     { "offset", offset },   { "day", day },
                      { "seconds", seconds }, { "duration", duration }, { "percent", percent }, { "plural", plural }, { "msg", msg } };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        xmlXPathRegisterFunc(xpath, PM_XML(functions[i].name), functions[i].function);
}
