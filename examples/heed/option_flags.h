// Options of a run (train/run_options.h) as flags: "weight_decay" is the flag --weight-decay.
#ifndef HEED_EXAMPLES_HEED_OPTION_FLAGS_H
#define HEED_EXAMPLES_HEED_OPTION_FLAGS_H

#include "examples/heed/flags.h"
#include "train/run_options.h"

enum { OPTION_FLAG_NAME = 32, OPTION_FLAG_TEXT = 512 };

// The flag that sets the option; its name lies in name.
Flag flag_of_option(const RunOption *option, char name[OPTION_FLAG_NAME]);
// "--weight-decay=0.1": the flag that gives the option the value it has. Empty: it has none, and no flag says so.
void option_as_flag(const RunOption *option, char text[OPTION_FLAG_TEXT]);

#endif
