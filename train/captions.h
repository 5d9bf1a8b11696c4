// Pictures in words, made from their numbers: what a head attends to, how a run went. For captions.txt, for the page,
// and for those who cannot see the pictures.
#ifndef HEED_TRAIN_CAPTIONS_H
#define HEED_TRAIN_CAPTIONS_H

#include "train/keyframes.h"

// What a head's map shows: "attends to the mirror position, 97 % of its weight", or that it spreads. A is [T,T];
// expected [T,T] may be without data. A row counts if it is supervised (targets NULL: each is) and has somewhere to
// look.
enum { CAPTION_HEAD = 128 };
void caption_head(char text[CAPTION_HEAD], Tensor A, Tensor expected, const char *const *targets);

// A text that grows. If memory is out it is lost, which is found in the end.
typedef struct {
    char *text; // owned: the caller frees it
    size_t length, room;
    bool lost;
} Captions;
void captions_add(Captions *captions, const char *format, ...) __attribute__((format(printf, 2, 3)));

// Every head of a frame: "head 0 attends to ...; head 1 spreads ...".
void caption_frame(Captions *captions, const Keyframes *keyframes, const Frame *frame);
// The sentence of a picture attn/step_NNNNNN.png.
void caption_attention(Captions *captions, const Keyframes *keyframes, const Frame *frame);

#endif
