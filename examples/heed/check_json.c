// The findings of heed check as JSON.
#include "examples/heed/check_report.h"

#include "tensor/real.h"
#include "train/text.h"
#include "train/version.h"

#include <math.h>

// JSON knows no NaN and no infinity: they are null.
static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *integers(const int *value, int count)
{
    json_t *array = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(array, json_integer(value[i]));
    return array;
}

// The index of an element; null: there is none.
static json_t *index_json(Shape shape, int element)
{
    int index[MAX_RANK] = {0};
    if (element < 0)
        return json_null();
    for (int axis = shape.rank - 1; axis >= 0; axis--) {
        index[axis] = element % shape.n[axis];
        element /= shape.n[axis];
    }
    return integers(index, shape.rank);
}

static json_t *text_or_null(const char *text)
{
    return text && *text ? json_string(text) : json_null();
}

static json_t *tensor_json(const TensorCheck *t)
{
    const bool judged = t->worst >= 0 || t->directions > 0;
    json_t *worst = judged ? json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "index", index_json(t->shape, t->worst),
                                       "analytic", number(t->analytic), "numeric", number(t->numeric), "difference",
                                       number(fabs(t->analytic - t->numeric)), "error", number(t->error), "tolerance",
                                       number(t->tolerance), "ratio", number(t->ratio))
                           : json_null();
    return json_pack("{s:s, s:o, s:i, s:i, s:i, s:o, s:s, s:s, s:o, s:o}", "name", t->name, "shape",
                     integers(t->shape.n, t->shape.rank), "elements", t->elements, "directions", t->directions, "kinks",
                     t->kinks, "kink_of", text_or_null(t->kink_of), "verdict", VERDICT_NAMES[t->verdict], "reason",
                     check_reason(t->reason), "diagnosis", text_or_null(t->diagnosis), "worst", worst);
}

static json_t *symmetry_json(const Finding *finding)
{
    const SymmetryCheck *s = &finding->symmetry;
    if (!finding->symmetry_asked)
        return json_null();
    return json_pack("{s:o, s:o, s:o, s:s, s:s}", "u_Hv", number(s->u_hv), "v_Hu", number(s->v_hu), "tolerance",
                     number(s->tolerance), "verdict", VERDICT_NAMES[s->verdict], "message", s->message);
}

static json_t *finding_json(const Finding *finding)
{
    const CheckReport *report = &finding->report;
    const CheckSizes *sizes = &finding->sizes;
    json_t *tensors = json_array();
    for (int i = 0; i < report->tensors; i++)
        json_array_append_new(tensors, tensor_json(&report->tensor[i]));
    return json_pack("{s:s, s:o, s:{s:i, s:i, s:i, s:i, s:i}, s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "target",
                     finding->name, "variant", text_or_null(finding->variant), "sizes", "B", sizes->B, "T", sizes->T,
                     "D", sizes->D, "H", sizes->H, "d_k", sizes->d_k, "verdict",
                     VERDICT_NAMES[finding_verdict(finding)], "reason", check_reason(report->reason), "message",
                     text_or_null(report->message), "cause", text_or_null(report->cause), "worst_tensor",
                     report->tensors > 0 ? json_integer(report->worst) : json_null(), "tensors", tensors, "symmetry",
                     symmetry_json(finding));
}

json_t *findings_json(const Findings *findings)
{
    char seed[24]; // as text: JSON's numbers are no 64-bit integers everywhere
    json_t *checks = json_array();
    for (int i = 0; i < findings->count; i++)
        json_array_append_new(checks, finding_json(&findings->finding[i]));
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)findings->seed);
    return json_pack("{s:i, s:s, s:s, s:s, s:o, s:s, s:o}", "format", 1, "version", HEED_VERSION_TEXT, "precision",
                     REAL_NAME, "seed", seed, "fault", text_or_null(findings->fault), "verdict",
                     VERDICT_NAMES[findings_verdict(findings)], "checks", checks);
}

bool check_print_json(json_t *json, Message *message)
{
    const bool printed = json && json_dumpf(json, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(15)) == 0;
    json_decref(json);
    printf("\n");
    return printed || ferror(stdout) || message_set(message, "the report cannot be written as JSON: memory is out");
}
