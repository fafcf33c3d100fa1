/* web_uid: a burst of mail handed in by a local user id, as a script or web form does. */
#include "detect.h"

#include "postmortem/base/map.h"

/* PHP writes "48:mailer.php(12) : eval()'d code" for code that a script made at run time: the file's name, without the uid before it. */
static pm_span file_of(pm_span script, bool *evaluated)
{
    uint64_t n;
    pm_span rest, tail;
    if (pm_span_number(script, &n, &rest) && pm_span_after(rest, PM_SPAN(":"), &rest))
        script = rest;
    *evaluated = pm_span_split(script, PM_SPAN(") : "), &rest, &tail) && pm_span_split_last(rest, PM_SPAN("("), &script, &tail);
    return script;
}

typedef struct {
    pm_span name;
    uint64_t lines, evaluated;
} script_file;

/* The file that most header checks of the uid name. */
static script_file most_named(pm_findings *f, pm_rows scripts)
{
    const pm_case *c = pm_detect_case(f);
    script_file *files = pm_arena_zalloc(pm_detect_arena(f), (scripts.n + 1) * sizeof *files);
    script_file most = { .lines = 0 };
    pm_map index = { 0 };
    size_t n = 0;
    for (size_t i = 0; i < scripts.n; i++) {
        bool evaluated;
        pm_span name = file_of(pm_case_text(c, scripts.rows[i]->key[2]), &evaluated);
        uint32_t *slot = pm_map_slot_of(&index, pm_intern_add(c->facts->texts, name));
        if (*slot == PM_MAP_NONE) {
            *slot = (uint32_t)n;
            files[n++].name = name;
        }
        script_file *file = &files[*slot];
        file->lines += scripts.rows[i]->n[PM_N_COUNT];
        file->evaluated += evaluated ? scripts.rows[i]->n[PM_N_COUNT] : 0;
        most = file->lines > most.lines ? *file : most;
    }
    pm_map_free(&index);
    return most;
}

static void look_at(const pm_detector *d, pm_findings *f, const pm_tally_row *actor, pm_subject_kind kind, pm_span uid)
{
    enum { BURSTS = 32 };
    const pm_case *c = pm_detect_case(f);
    pm_burst bursts[BURSTS];
    uint64_t least = (uint64_t)pm_threshold_of(d, "messages_per_hour");
    size_t n = pm_bursts_of(f, actor->key[0], actor->key[1], PM_N_HOUR_MESSAGES, least, least, bursts, BURSTS);
    for (size_t i = 0; i < n; i++) {
        const pm_burst *b = &bursts[i];
        pm_finding *x = pm_finding_add(f, d, PM_SEVERITY_HIGH, b->baseline_days >= 7 ? PM_CONFIDENCE_STRONG : PM_CONFIDENCE_MODERATE,
                                       kind, uid, actor->key[0], pm_hour_start(b->from, c->hour_shift),
                                       pm_hour_start(b->to + 1, c->hour_shift));
        pm_finding_number(x, "messages", b->messages);
        pm_finding_number(x, "recipients", b->recipients);
        pm_finding_number(x, "peak", b->peak);
        pm_finding_time(x, "peak_hour", pm_hour_start(b->peak_hour, c->hour_shift));
        pm_finding_real(x, "mean", b->mean);
        pm_finding_number(x, "bound", (uint64_t)b->bound);
        pm_rows scripts = pm_detect_rows(f, PM_T_ACTOR_SCRIPT, actor->key[0], actor->key[1]);
        script_file script = most_named(f, scripts);
        if (script.lines) {
            x->variant = "script";
            pm_finding_text(x, "script", script.name);
            pm_finding_number(x, "script_lines", script.lines);
            pm_finding_number(x, "script_evaluated", script.evaluated);
        }
        const pm_alternative_state states[] = { PM_ALTERNATIVE_NOT_EXCLUDED };
        pm_finding_alternatives(x, 1, states);
        pm_finding_cite_sent(f, x, actor->key[1]);
    }
}

static void find(const pm_detector *d, pm_findings *f)
{
    pm_detect_each_uid(d, f, look_at);
}

const pm_detector pm_detector_web_uid = {
    .id = "PM-VOL-03",
    .name = "web_uid",
    .attack = "T1505.003",
    .thresholds = { { "messages_per_hour", 100 } },
    .find = find,
};
