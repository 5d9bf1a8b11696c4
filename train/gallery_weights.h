// The pictures of a run's weights: weights.png and circuits.png, from the weights at its keyframes.
#ifndef HEED_TRAIN_GALLERY_WEIGHTS_H
#define HEED_TRAIN_GALLERY_WEIGHTS_H

#include "train/gallery.h"
#include "train/snapshots.h"

// As attention_figure_draw; false also if weights cannot be read.
bool gallery_draw_weights(const Keyframes *keyframes, Snapshots *snapshots, Canvas *canvas, Message *message);

// What circuits.png shows, for its caption: the share of positions whose largest entry of the last QK circuit is where
// the expected map looks, and of tokens for which the OV circuit speaks loudest for the same token.
typedef struct {
    const char *query, *key; // "position" or "token"
    double qk, ov;           // of the best head; NaN: there is nothing to compare with
} CircuitFindings;

bool gallery_draw_circuits(const Keyframes *keyframes, const Trainer *trainer, Snapshots *snapshots, Canvas *canvas,
                           CircuitFindings *findings, Message *message);

#endif
