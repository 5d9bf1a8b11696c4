// Exercise 17: foretell, and then see.
//
// You know now how each gradient of a layer of attention is made. So you can
// say beforehand how training will go. Six runs are waiting; foretell all six,
// and only then are they made.
//
// The model is that of `heed train`: X = E[tokens] + P, one layer of attention
// with W_Q, W_K, W_V (exercise 15), logits = Y U + b, cross-entropy, plain SGD.
// All is trained, E, P, U and b as well. W_V begins at the usual size, W_Q and
// W_K at 0.3 of it, so that the first maps are nearly even.
//
//   first      say the first token, in every place     7 3 1 4 -> 7 7 7 7
//   shift      say the token before. (A place sees     7 3 1 4 -> _ 7 3 1
//              itself and those before it.)
//   max        the last place says the largest token   5 7 0 3 -> _ _ _ 7
//   mode       the last place says the token that is   1 0 1 2 -> _ _ _ 1
//              there most often (of 3 tokens)
//   dup        whether this token was there before.   ^ 7 3 7 -> _ new new seen
//              (A place sees those before it only;
//              the first is always the mark ^.)
//   shift, 0   as shift, but W_Q and W_K begin at 0
//
// There are ten tokens (in mode three), and 8 or 9 places.
//
// 1. Which matrix ends farthest from where it began? The distance is the root
//    of the sum of squares of all changes, ||W - W(0)||.
//      W_V            W_V
//      W_Q_AND_W_K    these two: each learns by way of the other, so they stay
//                     close together
// 2. What does the map A look like in the end?
//      EVEN           each query looks at all places alike
//      DIAGONAL       at its own place
//      BEFORE         at the place before its own
//      ANTI_DIAGONAL  at its mirror image: the first at the last
//      FIRST_COLUMN   at the first place
//      BY_CONTENT     elsewhere in each sequence: it depends on the tokens
//
// Questions that help: what has V to tell apart, and what have Q and K? Does
// the map with which training begins answer already? And when is dW_Q zero?
//
// You need not be right! If it comes differently, you are told why. Then leave
// your prediction as it is, and add a line in your own words: .because = "...".

#include "given.h"

extern const Forecast FORECAST[RUNS];

const Forecast FORECAST[RUNS] = {
    {.farthest = NOT_SAID, .map = NO_MAP}, // first
    {.farthest = NOT_SAID, .map = NO_MAP}, // shift
    {.farthest = NOT_SAID, .map = NO_MAP}, // max
    {.farthest = NOT_SAID, .map = NO_MAP}, // mode
    {.farthest = NOT_SAID, .map = NO_MAP}, // dup
    {.farthest = NOT_SAID, .map = NO_MAP}, // shift, 0
};
