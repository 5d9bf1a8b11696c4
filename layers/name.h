// Names of parameters: "layer0.attention" and "W_Q" make "layer0.attention.W_Q". Thread-safe.
#ifndef HEED_LAYERS_NAME_H
#define HEED_LAYERS_NAME_H

#include "tensor/public.h"

HEED_BEGIN

enum { NAME_LENGTH = 64 };
typedef struct {
    char text[NAME_LENGTH];
} Name;

// A name that is too long is cut; the store then refuses it if it is taken.
Name name_join(const char *owner, const char *part);

HEED_END

#endif
