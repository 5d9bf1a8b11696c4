// What the demo's attention figure takes, drawn and encoded, in milliseconds of the processor: T = 8, one head,
// scale 1. Prints the median, the least and the most of 41 rounds.
#include "train/figures/attention.h"
#include "train/figures/png.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 41, T = 8 };

// Of the processor: others that use it do not count.
static double seconds_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void)
{
    static const char *const LETTERS[T] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    const FigureSubject subject = {.task = "reverse",
                                   .seed = 1,
                                   .learning_rate = 0.1,
                                   .T = T,
                                   .D = 32,
                                   .H = 1,
                                   .layers = 1,
                                   .tokens = LETTERS,
                                   .targets = LETTERS,
                                   .scale = 1};
    Tensor A;
    double round[ROUNDS];
    if (!tensor_new(&A, SHAPE(1, T, T)))
        return 1;
    for (int i = 0; i < T * T; i++)
        A.data[i] = (real)((i * 37 % 64) / 256.0);
    const AttentionFigure figure = {
        .subject = &subject, .step = 45, .loss = 0.14, .accuracy = 0.96, .A = &A, .answers = LETTERS};
    for (int r = 0; r < ROUNDS; r++) {
        Canvas canvas;
        Bytes png;
        Message message;
        const double begun = seconds_now();
        if (!attention_figure_draw(&figure, &canvas, &message) || !png_encode(&png, &canvas, NULL, &message))
            return 1;
        round[r] = (seconds_now() - begun) * 1e3;
        canvas_free(&canvas);
        bytes_free(&png);
    }
    qsort(round, ROUNDS, sizeof round[0], by_size);
    printf("the demo's figure, drawn and encoded, %s: %.1f ms (%.1f to %.1f)\n", REAL_NAME, round[ROUNDS / 2], round[0],
           round[ROUNDS - 1]);
    tensor_free(&A);
    return 0;
}
