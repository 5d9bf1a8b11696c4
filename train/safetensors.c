// Writing safetensors. The file is put together in memory and written at once.
#include "train/safetensors.h"

#include "train/file.h"
#include "train/hash.h"
#include "train/safetensors_format.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "safetensors are little-endian, and heed writes numbers as they lie in memory"
#endif

enum { ALIGNMENT = 8 };
static const char *const TYPE = sizeof(real) == sizeof(double) ? "F64" : "F32";

static json_t *shape_json(Shape shape)
{
    json_t *sizes = json_array();
    for (int axis = 0; axis < shape.rank; axis++)
        json_array_append_new(sizes, json_integer(shape.n[axis]));
    return sizes;
}

// NULL: memory is out.
static json_t *header_json(const NamedTensor *tensor, int tensors, const Metadata *metadata, int lines)
{
    json_t *header = json_object(), *about = json_object();
    bool whole = header && about && json_object_set_new(about, "checksum", json_string(NO_CHECKSUM)) == 0 &&
                 json_object_set_new(about, "checksum_of", json_string(CHECKSUM_OF)) == 0;
    for (int i = 0; i < lines && whole; i++)
        whole = json_object_set_new(about, metadata[i].key, json_string(metadata[i].text)) == 0;
    whole = json_object_set_new(header, "__metadata__", about) == 0 && whole;
    json_int_t begin = 0;
    for (int i = 0; i < tensors && whole; i++) {
        const Tensor value = tensor[i].value;
        const json_int_t end = begin + (json_int_t)sizeof(real) * tensor_count(value);
        json_t *place = json_pack("{s:s, s:o, s:[I, I]}", "dtype", TYPE, "shape", shape_json(tensor_shape(value)),
                                  "data_offsets", begin, end);
        whole = json_object_set_new(header, tensor[i].name, place) == 0;
        begin = end;
    }
    if (whole)
        return header;
    json_decref(header);
    return NULL;
}

// The whole file; the caller frees it. NULL: memory is out.
static unsigned char *put_together(const char *header, const NamedTensor *tensor, int tensors, size_t *size)
{
    const size_t length = strlen(header), padded = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    *size = SIZE_BYTES + padded;
    for (int i = 0; i < tensors; i++)
        *size += (size_t)tensor_count(tensor[i].value) * sizeof(real);
    unsigned char *file = malloc(*size + 1), *at = file;
    if (!file)
        return NULL;
    for (int i = 0; i < SIZE_BYTES; i++)
        *at++ = (unsigned char)((uint64_t)padded >> (8 * i));
    memset(at, ' ', padded);
    memcpy(at, header, length);
    at += padded;
    for (int i = 0; i < tensors; i++) {
        const size_t bytes = (size_t)tensor_count(tensor[i].value) * sizeof(real);
        if (bytes > 0)
            memcpy(at, tensor[i].value.data, bytes);
        at += bytes;
    }
    return file;
}

bool safetensors_write_list(const char *path, const NamedTensor *tensor, int tensors, const Metadata *metadata,
                            int lines, Message *message)
{
    json_t *header = header_json(tensor, tensors, metadata, lines);
    char *text = header ? json_dumps(header, JSON_COMPACT) : NULL;
    size_t size = 0;
    unsigned char *file = text ? put_together(text, tensor, tensors, &size) : NULL;
    bool done = false;
    if (file) {
        char digits[CHECKSUM_DIGITS + 1];
        text_format(digits, sizeof digits, "%016llx", (unsigned long long)hash_bytes(HASH_BEGIN, file, size));
        memcpy(file + SIZE_BYTES + strlen(BEFORE_CHECKSUM), digits, CHECKSUM_DIGITS);
        done = file_write(path, file, size, message);
    } else
        message_set(message, "%s: out of memory", path);
    free(file);
    free(text);
    json_decref(header);
    return done;
}

bool safetensors_write(const char *path, Params *params, const Metadata *metadata, int lines, Message *message)
{
    const int tensors = params_count(params);
    NamedTensor *tensor = calloc((size_t)tensors + 1, sizeof *tensor);
    if (!tensor)
        return message_set(message, "%s: out of memory", path);
    for (int i = 0; i < tensors; i++)
        tensor[i] = (NamedTensor){param_name(params_at(params, i)), param_value(params_at(params, i))};
    const bool done = safetensors_write_list(path, tensor, tensors, metadata, lines, message);
    free(tensor);
    return done;
}
