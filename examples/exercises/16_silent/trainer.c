// The trainers of exercise 16.
#include "examples/exercises/16_silent/trainer.h"

#include "autograd/ops.h"
#include "examples/exercises/16_silent/given.h"
#include "examples/heed/faults.h"
#include "train/optimizer.h"

enum { BATCH = 16, SEED = 22 };

const int32_t SEQUENCE[N] = {2, 0, 2, 1};
const int LOSS_STEPS[LOSSES] = {0, 75, 150, 225, 300, 340};

// W_Q, W_K and W_V are found by their names. S is added to the scores, and stays zero: so the gradient of the scores is
// its gradient.
typedef struct {
    Params *params;
    Param at[TENSORS];
    int B;
    const int32_t *token, *answer; // [B,N]
} Model;

static const char *const NAMES[TENSORS] = {
    [U] = "U", [BIAS] = "b", [W_V] = "W_V", [S] = "S", [W_Q] = "W_Q", [W_K] = "W_K", [P] = "P", [E] = "E"};

static void model_draw(Model *model)
{
    Rng rng = rng_seed(SEED, 1);
    for (int i = E; i >= U; i--) {
        const Shape shape = i == BIAS ? SHAPE(N) : SHAPE(N, N);
        const real deviation = i == E || i == P ? 1 : REAL(0.5);
        model->at[i] = i == BIAS || i == S ? params_add(model->params, NAMES[i], shape)
                                           : params_add_normal(model->params, NAMES[i], shape, deviation, &rng);
    }
}

static Var model_loss(Tape *tape, const Model *model)
{
    Var x[TENSORS];
    for (int i = U; i <= E; i++)
        x[i] = op_param(tape, model->at[i]);
    const Var X = op_add(tape, op_gather(tape, x[E], model->token, SHAPE(model->B, N)), x[P]);
    const Var Q = op_matmul(tape, X, x[W_Q]);
    const Var K = op_matmul(tape, X, x[W_K]);
    const Var V = op_matmul(tape, X, x[W_V]);
    const Var scores = op_add(tape, op_matmul(tape, Q, op_transpose(tape, K, -2, -1)), x[S]);
    const Var A = op_softmax(tape, scores, REAL(0.5), MASK_ALL); // 1 / sqrt(d_k)
    const Var Y = op_matmul(tape, A, V);
    const Var logits = op_add(tape, op_matmul(tape, Y, x[U]), x[BIAS]);
    return op_cross_entropy(tape, logits, model->answer);
}

static double loss_of(Tape *tape, const Model *model)
{
    const double loss = var_scalar(model_loss(tape, model));
    tape_reset(tape);
    return loss;
}

// --- the numbers that are shown -------------------------------------------------------------------------------------

static void look(Tape *tape, Model *model, Trained *trained)
{
    const double h = 1e-4; // the error is of order h^2, far below what is shown
    int32_t answer[N];
    for (int t = 0; t < N; t++)
        answer[t] = SEQUENCE[N - 1 - t];
    model->B = 1;
    model->token = SEQUENCE;
    model->answer = answer;
    tape_backward(tape, model_loss(tape, model));
    tape_reset(tape);
    for (int i = U; i <= E; i++) {
        const Tensor value = param_value(model->at[i]), grad = param_grad(model->at[i]);
        trained->count[i] = tensor_count(value);
        for (int k = 0; k < trained->count[i]; k++) {
            const double before = value.data[k];
            trained->analytic[i][k] = grad.data[k];
            value.data[k] = before + h;
            const double above = loss_of(tape, model);
            value.data[k] = before - h;
            trained->numeric[i][k] = (above - loss_of(tape, model)) / (2 * h);
            value.data[k] = before;
        }
    }
    params_clear_grads(model->params);
}

// --- training -------------------------------------------------------------------------------------------------------

static void train(Tape *tape, Model *model, Optimizer *sgd, Trained *trained)
{
    Rng rng = rng_seed(SEED, 2);
    int32_t token[BATCH * N], answer[BATCH * N];
    model->B = BATCH;
    model->token = token;
    model->answer = answer;
    optimizer_freeze(sgd, model->at[S]);
    for (int step = 0, shown = 0; shown < LOSSES; step++) {
        for (int i = 0; i < BATCH * N; i++)
            token[i] = (int32_t)rng_below(&rng, N);
        for (int i = 0; i < BATCH * N; i++)
            answer[i] = token[i / N * N + N - 1 - i % N];
        const Var loss = model_loss(tape, model);
        if (step == LOSS_STEPS[shown])
            trained->loss[shown++] = var_scalar(loss);
        tape_backward(tape, loss);
        optimizer_step(sgd, model->params);
        tape_reset(tape);
    }
}

bool train_with(const char *fault, Trained *trained)
{
    Model model = {.params = params_new()};
    Tape *tape = tape_new();
    Optimizer sgd = {0};
    bool room = tape && model.params && (!fault || fault_plant(fault_find(fault), tape));
    if (room) {
        model_draw(&model);
        room = optimizer_new(&sgd, model.params, optimizer_plain(0.05));
    }
    *trained = (Trained){0};
    if (room) {
        look(tape, &model, trained);
        train(tape, &model, &sgd, trained);
    }
    optimizer_free(&sgd);
    tape_free(tape);
    params_free(model.params);
    return room;
}
