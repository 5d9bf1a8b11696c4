// A text that is longer than the terminal is read in a pager, as git's are.
#ifndef HEED_EXAMPLES_HEED_PAGER_H
#define HEED_EXAMPLES_HEED_PAGER_H

// Prints it on stdout: where that is a terminal with fewer rows, through $PAGER (none, if that is empty), else through
// less or more, if there is one.
void pager_show(const char *text);

#endif
