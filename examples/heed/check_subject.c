// Ops and task models as subjects of a check; layers are in check_layers.c.
#include "examples/heed/check_subject.h"

#include "autograd/ops.h"
#include "autograd/sampler.h"
#include "train/file.h"
#include "train/safetensors.h"

#include <stdio.h>
#include <stdlib.h>

enum { RUN_SEQUENCES = 3 }; // of a run's batch: a few tell as much of its gradients

void subject_free(Subject *subject)
{
    if (subject->context)
        subject->free_all(subject->context);
    *subject = (Subject){.name = ""};
}

// --- ops ------------------------------------------------------------------------------------------------------------

typedef struct {
    Tape *tape;
    Sampler *sampler;
} OpSubject;

static void free_op(void *context)
{
    OpSubject *s = context;
    tape_free(s->tape);
    sampler_free(s->sampler);
    free(s);
}

static Var run_op(Tape *tape, void *context)
{
    const OpSubject *s = context;
    return sampler_run(tape, s->sampler);
}

bool subject_of_op(Subject *subject, const Op *op, int kind, uint64_t seed, Message *message)
{
    OpSubject *s = calloc(1, sizeof *s);
    *subject = (Subject){.context = s, .function = run_op, .free_all = free_op};
    snprintf(subject->name, sizeof subject->name, "op:%s", op->name);
    snprintf(subject->variant, sizeof subject->variant, "sample %d%s", kind % op->samples,
             kind < op->samples ? "" : ", through views");
    if (s) {
        s->tape = subject->tape = tape_new();
        s->sampler = sampler_new(op, kind, seed);
    }
    if (!s || !s->tape || !s->sampler)
        return message_set(message, "%s: out of memory", subject->name);
    tape_on_error(s->tape, NULL, NULL);
    subject->params = sampler_inputs(s->sampler);
    return true;
}

// --- models ---------------------------------------------------------------------------------------------------------

// A task's model, or a run's.
typedef struct {
    Trainer trainer;
    RunRecord record; // of a run: the options borrow from it
} ModelSubject;

static Var run_model(Tape *tape, void *context)
{
    const Trainer *trainer = &((const ModelSubject *)context)->trainer;
    const Sequences *batch = &trainer->batch;
    return op_cross_entropy(tape, model_forward(tape, &trainer->model, batch->token, batch->count).logits,
                            batch->target);
}

static void free_model(void *context)
{
    ModelSubject *s = context;
    trainer_free(&s->trainer);
    run_record_free(&s->record);
    free(s);
}

static ModelSubject *begin_model(Subject *subject, const char *kind, const char *name, Message *message)
{
    ModelSubject *s = calloc(1, sizeof *s);
    *subject = (Subject){.context = s, .function = run_model, .free_all = free_model};
    snprintf(subject->name, sizeof subject->name, "%s:%s", kind, name);
    if (!s)
        message_set(message, "%s: out of memory", subject->name);
    return s;
}

static bool make_model(Subject *subject, ModelSubject *s, const TrainerOptions *options, Message *message)
{
    if (!trainer_new(&s->trainer, *options)) {
        subject->refused = s->trainer.failure == FAILURE_REFUSED;
        return message_set(message, "%s: %s", subject->name, s->trainer.error);
    }
    subject->tape = s->trainer.tape;
    subject->params = s->trainer.params;
    const AttentionOptions *attention = &s->trainer.model.options.attention;
    subject->sizes = (CheckSizes){
        .B = options->batch, .T = options->size.T, .D = attention->D, .H = attention->H, .d_k = attention->d_k};
    return true;
}

// Sequences from a file have the file's size.
static bool measure(Subject *subject, TrainerOptions *options, Message *message)
{
    const Task *task = options->task;
    const bool sampled = task->source == SOURCE_SAMPLER;
    subject->refused = sampled ? options->data.file != NULL : task->source == SOURCE_LINES && !options->data.file;
    if (subject->refused)
        return message_set(message,
                           sampled ? "%s: it draws its own sequences; --data goes with no task, or with text"
                                   : "%s: it needs --data FILE",
                           subject->name);
    return sampled || trainer_measure(options, &options->size, message);
}

bool subject_of_task(Subject *subject, const TrainerOptions *options, const char *weights, Message *message)
{
    ModelSubject *s = begin_model(subject, "task", options->task->name, message);
    TrainerOptions sized = *options;
    return s && measure(subject, &sized, message) && make_model(subject, s, &sized, message) &&
           (!weights || safetensors_read(weights, subject->params, message));
}

bool subject_of_run(Subject *subject, const char *folder, int step, Message *message)
{
    int found = 0;
    ModelSubject *s = begin_model(subject, "run", folder, message);
    if (!s || !run_read(&s->record, folder, message) || !run_find_step(&s->record, step, &found, message))
        return false;
    TrainerOptions options = s->record.options.trainer;
    options.batch = options.batch < RUN_SEQUENCES ? options.batch : RUN_SEQUENCES;
    subject->fault = options.fault;
    snprintf(subject->variant, sizeof subject->variant, "step %d", found);
    return make_model(subject, s, &options, message) && run_read_weights(&s->record, found, subject->params, message);
}
