// What is kept of a run at its keyframes: weights, and the probe's attention as a picture and in numbers:
//   attn.npy    the maps [keyframe,layer,H,T,T]
//   steps.npy   after how many updates each was taken [keyframe]
#ifndef HEED_TRAIN_KEYFRAMES_H
#define HEED_TRAIN_KEYFRAMES_H

#include "train/checkpoint.h"
#include "train/figures/figure.h"
#include "train/figures/png.h"
#include "train/npy.h"
#include "train/run_command.h"

// The T tokens of a sequence as texts; a target that is not supervised has none.
typedef struct {
    char (*text)[TASK_WORD];
    const char **label; // [T], into text, or NULL
} Labels;

// The probe's maps at one keyframe.
typedef struct {
    int step;
    double loss, alignment;
    Tensor A; // owned: [layers,H,T,T]
} Frame;
// The maps of each layer [H,T,T], views.
void frame_maps(const Frame *frame, const FigureSubject *subject, Tensor A[MAX_LAYERS]);

typedef struct {
    const RunOptions *options; // borrowed
    Frame frame[MAX_KEYFRAMES + 1];
    int frames;                      // reached so far
    bool last;                       // the run ends with the next one that is written
    Tensor expected;                 // owned: where the probe's queries should look, as keyframes_expected
    Labels tokens, targets, answers; // owned: of the probe
    uint8_t *mask;                   // owned: [T,T], of the probe
    FigureSubject subject;
    RunCommand command;
    int step;          // of the last keyframe
    uint64_t weights;  // and their hash
    Message undrawn;   // why the last picture that could not be drawn was not; "": all were
    Npy *maps, *steps; // owned: attn.npy, steps.npy
} Keyframes;

// False: memory is out. The caller frees it, also then.
bool keyframes_new(Keyframes *keyframes, const RunOptions *options, const Trainer *trainer, Message *message);
void keyframes_free(Keyframes *keyframes);
// Where the probe's queries should look, as weights [T,T]; without data: nobody knows. The caller frees it. False:
// memory is out.
bool keyframes_expected(Tensor *expected, const Trainer *trainer);
// Begins attn.npy and steps.npy or, with a state that was kept, goes on behind its keyframes.
bool keyframes_open(Keyframes *keyframes, const Trainer *trainer, const Checkpoint *kept, Message *message);
// Waits until what they have is on the disk, and notes the keyframes in the state.
bool keyframes_sync(Keyframes *keyframes, Checkpoint *state, Message *message);
// Whether this step is one.
bool keyframes_due(const RunOptions *options, int step);
// Writes weights and picture of the trainer as it is. A picture that cannot be drawn is told in undrawn.
bool keyframes_write(Keyframes *keyframes, Trainer *trainer, const Metrics *held_out, Message *message);
// What a picture of this run says of itself (whence): its title, which is the task and `name`, and what makes it again.
typedef struct {
    char title[256], software[64], seed[24], step[16], weights[24];
    PngTexts all; // into these and the keyframes' command
} PictureTexts;
void keyframes_texts(PictureTexts *texts, const Keyframes *keyframes, const char *name);
// Writes the canvas into the run's folder as the PNG `name`, with what it is and the command that makes it again, and
// frees it; if it was not drawn (its rgb is NULL), nothing is written. False: it cannot be written.
bool keyframes_save(const Keyframes *keyframes, Canvas *canvas, const char *name, Message *message);

#endif
