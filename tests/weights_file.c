#include "tests/weights_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE_BYTES = 8 };

static char *read_whole(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    *size = 0;
    if (file && fseek(file, 0, SEEK_END) == 0) {
        const long length = ftell(file);
        bytes = malloc((size_t)length + 1);
        rewind(file);
        *size = fread(bytes, 1, (size_t)length, file);
    }
    if (file)
        fclose(file);
    return bytes;
}

bool weights_file_read(WeightsFile *file, const char *path, char why[256])
{
    size_t size = 0, text = 0;
    json_error_t error = {.text = ""};
    *file = (WeightsFile){.bytes = read_whole(path, &size)};
    for (int i = SIZE_BYTES - 1; i >= 0 && size >= SIZE_BYTES; i--)
        text = text << 8 | (unsigned char)file->bytes[i];
    if (size > SIZE_BYTES && text <= size - SIZE_BYTES && file->bytes[SIZE_BYTES] == '{')
        file->header = json_loadb(file->bytes + SIZE_BYTES, text, JSON_REJECT_DUPLICATES, &error);
    if (!file->header || text % SIZE_BYTES != 0) { // the numbers begin at a multiple of 8
        snprintf(why, 256, "%zu bytes with a header of %zu: %s", size, text, error.text);
        return false;
    }
    file->size = size - SIZE_BYTES - text;
    file->numbers = file->bytes + SIZE_BYTES + text;
    return true;
}

void weights_file_free(WeightsFile *file)
{
    json_decref(file->header);
    free(file->bytes);
    *file = (WeightsFile){0};
}

const char *weights_file_tensor(const WeightsFile *file, const char *name, const char *dtype, const json_t *shape,
                                size_t begin, size_t *end)
{
    const char *own_dtype = "";
    json_t *own_shape = NULL;
    json_int_t from = 0, to = 0;
    size_t bytes = strcmp(dtype, "F64") == 0 ? 8 : 4;
    for (size_t axis = 0; axis < json_array_size(shape); axis++)
        bytes *= (size_t)json_integer_value(json_array_get(shape, axis));
    *end = begin + bytes;
    const bool described = json_unpack(json_object_get(file->header, name), "{s:s, s:o, s:[I, I!]}", "dtype",
                                       &own_dtype, "shape", &own_shape, "data_offsets", &from, &to) == 0;
    const bool same = described && strcmp(own_dtype, dtype) == 0 && json_equal(own_shape, shape) &&
                      (size_t)from == begin && (size_t)to == *end && *end <= file->size;
    return same ? file->numbers + begin : NULL;
}
