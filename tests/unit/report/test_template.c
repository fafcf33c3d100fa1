/* Templates: what each attribute does to a small tree, and what is said about wrong ones. */
#include "check.h"

#include "template.h"

#include <libxml/parser.h>
#include <sys/stat.h>
#include <unistd.h>

static const char tree[] =
    "<case><name>\"&gt;&lt;img src=x onerror=alert(1)&gt;</name><list total=\"3\"><i><n>1234567</n><t>2026-01-04T09:43:51+09:00</t></i>"
    "<i><n>2</n><kind>odd</kind></i></list><link>http://x.example/</link><yes>true</yes>"
    "<svg class=\"chart\"><title>a &amp; b</title></svg></case>";

static const char texts[] =
    "<texts><msg id=\"hello\"><en>Hello <b>{/case/list/i[2]/n}</b> {num(/case/list/i[1]/n)}</en><ja>x</ja></msg>"
    "<msg id=\"kind.odd\"><en>strange</en><ja>x</ja></msg>"
    "<msg id=\"duration.days\"><en>{$n} d </en><ja>x</ja></msg><msg id=\"duration.hours\"><en>{$n} h </en><ja>x</ja></msg>"
    "<msg id=\"duration.minutes\"><en>{$n} min </en><ja>x</ja></msg><msg id=\"duration.seconds\"><en>{$n} s</en><ja>x</ja></msg></texts>";

static const char parts[] = "<html><body><p><b id=\"bold\" class=\"k\" pm-text=\"$v\">x</b></p></body></html>";

static char dir[] = "pm-template-XXXXXX";

static void put(const char *name, const char *text)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static int make_dir(void **state)
{
    (void)state;
    if (mkdtemp(dir) == NULL)
        return -1;
    put("text.xml", texts);
    put("parts.html", parts);
    put("loop.html", "<html><body><p pm-include=\"loop.html\">x</p></body></html>");
    put("ok.css", "p > b { color: red }");
    put("evil.css", "p { } </style><script>");
    return 0;
}

static int remove_dir(void **state)
{
    static const char *const names[] = { "text.xml", "parts.html", "loop.html", "ok.css", "evil.css", "page.html" };
    char path[200];
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        unlink(path);
    }
    return rmdir(dir);
}

/* The page for one body; *st and err say what went wrong. */
static pm_span render(const char *body, pm_html *html, pm_status *st, pm_error *err)
{
    char page[4000];
    pm_template *t;
    snprintf(page, sizeof page, "<!DOCTYPE html>\n<html>%s</html>", body);
    put("page.html", page);
    xmlDoc *doc = xmlReadMemory(tree, (int)sizeof tree - 1, "tree", NULL, 0);
    *st = pm_template_open(&t, dir, "page.html", "en", err);
    if (*st == PM_OK)
        *st = pm_template_render(t, doc, html, err);
    pm_template_free(t);
    xmlFreeDoc(doc);
    pm_span out = pm_buffer_span(&html->out);
    pm_span_after(out, PM_SPAN("<!DOCTYPE html>\n<html>"), &out);
    pm_span_before(out, PM_SPAN("</html>\n"), &out);
    return out;
}

static const struct {
    const char *name, *body, *want;
} rows[] = {
    { "text", "<p pm-text=\"/case/list/i[1]/n\">sample</p>", "<p>1234567</p>" },
    { "text is escaped", "<p pm-text=\"/case/name\">x</p>", "<p>\"&gt;&lt;img src=x onerror=alert(1)&gt;</p>" },
    { "attribute is escaped", "<p pm-attr-title=\"/case/name\">x</p>", "<p title=\"&quot;&gt;&lt;img src=x onerror=alert(1)&gt;\">x</p>" },
    { "attribute takes the sample's place", "<p class=\"a\" pm-attr-class=\"'b'\">x</p>", "<p class=\"b\">x</p>" },
    { "attribute left out", "<p pm-attr-class=\"/case/none\">x</p>", "<p>x</p>" },
    { "attribute that is there or not", "<p pm-attr-hidden=\"true()\" pm-attr-open=\"false()\">x</p>", "<p hidden=\"\">x</p>" },
    { "no link out of a log", "<a pm-attr-href=\"/case/link\">x</a>", "<a>x</a>" },
    { "a link inside", "<a pm-attr-href=\"concat('#n-', /case/list/i[2]/n)\">x</a>", "<a href=\"#n-2\">x</a>" },
    { "each", "<p pm-each=\"/case/list/i\" pm-text=\"n\">x</p>", "<p>1234567</p><p>2</p>" },
    { "each of nothing", "<p pm-each=\"/case/none\">x</p>", "" },
    { "position", "<p pm-each=\"/case/list/i\" pm-text=\"concat(position(), '/', last())\">x</p>", "<p>1/2</p><p>2/2</p>" },
    { "if", "<p pm-if=\"/case/yes\">x</p><p pm-if=\"/case/none\">y</p>", "<p>x</p>" },
    { "if for each", "<p pm-each=\"/case/list/i\" pm-if=\"kind\" pm-text=\"n\">x</p>", "<p>2</p>" },
    { "let", "<p pm-let-v=\"/case/list/i[2]/n\"><b pm-text=\"$v + 1\">x</b></p>", "<p><b>3</b></p>" },
    { "let for each", "<p pm-each=\"/case/list/i\" pm-let-v=\"n\" pm-text=\"$v\">x</p>", "<p>1234567</p><p>2</p>" },
    { "inner let hides the outer", "<p pm-let-v=\"1\"><b pm-let-v=\"2\" pm-text=\"$v\">x</b><i pm-text=\"$v\">x</i></p>", "<p><b>2</b><i>1</i></p>" },
    { "message", "<p pm-msg=\"hello\">x</p>", "<p>Hello <b>2</b> 1,234,567</p>" },
    { "message as attribute", "<p pm-msg-title=\"hello\">x</p>", "<p title=\"Hello 2 1,234,567\">x</p>" },
    { "message of the data", "<p pm-each=\"/case/list/i[2]\" pm-msg=\"kind.{kind}\">x</p>", "<p>strange</p>" },
    { "no message for it", "<p pm-each=\"/case/list/i[2]\" pm-msg=\"kind.{n}\">x</p>", "<p>2</p>" },
    { "msg()", "<p pm-text=\"concat(msg('hello'), '!')\">x</p>", "<p>Hello 2 1,234,567!</p>" },
    { "num", "<p pm-each=\"/case/list/i[1]\" pm-text=\"num(n)\">x</p>", "<p>1,234,567</p>" },
    { "num of a sum", "<p pm-text=\"num(sum(/case/list/i/n) * 10000)\">x</p>", "<p>12,345,690,000</p>" },
    { "num of a word", "<p pm-text=\"num(/case/yes)\">x</p>", "<p>true</p>" },
    { "time", "<p pm-text=\"time(/case/list/i[1]/t)\">x</p>", "<p>2026-01-04 09:43:51 +09:00</p>" },
    { "moment, offset, day", "<p pm-text=\"concat(moment(/case/list/i[1]/t), offset(/case/list/i[1]/t), day(/case/list/i[1]/t))\">x</p>",
      "<p>2026-01-04 09:43:51+09:002026-01-04</p>" },
    { "seconds", "<p pm-text=\"seconds('2026-01-04T09:43:51+09:00', '2026-01-04T01:43:52+00:00')\">x</p>", "<p>3601</p>" },
    { "duration", "<p pm-text=\"duration(93784)\">x</p>", "<p>1 d 2 h</p>" },
    { "duration of nothing", "<p pm-text=\"duration(0)\">x</p>", "<p>0 s</p>" },
    { "one", "<p pm-text=\"plural(1, 'line', 'lines')\">x</p>", "<p>line</p>" },
    { "none", "<p pm-text=\"plural(/case/list/gone, 'line', 'lines')\">x</p>", "<p>lines</p>" },
    { "percent", "<p pm-text=\"concat(percent(1, 3), percent(1, 900), percent(1, 0))\">x</p>", "<p>33&lt;1–</p>" },
    { "copy", "<p pm-copy=\"/case/svg\">x</p>", "<p><svg class=\"chart\"><title>a &amp; b</title></svg></p>" },
    { "use", "<i pm-let-v=\"7\" pm-use=\"parts.html#bold\">x</i>", "<b class=\"k\">7</b>" },
    { "include", "<i pm-let-v=\"7\" pm-include=\"parts.html\">x</i>", "<i><p><b id=\"bold\" class=\"k\">7</b></p></i>" },
    { "bare", "<i pm-bare=\"yes\">x</i>", "x" },
    { "void elements", "<br/><p/>", "<br><p></p>" },
    { "indentation", "<p>\n    <b>x</b>\n</p>", "<p>\n<b>x</b>\n</p>" },
    { "pre keeps it", "<pre>  \n  <b>x</b></pre>", "<pre>  \n  <b>x</b></pre>" },
    { "style is raw", "<style pm-include=\"ok.css\">x</style>", "<style>p > b { color: red }</style>" },
    { "and known by its hash", "<i pm-attr-title=\"$style_hash\"/><style pm-include=\"ok.css\"/>",
      "<i title=\"'sha256-QS6aK9w86SD1K2xm6dNTpg1njPWOa0Rd2HCiOosCsMc='\"></i><style>p > b { color: red }</style>" },
    { "lang", "<p pm-text=\"$lang\">x</p>", "<p>en</p>" },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_html html = { .open = false };
        pm_status st;
        pm_error err = { "" };
        pm_span got = render(rows[i].body, &html, &st, &err);
        check_text(rows[i].name, "error", pm_span_of(err.text), NULL);
        check_text(rows[i].name, "page", got, rows[i].want);
        pm_html_free(&html);
    }
}

static const struct {
    const char *name, *body, *want;
} wrongs[] = {
    { "not well-formed", "<p>", "template page.html, line 2: " },
    { "no expression", "\n<p pm-text=\"num(\">x</p>", "template page.html, line 3: num(: " },
    { "no function", "<p pm-text=\"nim(1)\">x</p>", "template page.html, line 2: nim(1): there is no such function" },
    { "no variable", "<p pm-text=\"$v\">x</p>", "template page.html, line 2: $v: there is no such variable" },
    { "arguments", "<p pm-text=\"num(1, 2)\">x</p>", "template page.html, line 2: num(1, 2): a function has too few or too many arguments" },
    { "no message", "<p pm-msg=\"helo\">x</p>", "template page.html, line 2: helo: there is no such message in text.xml" },
    { "open brace", "<p pm-msg=\"kind.{kind\">x</p>", "template page.html, line 2: {kind: a { has no }" },
    { "no attribute of ours", "<p pm-txt=\"1\">x</p>", "template page.html, line 2: pm-txt: is no attribute of templates" },
    { "handler", "<p onclick=\"x\">x</p>", "template page.html, line 2: onclick: the report's policy does not allow this attribute" },
    { "style attribute", "<p pm-attr-style=\"1\">x</p>", "template page.html, line 2: style: the report's policy does not allow this attribute" },
    { "each of no set", "<p pm-each=\"1\">x</p>", "template page.html, line 2: pm-each=\"1\" is no set of nodes" },
    { "no such file", "<p pm-include=\"none.html\">x</p>", "there is no template none.html" },
    { "no such element", "<p pm-use=\"parts.html#none\">x</p>", "template page.html, line 2: parts.html#none: the file holds no such element" },
    { "includes itself", "<p pm-include=\"loop.html\">x</p>", "template loop.html, line 1: loop.html: it includes itself" },
    { "data in a script", "<script pm-text=\"1\">x</script>", "template page.html, line 2: script: takes its content from a file only: pm-include" },
    { "style that ends itself", "<style pm-include=\"evil.css\">x</style>", "template page.html, line 2: evil.css: holds </style" },
};

static void test_wrongs(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(wrongs); i++) {
        pm_html html = { .open = false };
        pm_status st;
        pm_error err = { "" };
        render(wrongs[i].body, &html, &st, &err);
        check_true(wrongs[i].name, "a status", st != PM_OK);
        check_text(wrongs[i].name, "sentence", pm_span_first(pm_span_of(err.text), strlen(wrongs[i].want)), wrongs[i].want);
        pm_html_free(&html);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_wrongs) };
    return check_report(cmocka_run_group_tests(tests, make_dir, remove_dir));
}
