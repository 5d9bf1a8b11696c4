// Exercise 16: six silent bugs.
//
// Six trainers learn to say four tokens backwards. Each has a wrong gradient
// somewhere. None crashes, none complains, and the loss of each one falls: a
// model can learn around a surprising lot. That is why gradients are checked.
//
// The model, with T = D = d_k = 4, and 4 tokens:
//
//   X = E[tokens] + P                   E, P: a row for each token, each place
//   S = (X W_Q) (X W_K)^T    A = softmax(S / sqrt(d_k))    Y = A (X W_V)
//   L = cross-entropy(Y U + b, the tokens backwards)
//
// No code is to be written here. The check shows you a trainer's numbers: its
// loss, beside that of the same trainer with right gradients, and for each
// gradient two tables. On the left what its backward says (analytic), on the
// right what central differences say (numeric, as in exercise 1). The right
// side is right. You are the gradient checker:
//
// 1. Where? Gradients are made from the loss back to the tokens, and shown in
//    this order: dU db dW_V dS dW_Q dW_K dP dE. From one that is wrong others
//    become wrong: dS goes into dW_Q and dW_K, and into dX, which is in dP and
//    dE. Name the first: there it begins.
// 2. What kind? Think of what would make such a table. Questions that tell
//    kinds apart: Is it all of the numbers, or one row, or just one? What is
//    left / right, and is it the same everywhere? Is the number that should be
//    here somewhere else? What do the rows sum to? (Those of a right dS: to 0,
//    since adding the same to a whole row of S changes no weight.) Which token
//    is there twice?
//
// The kinds, from given.h in the folder of this exercise:
//
//   ZERO         all of it is zero
//   FACTOR       each number is .factor times what it must be
//   TRANSPOSED   rows and columns are exchanged
//   ONE_WRONG    only the number in .row and .column is wrong (they begin at 0)
//   NO_ROW_SUM   softmax went back without its sum
//   ONLY_LAST    of a token that is there twice, only the last place counts
//   SHIFTED      each row has what belongs to the row before
//
// A finding might be {.where = P, .kind = FACTOR, .factor = -1}, for dP. (The
// name for db is BIAS.)
//
// Write down the first, run, and the next trainer is shown. A wrong finding is
// answered with a number that contradicts it.

#include "given.h"

extern const Finding FINDING[TRAINERS];

const Finding FINDING[TRAINERS] = {
    {.where = NOWHERE, .kind = NO_KIND}, // trainer 1
    {.where = NOWHERE, .kind = NO_KIND}, // trainer 2
    {.where = NOWHERE, .kind = NO_KIND}, // trainer 3
    {.where = NOWHERE, .kind = NO_KIND}, // trainer 4
    {.where = NOWHERE, .kind = NO_KIND}, // trainer 5
    {.where = NOWHERE, .kind = NO_KIND}, // trainer 6
};
