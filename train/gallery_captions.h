// captions.txt: each picture of a run in a sentence made from its numbers.
#ifndef HEED_TRAIN_GALLERY_CAPTIONS_H
#define HEED_TRAIN_GALLERY_CAPTIONS_H

#include "train/gallery_weights.h"
#include "train/table.h"

// found has its query NULL if circuits.png was not drawn. False: the file cannot be written.
bool gallery_captions(const Keyframes *keyframes, const RunResult *result, const Table *log,
                      const CircuitFindings *found, Message *message);

#endif
