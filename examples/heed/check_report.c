// The findings of heed check as text.
#include "examples/heed/check_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const VERDICT_NAMES[] = {"pass", "inconclusive", "fail"};

void findings_free(Findings *findings)
{
    for (int i = 0; i < findings->count; i++)
        check_free(&findings->finding[i].report);
    free(findings->finding);
    *findings = (Findings){0};
}

// --- the gravest ----------------------------------------------------------------------------------------------------

static double ratio_of(const CheckReport *report)
{
    return report->tensors > 0 ? report->tensor[report->worst].ratio : 0;
}

// That the second derivative is zero, as of a linear function, is nothing against it.
Verdict finding_verdict(const Finding *finding)
{
    return finding->symmetry_asked && finding->symmetry.verdict == CHECK_FAIL ? CHECK_FAIL : finding->report.verdict;
}

static bool is_worse(const Finding *a, const Finding *b)
{
    const Verdict of_a = finding_verdict(a), of_b = finding_verdict(b);
    return of_a > of_b || (of_a == of_b && ratio_of(&a->report) > ratio_of(&b->report));
}

const Finding *findings_worst(const Findings *findings)
{
    const Finding *worst = NULL;
    for (int i = 0; i < findings->count; i++)
        if (!worst || is_worse(&findings->finding[i], worst))
            worst = &findings->finding[i];
    return worst;
}

Verdict findings_verdict(const Findings *findings)
{
    const Finding *worst = findings_worst(findings);
    return worst ? finding_verdict(worst) : CHECK_PASS;
}

// --- one finding ----------------------------------------------------------------------------------------------------

void index_text(char text[INDEX_TEXT], Shape shape, int element)
{
    int index[MAX_RANK] = {0};
    size_t length = 0;
    for (int axis = shape.rank - 1; axis >= 0; axis--) {
        index[axis] = element % shape.n[axis];
        element /= shape.n[axis];
    }
    text[0] = '\0';
    for (int axis = 0; axis < shape.rank; axis++)
        length += (size_t)snprintf(text + length, INDEX_TEXT - length, "%c%d", axis == 0 ? '[' : ',', index[axis]);
    if (shape.rank > 0)
        snprintf(text + length, INDEX_TEXT - length, "]");
}

// The verdict with what qualifies it.
static void print_verdict(const TensorCheck *t)
{
    printf("%s", VERDICT_NAMES[t->verdict]);
    if (t->directions > 0)
        printf(" (%d directions)", t->directions);
    if (t->verdict == CHECK_INCONCLUSIVE)
        printf(": %s", check_reason(t->reason));
    if (t->kinks > 0)
        printf(" (%d left out, where %s decides)", t->kinks, t->kink_of ? t->kink_of : "some op");
    printf("\n");
}

static void print_row(const TensorCheck *t, int width)
{
    char shape[SHAPE_TEXT];
    printf("  %-*s  %-12s %8d", width, t->name, shape_text(t->shape, shape), t->elements);
    if (t->worst < 0 && t->directions == 0)
        printf("  %11s  %9s  %8s  ", "-", "-", "-");
    else
        printf("  %11.2g  %9.2g  %8.2g  ", fabs(t->analytic - t->numeric), t->tolerance, t->ratio);
    print_verdict(t);
}

// The worst element by name and index, or the worst direction.
static void print_worst(const TensorCheck *t)
{
    char index[INDEX_TEXT];
    if (t->worst < 0 && t->directions == 0)
        return;
    if (t->worst >= 0) {
        index_text(index, t->shape, t->worst);
        printf("  worst element %s%s", t->name, index);
    } else {
        printf("  worst along a direction of %s", t->name);
    }
    printf(": analytic %+.10g, numeric %+.10g, error of the differences %.1g\n", t->analytic, t->numeric, t->error);
}

static int name_width(const CheckReport *report)
{
    int width = (int)strlen("tensor");
    for (int i = 0; i < report->tensors; i++) {
        const int own = (int)strlen(report->tensor[i].name);
        width = own > width ? own : width;
    }
    return width;
}

static void print_diagnosis(const CheckReport *report)
{
    for (int i = 0; i < report->tensors; i++)
        if (report->tensor[i].diagnosis[0])
            printf("  %s: %s\n", report->tensor[i].name, report->tensor[i].diagnosis);
    if (report->cause[0])
        printf("  cause: %s\n", report->cause);
}

static void print_sizes(CheckSizes sizes)
{
    const struct {
        const char *name;
        int size;
    } all[] = {{"B", sizes.B}, {"T", sizes.T}, {"D", sizes.D}, {"H", sizes.H}, {"d_k", sizes.d_k}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        if (all[i].size > 0)
            printf("%s%s %d", i == 0 ? "; " : ", ", all[i].name, all[i].size);
}

static void print_symmetry(const SymmetryCheck *symmetry)
{
    printf("  second derivative: u.Hv %+.10g, v.Hu %+.10g, tolerance %.1g: %s, %s\n", symmetry->u_hv, symmetry->v_hu,
           symmetry->tolerance, VERDICT_NAMES[symmetry->verdict], symmetry->message);
}

static void print_finding(const Finding *finding)
{
    const CheckReport *report = &finding->report;
    const int width = name_width(report);
    printf("%s%s%s", finding->name, finding->variant[0] ? ", " : "", finding->variant);
    print_sizes(finding->sizes);
    printf("\n");
    if (report->tensors > 0)
        printf("  %-*s  %-12s %8s  %11s  %9s  %8s  verdict\n", width, "tensor", "shape", "elements", "worst |a-n|",
               "tolerance", "ratio");
    for (int i = 0; i < report->tensors; i++)
        print_row(&report->tensor[i], width);
    if (report->tensors > 0)
        print_worst(&report->tensor[report->worst]);
    else
        printf("  %s: %s%s%s\n", VERDICT_NAMES[report->verdict], check_reason(report->reason),
               report->message[0] ? ": " : "", report->message);
    print_diagnosis(report);
    if (finding->symmetry_asked)
        print_symmetry(&finding->symmetry);
}

// --- many findings --------------------------------------------------------------------------------------------------

typedef struct {
    int checks, tensors;
    long long elements;
} Sum;

static Sum sum_of(const Finding *finding, int count)
{
    Sum sum = {.checks = count};
    for (int i = 0; i < count; i++) {
        const CheckReport *report = &finding[i].report;
        sum.tensors += report->tensors;
        for (int k = 0; k < report->tensors; k++)
            sum.elements += report->tensor[k].elements;
    }
    return sum;
}

// One line for the findings of one target: `count` of them.
static void print_target(const Finding *finding, int count)
{
    const Sum sum = sum_of(finding, count);
    const Findings these = {.finding = (Finding *)finding, .count = count};
    const CheckReport *worst = &findings_worst(&these)->report;
    const Verdict verdict = findings_verdict(&these);
    printf("%-20s %6d  %7d  %8lld", finding->name, sum.checks, sum.tensors, sum.elements);
    if (worst->tensors > 0) {
        const TensorCheck *t = &worst->tensor[worst->worst];
        printf("  %11.2g  %8.2g", fabs(t->analytic - t->numeric), t->ratio);
    } else {
        printf("  %11s  %8s", "-", "-");
    }
    printf("  %s\n", VERDICT_NAMES[verdict]);
}

static void print_targets(const Findings *findings)
{
    printf("%-20s %6s  %7s  %8s  %11s  %8s  verdict\n", "target", "checks", "tensors", "elements", "worst |a-n|",
           "ratio");
    for (int first = 0; first < findings->count;) {
        int next = first + 1;
        while (next < findings->count && strcmp(findings->finding[next].name, findings->finding[first].name) == 0)
            next++;
        print_target(&findings->finding[first], next - first);
        first = next;
    }
}

void findings_print(const Findings *findings, bool many)
{
    if (many)
        print_targets(findings);
    for (int i = 0; i < findings->count; i++)
        if (!many || finding_verdict(&findings->finding[i]) != CHECK_PASS)
            print_finding(&findings->finding[i]);
    const Sum sum = sum_of(findings->finding, findings->count);
    int of[3] = {0};
    for (int i = 0; i < findings->count; i++)
        of[finding_verdict(&findings->finding[i])]++;
    printf("%s: %d check%s of %d tensors with %lld elements", VERDICT_NAMES[findings_verdict(findings)], sum.checks,
           sum.checks == 1 ? "" : "s", sum.tensors, sum.elements);
    if (of[CHECK_FAIL] > 0)
        printf(", %d fail", of[CHECK_FAIL]);
    if (of[CHECK_INCONCLUSIVE] > 0)
        printf(", %d inconclusive", of[CHECK_INCONCLUSIVE]);
    printf("\n");
}
