// The pictures of a whole run, drawn when it is over:
//   film.png      the probe's maps at about eight keyframes, the expected map beside the last
//   film_anim.png the same over all keyframes, moving
//   curves.png    what log.csv says
//   weights.png   W_Q, W_K and W_V at the first and the last keyframe, and their change
//   circuits.png  what they say of tokens and positions (train/circuits.h), over training
//   captions.txt  each of them, and those in attn/, in words
//
// Nothing of the run depends on them: what cannot be drawn (a picture would be too large, memory is out) is told in
// undrawn, and the others are drawn all the same. Only a file that cannot be written is a failure.
#ifndef HEED_TRAIN_GALLERY_H
#define HEED_TRAIN_GALLERY_H

#include "train/keyframes.h"

// trainer: the run's, for names, shapes and words. False: a file cannot be written.
bool gallery_write(Keyframes *keyframes, const Trainer *trainer, const RunResult *result, Message *message);
// The names of all files that it can write, with NULL at the end.
extern const char *const GALLERY_FILES[];

// Chooses frames so that the maps move about as far from each to the next: evenly spaced steps would show the same map
// again and again, before it forms and after. The first and the last are always among them. Returns how many.
enum { GALLERY_FRAMES = 8 };
int gallery_choose(const Keyframes *keyframes, int chosen[GALLERY_FRAMES]);

#endif
