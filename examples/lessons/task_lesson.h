// For the lessons that train a model on a task: a trainer that goes on to a step, what is measured of its weights, and
// pictures.
//
// A lesson is no place for errors: what cannot be (memory that is out, a file that cannot be written) ends the program
// with one line.
#ifndef HEED_EXAMPLES_LESSONS_TASK_LESSON_H
#define HEED_EXAMPLES_LESSONS_TASK_LESSON_H

#include "train/figures/canvas.h"
#include "train/trainer.h"

// What stands behind --picture, which is all that a lesson may be given; NULL: no picture is wanted.
const char *picture_path(int argc, char **argv);
// Writes the canvas and frees it.
void picture_save(Canvas *canvas, const char *path);
// Ends the program with this reason unless what was tried went well.
void must(bool went_well, const char *reason);

// The caller frees it with trainer_free.
Trainer trainer_started(TrainerOptions options);
// Trains until so many updates are done.
void train_to(Trainer *trainer, int step);
// On the held-out sequences.
Metrics measured(Trainer *trainer);

// Runs the first B held-out sequences through the model as it is; what it says is the tape's, until the trainer is used
// again.
Prediction predicted(Trainer *trainer, int B);

// A parameter of the first layer, or any by its full name: its value now, and at step 0.
Tensor weight(const Trainer *trainer, const char *name);
Tensor weight_at_first(const Trainer *trainer, const char *name);

// |W - W(0)| of such a parameter.
double moved(const Trainer *trainer, const char *name);

// The Frobenius norm of a - b; of a, if b has no data.
double distance(Tensor a, Tensor b);
// The sum of a_ij b_ij; and that over |a| |b|: 1 where they point the same way, near 0 where they have nothing to do
// with each other.
double dot(Tensor a, Tensor b);
double cosine(Tensor a, Tensor b);
// The caller frees these.
Tensor matrix_new(int rows, int columns);
Tensor product(Tensor a, Tensor b);

#endif
