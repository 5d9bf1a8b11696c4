// heed check --sweep: error against step size, in both precisions: the other program's measurement is asked for as
// JSON.
#include "examples/heed/check.h"

#include "examples/heed/check_report.h"
#include "examples/heed/check_subject.h"
#include "examples/heed/commands.h"
#include "examples/heed/sibling.h"
#include "examples/heed/sweep.h"
#include "train/figures/sweep.h"
#include "train/file.h"
#include "train/version.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { IN_FLOAT, IN_DOUBLE, PRECISIONS };
static const char *const PRECISION[PRECISIONS] = {"float", "double"};
static const int OWN = sizeof(real) == sizeof(double) ? IN_DOUBLE : IN_FLOAT;

// All that is measured.
typedef struct {
    const CheckLine *line;
    char name[SUBJECT_NAME], variant[SUBJECT_NAME];
    Sweep sweep[PRECISIONS];
} Sweeps;

// --- measuring ------------------------------------------------------------------------------------------------------

// Of an op, its first sample; of a layer, its first variant. Returns the program's exit code.
static int measure_own(Sweeps *sweeps)
{
    Subject subject;
    Message message;
    const CheckLine *line = sweeps->line;
    int code = check_open(&subject, line, line->targets.target[0]);
    if (code == EXIT_DONE) {
        snprintf(sweeps->name, sizeof sweeps->name, "%s", subject.name);
        snprintf(sweeps->variant, sizeof sweeps->variant, "%s", subject.variant);
        if (!sweep_measure(&sweeps->sweep[OWN], &subject, line->run.trainer.seed, &message))
            code = world_error("%s", message.text);
    }
    subject_free(&subject);
    return code;
}

// The arguments that ask the other program for the same, but as JSON, and of itself alone. NULL: memory is out.
static char **other_arguments(const CheckLine *line)
{
    static char json[] = "--json", one[] = "--one-precision";
    int count = 0, n = 0;
    while (line->argument[count])
        count++;
    char **argument = calloc((size_t)count + 3, sizeof *argument);
    for (int i = 0; argument && i < count; i++) {
        const char *word = line->argument[i];
        if (strcmp(word, json) == 0 || strncmp(word, "--picture=", strlen("--picture=")) == 0)
            continue;
        if (strcmp(word, "--picture") == 0) {
            i++; // its value
            continue;
        }
        argument[n++] = line->argument[i];
        if (i == 1) { // after "check", before a "--"
            argument[n++] = json;
            argument[n++] = one;
        }
    }
    return argument;
}

// Takes over what the other program has measured.
static bool read_other(Sweeps *sweeps, const SiblingResult *result, Message *message)
{
    const int other = OWN == IN_DOUBLE ? IN_FLOAT : IN_DOUBLE;
    if (result->code != EXIT_DONE)
        return message_set(message, "%s", result->complaint[0] ? result->complaint : "it ended without a word");
    json_t *json = json_loads(result->output, 0, NULL);
    const bool read = json && sweep_read(&sweeps->sweep[other], json_object_get(json, PRECISION[other]));
    json_decref(json);
    return read || message_set(message, "what it said is not the sweep of this version of heed");
}

// Both measure at once. The other one may be missing: then there is one table less.
static int measure_both(Sweeps *sweeps)
{
    static const char *const PROGRAM[PRECISIONS] = {"heed64", "heed"}; // the other one's, by this one's precision
    char path[SIBLING_PATH];
    Message why;
    Sibling sibling;
    SiblingResult result = {.code = 0};
    char **argument = other_arguments(sweeps->line);
    bool started = argument ? sibling_find(path, PROGRAM[OWN], sweeps->line->self, &why) &&
                                  sibling_start(&sibling, path, argument, &why)
                            : message_set(&why, "out of memory");
    const int code = measure_own(sweeps);
    if (started)
        started = sibling_wait(&sibling, &result, &why) && read_other(sweeps, &result, &why);
    if (code == EXIT_DONE && !started)
        fprintf(stderr, "heed: the sweep in %s is left out: %s\n", PRECISION[1 - OWN], why.text);
    free(result.output);
    free(argument);
    return code;
}

// --- as text --------------------------------------------------------------------------------------------------------

static void print_error(double error)
{
    if (isfinite(error))
        printf("  %10.1e", error);
    else
        printf("  %10s", "-");
}

static void print_table(const Sweeps *sweeps)
{
    printf("%10s", "");
    for (int p = 0; p < PRECISIONS; p++)
        if (sweeps->sweep[p].measured)
            printf("  %-34s", PRECISION[p]);
    printf("\n%10s", "h");
    for (int p = 0; p < PRECISIONS; p++)
        for (int d = 0; d < DIFFERENCES && sweeps->sweep[p].measured; d++)
            printf("  %10s", DIFFERENCE_NAMES[d]);
    printf("\n");
    for (int i = 0; i < SWEEP_STEPS; i++) {
        printf("%10.1e", sweep_step(i));
        for (int p = 0; p < PRECISIONS; p++)
            for (int d = 0; d < DIFFERENCES && sweeps->sweep[p].measured; d++)
                print_error(sweeps->sweep[p].error[d][i]);
        printf("\n");
    }
}

// What the slopes of a curve are, in words.
static void print_slopes(const Sweep *sweep, Difference d)
{
    const SweepSlopes s = sweep_slopes(sweep, d);
    if (s.best < 0) {
        printf("no number\n");
        return;
    }
    printf("best %.1e at h = %.1e", sweep->error[d][s.best], sweep_step(s.best));
    if (sweep_is_truncation(d, s.truncation))
        printf("; larger steps: h^%.2f, truncation", s.truncation);
    if (sweep_is_rounding(s.rounding))
        printf("; smaller steps: h^%.2f, rounding", s.rounding);
    printf("\n");
}

static void print_sweeps(const Sweeps *sweeps)
{
    const Sweep *own = &sweeps->sweep[OWN];
    printf("%s%s%s: rms(numeric - analytic) / rms(analytic) over %d elements", sweeps->name,
           sweeps->variant[0] ? ", " : "", sweeps->variant, own->elements - own->left_out);
    if (own->left_out > 0)
        printf(" (%d left out: a decision flips within the largest step)", own->left_out);
    printf("\n\n");
    print_table(sweeps);
    printf("\n");
    for (int p = 0; p < PRECISIONS; p++)
        for (int d = 0; d < DIFFERENCES && sweeps->sweep[p].measured; d++) {
            printf("%-6s %-10s ", PRECISION[p], DIFFERENCE_NAMES[d]);
            print_slopes(&sweeps->sweep[p], (Difference)d);
        }
}

// --- as JSON --------------------------------------------------------------------------------------------------------

static bool print_json(const Sweeps *sweeps, Message *message)
{
    char seed[24];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)sweeps->line->run.trainer.seed);
    const Fault *fault = sweeps->line->fault;
    json_t *steps = json_array();
    for (int i = 0; i < SWEEP_STEPS; i++)
        json_array_append_new(steps, json_real(sweep_step(i)));
    json_t *json = json_pack("{s:i, s:s, s:s, s:s*, s:s, s:o, s:o}", "format", 1, "version", HEED_VERSION_TEXT,
                             "target", sweeps->name, "variant", sweeps->variant[0] ? sweeps->variant : NULL, "seed",
                             seed, "fault", fault ? json_string(fault->name) : json_null(), "h", steps);
    for (int p = 0; p < PRECISIONS; p++)
        if (sweeps->sweep[p].measured)
            json_object_set_new(json, PRECISION[p], sweep_json(&sweeps->sweep[p]));
    return check_print_json(json, message);
}

// --- as a picture ---------------------------------------------------------------------------------------------------

// "truncation ∝ h²", or NULL.
static const char *truncation_name(Difference d, double slope)
{
    static const char *const NAMES[DIFFERENCES] = {"truncation ∝ h", "truncation ∝ h²", "truncation ∝ h⁴"};
    return sweep_is_truncation(d, slope) ? NAMES[d] : NULL;
}

// Of a family, one curve speaks for the rounding of all; and truncation is the same in float and double.
static SweepCurve curve_of(const Sweeps *sweeps, int p, Difference d)
{
    const Sweep *sweep = &sweeps->sweep[p];
    const SweepSlopes s = sweep_slopes(sweep, d);
    const bool named = d == DIFFERENCE_CENTRAL && sweep_is_rounding(s.rounding);
    const bool again = p == IN_FLOAT && sweeps->sweep[IN_DOUBLE].measured;
    return (SweepCurve){.name = DIFFERENCE_NAMES[d],
                        .family = p,
                        .look = (SweepLook)d,
                        .error = sweep->error[d],
                        .best = s.best,
                        .truncation = {again ? NULL : truncation_name(d, s.truncation), s.truncation_at},
                        .rounding = {named ? "rounding ∝ 1/h" : NULL, s.rounding_at}};
}

static bool draw_sweeps(const Sweeps *sweeps, const char *path, Message *message)
{
    char title[160];
    double h[SWEEP_STEPS];
    SweepCurve curve[SWEEP_CURVES];
    SweepFigure figure = {.title = title,
                          .family = {"float", "double"},
                          .h = h,
                          .steps = SWEEP_STEPS,
                          .curve = curve,
                          .scale = sweeps->line->scale};
    const Sweep *own = &sweeps->sweep[OWN];
    snprintf(title, sizeof title, "error against step size · %s%s%s", sweeps->name, sweeps->variant[0] ? ", " : "",
             sweeps->variant);
    facts_add(&figure.facts, COLOR_MUTED, "rms(numeric − analytic) / rms(analytic)");
    facts_add(&figure.facts, COLOR_MUTED, "%d elements", own->elements - own->left_out);
    facts_add(&figure.facts, COLOR_MUTED, "seed %llu", (unsigned long long)sweeps->line->run.trainer.seed);
    if (sweeps->line->fault)
        facts_add(&figure.facts, COLOR_WRONG, "planted fault: %s", sweeps->line->fault->name);
    for (int i = 0; i < SWEEP_STEPS; i++)
        h[i] = sweep_step(i);
    for (int p = 0; p < PRECISIONS; p++)
        for (int d = 0; d < DIFFERENCES && sweeps->sweep[p].measured; d++)
            curve[figure.curves++] = curve_of(sweeps, p, (Difference)d);
    Canvas canvas;
    const bool saved =
        sweep_figure_draw(&figure, &canvas, message) && check_save(&canvas, sweeps->line, title, path, message);
    canvas_free(&canvas);
    return saved;
}

// Where the picture goes when nothing else is said: "sweep-softmax.png".
static const char *picture_path(const Sweeps *sweeps, char path[SUBJECT_NAME + 16])
{
    if (sweeps->line->picture)
        return sweeps->line->picture;
    snprintf(path, SUBJECT_NAME + 16, "sweep-%s.png", strchr(sweeps->name, ':') + 1);
    return path;
}

// Prints what was measured, and draws it unless only JSON is wanted.
static bool tell(const Sweeps *sweeps, Message *message)
{
    char path[SUBJECT_NAME + 16];
    if (sweeps->line->json && !print_json(sweeps, message))
        return false;
    if (!sweeps->line->json)
        print_sweeps(sweeps);
    if (sweeps->line->json && !sweeps->line->picture)
        return true;
    if (!draw_sweeps(sweeps, picture_path(sweeps, path), message))
        return false;
    fprintf(stderr, "\nOpen %s: the curves, with their slopes.\n", picture_path(sweeps, path));
    return true;
}

int check_sweep(const CheckLine *line)
{
    Sweeps *sweeps = calloc(1, sizeof *sweeps);
    Message message;
    if (!sweeps)
        return world_error("out of memory");
    sweeps->line = line;
    int code = line->one_precision ? measure_own(sweeps) : measure_both(sweeps);
    if (code == EXIT_DONE && !tell(sweeps, &message))
        code = world_error("%s", message.text);
    free(sweeps);
    return code;
}
