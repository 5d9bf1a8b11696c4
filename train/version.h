// Which heed this is. Constants, for all threads.
#ifndef HEED_TRAIN_VERSION_H
#define HEED_TRAIN_VERSION_H

#include "tensor/public.h"

HEED_BEGIN

extern const char *const HEED_VERSION_TEXT;  // "0.1.0"
extern const char *const HEED_COMPILER_TEXT; // "gcc 12.2.0"

HEED_END

#endif
