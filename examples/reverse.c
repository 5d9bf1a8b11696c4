// Training attention to say a sequence backwards, with nothing but the library: 3 1 4 becomes 4 1 3.
//
// To be learned: one training loop, whole. A layer of self-attention is given random sequences and the answers, and is
// never told where to look. For each position of the answer (a row) its map shows how much it takes from each position
// of the input (a column), in percent. At first every row is spread over all of them; then the anti-diagonal appears,
// for the answer at position t stands at T - 1 - t, and the loss falls with it.
//
// Prints the loss, the map and what is said for one sequence at steps 0, 25, 50, 100, 200 and 400:
//   step 400, loss 0.0036
//     input   6   2   8   7   9   9   2   7   says
//             2   0   0   0   1   1   0  95      7
//             1   0   0   0   0   0  98   0      2
//             ...
//            92   0   1   1   0   0   5   0      6
#include "autograd/ops.h"
#include "layers/attention.h"
#include "layers/embedding.h"
#include "layers/linear.h"
#include "train/optimizer.h"

#include <stdio.h>
#include <tgmath.h>

enum { T = 8, VOCABULARY = 10, D = 32, BATCH = 32, STEPS = 400 };

// Random sequences and what is to be said: position t of the answer is position T - 1 - t of the sequence.
static void draw_batch(Rng *rng, int32_t *token, int32_t *answer)
{
    for (int i = 0; i < BATCH * T; i++)
        token[i] = (int32_t)rng_below(rng, VOCABULARY);
    for (int b = 0; b < BATCH; b++)
        for (int t = 0; t < T; t++)
            answer[b * T + t] = token[b * T + T - 1 - t];
}

// The token that is said at position t of the first sequence.
static int said_at(Tensor logits, int t)
{
    int best = 0;
    for (int token = 1; token < VOCABULARY; token++)
        if (tensor_at(logits, SHAPE(0, t, token)) > tensor_at(logits, SHAPE(0, t, best)))
            best = token;
    return best;
}

// The first sequence of the batch along the top; below it, for each position of the answer, the map's row and the token
// that is said there.
static void print_map(const int32_t *token, Tensor A, Tensor logits)
{
    printf("  input");
    for (int t = 0; t < T; t++)
        printf("%4d", token[t]);
    printf("   says\n");
    for (int query = 0; query < T; query++) {
        printf("       ");
        for (int key = 0; key < T; key++)
            printf("%4ld", lround(100 * tensor_at(A, SHAPE(0, 0, query, key))));
        printf("%7d\n", said_at(logits, query));
    }
}

int main(void)
{
    Params *params = params_new();
    Tape *tape = tape_new();
    if (!params || !tape)
        return 1;
    tape_detect_anomaly(tape, true); // the first NaN is named
    Rng init = rng_seed(1, 1), data = rng_seed(1, 2);
    const Embedding embed =
        embedding_new(params, "embed", (EmbeddingOptions){VOCABULARY, T, D, POSITIONS_LEARNED}, &init);
    const SelfAttention attention =
        attention_new(params, "attention", (AttentionOptions){.D = D, .H = 1, .d_k = D}, &init);
    const Linear head = linear_new(params, "head.U", "head.b", D, VOCABULARY, D, &init);
    Optimizer sgd;
    if (!optimizer_new(&sgd, params, optimizer_plain(0.1)))
        return 1;

    int shown = 0; // the step whose map is printed next: 0, 25, 50, 100, 200, 400
    for (int step = 0; step <= STEPS; step++) {
        int32_t token[BATCH * T], answer[BATCH * T];
        draw_batch(&data, token, answer);
        const Var X = embedding_forward(tape, &embed, token, BATCH, T);
        const Attended attended = attention_forward(tape, &attention, X);
        const Var logits = linear_forward(tape, &head, attended.Y);
        const Var loss = op_cross_entropy(tape, logits, answer);
        if (step == shown) {
            printf("\nstep %d, loss %.4f\n", step, var_scalar(loss));
            print_map(token, var_value(attended.A), var_value(logits));
            shown = shown > 0 ? 2 * shown : 25;
        }
        tape_backward(tape, loss);
        optimizer_step(&sgd, params);
        tape_reset(tape);
    }

    optimizer_free(&sgd);
    tape_free(tape);
    params_free(params);
    return 0;
}
