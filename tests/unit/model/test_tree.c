/* The tree behind the report: what is cut, how it says so, and that nothing in it is anything but text. */
#include "small_case.h"

#include "tree.h"

#include <string.h>

static const struct {
    const char *path, *want;
} names[] = {
    { "maillog", "maillog" },
    { "/var/log/maillog", "maillog" },
    { "b.tar.gz!var/log/maillog.1.gz!maillog.1", "maillog.1" },
    { "b.tar.gz!maillog", "maillog" },
    { "folder/", "" },
    { "", "" },
};

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        check_text(names[i].path, "last name", pm_tree_last_name(pm_span_of(names[i].path)), names[i].want);
}

/* "hosts/i/sudo": the first of each name on the way; NULL: none. */
static const xmlNode *at(const xmlNode *n, const char *path)
{
    for (pm_span rest = pm_span_of(path); rest.len && n != NULL;) {
        char name[64];
        pm_span step = pm_span_take(&rest, PM_SPAN("/"));
        snprintf(name, sizeof name, "%.*s", PM_SPAN_FMT(step));
        n = pm_tree_child(n, name);
    }
    return n;
}

static const char *attribute(const xmlNode *n, const char *name)
{
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
        if (strcmp((const char *)a->name, name) == 0)
            return (const char *)a->children->content;
    return "";
}

static void check_list(const xmlNode *root, const char *path, size_t items, const char *total)
{
    size_t n = 0;
    const xmlNode *list = at(root, path);
    for (const xmlNode *k = list ? list->children : NULL; k != NULL; k = k->next)
        n += strcmp((const char *)k->name, "i") == 0;
    check_true(path, "is there", list != NULL);
    check_int(path, "items", (int64_t)n, (int64_t)items);
    check_text(path, "total", pm_span_of(list ? attribute(list, "total") : ""), total);
}

static void test_tree(void **state)
{
    (void)state;
    enum { COMMANDS = PM_TREE_ROWS + 100, CLIENTS = 60 };
    small_log mail = { .lines = 0 }, login = { .lines = 0 };
    small_case s;
    for (int i = 0; i < CLIENTS; i++) {
        char ip[32];
        snprintf(ip, sizeof ip, "192.0.2.%d", i + 1);
        small_mails(&mail, (small_mail){ .at = i, .user = "ann", .ip = ip });
    }
    for (int i = 0; i < COMMANDS; i++)
        small_line(&login, i, "sudo: <b>\x01 : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/echo </i>\xff%d", i);
    small_case_of(&s, &mail, &login);
    pm_texts *texts;
    assert_int_equal(pm_texts_open(&texts, NULL, NULL), PM_OK);
    pm_model_input in = { .c = s.c, .findings = s.findings, .texts = texts, .lang = "ja", .version = "test", .build = "test" };
    xmlDoc *doc = pm_model_tree(&in);
    const xmlNode *root = xmlDocGetRootElement(doc);
    check_list(root, "evidence", 2, "2");
    check_list(root, "hosts", 1, "1");
    check_list(root, "hosts/i/sudo", PM_TREE_ROWS, "600");
    check_list(root, "hosts/i/sasl", 1, "1");
    check_list(root, "hosts/i/sasl/i/clients", 40, "60"); /* inside the row of a list */
    check_text("number", "messages", pm_tree_text_of(at(root, "hosts/i/sasl/i/messages")), "60");
    check_text("no name of XML", "key", pm_span_of(attribute(at(root, "hosts/i/sasl/i/methods/entry"), "key")), "PLAIN");
    check_text("hostile", "user", pm_tree_text_of(at(root, "hosts/i/sudo/i/user")), "<b>\\x01");
    check_text("hostile", "command", pm_tree_text_of(at(root, "hosts/i/sudo/i/command")), "/bin/echo </i>\\xff0");
    check_text("evidence", "name", pm_tree_text_of(at(root, "evidence/i/name")), "maillog");
    xmlFreeDoc(doc);
    pm_texts_free(texts);
    small_case_end(&s);
    small_log_free(&mail);
    small_log_free(&login);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_names), cmocka_unit_test(test_tree) };
    return CHECK_RUN(tests);
}
