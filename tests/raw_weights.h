// Files of weights put together byte by byte, for the tests of their reader. All is about a file "w" in the test's
// folder and a store of a [2,3] and b [1].
#ifndef HEED_TESTS_RAW_WEIGHTS_H
#define HEED_TESTS_RAW_WEIGHTS_H

#include "autograd/params.h"

#include <stddef.h>

enum { RAW_LARGEST = 4096 };

typedef struct {
    unsigned char bytes[RAW_LARGEST];
    size_t size;
} RawWeights;

// The descriptions of a and b in 28 bytes of floats, and such floats, of which -0 and 2^127 are some.
#define RAW_A "\"a\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]}"
#define RAW_B "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[24,28]}"
extern const float RAW_NUMBERS[7];

// The size of the header, the header, and the data.
RawWeights raw_make(const char *header, const void *data, size_t data_size);
// Writes its first size bytes.
void raw_put(const RawWeights *file, size_t size);
RawWeights raw_get(void);

Params *raw_params(void);
// The file is refused as damaged, with this in the message, which is one line.
void raw_expect_damaged(const char *what);

#endif
