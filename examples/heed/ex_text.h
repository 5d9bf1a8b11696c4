// The texts of an exercise: its task and its commentary, which are the heads of stub.c and solution.c, and its hints.
#ifndef HEED_EXAMPLES_HEED_EX_TEXT_H
#define HEED_EXAMPLES_HEED_EX_TEXT_H

#include "examples/heed/ladder.h"

#include <stdio.h>

// What is in one of its files; the caller frees it. NULL: it cannot be read.
char *ex_text(const Ladder *ladder, int exercise, const char *file, Message *message);
// Prints the comment at the head of a source, without its slashes and its first line, which is the title.
void ex_print_head(FILE *out, const char *source);
// What comes behind that comment.
const char *ex_body(const char *source);

enum { HINTS = 3 };
// Prints the hint of this level, 1 .. HINTS, of the text of hints.txt, in which a line --- parts them.
void ex_print_hint(FILE *out, const char *hints, int level);

// Prints how to come from the one source to the other: lines of both, "- " of mine alone, "+ " of the other alone.
// Where they differ in nothing it says so. False: memory is out.
bool ex_print_diff(FILE *out, const char *mine, const char *other);

#endif
