// data: sequences of one's own, an example a line: the cat sat -> sat cat the
#include "train/task.h"

const Task TASK_DATA = {
    .name = "data",
    .summary = "your own sequences, an example a line: heed train --data FILE",
    .teaches =
        "Whatever can be said of a sequence token by token can be asked of attention. What it looks at tells how "
        "it answers.",
    .expected_in_words = "the map is what you make of it; --expected FILE shows the one you expect",
    .size = {.T = 8, .vocabulary = 10},
    .mask = MASK_NONE,
    .steps = 400,
    .least_length = 1,
    .source = SOURCE_LINES,
};
