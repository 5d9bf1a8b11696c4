// What a compiler says of a learner's file, folded to what is needed first.
#ifndef HEED_EXAMPLES_HEED_COMPLAINT_H
#define HEED_EXAMPLES_HEED_COMPLAINT_H

#include <stdio.h>

// Says why the source does not compile: the first error alone, with its line and those around it; or what the linker
// misses. said is all that the compiler has said.
void complaint_of_error(FILE *report, const char *said, const char *source);
// The warning that matters most, if there is one: first a way out of a function without its value, last a name that is
// not used.
void complaint_of_warning(FILE *report, const char *said, const char *source);

#endif
