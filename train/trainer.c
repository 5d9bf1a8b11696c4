// The trainer.
#include "train/trainer.h"

#include "train/trainer_model.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { EVALUATED_AT_ONCE = 64 };

TrainerOptions trainer_defaults(const Task *task)
{
    return (TrainerOptions){.task = task,
                            .size = task->size,
                            .steps = task->steps,
                            .batch = task->batch > 0 ? task->batch : 32,
                            .optimizer = optimizer_plain(task->rate > 0 ? task->rate : 0.1),
                            .seed = 1,
                            .threads = 1,
                            .D = 32,
                            .heads = task->heads > 0 ? task->heads : 1,
                            .layers = task->layers > 0 ? task->layers : 1,
                            .mask = task->mask,
                            .output_projection = task->output_projection,
                            .residual = task->residual,
                            .data = {.held_out = task->source == SOURCE_TEXT ? 0.15 : 0.125},
                            .gain_qk = TRAINER_GAIN_QK,
                            .embedding_std = 1};
}

// False, with the reason kept.
static bool fail(Trainer *trainer, Failure failure, const char *format, ...) __attribute__((format(printf, 3, 4)));
static bool fail(Trainer *trainer, Failure failure, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(trainer->error, sizeof trainer->error, format, arguments);
    va_end(arguments);
    trainer->failure = failure;
    return false;
}

// All that the trainer owns beside tape and store. False: memory is out.
static bool make_room(Trainer *trainer)
{
    const TrainerOptions *o = &trainer->options;
    const int T = o->size.T;
    int held_out = HELD_OUT_SEQUENCES;
    if (o->task->source != SOURCE_SAMPLER && data_held_out_count(&trainer->data_file) < held_out)
        held_out = data_held_out_count(&trainer->data_file);
    return sequences_new(&trainer->batch, o->batch, T) && sequences_new(&trainer->held_out, held_out, T) &&
           sequences_new(&trainer->probe, 1, T) && tally_new(&trainer->tally, o->task, &trainer->model.options) &&
           optimizer_new(&trainer->optimizer, trainer->params, o->optimizer) &&
           tensor_new(&trainer->initial, tensor_shape(params_values(trainer->params)));
}

// The batch of the next step. False: there are none.
static bool draw_batch(Trainer *trainer, Rng *rng)
{
    const TrainerOptions *o = &trainer->options;
    if (o->task->source == SOURCE_SAMPLER)
        return sequences_draw(&trainer->batch, o->task, o->size, false, rng);
    if (o->data.no_shuffle)
        data_take(&trainer->data_file, &trainer->batch, (int64_t)trainer->step * o->batch);
    else
        data_draw(&trainer->data_file, &trainer->batch, rng);
    return true;
}

static bool draw_held_out(Trainer *trainer)
{
    const TrainerOptions *o = &trainer->options;
    Rng held_out = rng_seed(o->seed, STREAM_HELD_OUT), probe = rng_seed(o->seed, STREAM_PROBE),
        rehearsal = trainer->data;
    if (o->task->source != SOURCE_SAMPLER) {
        data_held_out(&trainer->data_file, &trainer->held_out, &held_out);
        data_held_out(&trainer->data_file, &trainer->probe, &probe);
        trainer->tally.map = trainer->data_file.expected;
        return draw_batch(trainer, &rehearsal);
    }
    return sequences_draw(&trainer->held_out, o->task, o->size, true, &held_out) &&
           sequences_draw(&trainer->probe, o->task, o->size, true, &probe) &&
           draw_batch(trainer, &rehearsal); // to see that there are some
}

static bool load_data(Trainer *trainer)
{
    const TrainerOptions *o = &trainer->options;
    Message message = {.damaged = false};
    if (o->task->source == SOURCE_SAMPLER)
        return true;
    if (!data_load(&trainer->data_file, o->task, &o->data, o->size.T, &message))
        return fail(trainer, message.damaged ? FAILURE_DAMAGED : FAILURE_FILE, "%s", message.text);
    const TaskSize size = trainer->data_file.size;
    if (size.T != o->size.T || size.vocabulary != o->size.vocabulary)
        return fail(trainer, FAILURE_DAMAGED, "%s has lines of up to %d tokens of %d; the run has %d of %d",
                    o->data.file ? o->data.file : o->task->name, size.T, size.vocabulary, o->size.T,
                    o->size.vocabulary);
    return true;
}

bool trainer_measure(const TrainerOptions *options, TaskSize *size, Message *message)
{
    Data data;
    const bool fine = data_load(&data, options->task, &options->data, options->size.T, message);
    if (fine)
        *size = data.size;
    data_free(&data);
    return fine;
}

// What the parts would not refuse by themselves. False: refused.
static bool check_options(Trainer *trainer)
{
    const TrainerOptions *o = &trainer->options;
    int cells = 0;
    if (o->heads < 1 || (o->key_size == 0 && o->D % o->heads != 0))
        return fail(trainer, FAILURE_REFUSED, "%d heads do not divide a width of %d", o->heads, o->D);
    if (o->batch < 1 || o->size.T < o->task->least_length || o->size.vocabulary < 1)
        return fail(trainer, FAILURE_REFUSED, "a batch of %d, sequences of %d and a vocabulary of %d: one is too small",
                    o->batch, o->size.T, o->size.vocabulary);
    const char *needs = task_needs(o->task, o->size);
    if (needs)
        return fail(trainer, FAILURE_REFUSED, "length %d, vocabulary %d: the task %s needs %s", o->size.T,
                    o->size.vocabulary, o->task->name, needs);
    if (!shape_count(SHAPE(o->batch, o->heads, o->size.T, o->size.T), &cells) ||
        !shape_count(SHAPE(o->batch, o->size.T, task_classes(o->task, o->size)), &cells) ||
        !shape_count(SHAPE(o->batch, o->size.T, o->D), &cells))
        return fail(trainer, FAILURE_REFUSED, "%d sequences of %d are too large for one batch", o->batch, o->size.T);
    return true;
}

bool trainer_new(Trainer *trainer, TrainerOptions options)
{
    *trainer = (Trainer){.options = options, .params = params_new(), .tape = tape_new()};
    if (!trainer->params || !trainer->tape)
        return fail(trainer, FAILURE_MEMORY, "out of memory");
    if (!check_options(trainer))
        return false;
    if (!load_data(trainer))
        return false;
    params_on_error(trainer->params, NULL, NULL);
    tape_on_error(trainer->tape, NULL, NULL);
    tape_keep_gradients(trainer->tape, false); // only those of parameters are looked at
    tape_use_threads(trainer->tape, options.threads);
    char unknown[384];
    Rng init = rng_seed(options.seed, STREAM_INIT);
    trainer->data = rng_seed(options.seed, STREAM_DATA);
    trainer->model = model_new(trainer->params, trainer_model_options(&options), &init);
    if (params_error(trainer->params))
        return fail(trainer, params_out_of_memory(trainer->params) ? FAILURE_MEMORY : FAILURE_REFUSED, "%s",
                    params_error(trainer->params));
    trainer_scale_beginning(&trainer->model, &options);
    if (!make_room(trainer))
        return fail(trainer, FAILURE_MEMORY, "out of memory");
    if (!trainer_freeze(&trainer->optimizer, trainer->params, options.freeze, unknown, sizeof unknown))
        return fail(trainer, FAILURE_REFUSED, "%s", unknown);
    tensor_copy(trainer->initial, params_values(trainer->params));
    if (!draw_held_out(trainer))
        return fail(trainer, FAILURE_REFUSED,
                    "%s has too few different sequences to hold some out: length %d, vocabulary %d; raise one",
                    options.task->name, options.size.T, options.size.vocabulary);
    return true;
}

void trainer_free(Trainer *trainer)
{
    tape_free(trainer->tape);
    params_free(trainer->params);
    optimizer_free(&trainer->optimizer);
    tally_free(&trainer->tally);
    data_free(&trainer->data_file);
    tensor_free(&trainer->initial);
    sequences_free(&trainer->batch);
    sequences_free(&trainer->held_out);
    sequences_free(&trainer->probe);
    *trainer = (Trainer){0};
}

// --- forward --------------------------------------------------------------------------------------------------------

// Runs B sequences and returns their mean loss. The tape holds what is in out until it is reset.
static Var forward(Trainer *trainer, const int32_t *token, const int32_t *target, int B, bool record, Prediction *out)
{
    tape_reset(trainer->tape);
    tape_record_gradients(trainer->tape, record);
    model_set_attention(&trainer->model, record ? trainer->options.attention : ATTENTION_COMPOSED);
    *out = model_forward(trainer->tape, &trainer->model, token, B);
    return op_cross_entropy(trainer->tape, out->logits, target);
}

static bool all_finite(Tensor x)
{
    for (int i = 0; i < tensor_count(x); i++)
        if (!isfinite(x.data[i]))
            return false;
    return true;
}

// Says which numbers went wrong first: a weight, else a value on the tape, else a gradient.
static bool name_first_bad(Trainer *trainer)
{
    char text[SHAPE_TEXT];
    const int params = params_count(trainer->params);
    for (int i = 0; i < params; i++) {
        const Param param = params_at(trainer->params, i);
        if (!all_finite(param_value(param)))
            return fail(trainer, FAILURE_NOT_FINITE, "%s is not finite", param_name(param));
    }
    for (int i = 0; i < tape_nodes(trainer->tape); i++) {
        const Node *y = tape_node(trainer->tape, i);
        if (y->op && tensor_is_row_major(y->value) && !all_finite(y->value))
            return fail(trainer, FAILURE_NOT_FINITE, "the value of %s %s is not finite", y->op->name,
                        shape_text(tensor_shape(y->value), text));
    }
    for (int i = 0; i < params; i++) {
        const Param param = params_at(trainer->params, i);
        if (!all_finite(param_grad(param)))
            return fail(trainer, FAILURE_NOT_FINITE, "the gradient of %s is not finite", param_name(param));
    }
    return fail(trainer, FAILURE_NOT_FINITE, "the loss is not finite");
}

// --- steps ----------------------------------------------------------------------------------------------------------

static double share_right(Tensor logits, const int32_t *target)
{
    const int classes = logits.shape[2], rows = tensor_count(logits) / classes;
    int right = 0, supervised = 0;
    for (int r = 0; r < rows; r++) {
        supervised += target[r] != IGNORED;
        right += target[r] != IGNORED && row_argmax(logits.data + r * classes, classes) == target[r];
    }
    return (double)right / supervised;
}

bool trainer_backward(Trainer *trainer, BatchResult *result)
{
    const TrainerOptions *o = &trainer->options;
    Prediction out;
    if (!draw_batch(trainer, &trainer->data))
        return fail(trainer, FAILURE_REFUSED, "%s has too few different sequences", o->task->name);
    const Var loss = forward(trainer, trainer->batch.token, trainer->batch.target, o->batch, true, &out);
    tape_backward(trainer->tape, loss);
    if (tape_error(trainer->tape))
        return fail(trainer, FAILURE_MEMORY, "%s", tape_error(trainer->tape));
    result->loss = var_scalar(loss);
    result->accuracy = share_right(var_value(out.logits), trainer->batch.target);
    if (!isfinite(result->loss) || !all_finite(params_grads(trainer->params)))
        return name_first_bad(trainer);
    return true;
}

void trainer_update(Trainer *trainer)
{
    const TrainerOptions *o = &trainer->options;
    trainer->optimizer.options.rate = o->optimizer.rate * schedule_share(o->schedule, trainer->step, o->steps);
    optimizer_step(&trainer->optimizer, trainer->params);
    trainer->step++;
}

bool trainer_evaluate(Trainer *trainer, Metrics *metrics)
{
    const Sequences *all = &trainer->held_out;
    tally_clear(&trainer->tally);
    for (int first = 0; first < all->count;) {
        const int B = all->count - first < EVALUATED_AT_ONCE ? all->count - first : EVALUATED_AT_ONCE;
        const int32_t *token = all->token + first * all->T, *target = all->target + first * all->T;
        Prediction out;
        const Var loss = forward(trainer, token, target, B, false, &out);
        if (tape_error(trainer->tape))
            return fail(trainer, FAILURE_MEMORY, "%s", tape_error(trainer->tape));
        if (!isfinite(var_scalar(loss)))
            return name_first_bad(trainer);
        tally_add(&trainer->tally, &out, var_scalar(loss), token, target, B);
        first += B;
    }
    *metrics = tally_mean(&trainer->tally);
    return true;
}

bool trainer_probe(Trainer *trainer, Prediction *out)
{
    forward(trainer, trainer->probe.token, trainer->probe.target, 1, false, out);
    return !tape_error(trainer->tape) || fail(trainer, FAILURE_MEMORY, "%s", tape_error(trainer->tape));
}

const char *trainer_word(const Trainer *trainer, int32_t token, bool is_answer, char text[TASK_WORD])
{
    const TrainerOptions *o = &trainer->options;
    return o->task->source == SOURCE_SAMPLER ? task_word(o->task, o->size, token, is_answer, text)
                                             : data_word(&trainer->data_file, token, text);
}

bool trainer_expected(const Trainer *trainer, const int32_t *token, uint8_t *cells)
{
    return tally_expected(&trainer->tally, token, trainer->options.layers - 1, cells);
}
