// The weights of a run at its keyframes, read back from its folder into a store of their own.
#ifndef HEED_TRAIN_SNAPSHOTS_H
#define HEED_TRAIN_SNAPSHOTS_H

#include "autograd/params.h"
#include "train/message.h"

typedef struct {
    const char *folder; // borrowed
    Params *store;      // owned: names and shapes of the run's model
    int step;           // whose weights it has; -1: none
} Snapshots;

// The caller frees it, also when it fails: memory is out.
bool snapshots_new(Snapshots *snapshots, const char *folder, Params *like, Message *message);
void snapshots_free(Snapshots *snapshots);
// Fills the store with the weights of a step. False: they are not there, or refused.
bool snapshots_read(Snapshots *snapshots, int step, Message *message);
// A tensor of the store, as it was when all its values were these.
Tensor snapshots_earlier(const Snapshots *snapshots, Tensor now, Tensor values);

#endif
