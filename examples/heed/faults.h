// Faults for learning and for testing the checker: backwards with one mistake each, of the kind people make. They stand
// in for an op's own on one tape (tape_replace_backward); the library knows nothing of them.
#ifndef HEED_EXAMPLES_HEED_FAULTS_H
#define HEED_EXAMPLES_HEED_FAULTS_H

#include "autograd/tape.h"

typedef struct {
    const char *name, *sentence;
    const Op *op;
    void (*backward)(Node *y); // as the op's own where there is nothing to spoil
} Fault;

extern const Fault HEED_FAULTS[];
extern const int HEED_FAULTS_COUNT;

const Fault *fault_find(const char *name); // NULL: there is none of this name
// From now on the tape goes back with the fault. False: memory is out.
bool fault_plant(const Fault *fault, Tape *tape);

#endif
