// Animated PNG (APNG 1.0, now part of PNG's third edition): browsers play it, other viewers show one still picture. A
// frame holds only the pixels that differ from the frame before; the others are transparent.
#ifndef HEED_TRAIN_FIGURES_ANIMATION_H
#define HEED_TRAIN_FIGURES_ANIMATION_H

#include "train/figures/png.h"

typedef struct {
    Bytes png;         // owned: what is there so far
    size_t room;       // of png.data
    int width, height; // in pixels
    uint32_t sequence; // the number of the next chunk of the animation
    uint8_t *before;   // owned: the last frame, [height, width, 3]
    uint8_t *rows;     // owned: a frame as it is compressed
    bool begun;        // there has been a frame
} Animation;

// Begins one of so many frames, with the still picture, which is as large as the animation. It plays over and over.
// False: memory is out. animation_free frees it, also then.
bool animation_begin(Animation *animation, const Canvas *still, int frames, const PngTexts *texts, Message *message);
// The next frame, shown for so long. One that is smaller than the animation is filled up with white, a larger one is
// cut.
bool animation_add(Animation *animation, const Canvas *frame, int milliseconds, Message *message);
// After the last frame: writes the file, whole or not at all.
bool animation_write(Animation *animation, const char *path, Message *message);
void animation_free(Animation *animation);

#endif
