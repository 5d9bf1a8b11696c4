// What the parts of the gradient checker share. The rule is at the head of gradcheck.h.
//
//   evaluate.c    L(w), and its derivative along a move of some weights
//   elements.c    every element of a tensor, and the verdict
//   directions.c  a large tensor along random directions, and the element behind one that differs
//   locate.c      which op's backward is wrong: each is differentiated alone, in its place on the tape
//   formulas.c    what is wrong with it, by what ops of some kinds compute
//   sums.c        the same by the Jacobian, for any op
//   patterns.c    what is wrong with a gradient, by its numbers alone
//   parts.c       in which part of it
#ifndef HEED_AUTOGRAD_GRADCHECK_INNER_H
#define HEED_AUTOGRAD_GRADCHECK_INNER_H

#include "autograd/gradcheck.h"
#include "autograd/tape_inner.h"
#include "tensor/shape.h"

// A check in progress.
typedef struct {
    Tape *tape;
    Params *params;
    CheckFunction *function;
    void *context;
    CheckOptions options;
    Shape shape; // of y
    int outputs;
    real *cotangent;    // one for each element of y, row-major
    real *value, *grad; // the store's vectors as they were
    real *again;        // what a second backward adds, in the order of the store
    real *moved;        // room for as many elements
    // of the evaluation at the parameters' own values: what each node decided
    uint64_t *decision;
    int decisions;
    // of the last evaluation
    double magnitude;    // sum |c y|, which rounding is in proportion to
    const char *flipped; // the first op that decided otherwise; NULL: none did
    const char *kink_of; // of the last slope that there was none of: the op that flipped
    Probe *probe;        // not NULL: L = sum dy y of one op alone, dy being the cotangent (locate.c)
} Check;

// --- evaluate.c -----------------------------------------------------------------------------------------------------

// Runs the function. False: it fails; the tape may say why.
bool check_run(Check *check, Tensor *y);
// L = sum c y. NaN: the function fails.
double check_evaluate(Check *check);
// Evaluates, and keeps what the ops decide. False: memory is out.
bool check_remember_decisions(Check *check);

// w[i] moves by h v[i].
typedef struct {
    real *w;
    const real *v;
    int n;
} Move;

typedef struct {
    double slope, error;
    bool kink; // some op decides otherwise however small the step: there is no slope
} Slope;

// The derivative of L along the move, by steps of h and h/2 and smaller ones where decisions flip.
Slope check_slope(Check *check, Move move, double h);

// --- elements.c and directions.c ------------------------------------------------------------------------------------

extern const double CHECK_STEP;
// Sets the tolerance of each, given the largest numeric side among all of them.
void check_set_tolerances(CheckElement *element, int n);
bool element_differs(const CheckElement *element); // NaN does
CheckElement check_element(Check *check, Param param, int i);
// Puts the numbers of an element, or of a direction, on the report as those of the worst.
void check_set_worst(TensorCheck *result, int index, const CheckElement *element);
// The verdict on a tensor from its elements, or from directions in their place.
void check_judge(const CheckElement *element, int n, TensorCheck *result);
// Fails a tensor to which a second backward adds something else.
void check_again(Check *check, Param param, TensorCheck *result);
bool check_elements(Check *check, Param param, TensorCheck *result);   // false: memory is out
bool check_directions(Check *check, Param param, TensorCheck *result); // the same

// --- locate.c, and what is wrong ------------------------------------------------------------------------------------

// Writes into cause which op goes back wrongly and how; "" if each by itself is right.
void check_locate(Check *check, char cause[CHECK_TEXT]);

// An op apart from the graph, and the upstream gradient that it was given.
typedef struct {
    Shape shape_x, shape_y; // of the input whose gradient is looked at, and of its value
    const real *x, *y, *dy;
    int outputs;            // elements of y
    const double *jacobian; // dy_o / dx_e at [e, o]; NULL: too large
} Local;

// A gradient of n elements that differs from what it must be.
typedef struct {
    Shape shape;
    const CheckElement *element;
    int n;
    CheckSizes sizes;
    const Local *local; // NULL: all that is known is the gradient
} Wrong;

// What can be said of how it is wrong, such as "is the transpose of what it must be". False: nothing.
bool wrong_pattern(const Wrong *wrong, char text[CHECK_TEXT]);
// Its parts, in the order in which they are asked. By a factor: of all elements, or of those that are chosen.
bool wrong_factor(const Wrong *wrong, const bool *chosen, char text[CHECK_TEXT]);
bool wrong_formula(const Wrong *wrong, char text[CHECK_TEXT]); // the next two need wrong->local
bool wrong_sum(const Wrong *wrong, char text[CHECK_TEXT]);
bool wrong_in_part(const Wrong *wrong, char text[CHECK_TEXT]);
// Whether the analytic side is the candidate, element for element.
bool wrong_fits(const Wrong *wrong, const double *candidate);
// The same for what a function fills in; it finds zeros.
typedef void Candidate(const Wrong *wrong, double *candidate);
bool wrong_fits_formula(const Wrong *wrong, Candidate *fill);

#endif
