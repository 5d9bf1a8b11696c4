// What is shown while a run goes on.
#include "examples/heed/progress.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const double REDRAW = 1.0 / 15, HEARTBEAT = 10; // seconds

static double seconds_of(clockid_t clock)
{
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool is_terminal(void)
{
    const char *term = getenv("TERM");
    return isatty(STDERR_FILENO) && term && strcmp(term, "dumb") != 0 && !getenv("CI");
}

Progress progress_new(const RunOptions *options, Display display)
{
    const double now = seconds_of(CLOCK_MONOTONIC);
    return (Progress){.options = options,
                      .live = is_terminal(),
                      .quiet = display.quiet,
                      .begun = now,
                      .next_round = 1,
                      .color = display.color,
                      .panel = panel_new()};
}

// A map is computed to be drawn: at most a tenth of the run's time goes into that.
static void draw(Progress *progress, const RunProgress *now, double time)
{
    const Terminal terminal = terminal_of(STDERR_FILENO, progress->color); // it may have another size now
    const double begun = seconds_of(CLOCK_THREAD_CPUTIME_ID);
    panel_draw(&progress->panel, now, &progress->held_out, time - progress->begun, &terminal);
    progress->pause = fmax(REDRAW, 9 * (seconds_of(CLOCK_THREAD_CPUTIME_ID) - begun));
    progress->shown = time;
}

void progress_clear(Progress *progress)
{
    const Terminal terminal = terminal_of(STDERR_FILENO, progress->color);
    panel_clear(&progress->panel, &terminal);
}

static void print_held_out(const Metrics *held_out, int layers)
{
    printf(" held_out_loss=%.4f held_out_exact=%.3f", held_out->loss, held_out->exact);
    if (!isnan(held_out->alignment[layers - 1]))
        printf(" alignment=%.3f", held_out->alignment[layers - 1]);
    printf(" entropy=%.3f", held_out->entropy[layers - 1]);
}

static void print_line(const RunProgress *now, int layers)
{
    printf("step=%d", now->step);
    if (now->batch)
        printf(" loss=%.4f accuracy=%.3f", now->batch->loss, now->batch->accuracy);
    if (now->held_out)
        print_held_out(now->held_out, layers);
    printf("\n");
    fflush(stdout);
}

// 1 2 5 10 20 50 ...
static int round_after(int step)
{
    long long round = 1;
    for (int i = 0; round <= step; i++)
        round = i % 3 == 1 ? round * 5 / 2 : round * 2;
    return round > INT32_MAX ? INT32_MAX : (int)round;
}

void progress_show(const RunProgress *now, void *context)
{
    Progress *progress = context;
    const double time = seconds_of(CLOCK_MONOTONIC);
    if (!now->batch && !now->held_out) // a run goes on from here
        return;
    if (now->held_out)
        progress->held_out = *now->held_out;
    if (progress->quiet)
        return;
    if (progress->live && now->batch)
        panel_loss(&progress->panel, now->batch->loss);
    if (progress->live && now->batch && time - progress->shown > progress->pause) {
        draw(progress, now, time);
    } else if (!progress->live &&
               (now->step == 0 || now->step >= progress->next_round || now->step == progress->options->trainer.steps ||
                time - progress->shown > HEARTBEAT)) {
        print_line(now, progress->options->trainer.layers);
        progress->next_round = round_after(now->step);
        progress->shown = time;
    }
}

// What fails is told to the eye in any case.
void progress_checked(Progress *progress, int step, const TrainCheckResult *result)
{
    if (!progress->quiet && !progress->live) {
        printf("gradcheck step=%d %s\n", step, result->fields);
        fflush(stdout);
    }
    if (result->verdict != CHECK_FAIL && (progress->quiet || !progress->live))
        return;
    progress_clear(progress);
    fprintf(stderr, "gradient check at step %d: %s\n", step, result->sentence);
}
