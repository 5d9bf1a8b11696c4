// The ablations, with their outcomes: what `heed COMMAND --seeds 1..5` shows of each, in all five.
// tests/test_ablations.c holds them for one seed.
#include "examples/heed/ablations.h"

#include <stdio.h>

static const struct {
    const char *command, *outcome, *why;
} ROWS[] = {
    {"train reverse", "learned by step 100", "nothing is taken away: the others are held against this"},
    {"train reverse --positions none", "never learned", "nothing tells position 2 from position 5"},
    {"train reverse --tie k=q", "never learned, at any width",
     "s_tt + s_jj >= 2 s_tj: no two positions can prefer each other"},
    {"train reverse --tie v=k", "learned by step 140", "at d_k = 32 there is room for both in one matrix"},
    {"train reverse --key-size 4", "learned by step 250", "four numbers are enough for eight positions"},
    {"train reverse --key-size 4 --tie v=k", "never learned", "at d_k = 4 one matrix cannot be key and value"},
    {"train reverse --freeze W_Q,W_K", "never learned", "the map stays even: only the bag of tokens is known"},
    {"train reverse --freeze W_V", "learned by step 130", "the head adapts to whatever values it is given"},
    {"train reverse --freeze E,P,U,b", "learned by step 130", "W_Q, W_K and W_V alone are enough"},
    {"train reverse --gain-qk 0", "never learned", "dW_Q is in proportion to W_K = 0: a saddle, and no way off it"},
    {"train reverse --no-scale", "learned by step 50", "with a soft start the scores are small anyway"},
    {"train gather --no-scale --gain-qk 1", "two seeds of five stay at 40 %",
     "rows begin on a wrong cell with weight 1, and there the gradient is 0"},
    {"train reverse --positions sinusoidal", "50 to 93 % by step 400, and blurred",
     "waves of neighbours are too much alike"},
    {"train reverse --embedding-std 0.1 --lr 0.3 --steps 800", "a long shelf, then a snap near step 630",
     "small embeddings give small gradients until the map forms"},
    {"train mode --lr 0.1 --freeze W_Q,W_K", "learned by step 220", "an average needs no W_Q and no W_K"},
    {"train count --lr 0.1 --freeze W_Q,W_K", "learned by step 970; without the freeze never",
     "attention runs away from the mean"},
    {"train recall --layers 1", "never learned", "it takes two layers to find what follows something"},
};

void ablations_print(void)
{
    for (unsigned i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++)
        printf("heed %s\n    %s: %s\n", ROWS[i].command, ROWS[i].outcome, ROWS[i].why);
}
