// heed train: parses the options of a run, runs it, and says what there is to see.
#include "examples/heed/commands.h"
#include "examples/heed/flags.h"
#include "examples/heed/progress.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

// What the command line can set that is not a RunOptions.
typedef struct {
    RunOptions run;
    int mask, png; // places in RUN_MASK_NAMES and RUN_PNG_NAMES
    const char *folder;
    bool quiet, help;
} TrainLine;

enum { TRAIN_FLAGS = 21, MOST_HEADS = 64 };

static void describe(TrainLine *line, Flag flag[TRAIN_FLAGS])
{
    RunOptions *run = &line->run;
    TrainerOptions *o = &run->trainer;
    const Flag all[TRAIN_FLAGS] = {
        flag_integer("--steps", &o->steps, 0, 1000000000, "updates of the weights"),
        flag_integer("--batch", &o->batch, 1, 65536, "sequences a step"),
        flag_open(flag_number("--lr", &o->rate, 0, 1e6, "learning rate"), true, false),
        flag_open(flag_number("--momentum", &o->momentum, 0, 1, "share of the last step that is kept"), false, true),
        flag_number("--weight-decay", &o->weight_decay, 0, 1000,
                    "share of each weight that is taken off, times the rate"),
        flag_seed("--seed", &o->seed, "of weights, data, held-out data and probe"),
        flag_integer("--length", &o->size.T, 1, 512, "T, tokens in a sequence"),
        flag_integer("--vocab", &o->size.vocabulary, 1, 65536, "different tokens"),
        flag_integer("--dim", &o->D, 1, 4096, "D, the width of the model"),
        flag_integer("--heads", &o->heads, 1, MOST_HEADS, "H, heads of each layer; it divides D"),
        flag_integer("--layers", &o->layers, 1, MAX_LAYERS, "layers of attention"),
        flag_choice("--mask", &line->mask, RUN_MASK_NAMES, "what a query sees; strict: only earlier ones"),
        flag_yes("--output-projection", &o->output_projection, "W_O after each layer"),
        flag_yes("--residual", &o->residual, "X + attention(X)"),
        flag_integer("--eval-every", &run->eval_every, 1, 1000000000, "steps between evaluations"),
        flag_list("--keyframes", run->keyframe, &run->keyframes, MAX_KEYFRAMES,
                  "steps whose weights and maps are kept"),
        flag_choice("--png", &line->png, RUN_PNG_NAMES, "which maps are drawn"),
        flag_integer("--scale", &run->png_scale, 1, 2, "of the pictures"),
        flag_text("--out", &line->folder, "the run's folder; by default runs/TASK-sSEED"),
        flag_yes("--quiet", &line->quiet, "no progress, only the result"),
        flag_yes("--help", &line->help, "this list"),
    };
    memcpy(flag, all, sizeof all);
}

// The defaults are those of the task, or of the first task.
static int help(const Task *task)
{
    TrainLine line = {.run = run_defaults(task), .mask = (int)task->mask};
    Flag flag[TRAIN_FLAGS];
    describe(&line, flag);
    printf("usage: heed train TASK [--FLAG VALUE ...]\n\nIn brackets: the defaults of %s.\n\n", task->name);
    flags_help(flag, TRAIN_FLAGS);
    printf("\nTasks: heed tasks. Exit codes: 0 done, 2 command line, 3 file or memory, 5 diverged.\n");
    return EXIT_DONE;
}

// The divisors of D nearest to H, below and above; 0: there is none.
static void divisors_near(int H, int D, int *below, int *above)
{
    *below = *above = 0;
    for (int divisor = 1; divisor <= D && divisor <= MOST_HEADS; divisor++) {
        if (D % divisor != 0)
            continue;
        if (divisor < H)
            *below = divisor;
        else if (*above == 0)
            *above = divisor;
    }
}

static int heads_do_not_fit(int H, int D)
{
    int below, above;
    divisors_near(H, D, &below, &above);
    return above ? usage_error("--heads %d does not divide --dim %d; try %d or %d", H, D, below, above)
                 : usage_error("--heads %d does not divide --dim %d; try %d", H, D, below);
}

// What no flag can see alone. EXIT_DONE: all fits together.
static int check_together(const TrainLine *line)
{
    const TrainerOptions *o = &line->run.trainer;
    int cells = 0;
    if (o->D % o->heads != 0)
        return heads_do_not_fit(o->heads, o->D);
    if (o->size.T < o->task->least_length)
        return usage_error("--length %d: the task %s needs at least %d", o->size.T, o->task->name,
                           o->task->least_length);
    if (!shape_count(SHAPE(o->batch, o->heads, o->size.T, o->size.T), &cells))
        return usage_error("--batch %d --heads %d --length %d: their maps have more than 2^31 - 1 cells; lower one",
                           o->batch, o->heads, o->size.T);
    if (!shape_count(SHAPE(o->batch, o->size.T, o->size.vocabulary), &cells))
        return usage_error("--batch %d --length %d --vocab %d: more than 2^31 - 1 logits; lower one", o->batch,
                           o->size.T, o->size.vocabulary);
    if (!shape_count(SHAPE(o->batch, o->size.T, o->D), &cells))
        return usage_error("--batch %d --length %d --dim %d: more than 2^31 - 1 elements; lower one", o->batch,
                           o->size.T, o->D);
    if (!((real)o->rate > 0))
        return usage_error("--lr %g is 0 in %s", o->rate, REAL_NAME);
    return EXIT_DONE;
}

// --- afterwards -----------------------------------------------------------------------------------------------------

static void print_result(const RunOptions *run, const RunResult *result, RunStatus status)
{
    printf("%s steps=%d", status == RUN_DONE ? "done" : "diverged", result->steps);
    if (result->steps > 0)
        printf(" loss=%.4f", isnan(result->batch.loss) ? (double)NAN : result->batch.loss); // whatever its sign
    printf(" held_out_exact=%.3f alignment=%.3f", result->held_out.exact,
           result->held_out.alignment[run->trainer.layers - 1]);
    if (result->solved_at >= 0)
        printf(" solved_at=%d", result->solved_at);
    printf(" weights=%016llx out=%s\n", (unsigned long long)result->weights, run->folder);
    fflush(stdout);
}

static void say_pictures(const RunOptions *run, const RunResult *result)
{
    fprintf(stderr, "\nOpen %s/film.png: attention over training, the expected map beside the last.\n", run->folder);
    fprintf(stderr, "     %s/attn/step_%06d.png: the last map, cell by cell.\n", run->folder, result->steps);
    fprintf(stderr, "A row is a query, a column a key. At step 0 each row is nearly uniform; %s\n%s.\n",
            result->solved_at >= 0 ? "then" : "when the task is learned,", run->trainer.task->expected_in_words);
}

// For the eye: how it went, and what to open.
static void say_result(const RunOptions *run, const RunResult *result)
{
    if (result->solved_at >= 0)
        fprintf(stderr,
                "Solved at step %d: from there on at least 99 %% of %d held-out sequences came out all right.\n",
                result->solved_at, HELD_OUT_SEQUENCES);
    else
        fprintf(stderr, "Not solved: %.1f %% of %d held-out sequences come out all right.\n",
                100 * result->held_out.exact, HELD_OUT_SEQUENCES);
    fprintf(stderr, "%d step%s in %.2f s, with all files.\n", result->steps, result->steps == 1 ? "" : "s",
            result->seconds);
    if (run->png != PNG_NONE)
        say_pictures(run, result);
}

// What went wrong, and the flag that mends it.
static int say_failure(const RunOptions *run, RunStatus status, const Message *message)
{
    const TrainerOptions *o = &run->trainer;
    const double usual = trainer_defaults(o->task).rate;
    switch (status) {
    case RUN_REFUSED: return usage_error("--length %d --vocab %d: %s", o->size.T, o->size.vocabulary, message->text);
    case RUN_FOLDER: fprintf(stderr, "heed: %s; choose another folder with --out\n", message->text); return EXIT_WORLD;
    case RUN_DIVERGED:
        fprintf(stderr, "heed: %s; try a smaller --lr, such as %.2g\n", message->text,
                o->rate > usual ? usual : o->rate / 3);
        return EXIT_DIVERGED;
    case RUN_WORLD:
    case RUN_DONE: break;
    }
    fprintf(stderr, "heed: %s\n", message->text);
    return EXIT_WORLD;
}

static int train(const RunOptions *run, bool quiet)
{
    Progress progress = progress_new(run, quiet);
    RunResult result;
    Message message;
    const RunStatus status = run_train(run, progress_show, &progress, &result, &message);
    progress_clear(&progress);
    if ((status == RUN_DONE || status == RUN_DIVERGED) && (quiet || !isatty(STDOUT_FILENO)))
        print_result(run, &result, status);
    if (status != RUN_DONE)
        return say_failure(run, status, &message);
    if (!quiet)
        say_result(run, &result);
    return EXIT_DONE;
}

int command_train(int argc, char **argument)
{
    Arguments arguments;
    TrainLine line = {.run = run_defaults(HEED_TASKS[0])};
    Flag flag[TRAIN_FLAGS];
    describe(&line, flag);
    if (!flags_parse(&arguments, flag, TRAIN_FLAGS, argc, argument)) // once to find the task
        return usage_error("%s", arguments.error);
    const Task *task = arguments.words == 1 ? task_find(arguments.word[0]) : NULL;
    if (line.help)
        return help(task ? task : HEED_TASKS[0]);
    if (arguments.words != 1)
        return arguments.words ? usage_error("train takes one task, not also %s", arguments.word[1])
                               : usage_error("train needs a task; heed tasks lists them");
    if (!task)
        return unknown_task(arguments.word[0]);
    line.run = run_defaults(task);
    line.mask = (int)task->mask;
    describe(&line, flag);
    flags_parse(&arguments, flag, TRAIN_FLAGS, argc, argument); // and again, on top of the task's defaults
    line.run.trainer.mask = (MaskKind)line.mask;
    line.run.png = (PngChoice)line.png;
    const int wrong = check_together(&line);
    if (wrong != EXIT_DONE)
        return wrong;
    char folder[RUN_PATH];
    if (!line.folder && !run_default_folder(folder, task, line.run.trainer.seed))
        return usage_error("there is no free folder in runs/");
    line.run.folder = line.folder ? line.folder : folder;
    return train(&line.run, line.quiet);
}
