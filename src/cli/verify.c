/* verify: the command that compares evidence with a case.json. */
#include "command.h"

#include "postmortem/verify/verify.h"

static pm_status write_outcome(const pm_cli_options *o, const pm_verification *v, pm_output *json, pm_error *err)
{
    pm_output *words = NULL;
    pm_status st = PM_OK;
    if (json != NULL) {
        pm_verify_json(v, json);
        st = pm_output_close(json, err);
    }
    if (st != PM_OK || (o->json != NULL && strcmp(o->json, "-") == 0))
        return st;
    st = pm_output_open(&words, "-", err);
    if (st == PM_OK) {
        pm_verify_tell(v, o->quiet, words);
        st = pm_output_close(words, err);
    }
    return st;
}

static pm_status open_json(pm_output **json, const pm_cli_options *o, pm_error *err)
{
    if (o->json == NULL)
        return PM_OK;
    if (pm_outputs_same_place(o->json, o->case_file))
        return pm_fail(err, PM_E_USAGE, "%.200s would be written over; give the outcome another name", o->case_file);
    pm_status st = pm_outputs_keep_off_evidence(o->json, o, err);
    return st == PM_OK ? pm_output_open(json, o->json, err) : st;
}

static pm_status refuse_two_standard_inputs(const pm_cli_options *o, pm_error *err)
{
    for (size_t i = 0; i < o->read.n_inputs && strcmp(o->case_file, "-") == 0; i++)
        if (strcmp(o->read.inputs[i], "-") == 0)
            return pm_fail(err, PM_E_USAGE, "standard input is named twice; it can be given once");
    return PM_OK;
}

int pm_command_verify(pm_cli_options *o)
{
    pm_progress p = { .last = 0 };
    pm_verify_options options = { .case_file = o->case_file, .inputs = o->read.inputs, .n_inputs = o->read.n_inputs, .limits = o->read.limits,
                                  .progress = pm_progress_is_wanted(o) ? pm_progress_show : NULL, .progress_ctx = &p };
    pm_verification *v = NULL;
    pm_output *json = NULL;
    pm_error err = { "" };
    int code = PM_EXIT_PARTLY;
    pm_status st = refuse_two_standard_inputs(o, &err);
    if (st == PM_OK)
        st = open_json(&json, o, &err);
    if (st == PM_OK)
        st = pm_verify_run(&v, &options, &err);
    pm_progress_end(&p);
    if (st == PM_OK)
        st = write_outcome(o, v, json, &err);
    else
        pm_output_abandon(json);
    if (st != PM_OK)
        code = pm_command_say(&err, st == PM_E_USAGE ? PM_EXIT_USAGE : PM_EXIT_NOTHING);
    else if (pm_verify_all_match(v))
        code = PM_EXIT_WELL;
    pm_verify_free(v);
    return code;
}
