// What the writer and the reader of safetensors share. The checksum is FNV-1a over all bytes of the file, its own 16
// digits taken as zeros.
#ifndef HEED_TRAIN_SAFETENSORS_FORMAT_H
#define HEED_TRAIN_SAFETENSORS_FORMAT_H

#include "train/safetensors.h"

#include <stdint.h>

enum { SIZE_BYTES = 8, CHECKSUM_DIGITS = 16 };
#define CHECKSUM_OF "FNV-1a, 64 bits, of this file with zeros for the checksum" // who says so must have one
#define NO_CHECKSUM "0000000000000000"
#define BEFORE_CHECKSUM "{\"__metadata__\":{\"checksum\":\"" // the header's first bytes

typedef struct {
    const char *name; // borrowed from the header
    Shape shape;
    int count;
    bool in_double, expected;
    int64_t begin, end; // in the data
} Entry;

struct Safetensors {
    char *path, *text; // the header as it is in the file
    size_t length;     // of text
    int file;
    int64_t size; // of the data behind it
    struct json_t *header;
    Entry *entry; // in the order of their places
    int entries;
};

#endif
