/* seeds: one file per program of parsers.def, from its sample, for fuzz_line and fuzz_parser: seeds FOLDER */
#include "fuzz.h"

#include "postmortem/event/event.h"

static void write_seed(const char *folder, const char *kind, pm_span name, size_t n, const char *head, const char *behind_tag, const char *sample,
                       bool postfix)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s/sample-%02zu", folder, kind, n);
    FILE *f = fopen(path, "wb");
    if (f == NULL) {
        perror(path);
        exit(1);
    }
    fprintf(f, "%s%s%.*s%s%s\n", head, postfix ? "postfix/" : "", PM_SPAN_FMT(name), behind_tag, sample);
    fclose(f);
}

int main(int argc, char **argv)
{
    const char *programs, *summary, *sample;
    if (argc != 2)
        return 2;
    for (size_t i = 0; pm_parser_list(i, &programs, &summary, &sample); i++) {
        pm_span names = pm_span_of(programs), name = pm_span_take(&names, PM_SPAN(" "));
        char tag[80];
        snprintf(tag, sizeof tag, "postfix/%.*s", PM_SPAN_FMT(name));
        bool postfix = pm_span_eq(pm_program_name(pm_program_find(pm_span_of(tag))), name) && !pm_span_eq(name, PM_SPAN("postfix"));
        if (sample == NULL)
            continue;
        write_seed(argv[1], "line", name, i, "Nov  4 09:05:01 mx1 ", "[714]: ", sample, postfix);
        write_seed(argv[1], "parser", name, i, "", "\n", sample, postfix);
    }
    return 0;
}
