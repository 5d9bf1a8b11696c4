// The tape: it remembers what was computed, and goes back through it.
//
// Every op appends one node, so the order of the nodes is already an order in which each comes after its inputs.
// tape_backward is therefore one loop in reverse: no sort, no recursion, any depth. Take the diamond
//     b = a + a;  c = b + b
// c is last, so db is complete (dc + dc = 2) before b passes it on to a (2 + 2 = 4): that is all a topological order is
// for. A node that the loss does not depend on is passed over and costs nothing.
//
// There are two lifetimes. Parameters live long, in a store (autograd/params.h). All else belongs to the tape and dies
// at tape_reset: nothing is freed one by one, and a training step makes no heap allocation once it has been run before.
// A Var from before a reset, or of another tape, is reported, not followed; using a freed tape is not allowed.
//
// Errors: the tape keeps the first (tape_error); later ops pass it through and return VAR_NONE. The default handler
// prints it and aborts. A tape and the stores it uses belong to one thread; different tapes may run in parallel.
#ifndef HEED_AUTOGRAD_TAPE_H
#define HEED_AUTOGRAD_TAPE_H

#include "autograd/errors.h"
#include "autograd/params.h"
#include "tensor/tensor.h"

HEED_BEGIN

typedef struct Tape Tape;
typedef struct Node Node;
typedef struct Sampler Sampler;

// A value on a tape: a handle, passed by value.
typedef struct {
    Tape *tape;
    uint32_t index, generation; // the generation counts resets
} Var;

#define VAR_NONE ((Var){0})

// The row of an op. Always written with designated initializers.
typedef struct {
    const char *name;
    void (*backward)(Node *y);             // adds to y->in[i]->grad, given y->grad
    Var (*sample)(Tape *tape, Sampler *s); // a small use of the op, for the gradient checker
    int samples;                           // how many kinds of sample: s->kind counts them
    // For ops that decide (relu, max): mixes into the signature which side each element took. NULL: it decides nothing.
    uint64_t (*decisions)(const Node *y, uint64_t signature);
    // An input's first gradient is not cleared: backward stores each element of it (node_first_write) and adds the
    // others, as always to a parameter's. The checker goes both ways (gradcheck_op).
    bool stores;
} Op;

enum { MAX_INPUTS = 4 };

// What an op's backward reads and writes.
struct Node {
    const Op *op; // NULL: a leaf
    Tape *tape;
    Node *in[MAX_INPUTS];
    int inputs;
    uint32_t index;
    uint32_t pass;   // the backward pass that last reached it
    bool needs_grad; // some parameter or input leads to it
    bool unwritten;  // its gradient holds nothing yet: only while an op goes back whose row says that it stores
    Param param;     // of a leaf whose value and grad lie in a store; other nodes have no store here
    Tensor value;    // perhaps a view of an input's value
    Tensor grad;     // row-major; the store's, or this node's alone; no data: not wanted, not reached, or forgotten
    void *saved;     // what the op keeps for its backward (node_keep)
};

// --- a tape's life --------------------------------------------------------------------------------------------------

Tape *tape_new(void); // NULL: memory is out
void tape_free(Tape *tape);
// Forgets every node and the error, and keeps the memory for the next step.
void tape_reset(Tape *tape);
// Off: the same code computes values only, and there is nothing to go back through. On at first.
void tape_record_gradients(Tape *tape, bool on);

// --- backward -------------------------------------------------------------------------------------------------------

// Adds dloss/dp to the gradient of every parameter p. The loss has one element. Called twice it adds twice, since only
// the optimizer clears parameters' gradients; those of other nodes, if they are kept, are those of the last call.
// False: see tape_error.
bool tape_backward(Tape *tape, Var loss);
// The same from any y, given dy = dL/dy, of y's shape.
bool tape_backward_from(Tape *tape, Var y, Tensor dy);

// Off: the gradient of a value, once it has been passed on, is forgotten, and its memory serves the next; var_grad has
// those of leaves alone. A step then takes less memory and, since that stays in the cache, less time. On at first.
void tape_keep_gradients(Tape *tape, bool on);

// How many threads share the work of large ops; one at first. The numbers are the same with any number.
void tape_use_threads(Tape *tape, int count);

// From now on, over tape_reset too, this op goes back by another function on this tape; NULL: by its own again. It is
// for planting a fault and seeing what it does: to loss, map and gradient check. The other may call y->op->backward,
// the op's own. False: memory is out.
bool tape_replace_backward(Tape *tape, const Op *op, void (*backward)(Node *y));

// On: backward first looks at all values on the tape, and after each op at the gradients of its inputs; it stops at the
// first that is NaN or infinite, and the error names the op and the ranges of its inputs. What an op leaves unwritten
// that is to store it (Op.stores) is NaN then. Off at first.
void tape_detect_anomaly(Tape *tape, bool on);

// --- reading --------------------------------------------------------------------------------------------------------

Tensor var_value(Var v);                  // borrowed until tape_reset
Tensor var_grad(Var v);                   // the same; no data: not reached by the last backward, or forgotten
int var_size(Var v, int axis);            // of one axis; -1 is the last. 0: no such axis
double var_scalar(Var v);                 // of a Var of one element
const char *tape_error(const Tape *tape); // the first since tape_reset, or NULL
void tape_on_error(Tape *tape, ErrorHandler *handler, void *context); // a NULL handler: only keep it
size_t tape_bytes(const Tape *tape);                                  // what the tape has taken from the heap
int tape_nodes(const Tape *tape);
const Node *tape_node(const Tape *tape, int index);

// --- leaves ---------------------------------------------------------------------------------------------------------

// Errors name the line of the program's own call: HERE notes it and returns the tape. Ops do this by themselves.
Tape *tape_here(Tape *tape, const char *file, int line);
#define HERE(tape) tape_here(tape, __FILE__, __LINE__)

Var op_param(Tape *tape, Param param); // looks straight at the store: value and gradient are the store's own
Var op_constant(Tape *tape, Tensor x); // a copy of x, without a gradient
Var op_input(Tape *tape, Tensor x);    // a copy of x, with one
Var op_number(Tape *tape, real x);     // a scalar without a gradient
Var op_variable(Tape *tape, real x);   // and one with

#ifndef HEED_NO_HERE
#define op_param(tape, ...) op_param(HERE(tape), __VA_ARGS__)
#define op_constant(tape, ...) op_constant(HERE(tape), __VA_ARGS__)
#define op_input(tape, ...) op_input(HERE(tape), __VA_ARGS__)
#define op_number(tape, ...) op_number(HERE(tape), __VA_ARGS__)
#define op_variable(tape, ...) op_variable(HERE(tape), __VA_ARGS__)
#define tape_backward(tape, ...) tape_backward(HERE(tape), __VA_ARGS__)
#define tape_backward_from(tape, ...) tape_backward_from(HERE(tape), __VA_ARGS__)
#endif

HEED_END

#ifdef __cplusplus // has no compound literals
#undef VAR_NONE
#define VAR_NONE (Var{})
#endif

#endif
