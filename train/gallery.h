// The pictures of a whole run, drawn when it is over:
//   film.png      the probe's maps at about eight keyframes, the expected map beside the last
//   curves.png    what log.csv says
//   captions.txt  each of them, and those in attn/, in words
//
// Nothing of the run depends on them: what cannot be drawn (a picture would be too large, memory is out) is told in
// undrawn, and the others are drawn all the same. Only a file that cannot be written is a failure.
#ifndef HEED_TRAIN_GALLERY_H
#define HEED_TRAIN_GALLERY_H

#include "train/keyframes.h"

// False: a file cannot be written.
bool gallery_write(Keyframes *keyframes, const RunResult *result, Message *message);
// The names of all files that it can write, with NULL at the end.
extern const char *const GALLERY_FILES[];

#endif
