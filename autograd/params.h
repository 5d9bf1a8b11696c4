// The parameter store: all trainable numbers of a model in one flat vector, their gradients in another, and a named
// slice of both for each parameter. So an optimizer, a checkpoint or a gradient check is one loop.
//
// Invariant: parameter i lies at [offset_i, offset_i + count_i) of both vectors, row-major, in the order of adding. The
// vectors move when the store grows; therefore it does not grow while a tape uses it.
//
// A store belongs to one thread, with the tapes that use it.
#ifndef HEED_AUTOGRAD_PARAMS_H
#define HEED_AUTOGRAD_PARAMS_H

#include "autograd/errors.h"
#include "tensor/rng.h"
#include "tensor/tensor.h"

HEED_BEGIN

typedef struct Params Params;

// What a layer keeps of its parameter.
typedef struct {
    Params *store;
    int index;
} Param;

Params *params_new(void); // NULL: memory is out
// Tapes that use it are reset or freed before.
void params_free(Params *params);

// Adds a parameter, which begins as zeros; its name is copied. Misuse (an empty or taken name, a refused shape, a store
// that a tape uses) and lack of memory are kept as the store's error; index is then -1.
Param params_add(Params *params, const char *name, Shape shape);
// The same, drawn from N(0, deviation^2).
Param params_add_normal(Params *params, const char *name, Shape shape, real deviation, Rng *rng);

int params_count(const Params *params);
Param params_at(Params *params, int index);
Param params_find(Params *params, const char *name); // index -1: there is none
const char *param_name(Param param);                 // borrowed from the store
// Views of the store's vectors, valid until it grows.
Tensor param_value(Param param);
Tensor param_grad(Param param);
Tensor params_values(Params *params); // all of them as one vector
Tensor params_grads(Params *params);
void params_clear_grads(Params *params);

// The first error, or NULL. What happens when it occurs is the handler's choice; the default prints and aborts.
const char *params_error(const Params *params);
bool params_out_of_memory(const Params *params); // whether it was for want of memory
void params_on_error(Params *params, ErrorHandler *handler, void *context);

// --- for layers and tapes -------------------------------------------------------------------------------------------

// Keeps the error and returns a Param of index -1.
Param params_fail(Params *params, const char *format, ...) __attribute__((format(printf, 2, 3)));
// A tape that looks into the vectors holds the store: it must not grow until it is released.
void params_hold(Params *params);
void params_release(Params *params);
// Notes the line of the program that calls, for error messages, and returns params.
Params *params_here(Params *params, const char *file, int line);

#ifndef HEED_NO_HERE
#define params_add(params, ...) params_add(params_here(params, __FILE__, __LINE__), __VA_ARGS__)
#define params_add_normal(params, ...) params_add_normal(params_here(params, __FILE__, __LINE__), __VA_ARGS__)
#endif

HEED_END

#endif
