// Training a lesson's own matrices: a store of three parameters, and the loop of examples/line.c.
#include "examples/lessons/training.h"

#include "autograd/ops.h"
#include "train/optimizer.h"

#include <math.h>
#include <stdlib.h>

static const char *const NAMES[MATRICES] = {"W_Q", "W_K", "W_V"};

static int elements(const Training *training, int m)
{
    return training->D * training->width[m];
}

static void begin(const Training *training, Params *params, Param matrix[MATRICES])
{
    for (int m = 0; m < MATRICES; m++)
        matrix[m] = params_add(params, NAMES[m], SHAPE(training->D, training->width[m]));
    for (int m = 0; m < MATRICES; m++)
        for (int i = 0; i < elements(training, m); i++)
            param_value(matrix[m]).data[i] = (real)training->first[m][i];
}

static void look(const Training *training, const Param matrix[MATRICES], Answer answer, Frame *frame)
{
    const Tensor A = var_value(answer.A);
    frame->loss = var_scalar(answer.loss);
    for (int i = 0; i < training->T * training->T; i++)
        frame->A[i] = A.data[i];
    for (int m = 0; m < MATRICES; m++) {
        double squares = 0;
        for (int i = 0; i < elements(training, m); i++) {
            frame->W[m][i] = param_value(matrix[m]).data[i];
            squares += pow((double)(frame->W[m][i] - (real)training->first[m][i]), 2);
        }
        frame->moved[m] = sqrt(squares);
    }
}

void training_run(const Training *training, Trained *trained)
{
    Params *params = params_new();
    Tape *tape = tape_new();
    Param matrix[MATRICES];
    Optimizer sgd;
    if (!params || !tape)
        exit(1);
    begin(training, params, matrix);
    if (!optimizer_new(&sgd, params, optimizer_plain(training->rate)))
        exit(1);
    for (int m = 0; m < MATRICES; m++)
        if (training->frozen[m])
            optimizer_freeze(&sgd, matrix[m]);

    for (int step = 0, frame = 0; frame < training->frames; step++) {
        const Var W_Q = op_param(tape, matrix[0]), W_K = op_param(tape, matrix[1]), W_V = op_param(tape, matrix[2]);
        const Answer answer = training->answer(tape, W_Q, W_K, W_V);
        if (step == training->step[frame]) {
            trained->frame[frame].step = step;
            look(training, matrix, answer, &trained->frame[frame++]);
        }
        tape_backward(tape, answer.loss);
        optimizer_step(&sgd, params);
        tape_reset(tape);
    }

    optimizer_free(&sgd);
    tape_free(tape);
    params_free(params);
}

double trained_apart(const Training *training, const Frame *a, const Frame *b)
{
    double apart = 0;
    for (int m = 0; m < MATRICES; m++)
        for (int i = 0; i < elements(training, m); i++)
            apart = fmax(apart, fabs((double)(a->W[m][i] - b->W[m][i])));
    return apart;
}

// --- as a table -----------------------------------------------------------------------------------------------------

static void print_frame(const Training *training, const Frame *frame)
{
    const int T = training->T;
    printf("  %6d %9.4f", frame->step, frame->loss);
    for (int m = 0; m < MATRICES; m++)
        printf(" %9.4f", frame->moved[m]);
    printf("  ");
    for (int i = 0; i < T * T; i++)
        printf("%s%5.2f", i % T == 0 ? "  " : "", (double)frame->A[i]);
    printf("\n");
}

static void print_exact_numbers(const Training *training, const char *what, const real *x, int n)
{
    for (int i = 0; i < n; i++)
        printf("%s.%s[%d] = %.17g\n", training->name, what, i, (double)x[i]);
}

static void print_exact_frames(const Training *training, const Trained *trained)
{
    const Frame *last = &trained->frame[training->frames - 1];
    for (int i = 0; i < training->frames; i++) {
        printf("%s.loss[%d] = %.17g\n", training->name, i, trained->frame[i].loss);
        for (int m = 0; m < MATRICES; m++)
            printf("%s.moved[%d] = %.17g\n", training->name, i * MATRICES + m, trained->frame[i].moved[m]);
    }
    print_exact_numbers(training, "A", last->A, training->T * training->T);
    for (int m = 0; m < MATRICES; m++)
        print_exact_numbers(training, NAMES[m], last->W[m], elements(training, m));
}

void page_trained(const Page *page, const char *title, const Training *training, const Trained *trained)
{
    if (page->exact) {
        print_exact_frames(training, trained);
        return;
    }
    printf("\n  %s\n", title);
    printf("  %6s %9s %9s %9s %9s    %s\n", "", "", "", "moved by", "", "A, row after row");
    printf("  %6s %9s %9s %9s %9s\n", "step", "loss", NAMES[0], NAMES[1], NAMES[2]);
    for (int i = 0; i < training->frames; i++)
        print_frame(training, &trained->frame[i]);
}
