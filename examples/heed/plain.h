// Text from elsewhere - a file, a compiler, a learner's program - may say anything: it must not steer the terminal.
#ifndef HEED_EXAMPLES_HEED_PLAIN_H
#define HEED_EXAMPLES_HEED_PLAIN_H

#include <stdio.h>

// Prints the line that begins here, up to its newline or this many bytes, with ? for what is no letter but a tab.
void plain_print(FILE *out, const char *line, int most);
// Prints the line, up to its newline, indented by two; what is wider than this many columns goes on below, indented by
// six, from a space on.
void plain_print_wrapped(FILE *out, const char *line, int columns);

#endif
