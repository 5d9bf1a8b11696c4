// The model that a trainer's options ask for, and how it begins.
#ifndef HEED_TRAIN_TRAINER_MODEL_H
#define HEED_TRAIN_TRAINER_MODEL_H

#include "train/trainer.h"

#define TRAINER_GAIN_QK 0.3 // with which attention_new draws W_Q and W_K

ModelOptions trainer_model_options(const TrainerOptions *options);
// The layers have drawn the usual weights; makes them larger or smaller, as the options ask.
void trainer_scale_beginning(const Model *model, const TrainerOptions *options);
// Freezes the parameters of these names, full or last, with commas between; NULL: none. False: there is none of a name,
// and error says which there are.
bool trainer_freeze(Optimizer *optimizer, Params *params, const char *names, char *error, size_t size);

#endif
