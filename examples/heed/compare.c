// heed compare: where two runs part, and how far they end from each other.
#include "examples/heed/commands.h"
#include "examples/heed/compare_logs.h"
#include "examples/heed/flags.h"
#include "examples/heed/opened.h"

#include "train/run_options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { EXIT_DIFFERENT = 1 };

// --- options --------------------------------------------------------------------------------------------------------

static void print_value(const RunOption *option)
{
    switch (option->kind) {
    case OPTION_YES: printf("%s", *option->at.yes ? "yes" : "no"); break;
    case OPTION_INTEGER: printf("%d", *option->at.integer); break;
    case OPTION_NUMBER: printf("%g", *option->at.number); break;
    case OPTION_SEED: printf("%llu", (unsigned long long)*option->at.seed); break;
    case OPTION_TEXT: printf("%s", *option->at.text ? *option->at.text : "none"); break;
    case OPTION_WORD: printf("%s", option->words[*option->at.integer]); break;
    case OPTION_STEPS:
        for (int i = 0; i < *option->count; i++)
            printf("%s%d", i ? "," : "", option->at.integer[i]);
        break;
    }
}

static bool same_text(const char *a, const char *b)
{
    return (!a && !b) || (a && b && strcmp(a, b) == 0);
}

static bool same_value(const RunOption *a, const RunOption *b)
{
    switch (a->kind) {
    case OPTION_YES: return *a->at.yes == *b->at.yes;
    case OPTION_NUMBER: return *a->at.number == *b->at.number;
    case OPTION_SEED: return *a->at.seed == *b->at.seed;
    case OPTION_TEXT: return same_text(*a->at.text, *b->at.text);
    case OPTION_STEPS:
        return *a->count == *b->count &&
               memcmp(a->at.integer, b->at.integer, (size_t)*a->count * sizeof *a->at.integer) == 0;
    case OPTION_INTEGER:
    case OPTION_WORD: break;
    }
    return *a->at.integer == *b->at.integer;
}

// Prints those that differ, a line each. Returns how many.
static int compare_options(Opened *a, Opened *b)
{
    RunOption first[MOST_RUN_OPTIONS], second[MOST_RUN_OPTIONS];
    const int rows = run_options_table(&a->record.options, first);
    int different = a->record.options.trainer.task != b->record.options.trainer.task;
    run_options_table(&b->record.options, second);
    if (different)
        printf("option task: %s, %s\n", a->record.options.trainer.task->name, b->record.options.trainer.task->name);
    for (int i = 0; i < rows; i++) {
        if (same_value(&first[i], &second[i]))
            continue;
        printf("option %s: ", first[i].name);
        print_value(&first[i]);
        printf(", ");
        print_value(&second[i]);
        printf("\n");
        different++;
    }
    return different;
}

// --- weights --------------------------------------------------------------------------------------------------------

// The last step whose weights both keep. -1: there is none.
static int common_step(const RunRecord *a, const RunRecord *b)
{
    for (int i = a->steps - 1; i >= 0; i--)
        for (int k = 0; k < b->steps; k++)
            if (a->step[i] == b->step[k])
                return a->step[i];
    return -1;
}

// |a - b| / |a|, and the largest difference of one number.
static void distance(Tensor a, Tensor b, double *relative, double *largest)
{
    double difference = 0, norm = 0;
    *largest = 0;
    for (int i = 0; i < tensor_count(a); i++) {
        const double d = (double)a.data[i] - (double)b.data[i];
        *largest = fmax(*largest, fabs(d));
        difference += d * d;
        norm += (double)a.data[i] * (double)a.data[i];
    }
    *relative = difference > 0 ? sqrt(difference / norm) : 0;
}

// Returns how many parameters differ.
static int compare_weights(const Opened *a, const Opened *b)
{
    int different = 0;
    printf("\nweights of step %d                    largest |A - B|   |A - B| / |A|\n", a->step);
    for (int i = 0; i < params_count(a->trainer.params); i++) {
        const Param first = params_at(a->trainer.params, i);
        const Param second = params_find(b->trainer.params, param_name(first));
        double relative = 0, largest = 0;
        if (second.index < 0 || !shape_equal(tensor_shape(param_value(first)), tensor_shape(param_value(second)))) {
            printf("  %-36s %s\n", param_name(first), second.index < 0 ? "only in A" : "of another shape in B");
            different++;
            continue;
        }
        distance(param_value(first), param_value(second), &relative, &largest);
        printf("  %-36s %14.6g  %14.6g\n", param_name(first), largest, relative);
        different += largest > 0;
    }
    for (int i = 0; i < params_count(b->trainer.params); i++) {
        const char *name = param_name(params_at(b->trainer.params, i));
        if (params_find(a->trainer.params, name).index < 0) {
            printf("  %-36s only in B\n", name);
            different++;
        }
    }
    return different;
}

// --- maps -----------------------------------------------------------------------------------------------------------

// Both models look at A's probe. Returns whether their maps differ.
static bool compare_maps(Opened *a, Opened *b)
{
    const TrainerOptions *o = &a->trainer.options, *other = &b->trainer.options;
    bool different = false;
    if (o->size.T != other->size.T || o->size.vocabulary != other->size.vocabulary || o->layers != other->layers ||
        o->heads != other->heads) {
        printf("\nmaps: of other sizes\n");
        return true;
    }
    tape_reset(a->trainer.tape);
    tape_reset(b->trainer.tape);
    const Prediction A = model_forward(a->trainer.tape, &a->trainer.model, a->trainer.probe.token, 1);
    const Prediction B = model_forward(b->trainer.tape, &b->trainer.model, a->trainer.probe.token, 1);
    printf("\nmaps of the probe of A                largest |A - B|   mean |A - B|\n");
    for (int l = 0; l < o->layers; l++) {
        const Tensor x = var_value(A.A[l]), y = var_value(B.A[l]);
        double largest = 0, sum = 0;
        for (int i = 0; i < tensor_count(x); i++) {
            const double d = fabs((double)x.data[i] - (double)y.data[i]);
            largest = fmax(largest, d);
            sum += d;
        }
        printf("  layer %d %43.6g  %14.6g\n", l, largest, sum / tensor_count(x));
        different = different || largest > 0;
    }
    return different;
}

// --- the command ----------------------------------------------------------------------------------------------------

static int compare(Opened *a, Opened *b)
{
    printf("A %s (step %d, %s)\nB %s (step %d, %s)\n\n", a->folder, a->record.step[a->record.steps - 1],
           a->record.status, b->folder, b->record.step[b->record.steps - 1], b->record.status);
    const int options = compare_options(a, b);
    if (options == 0)
        printf("options: the same\n");
    bool different = options > 0;
    const int code = compare_logs(a->folder, b->folder, &different);
    if (code != EXIT_DONE)
        return code;
    different = compare_weights(a, b) > 0 || different;
    different = compare_maps(a, b) || different;
    return different ? EXIT_DIFFERENT : EXIT_DONE;
}

// Opens both at the last step that both keep.
static int open_both(Opened *a, Opened *b, char *const *name)
{
    int code = opened_open(a, name[0], RUN_LAST_STEP);
    if (code == EXIT_DONE)
        code = opened_open(b, name[1], RUN_LAST_STEP);
    if (code != EXIT_DONE)
        return code;
    const int step = common_step(&a->record, &b->record);
    if (step < 0) {
        fprintf(stderr, "heed: %s and %s keep weights of no common step\n", a->folder, b->folder);
        return EXIT_WORLD;
    }
    opened_close(a);
    opened_close(b);
    code = opened_open(a, name[0], step);
    return code == EXIT_DONE ? opened_open(b, name[1], step) : code;
}

int command_compare(int argc, char **argument)
{
    if (argc == 2 && (strcmp(argument[1], "--help") == 0 || strcmp(argument[1], "-h") == 0)) {
        printf(
            "usage: heed compare RUN RUN\n\nTells which options differ, the first step of which the logs differ, and "
            "how far weights and maps are apart\nat the last step that both keep. A run is its folder, or its name "
            "in runs/.\nExit codes: 0 the same, 1 different, 2 command line, 3 file or memory, 6 damaged file.\n");
        return EXIT_DONE;
    }
    for (int i = 1; i < argc; i++)
        if (argument[i][0] == '-')
            return usage_error("unknown flag %s; it is heed compare RUN RUN", argument[i]);
    if (argc != 3)
        return usage_error("compare takes two runs; it is heed compare RUN RUN");
    Opened a = {.step = 0}, b = {.step = 0};
    int code = open_both(&a, &b, argument + 1);
    if (code == EXIT_DONE)
        code = compare(&a, &b);
    opened_close(&a);
    opened_close(&b);
    return code;
}
