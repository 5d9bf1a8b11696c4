// The ladder of exercises that this heed comes with: folders NN_name beside the program, or where it is installed.
// examples/exercises/CMakeLists.txt makes them.
#ifndef HEED_EXAMPLES_HEED_LADDER_H
#define HEED_EXAMPLES_HEED_LADDER_H

#include "train/message.h"

#include <stdbool.h>

enum { LADDER_PATH = 4096, LADDER_FOLDER = 3840, LADDER_NAME = 64, LADDER_MOST = 99 };

typedef struct {
    char folder[LADDER_FOLDER];
    char name[LADDER_MOST][LADDER_NAME];  // "01_difference", rising
    char title[LADDER_MOST][LADDER_NAME]; // "the difference quotient"
    int count;
} Ladder;

// self is how this program was called. False: the exercises are not there.
bool ladder_find(Ladder *ladder, const char *self, Message *message);
// The exercise that a learner names "8", "08", "softmax" or "08_softmax"; -1: there is none.
int ladder_exercise(const Ladder *ladder, const char *word);
int ladder_number(const Ladder *ladder, int exercise); // 8
// The path of one of its files: "stub.c", "check.o", "solution.c", "hints.txt"; "" is the folder.
const char *ladder_file(const Ladder *ladder, int exercise, const char *file, char path[LADDER_PATH]);

#endif
