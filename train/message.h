// What train/ says when the world refuses something: a file, memory, sizes.
#ifndef HEED_TRAIN_MESSAGE_H
#define HEED_TRAIN_MESSAGE_H

#include <stdbool.h>

// The function returns false and fills its last argument, which is never NULL and which a success leaves alone. One
// line without a full stop or a newline.
typedef struct {
    char text[1024];
    bool damaged; // a file was read that is malformed, or of another program, model or format
} Message;

#endif
