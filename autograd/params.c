// The parameter store.
#include "autograd/params.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    char *name;
    Shape shape;
    int offset, count;
} Slice;

struct Params {
    Slice *slice;
    int slices, slice_capacity;
    real *value, *grad;
    int size, capacity; // elements in each vector
    int holders;        // tapes that look into the vectors
    FirstError error;
};

Params *params_new(void)
{
    Params *params = calloc(1, sizeof *params);
    if (params)
        params->error.handler = error_print_and_abort;
    return params;
}

void params_free(Params *params)
{
    if (!params)
        return;
    for (int i = 0; i < params->slices; i++)
        free(params->slice[i].name);
    free(params->slice);
    free(params->value);
    free(params->grad);
    free(params);
}

static int doubled(int capacity, int wanted)
{
    const int twice = capacity > INT_MAX / 2 ? INT_MAX : 2 * capacity;
    return twice > wanted ? twice : wanted;
}

// Room for so many elements; what is there stays. False: memory is out.
static bool reserve(real **vector, int capacity)
{
    real *larger = realloc(*vector, sizeof(real) * (size_t)capacity);
    if (larger)
        *vector = larger;
    return larger != NULL;
}

static bool make_room(Params *params, int count)
{
    if (params->slices == params->slice_capacity) {
        const int capacity = doubled(params->slice_capacity, 8);
        Slice *slice = realloc(params->slice, sizeof *slice * (size_t)capacity);
        if (!slice)
            return false;
        params->slice = slice;
        params->slice_capacity = capacity;
    }
    const int wanted = params->size + count;
    if (wanted <= params->capacity && params->capacity > 0)
        return true;
    const int capacity = doubled(params->capacity, wanted > 1024 ? wanted : 1024);
    if (!reserve(&params->value, capacity) || !reserve(&params->grad, capacity))
        return false;
    params->capacity = capacity;
    return true;
}

static char *copy_text(const char *text)
{
    char *copy = malloc(strlen(text) + 1);
    return copy ? strcpy(copy, text) : NULL;
}

Param params_add(Params *params, const char *name, Shape shape)
{
    int count = 0;
    char text[SHAPE_TEXT];
    if (params->error.message[0])
        return (Param){params, -1};
    if (!name || !*name)
        return params_fail(params, "params_add: a parameter needs a name");
    if (params_find(params, name).index >= 0)
        return params_fail(params, "params_add: there is a parameter \"%s\" already", name);
    if (!shape_count(shape, &count) || count > INT_MAX - params->size)
        return params_fail(params, "params_add: \"%s\"%s is too large or has a negative size", name,
                           shape_text(shape, text));
    if (params->holders > 0)
        return params_fail(params, "params_add: \"%s\": a tape uses this store; call tape_reset before adding", name);
    char *own_name = copy_text(name);
    if (!own_name || !make_room(params, count)) {
        free(own_name);
        params->error.memory = true;
        return params_fail(params, "params_add: out of memory for \"%s\"%s", name, shape_text(shape, text));
    }
    params->slice[params->slices] = (Slice){own_name, shape, params->size, count};
    params->size += count;
    const Param param = {params, params->slices++};
    tensor_fill(param_value(param), 0);
    tensor_fill(param_grad(param), 0);
    return param;
}

Param params_add_normal(Params *params, const char *name, Shape shape, real deviation, Rng *rng)
{
    const Param param = params_add(params, name, shape);
    if (param.index < 0)
        return param;
    const Tensor value = param_value(param);
    for (int i = 0; i < tensor_count(value); i++)
        value.data[i] = deviation * rng_normal(rng);
    return param;
}

int params_count(const Params *params)
{
    return params->slices;
}

Param params_at(Params *params, int index)
{
    return (Param){params, index >= 0 && index < params->slices ? index : -1};
}

Param params_find(Params *params, const char *name)
{
    for (int i = 0; i < params->slices; i++)
        if (strcmp(params->slice[i].name, name) == 0)
            return (Param){params, i};
    return (Param){params, -1};
}

const char *param_name(Param param)
{
    return param.index >= 0 ? param.store->slice[param.index].name : "(none)";
}

// A parameter that could not be added is a tensor without data.
static Tensor slice_of(Param param, real *vector)
{
    if (param.index < 0)
        return (Tensor){0};
    const Slice *slice = &param.store->slice[param.index];
    return tensor_on(vector + slice->offset, slice->shape);
}

Tensor param_value(Param param)
{
    return slice_of(param, param.store->value);
}

Tensor param_grad(Param param)
{
    return slice_of(param, param.store->grad);
}

Tensor params_values(Params *params)
{
    return tensor_on(params->value, SHAPE(params->size));
}

Tensor params_grads(Params *params)
{
    return tensor_on(params->grad, SHAPE(params->size));
}

void params_clear_grads(Params *params)
{
    tensor_fill(params_grads(params), 0);
}

const char *params_error(const Params *params)
{
    return params->error.message[0] ? params->error.message : NULL;
}

void params_on_error(Params *params, ErrorHandler *handler, void *context)
{
    params->error.handler = handler;
    params->error.context = context;
}

Param params_fail(Params *params, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    error_keep(&params->error, format, arguments);
    va_end(arguments);
    return (Param){params, -1};
}

bool params_out_of_memory(const Params *params)
{
    return params->error.memory;
}

void params_hold(Params *params)
{
    params->holders++;
}

void params_release(Params *params)
{
    params->holders--;
}

Params *params_here(Params *params, const char *file, int line)
{
    params->error.file = file;
    params->error.line = line;
    return params;
}
