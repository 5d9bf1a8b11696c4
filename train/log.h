// log.csv: a row for each step, in columns that the first row names.
//   step, loss, accuracy, learning_rate        of the batch that the step learned from, before its update
//   gradient.NAME                              |dL/dW| of that batch, for each parameter
//   moved.NAME                                 |W - W(0)| after the update
//   held_out.loss, .accuracy, .exact           after the update; empty unless it was evaluated
//   held_out.alignment.layerN, .entropy.layerN
//
// Row 0 is the model before training: nothing of a batch. Norms are Frobenius norms, loss and entropy in nats.
#ifndef HEED_TRAIN_LOG_H
#define HEED_TRAIN_LOG_H

#include "train/file.h"
#include "train/trainer.h"

typedef struct {
    RowFile *rows;
    double *gradient; // one norm for each parameter
} Log;

// Begins the file, or, with kept >= 0, goes on behind its first kept bytes. False: memory is out, or the file cannot be
// made; the caller closes the log, also then.
bool log_open(Log *log, const char *path, Trainer *trainer, int64_t kept, Message *message);
// Takes the norms of the gradients, which are there only between trainer_backward and trainer_update.
void log_gradients(Log *log, Trainer *trainer);
// batch is NULL for row 0; held_out is NULL if it was not evaluated.
bool log_row(Log *log, Trainer *trainer, const BatchResult *batch, const Metrics *held_out, Message *message);
bool log_flush(Log *log, Message *message);
// Waits until all rows are on the disk; *length is how many bytes they are.
bool log_sync(Log *log, int64_t *length, Message *message);
bool log_close(Log *log, Message *message);

#endif
