// Training a lesson's own matrices on its one sentence by plain SGD, and how they and the map move meanwhile.
#ifndef HEED_EXAMPLES_LESSONS_TRAINING_H
#define HEED_EXAMPLES_LESSONS_TRAINING_H

#include "examples/lessons/lesson.h"

enum { MATRICES = 3, MATRIX_MOST = 16, MAP_MOST = 9, FRAMES_MOST = 10 };

// What a lesson makes of its matrices: a map [T,T], and a loss that is to fall.
typedef struct {
    Var A, loss;
} Answer;

typedef struct {
    const char *name;        // before those of the exact lines
    const char *const *word; // [T]; borrowed
    // The matrices W_Q, W_K, W_V, in this order everywhere, are [D, width].
    int T, D, width[MATRICES];
    double first[MATRICES][MATRIX_MOST]; // row-major: as they are before the first step
    bool frozen[MATRICES];               // these stay so
    double rate;
    int frames, step[FRAMES_MOST]; // the steps that are looked at, rising from 0; the last one is the end
    Answer (*answer)(Tape *tape, Var W_Q, Var W_K, Var W_V);
} Training;

// Everything as it is before step number `step`.
typedef struct {
    int step;
    double loss;
    double moved[MATRICES]; // the norm of W - W(0): the root of the sum of all squares
    real W[MATRICES][MATRIX_MOST], A[MAP_MOST];
} Frame;

typedef struct {
    Frame frame[FRAMES_MOST];
} Trained;

// Plain SGD: each matrix moves by -rate times its gradient, once a step.
void training_run(const Training *training, Trained *trained);

// A table of the frames. With --exact loss, moved, and the last map and matrices.
void page_trained(const Page *page, const char *title, const Training *training, const Trained *trained);
// Two trainings of the same matrices, at every frame: none of the exact lines.
double trained_apart(const Training *training, const Frame *a, const Frame *b);

// Where --picture asks for it: each map, and the matrices below it, frame by frame.
void page_draw(const Page *page, const char *title, const Training *training, const Trained *trained);

#endif
