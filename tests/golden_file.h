// The golden files: JSON that the scripts in tests/golden write with PyTorch. Every function fails the test if the file
// is not as it must be.
#ifndef HEED_TESTS_GOLDEN_FILE_H
#define HEED_TESTS_GOLDEN_FILE_H

#include "tensor/tensor.h"

#include <jansson.h>

// A file of tests/golden; the caller drops it with json_decref.
json_t *golden_load(const char *name);

// A member of an object, which must be there.
const json_t *golden_member(const json_t *object, const char *key);
double golden_number(const json_t *number); // or a string, where JSON has no number: "inf", "-inf", "nan"
int golden_integer(const json_t *number);
const char *golden_text(const json_t *text);
Shape golden_shape(const json_t *sizes); // up to 4 integers: sizes, or axes

// {"shape": [..], "values": [..]}. The caller frees it with tensor_free.
Tensor golden_tensor(const json_t *array);
// The same of whole numbers, for tokens and indices, without the shape. The caller frees them.
int32_t *golden_integers(const json_t *values);

#endif
