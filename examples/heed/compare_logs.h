// Where the logs of two runs part.
#ifndef HEED_EXAMPLES_HEED_COMPARE_LOGS_H
#define HEED_EXAMPLES_HEED_COMPARE_LOGS_H

#include <stdbool.h>

// Says on stdout what is the first step at which a column that both logs have differs. Sets *different if there is one,
// or if one log is longer. Returns the exit code.
int compare_logs(const char *a, const char *b, bool *different);

#endif
