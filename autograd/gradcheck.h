// The gradient checker: compares what backward says with finite differences of the forward pass, in double, and says
// what is wrong where they differ.
//
// For a function y(parameters) it draws a random cotangent c (never all ones: the sum of a softmax has gradient 0, so a
// broken softmax would pass) and looks at the number L = sum c y. For each element w of each parameter
//   D(h)    = (L(w + h) - L(w - h)) / 2h         with h = 1e-3 max(1, |w|)
//   numeric = D(h/2) + (D(h/2) - D(h)) / 3       Richardson: the error of order h^2 cancels
//   error   = |D(h/2) - D(h)| / 3 + rounding     what is left is below this
// and accepts |analytic - numeric| <= 8 error + 1e-6 |numeric| + 1e-8 max |numeric| of that tensor. There is no global
// absolute tolerance: near a small initialization gradients of W_Q and W_K shrink with the cube of the weights, and any
// fixed one would pass a severed matrix. NaN fails.
//
// Backward is done twice and must add the same again: an op that stores its gradient where it should add it is found
// so. Where an op has to store (Op.stores), it finds NaN: one that adds there, or leaves an element unwritten, fails.
//
// Steps shrink until the ops that decide (relu) decide the same on both sides; where they never do, the element is a
// kink and is left out. The function is run twice first and must give the same bits.
//
// Large models are checked along random directions: all elements of a tensor are moved at once, by v ~ N(0,1), and the
// number analytic . v is compared. Only where a direction differs is an element looked for, by halving the tensor.
//
// Where something differs, each op on the tape is differentiated alone, in its place, and the report names the op whose
// backward is wrong, and what is wrong with it if the numbers leave no doubt (autograd/gradcheck/).
//
//   static Var loss(Tape *tape, void *model) { ... return op_cross_entropy(tape, logits, targets); }
//
//   CheckReport report = gradcheck(params, loss, &model, 7);
//   if (report.verdict != CHECK_PASS)
//       printf("%s: %s %s\n", report.tensor[report.worst].name, check_reason(report.reason), report.cause);
//   check_free(&report);
//
// A store that is checked belongs to the caller's thread, in which the function is called. Checks of different stores
// may run in parallel.
#ifndef HEED_AUTOGRAD_GRADCHECK_H
#define HEED_AUTOGRAD_GRADCHECK_H

#include "autograd/tape.h"

HEED_BEGIN

// In the order of gravity: a report is as grave as its gravest tensor.
typedef enum { CHECK_PASS, CHECK_INCONCLUSIVE, CHECK_FAIL } Verdict;

typedef enum {
    REASON_NONE,
    REASON_KINK,           // inconclusive: left out where a decision flips within every step
    REASON_NOISE,          // inconclusive: the gradient is smaller than the error of the differences
    REASON_ZERO,           // inconclusive: both sides are zero; perhaps nothing depends on it
    REASON_FLOAT,          // inconclusive: float cannot tell a bug from rounding; use heed64
    REASON_MEMORY,         // inconclusive: out of memory
    REASON_NOT_REPEATABLE, // inconclusive: the forward pass gives other bits the second time
    REASON_ERROR,          // fail: the function does not run; the message says why
    REASON_NAN,            // fail: a gradient or a difference is NaN or infinite
    REASON_STORES,         // fail: a second backward does not add the same again
    REASON_DIFFERS         // fail: they differ by more than the tolerance
} CheckReason;

enum { CHECK_TEXT = 480 };

// One element; where it is a kink, there is no numeric side.
typedef struct {
    double analytic, numeric, error, tolerance;
    bool kink;
} CheckElement;

typedef struct {
    char name[64];
    Shape shape;
    int elements;
    int directions;      // how many were tried; 0: each element was looked at
    int kinks;           // elements, or directions, that were left out
    const char *kink_of; // the op whose decision flips there; NULL: none does
    int worst; // the element with the largest |analytic - numeric| / tolerance, counted row-major; -1: there is none
    double analytic, numeric, error, tolerance, ratio; // of that element, or of the worst direction
    Verdict verdict;
    CheckReason reason;
    CheckElement *element;      // all of them; NULL with directions
    char diagnosis[CHECK_TEXT]; // what is wrong with this gradient, in words; "": the numbers name nothing
} TensorCheck;

typedef struct {
    Verdict verdict;
    CheckReason reason;
    char message[CHECK_TEXT]; // of REASON_ERROR
    TensorCheck *tensor;      // one for each parameter of the store; none if the check ended before it looked at them
    int tensors;
    int worst;              // the gravest tensor; 0 if there are none
    char cause[CHECK_TEXT]; // the op whose backward is wrong and what is wrong with it; "": not found
} CheckReport;

// The sizes that a constant factor may be named after: a gradient that is too large by sqrt(d_k) is said to be so. What
// is not known is 0.
typedef struct {
    int B, T, D, H, d_k;
} CheckSizes;

typedef struct {
    uint64_t seed;
    int directions; // 0: every element; else so many random directions of each tensor
    CheckSizes sizes;
    Tape *tape; // run on this one, which is borrowed and reset; NULL: one of the check's own
} CheckOptions;

// What is checked: appends its computation to the tape, through op_param and ops, and returns y, of any shape. It is
// called often and must do the same each time.
typedef Var CheckFunction(Tape *tape, void *context);

// Checks every element of every parameter of the store. Values and gradients of the store come back bit for bit. The
// caller frees the report with check_free.
CheckReport gradcheck(Params *params, CheckFunction *function, void *context, uint64_t seed);
CheckReport gradcheck_with(Params *params, CheckFunction *function, void *context, CheckOptions options);
// Checks one kind of an op's sample; where the row says that it stores (Op.stores), both when it has to and when it has
// to add.
CheckReport gradcheck_op(const Op *op, int kind, uint64_t seed);
CheckReport gradcheck_op_with(const Op *op, int kind, CheckOptions options);
void check_free(CheckReport *report);
const char *check_reason(CheckReason reason); // in words

HEED_END

#endif
