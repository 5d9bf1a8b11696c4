// film_anim.png: the probe's attention over all keyframes of a run, as an animation.
#ifndef HEED_TRAIN_GALLERY_ANIMATION_H
#define HEED_TRAIN_GALLERY_ANIMATION_H

#include "train/keyframes.h"

// What cannot be drawn is told in keyframes->undrawn. False: the file cannot be written.
bool gallery_animation(Keyframes *keyframes, Message *message);

#endif
