/* The catalogue of sentences: whole, in both languages, and about figures that there are. */
#include "scratch.h"

#include "postmortem/base/baked.h"
#include "postmortem/base/civil.h"
#include "postmortem/model/model.h"

#include <libxml/parser.h>
#include <string.h>

static const char *const languages[] = { "en", "ja" };
static xmlDoc *doc;

static bool is_element(const xmlNode *n, const char *name)
{
    return n->type == XML_ELEMENT_NODE && (name == NULL || strcmp((const char *)n->name, name) == 0);
}

/* lives as long as the document */
static const char *attribute(const xmlNode *n, const char *name)
{
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
        if (strcmp((const char *)a->name, name) == 0)
            return a->children ? (const char *)a->children->content : "";
    return "";
}

static const xmlNode *entry(const char *element, const char *id)
{
    for (const xmlNode *n = xmlDocGetRootElement(doc)->children; n != NULL; n = n->next)
        if (is_element(n, element) && strcmp(attribute(n, "id"), id) == 0)
            return n;
    return NULL;
}

/* ---- every sentence ---- */

static bool is_blank(const char *s)
{
    return s[strspn(s, " \t\n")] == '\0';
}

/* "{lines|line|lines}", "{plural(lines, 'line', 'lines')}": English words, which Japanese has no use for */
static bool is_number_form(const char *brace)
{
    return strncmp(brace, "{plural(", 8) == 0 || brace[strcspn(brace, "}|")] == '|';
}

/* The names in braces, sorted, each once. */
static void placeholders(const char *s, char *out, size_t size)
{
    char names[32][120];
    size_t n = 0, at = 0;
    for (const char *p = s; (p = strchr(p, '{')) != NULL && n < COUNT_OF(names); p++)
        if (!is_number_form(p))
            snprintf(names[n++], sizeof *names, "%.*s", (int)strcspn(p, "}"), p);
    qsort(names, n, sizeof *names, (int (*)(const void *, const void *))strcmp);
    out[0] = '\0';
    for (size_t i = 0; i < n; i++)
        if (i == 0 || strcmp(names[i], names[i - 1]) != 0)
            at += (size_t)snprintf(out + at, size - at, "%s} ", names[i]);
}

/* The content in a language, its elements' included; xmlFree() it. */
static char *content(const xmlNode *sentence, const char *lang)
{
    for (const xmlNode *n = sentence->children; n != NULL; n = n->next)
        if (is_element(n, lang))
            return (char *)xmlNodeGetContent(n);
    return NULL;
}

static void check_sentence(const char *row, const xmlNode *n)
{
    char *text[COUNT_OF(languages)], names[COUNT_OF(languages)][2000];
    size_t children = 0;
    for (const xmlNode *k = n->children; k != NULL; k = k->next)
        children += is_element(k, NULL);
    check_int(row, "languages", (int64_t)children, COUNT_OF(languages));
    for (size_t l = 0; l < COUNT_OF(languages); l++) {
        text[l] = content(n, languages[l]);
        bool counter = l == 0 && pm_span_ends(pm_span_of(row), PM_SPAN(".unit")); /* 1,085通 is just 1,085 in English */
        check_true(row, languages[l], text[l] != NULL && (counter || !is_blank(text[l])));
        size_t open = 0, close = 0;
        for (const char *p = text[l] ? text[l] : ""; *p; p++) {
            open += *p == '{';
            close += *p == '}';
        }
        check_int(row, "braces that close", (int64_t)close, (int64_t)open);
        placeholders(text[l] ? text[l] : "", names[l], sizeof names[l]);
        xmlFree(text[l]);
    }
    check_text(row, "figures in Japanese", pm_span_of(names[1]), names[0]);
}

static const char *const kinds[] = { "title", "question", "observed", "inferred", "alternative", "settle" };

static void test_whole(void **state)
{
    (void)state;
    for (const xmlNode *n = xmlDocGetRootElement(doc)->children; n != NULL; n = n->next) {
        if (!is_element(n, NULL))
            continue;
        const char *id = attribute(n, "id");
        check_true(id, "a message or a finding, with an id", (is_element(n, "msg") || is_element(n, "finding")) && id[0]);
        check_true(id, "an id of its own", entry((const char *)n->name, id) == n);
        if (is_element(n, "msg"))
            check_sentence(id, n);
        for (const xmlNode *k = n->children; is_element(n, "finding") && k != NULL; k = k->next) {
            bool known = !is_element(k, NULL);
            for (size_t i = 0; i < COUNT_OF(kinds); i++)
                known = known || is_element(k, kinds[i]);
            check_true(id, "only elements that the report shows", known);
            if (is_element(k, NULL))
                check_sentence(id, k);
        }
    }
}

/* ---- findings ---- */

/* What the source of a detector, and what several share, names in quotes. */
static pm_buffer source_of(const pm_detector *d)
{
    static const char *const shared[] = { "outcomes" };
    pm_buffer all = { 0 };
    for (size_t i = 0; i <= COUNT_OF(shared); i++) {
        char path[300];
        snprintf(path, sizeof path, PM_SOURCE_DIR "/src/finding/%s.c", i ? shared[i - 1] : d->name);
        if (i && !pm_span_has(pm_buffer_span(&all), PM_SPAN("pm_finding_outcomes(")))
            break;
        FILE *f = fopen(path, "rb");
        if (f == NULL)
            fail_msg("%s is not there", path);
        for (size_t n = 1; n > 0; all.len += n) {
            pm_buffer_reserve(&all, 1 << 16);
            n = fread(all.data + all.len, 1, 1 << 16, f);
        }
        fclose(f);
    }
    return all;
}

static bool quotes(pm_span source, const char *word, int len)
{
    char quoted[160];
    snprintf(quoted, sizeof quoted, "\"%.*s\"", len, word);
    return pm_span_has(source, pm_span_of(quoted));
}

/* Each sentence speaks of figures that its detector sets, and is for a variant or figure that it sets. */
static void check_figures(const pm_detector *d, pm_span source, const xmlNode *sentence)
{
    static const char *const always[] = { "subject", "from", "to" };
    static const char *const conditions[] = { "variant", "figure" };
    for (size_t i = 0; i < COUNT_OF(conditions); i++) {
        const char *name = attribute(sentence, conditions[i]);
        name += name[0] == '!';
        if (name[0] && !quotes(source, name, (int)strlen(name)))
            check_fail("row '%s': no finding has the %s '%s'", d->id, conditions[i], name);
    }
    char *text = content(sentence, "en");
    for (const char *p = text; (p = strchr(p, '{')) != NULL; p++) {
        int len = (int)strcspn(p + 1, "}|");
        bool there = quotes(source, p + 1, len);
        for (size_t i = 0; i < COUNT_OF(always); i++)
            there = there || pm_span_eq(pm_span_make(p + 1, (size_t)len), pm_span_of(always[i]));
        if (!there)
            check_fail("row '%s': the detector sets no figure '%.*s'", d->id, len, p + 1);
        check_count++;
    }
    xmlFree(text);
}

/* Of each variant, no more other explanations than a finding holds states for. */
static void check_alternatives(const pm_detector *d, const xmlNode *finding)
{
    for (const xmlNode *k = finding->children; k != NULL; k = k->next) {
        size_t n = 0;
        for (const xmlNode *m = finding->children; is_element(k, "alternative") && m != NULL; m = m->next)
            n += is_element(m, "alternative") && (attribute(m, "variant")[0] == '\0' || strcmp(attribute(m, "variant"), attribute(k, "variant")) == 0);
        check_true(d->id, "a state for each explanation", n <= PM_STATES_MAX);
    }
}

static void test_findings(void **state)
{
    (void)state;
    size_t detectors = 0, findings = 0;
    const pm_detector *d;
    for (; (d = pm_detector_at(detectors)) != NULL; detectors++) {
        const xmlNode *n = entry("finding", d->id);
        size_t count[COUNT_OF(kinds)] = { 0 };
        if (n == NULL) {
            check_fail("row '%s': text.xml has no <finding> of it", d->id);
            continue;
        }
        pm_buffer source = source_of(d);
        for (const xmlNode *k = n->children; k != NULL; k = k->next) {
            for (size_t i = 0; i < COUNT_OF(kinds); i++)
                count[i] += is_element(k, kinds[i]);
            if (is_element(k, NULL))
                check_figures(d, pm_buffer_span(&source), k);
        }
        check_alternatives(d, n);
        for (size_t i = 0; i < COUNT_OF(kinds); i++)
            check_true(d->id, kinds[i], count[i] > 0 && (i > 1 || count[i] == 1)); /* one title, one question */
        pm_buffer_free(&source);
    }
    for (const xmlNode *n = xmlDocGetRootElement(doc)->children; n != NULL; n = n->next)
        findings += is_element(n, "finding");
    check_int("text.xml", "a <finding> per detector", (int64_t)findings, (int64_t)detectors);
}

/* ---- messages that templates use ---- */

/* Is there a message of this id, or, where the id ends in a placeholder, one that begins so? */
static void check_id(const char *file, pm_span id)
{
    size_t open = pm_span_find_char(id, '{');
    pm_span head = pm_span_first(id, open);
    bool there = head.len == 0; /* all of the id comes from the case */
    for (const xmlNode *n = xmlDocGetRootElement(doc)->children; n != NULL && !there; n = n->next)
        there = is_element(n, "msg") && (open == PM_NPOS ? pm_span_eq(pm_span_of(attribute(n, "id")), id)
                                                          : pm_span_starts(pm_span_of(attribute(n, "id")), head));
    check_count++;
    if (!there)
        check_fail("row '%s': text.xml has no message '%.*s'", file, PM_SPAN_FMT(id));
}

/* Checks what stands between `before` and `end`, wherever that is. */
static void check_uses(const char *file, pm_span text, pm_span before, char end)
{
    pm_span rest = text;
    while (pm_span_split(rest, before, &(pm_span){ 0 }, &rest))
        check_id(file, pm_span_first(rest, pm_span_find_char(rest, end)));
}

static void test_templates(void **state)
{
    (void)state;
    size_t files = 0;
    for (const pm_baked_file *f = pm_baked_files; f->name != NULL; f++) {
        if (!pm_span_ends(pm_span_of(f->name), PM_SPAN(".html")) && strcmp(f->name, "text.xml") != 0)
            continue;
        files++;
        check_uses(f->name, f->content, PM_SPAN("pm-msg=\""), '"');
        for (pm_span rest = f->content; pm_span_split(rest, PM_SPAN(" pm-msg-"), &(pm_span){ 0 }, &rest);) {
            pm_span attribute_name = pm_span_take(&rest, PM_SPAN("=\"")); /* pm-msg-title="…" */
            check_true(f->name, "the name of an attribute", attribute_name.len < 20);
            check_id(f->name, pm_span_first(rest, pm_span_find_char(rest, '"')));
        }
        check_uses(f->name, f->content, PM_SPAN("msg('"), '\'');
    }
    check_true("templates", "are there", files > 20);
}

/* ---- words that the case is written with ---- */

static const struct {
    const char *prefix, *words;
} vocabularies[] = {
    /* as case-json.md and the sections of src/model name them */
    { "evidence.kind.", "container maillog authlog messages history audit wtmp hash-list collection-log other" },
    { "evidence.state.", "read damaged empty not-a-log duplicate" },
    { "evidence.damage.", "cut-off corrupt encrypted wrong-passphrase unknown-encryption limit unreadable trailing-bytes link" },
    { "evidence.type.", "symlink hard-link fifo socket character-device block-device" },
    { "listed.", "not-compared match differs content" },
    { "digest.", "md5 sha1 sha256 sha512" },
    { "collection.", "uac sosreport" },
    { "encoding.", "cp932 euc-jp" },
    { "coverage.", "gap rotation damage admitted-loss clock" },
    { "restart.", "start stop reload crash unseen-restart" },
    { "restart.reason.", "start-without-stop process-id-changed" },
    { "cause.", "sudo boot package unknown" },
    { "cause.inferred.", "sudo boot package unknown" },
    { "doubt.", "gap assumed-year forged-lines" },
    { "suspicious.", "no-pid doubled-pid pid-without-life journal-disagrees contested" },
    { "reply.", "blocklist rate policy reputation auth" },
    { "time.basis.", "stated iso-stamps witnesses machine" },
    { "verdict.", "PM-CASE-01 PM-CASE-02 PM-HOST-07" },
    { "short.", "PM-CASE-01 PM-CASE-02 PM-HOST-07" },
};

static void check_word(const char *prefix, pm_span word)
{
    char id[100];
    snprintf(id, sizeof id, "%s%.*s", prefix, PM_SPAN_FMT(word));
    check_true(id, "a message", entry("msg", id) != NULL);
}

static void test_vocabularies(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(vocabularies); i++)
        for (pm_span rest = pm_span_of(vocabularies[i].words); rest.len;)
            check_word(vocabularies[i].prefix, pm_span_take(&rest, PM_SPAN(" ")));
    for (int i = PM_SEVERITY_INFO; i <= PM_SEVERITY_CRITICAL; i++)
        check_word("severity.", pm_span_of(pm_severity_name((pm_severity_level)i)));
    for (int i = PM_CONFIDENCE_WEAK; i <= PM_CONFIDENCE_STRONG; i++)
        check_word("confidence.", pm_span_of(pm_confidence_name((pm_confidence)i)));
    for (int i = PM_SUBJECT_ACCOUNT; i <= PM_SUBJECT_EVIDENCE; i++)
        check_word("subject.", pm_span_of(pm_subject_name((pm_subject_kind)i)));
    for (int i = PM_ALTERNATIVE_UNKNOWN; i <= PM_ALTERNATIVE_EXCLUDED; i++)
        check_word("alternative.", pm_span_of(pm_alternative_name((pm_alternative_state)i)));
    const pm_detector *d;
    for (size_t i = 0; (d = pm_detector_at(i)) != NULL; i++)
        for (size_t t = 0; t < PM_THRESHOLDS_MAX && d->thresholds[t].name != NULL; t++) {
            char prefix[40];
            snprintf(prefix, sizeof prefix, "threshold.%s.", d->id);
            check_word(prefix, pm_span_of(d->thresholds[t].name));
        }
    for (int w = 0; w < PM_WITNESS_COUNT; w++)
        check_word("witness.", pm_span_of(pm_witness_name((pm_witness)w)));
}

/* ---- filling in ---- */

/* A catalogue of its own, found in a folder. */
static const char catalogue[] =
    "<texts><finding id=\"PM-AUTH-01\"><title><en>T</en><ja>題</ja></title>"
    "<observed variant=\"!alone\"><en>{subject}: {n} in {mean}, from {from} ({nothing}) {name}.</en><ja>{n}件</ja></observed>"
    "<observed variant=\"alone\"><en>none</en><ja>x</ja></observed><observed variant=\"more\"><en>and {m} more</en><ja>x</ja></observed>"
    "<inferred variant=\"more\"><en>so</en><ja>x</ja></inferred><inferred figure=\"gone\"><en>gone</en><ja>x</ja></inferred>"
    "<inferred figure=\"m\"><en>m</en><ja>x</ja></inferred><inferred figure=\"!m\"><en>no m</en><ja>x</ja></inferred>"
    "<settle><en>{one} {one|line is|lines are}, {m} {m|line|lines}{mean||, no}</en><ja>{one}</ja></settle><inferred figure=\"!gone\"><en>not gone</en><ja>x</ja></inferred></finding><msg id=\"m\"><en>M</en><ja>文</ja></msg></texts>";

static const struct {
    const char *name, *variant, *what, *lang;
    size_t i;
    const char *want; /* NULL: no such sentence */
} fills[] = {
    { "figures", "", "observed", "en", 0, "a\\x07nn: 1,234,567 in 0.50, from 2026-01-05 09:00:00 +09:00 (–) <b>\\x1b." },
    { "Japanese", "", "observed", "ja", 0, "1,234,567件" },
    { "no further one", "", "observed", "en", 1, NULL },
    { "a variant adds", "more", "observed", "en", 1, "and 123,456 more" },
    { "to the plain one", "more", "observed", "ja", 0, "1,234,567件" },
    { "or takes its place", "alone", "observed", "en", 0, "none" },
    { "and stands alone", "alone", "observed", "en", 1, NULL },
    { "of a variant only", "more", "inferred", "en", 0, "so" },
    { "of another variant, of a figure that is not there: of one that is", "", "inferred", "en", 0, "m" },
    { "and without one that is not", "", "inferred", "en", 1, "not gone" },
    { "without one that is", "", "inferred", "en", 2, NULL },
    { "words for one and many", "", "settle", "en", 0, "1 line is, 123,456 lines, no" },
    { "none of the kind", "", "alternative", "en", 0, NULL },
    { "title", "more", "title", "ja", 0, "題" },
};

static void test_fill(void **state)
{
    (void)state;
    pm_texts *mine;
    pm_error err = { "" };
    pm_case c = { .n_roots = 0 };
    pm_arena *arena = pm_arena_new();
    pm_finding x = { .detector = pm_detector_at(0), .subject_value = PM_SPAN("a\ann"), .from = 1767571200, .n_figures = 5,
                     .figures = { { .name = "n", .type = PM_FIGURE_NUMBER, .number = 1234567 },
                                  { .name = "mean", .type = PM_FIGURE_REAL, .real = 0.5 },
                                  { .name = "name", .type = PM_FIGURE_TEXT, .text = PM_SPAN("<b>\x1b") },
                                  { .name = "m", .type = PM_FIGURE_NUMBER, .number = 123456 },
                                  { .name = "one", .type = PM_FIGURE_NUMBER, .number = 1 } } };
    check_text("fill", "the detector of the table", pm_span_of(x.detector->id), "PM-AUTH-01");
    assert_int_equal(pm_zone_open(&c.zone, "+09:00", NULL), PM_OK);
    scratch_write("text.xml", pm_span_of(catalogue));
    if (pm_texts_open(&mine, scratch_folder, &err) != PM_OK)
        fail_msg("%s", err.text);
    for (size_t i = 0; i < COUNT_OF(fills); i++) {
        x.variant = fills[i].variant;
        const xmlNode *n = pm_texts_sentence(mine, &x, fills[i].what, fills[i].i);
        check_int(fills[i].name, "there", n != NULL, fills[i].want != NULL);
        if (n != NULL)
            check_text(fills[i].name, "text", pm_texts_fill(&c, n, fills[i].lang, &x, arena), fills[i].want);
    }
    check_text("message", "en", pm_texts_message(mine, "m", "en"), "M");
    check_text("message", "ja", pm_texts_message(mine, "m", "ja"), "文");
    check_true("message", "none of that id", pm_texts_message(mine, "n", "en").ptr == NULL);
    check_true("message", "none in that language", pm_texts_message(mine, "m", "de").ptr == NULL);
    pm_texts_free(mine);
    scratch_write("text.xml", PM_SPAN("<texts>\n<msg>"));
    check_int("not well-formed", "status", pm_texts_open(&mine, scratch_folder, &err), PM_E_FORMAT);
    check_true("not well-formed", "the sentence names file and line", pm_span_has(pm_span_of(err.text), PM_SPAN("text.xml, line 2: ")));
    scratch_run("rm text.xml");
    check_int("a folder without it", "status", pm_texts_open(&mine, scratch_folder, &err), PM_OK);
    check_true("a folder without it", "the baked one is taken", pm_texts_message(mine, "page.title", "en").len > 0);
    pm_texts_free(mine);
    pm_zone_close(c.zone);
    pm_arena_free(arena);
}

static int open_all(void **state)
{
    pm_span s = pm_baked("text.xml");
    doc = xmlReadMemory(s.ptr, (int)s.len, "text.xml", NULL, XML_PARSE_NONET);
    return scratch_open(state) != 0 || doc == NULL;
}

static int close_all(void **state)
{
    xmlFreeDoc(doc);
    xmlCleanupParser();
    return scratch_close(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_whole),        cmocka_unit_test(test_findings), cmocka_unit_test(test_templates),
                                        cmocka_unit_test(test_vocabularies), cmocka_unit_test(test_fill) };
    return check_report(cmocka_run_group_tests(tests, open_all, close_all));
}
