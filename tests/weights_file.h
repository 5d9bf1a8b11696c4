// A file of weights as the tests see it: read with jansson and none of heed's code.
#ifndef HEED_TESTS_WEIGHTS_FILE_H
#define HEED_TESTS_WEIGHTS_FILE_H

#include <jansson.h>
#include <stdbool.h>

typedef struct {
    json_t *header;      // owned
    char *bytes;         // owned: the whole file
    const char *numbers; // the bytes behind the header
    size_t size;         // of the numbers, in bytes
} WeightsFile;

// False: it is no safetensors file, and why says so. Free it also then.
bool weights_file_read(WeightsFile *file, const char *path, char why[256]);
void weights_file_free(WeightsFile *file);

// The numbers of one tensor, which must have this type ("F32", "F64") and shape (an array of integers) and begin at
// this byte; *end is the byte behind them. NULL: it is not so.
const char *weights_file_tensor(const WeightsFile *file, const char *name, const char *dtype, const json_t *shape,
                                size_t begin, size_t *end);

#endif
