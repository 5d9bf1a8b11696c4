// An op's sample as something to check: for the gradient checker and for programs of this project.
#ifndef HEED_AUTOGRAD_SAMPLER_H
#define HEED_AUTOGRAD_SAMPLER_H

#include "autograd/tape.h"

// How many kinds of sample can be checked: those of the op's row and, where it stores (Op.stores), as many with a view
// between each input and the op. The gradient of such a view is stored, that of an input itself is added to.
int sampler_kinds(const Op *op);
// One kind of the op's sample, with inputs drawn from the seed. NULL: memory is out.
Sampler *sampler_new(const Op *op, int kind, uint64_t seed);
void sampler_free(Sampler *sampler);
// The sample's inputs: "input 0", "input 1", ...
Params *sampler_inputs(Sampler *sampler);
// A CheckFunction; the context is the Sampler.
Var sampler_run(Tape *tape, void *sampler);

#endif
