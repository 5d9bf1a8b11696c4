// What heed train says when it is over.
#include "examples/heed/train_result.h"

#include "examples/heed/commands.h"
#include "train/run_folder.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

void result_print(const RunOptions *run, const RunResult *result, RunStatus status)
{
    printf("%s steps=%d", status == RUN_DONE ? "done" : status == RUN_STOPPED ? "stopped" : "diverged", result->steps);
    if (result->steps > 0)
        printf(" loss=%.4f", isnan(result->batch.loss) ? (double)NAN : result->batch.loss); // whatever its sign
    printf(" held_out_exact=%.3f", result->held_out.exact);
    if (!isnan(result->held_out.alignment[run->trainer.layers - 1]))
        printf(" alignment=%.3f", result->held_out.alignment[run->trainer.layers - 1]);
    if (result->solved_at >= 0)
        printf(" solved_at=%d", result->solved_at);
    if (metrics_wrong_reason(&result->held_out, run->trainer.layers))
        printf(" reason=wrong");
    printf(" weights=%016llx out=%s\n", (unsigned long long)result->weights, run->folder);
    fflush(stdout);
}

static void say_picture(const RunOptions *run, const char *name, const char *what, bool *any)
{
    const RunPath path = run_path(run->folder, name);
    if (access(path.text, F_OK) != 0) // it could not be drawn
        return;
    fprintf(stderr, "%s %s: %s.\n", *any ? "    " : "\nOpen", path.text, what);
    *any = true;
}

static void say_pictures(const RunOptions *run, const RunResult *result)
{
    bool any = false;
    char last[32];
    snprintf(last, sizeof last, "attn/step_%06d.png", result->steps);
    say_picture(run, "report.html", "all of it on one page, with a slider over training", &any);
    say_picture(run, "film.png", "attention over training, the expected map beside the last", &any);
    say_picture(run, last, "the last map, cell by cell", &any);
    say_picture(run, "curves.png", "loss, gradients, and how far each matrix moved", &any);
    fprintf(stderr, "A row is a query, a column a key. At step 0 each row is nearly uniform; %s\n%s.\n",
            result->solved_at >= 0 ? "then" : "when the task is learned,", run->trainer.task->expected_in_words);
}

static void say_wrong_reason(const RunOptions *run, const RunResult *result)
{
    fprintf(stderr,
            "Right answer, wrong reason: only %.0f %% of the attention is where it should be (%s).\n"
            "The answers come about in another way; the map shows which.\n",
            100 * result->held_out.alignment[run->trainer.layers - 1], run->trainer.task->expected_in_words);
}

void result_say(const RunOptions *run, const RunResult *result)
{
    if (result->solved_at >= 0)
        fprintf(stderr,
                "Solved at step %d: from there on at least 99 %% of %d held-out sequences came out all right.\n",
                result->solved_at, HELD_OUT_SEQUENCES);
    else
        fprintf(stderr, "Not solved: %.1f %% of %d held-out sequences come out all right.\n",
                100 * result->held_out.exact, HELD_OUT_SEQUENCES);
    if (metrics_wrong_reason(&result->held_out, run->trainer.layers))
        say_wrong_reason(run, result);
    fprintf(stderr, "%d step%s in %.2f s, with all files.\n", result->steps, result->steps == 1 ? "" : "s",
            result->seconds);
    if (result->undrawn.text[0])
        fprintf(stderr, "heed: not every picture could be drawn: %s\n", result->undrawn.text);
    if (run->png != PNG_NONE)
        say_pictures(run, result);
}

int result_goal(const RunOptions *run, const RunResult *result)
{
    if (!run->goal || goal_reached(result->goal_held))
        return EXIT_DONE;
    fprintf(stderr, "heed: %s was not reached in %d steps; see %s\n", run->goal, result->steps, run->folder);
    return EXIT_GOAL;
}

int result_failure(const RunOptions *run, RunStatus status, const Message *message)
{
    const TrainerOptions *o = &run->trainer;
    const double usual = trainer_defaults(o->task).optimizer.rate;
    switch (status) {
    case RUN_REFUSED: return usage_error("%s", message->text);
    case RUN_FOLDER: fprintf(stderr, "heed: %s; choose another folder with --out\n", message->text); return EXIT_WORLD;
    case RUN_DIVERGED:
        fprintf(stderr, "heed: %s; try a smaller --lr, such as %.2g\n", message->text,
                o->optimizer.rate > usual ? usual : o->optimizer.rate / 3);
        return EXIT_DIVERGED;
    case RUN_STOPPED:
        fprintf(stderr, "heed: stopped; heed train --resume %s goes on\n", run->folder);
        return EXIT_SIGNAL + *run->stop;
    case RUN_WORLD:
    case RUN_DAMAGED:
    case RUN_DONE: break;
    }
    fprintf(stderr, "heed: %s\n", message->text);
    return message->damaged ? EXIT_DAMAGED : EXIT_WORLD;
}
