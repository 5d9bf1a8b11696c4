// Signals that ask heed to stop.
#ifndef HEED_EXAMPLES_HEED_SIGNALS_H
#define HEED_EXAMPLES_HEED_SIGNALS_H

#include <signal.h>

// From now on the first SIGINT, SIGTERM or SIGHUP is only noted, in what is returned (0: there was none), so that a run
// can end behind its step; a second ends the program at once. A reader of stdout that goes away ends nothing: writing
// fails, and that is told at the end.
const volatile sig_atomic_t *signals_watch(void);

#endif
