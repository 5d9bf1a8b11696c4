// Ops that treat each element alone: y_i = f(x_i), so dx_i += dy_i f'(x_i). An op writes f and f' for one element; both
// are constants at every call here, and inlining them makes one loop for each.
#ifndef HEED_AUTOGRAD_MAP_H
#define HEED_AUTOGRAD_MAP_H

#include "autograd/write_op.h"

// One element. c is what the op was given beside x (an exponent, two bounds), or NULL.
typedef struct {
    real x, y; // f' may be said by y = f(x); f itself sees no y
    const real *c;
} Point;
typedef real MapFunction(Point p);

// A node with the shape of x and a copy of constants[0 .. count - 1]; NULL as for tape_push.
Node *map_push(Tape *tape, const Op *op, Var x, const real *constants, int count);

// y = f(x). Returns y's handle, or VAR_NONE if y is NULL.
__attribute__((always_inline)) static inline Var map_forward(Node *y, MapFunction f)
{
    if (!y)
        return VAR_NONE;
    const real *c = y->saved;
    Walk walk = walk_over(tensor_shape(y->value), 2, (Tensor[]){y->value, y->in[0]->value});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++)
            walk.at[0][i * walk.step[0]] = f((Point){.x = walk.at[1][i * walk.step[1]], .c = c});
    return node_var(y);
}

// dx += dy f'(x)
__attribute__((always_inline)) static inline void map_backward(Node *y, MapFunction slope)
{
    const real *c = y->saved;
    const Node *x = y->in[0];
    Walk walk = walk_over(tensor_shape(y->value), 4, (Tensor[]){x->grad, y->grad, x->value, y->value});
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++) {
            const Point p = {walk.at[2][i * walk.step[2]], walk.at[3][i * walk.step[3]], c};
            walk.at[0][i * walk.step[0]] += walk.at[1][i * walk.step[1]] * slope(p);
        }
}

// Mixes into the signature on which side of its kinks each element lies: for the decisions of an op.
__attribute__((always_inline)) static inline uint64_t map_decisions(const Node *y, uint64_t signature, MapFunction side)
{
    Walk walk = walk_over(tensor_shape(y->value), 1, &y->in[0]->value);
    while (walk_next(&walk))
        for (int i = 0; i < walk.n; i++) {
            const Point p = {.x = walk.at[0][i * walk.step[0]], .c = y->saved};
            signature = signature_mix(signature, (int)side(p));
        }
    return signature;
}

#endif
