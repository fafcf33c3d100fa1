/* What a --case file may hold, and which line is named when it holds something else. */
#include "scratch.h"

#include "postmortem/model/stated.h"

static const struct {
    const char *name, *text;
    const char *sentence; /* what the refusal says; NULL: it is read */
} rows[] = {
    { "nothing", "", NULL },
    { "comments and empty lines", "# a: b\n\n#\n", NULL },
    { "a key", "case-number: 7\n", NULL },
    { "no newline at the end", "case-number: 7", NULL },
    { "capitals, and no blank", "Case-Number:7\n", NULL },
    { "in Japanese", "案件番号：７\n通信の秘密: あり\n", NULL },
    { "with wide blanks", "案件番号：　７　\n", NULL },
    { "saved on Windows", "\xef\xbb\xbf" "case-number: 7\r\ntitle: x\r\n", NULL },
    { "a value of several lines", "question: a\n  b\n\tc\nnote: d\n", NULL },
    { "a comment in the midst of one", "question: a\n# no\n  b\n", NULL },
    { "nothing stated", "witness:\nseal:   \n", NULL },
    { "colons in a value", "title: a: b: c\n", NULL },
    { "sections", "[evidence]\nfile: a\n[evidence]\nfile: b\n[transfer]\nat: x\n[transfer]\n", NULL },
    { "sections in Japanese", "［証拠］\nファイル： a\n[引渡し]\n日時：x\n", NULL },
    { "a hash", "[evidence]\nfile: a\nsha256: 970e927fe0c00fe2b2d4b7bc010d491502f7e9e775ab3c90a740aaefb4e28ECB\n", NULL },

    { "an unknown key", "case-number: 7\n\ncase-nmuber: 7\n", ":3: 'case-nmuber' is no key that is known" },
    { "a key twice", "witness: a\nseal: b\nwitness: c\n", ":3: 'witness' stands in line 1 already" },
    { "a key twice, in two languages", "witness: a\n立会人: c\n", ":2: '立会人' stands in line 1 already" },
    { "an empty key twice", "witness:\nwitness:\n", ":2: 'witness' stands in line 1 already" },
    { "no key", "hello\n", ":1: 'hello' is no 'key: value'" },
    { "nothing before the colon", ": x\n", ":1: '' is no key" },
    { "nothing to continue", "\n  x\n", ":2: 'x' continues nothing" },
    { "an empty line ends a value", "note: a\n\n  b\n", ":3: 'b' continues nothing" },
    { "an unknown section", "[evidance]\n", ":1: '[evidance]' is no section" },
    { "a key of another section", "[transfer]\nwitness: a\n", ":2: 'witness' does not belong to this section" },
    { "a key without its section", "file: a\n", ":1: 'file' does not stand here" },
    { "an item of no file", "\n[evidence]\nseal: a\n", ":2: '[evidence]' names no file" },
    { "no hash", "[evidence]\nfile: a\nsha256: 12\n", ":3: '12' is no SHA-256" },
    { "no hash either", "[evidence]\nfile: a\nsha256: 970e927fe0c00fe2b2d4b7bc010d491502f7e9e775ab3c90a740aaefb4e28ecg\n", ":3: '970e9" },
    { "Shift_JIS", "note: a\n\x88\xc4\x8c\x8f: 1\n", "is no UTF-8; save the file as UTF-8" },
    { "what would move a terminal's cursor", "\033[2J: 1\n", ":1: '\\x1b[2J' is no key" },
};

static pm_status read_text(pm_span text, pm_error *err)
{
    pm_stated *s = NULL;
    scratch_write("case.txt", text);
    pm_status st = pm_stated_read(&s, scratch_path("case.txt"), err);
    pm_stated_free(s);
    return st;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        pm_error err = { "" };
        pm_status st = read_text(pm_span_of(rows[i].text), &err);
        check_int(rows[i].name, "status", st, rows[i].sentence ? PM_E_USAGE : PM_OK);
        check_true(err.text[0] ? err.text : rows[i].name, "the sentence", rows[i].sentence == NULL || strstr(err.text, rows[i].sentence) != NULL);
    }
}

/* Cut at every byte, so that nothing is read beyond the end; and a NUL in each place. */
static void test_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t n = 0; n < strlen(rows[i].text); n++) {
            char text[300];
            pm_error err;
            memcpy(text, rows[i].text, n + 1);
            text[n] = '\0';
            (void)read_text(pm_span_make(text, n), &err);
            (void)read_text(pm_span_make(text, n + 1), &err);
        }
}

static pm_status fill(const char *head, size_t n, const char *part, const char *tail, char *sentence, size_t size)
{
    pm_buffer b = { 0 };
    pm_error err = { "" };
    pm_buffer_add(&b, pm_span_of(head));
    for (size_t i = 0; i < n; i++)
        pm_buffer_add(&b, pm_span_of(part));
    pm_buffer_add(&b, pm_span_of(tail));
    pm_status st = read_text(pm_buffer_span(&b), &err);
    snprintf(sentence, size, "%s", err.text);
    pm_buffer_free(&b);
    return st;
}

static void test_limits(void **state)
{
    (void)state;
    char sentence[700];
    check_int("value", "longest", fill("note: ", PM_STATED_VALUE_MAX, "x", "\n", sentence, sizeof sentence), PM_OK);
    check_int("value", "longer", fill("note: ", PM_STATED_VALUE_MAX + 1, "x", "\n", sentence, sizeof sentence), PM_E_USAGE);
    check_true(sentence, "says so", strstr(sentence, "too long") != NULL);
    check_int("value", "in lines", fill("note: a", PM_STATED_VALUE_MAX / 2, "\n x", "\n", sentence, sizeof sentence), PM_E_USAGE);
    check_true(sentence, "says so", strstr(sentence, "too long") != NULL);
    check_int("sections", "most", fill("", PM_STATED_SECTIONS_MAX, "[transfer]\n", "", sentence, sizeof sentence), PM_OK);
    check_int("sections", "more", fill("", PM_STATED_SECTIONS_MAX + 1, "[transfer]\n", "", sentence, sizeof sentence), PM_E_USAGE);
    check_true(sentence, "says so", strstr(sentence, "one section too many") != NULL);
    check_int("file", "largest", fill("", PM_STATED_FILE_MAX / 2, "#\n", "", sentence, sizeof sentence), PM_OK);
    check_int("file", "larger", fill("", PM_STATED_FILE_MAX / 2, "#\n", "#", sentence, sizeof sentence), PM_E_USAGE);
    check_true(sentence, "says so", strstr(sentence, "larger than") != NULL);
    pm_stated *s;
    pm_error err;
    check_int("file", "none", pm_stated_read(&s, scratch_path("no-such-file"), &err), PM_E_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows), cmocka_unit_test(test_bytes), cmocka_unit_test(test_limits) };
    return SCRATCH_RUN(tests);
}
