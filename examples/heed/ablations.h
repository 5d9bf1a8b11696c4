// What happens when a part is taken away.
#ifndef HEED_EXAMPLES_HEED_ABLATIONS_H
#define HEED_EXAMPLES_HEED_ABLATIONS_H

// Lists them on stdout: the command, what comes of it, and why.
void ablations_print(void);

#endif
