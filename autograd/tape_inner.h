// What a tape is made of: for tape.c, backward.c and the few files beside it that look inside.
#ifndef HEED_AUTOGRAD_TAPE_INNER_H
#define HEED_AUTOGRAD_TAPE_INNER_H

#include "autograd/arena.h"
#include "autograd/tape.h"
#include "tensor/threads.h"

// A store that nodes of this step look into.
typedef struct Held {
    Params *store;
    struct Held *next;
} Held;

// An op that goes back otherwise than its row says.
typedef struct Replaced {
    const Op *op;
    void (*backward)(Node *y);
    struct Replaced *next;
} Replaced;

// While a tape has a probe, one op finds another tensor in the place of one input's value: so it is differentiated in
// the midst of a graph, apart from everything else that depends on that input.
typedef struct {
    uint32_t node; // the op's index
    int input;
    Tensor x;           // what it finds: row-major, of the input's shape
    Tensor y;           // gets its value: row-major, of the value's shape
    uint64_t decisions; // what it decided
    bool entered, seen; // it is being computed; it was
    Tensor own;         // the input's own value meanwhile
} Probe;

struct Tape {
    Arena arena;
    Node **node;
    uint32_t nodes, capacity;
    uint32_t generation, pass;
    bool recording, detecting; // gradients; anomalies
    bool forgetting;           // gradients that have been passed on
    bool checking;             // whether backward is right
    Threads *threads;          // NULL: one
    Held *held;
    Replaced *replaced; // NULL nearly always, as is the next
    Probe *probe;
    FirstError error;
};

Threads *tape_threads(const Tape *tape); // for kernels that can share their work
// y becomes a row-major tensor of the tape with x's shape, uninitialised. False: memory is out, and y has no data.
bool tape_place_like(Tape *tape, Tensor *y, const Tensor *x);
// Readies the gradients of y's inputs for this pass, and goes back through y. False: the tape has failed.
bool node_step_back(Node *y);
// Makes dy's memory that of dx, where dx holds nothing yet and dy is forgotten afterwards; both have as many elements,
// in the same order. False: it cannot be, and dy is still to be added.
bool node_hand_on(Node *x, Node *y);
// y's backward, or what stands in its place on this tape.
void node_go_back(Node *y);
void replaced_free(Tape *tape);
// Around the computing of y, when there is a probe.
void probe_enter(Node *y);
void probe_leave(const Node *y);

#endif
