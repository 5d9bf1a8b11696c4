// Writing safetensors. The file is put together in memory and written at once.
#include "train/safetensors.h"

#include "train/file.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "safetensors are little-endian, and heed writes numbers as they lie in memory"
#endif

enum { SIZE_BYTES = 8, ALIGNMENT = 8 };
static const char *const TYPE = sizeof(real) == sizeof(double) ? "F64" : "F32";

static json_t *shape_json(Shape shape)
{
    json_t *sizes = json_array();
    for (int axis = 0; axis < shape.rank; axis++)
        json_array_append_new(sizes, json_integer(shape.n[axis]));
    return sizes;
}

// NULL: memory is out.
static json_t *header_json(Params *params, const Metadata *metadata, int lines)
{
    json_t *header = json_object(), *about = json_object();
    bool whole = header && about;
    for (int i = 0; i < lines && whole; i++)
        whole = json_object_set_new(about, metadata[i].key, json_string(metadata[i].text)) == 0;
    whole = json_object_set_new(header, "__metadata__", about) == 0 && whole;
    json_int_t begin = 0;
    for (int i = 0; i < params_count(params) && whole; i++) {
        const Param param = params_at(params, i);
        const Tensor value = param_value(param);
        const json_int_t end = begin + (json_int_t)sizeof(real) * tensor_count(value);
        json_t *place = json_pack("{s:s, s:o, s:[I, I]}", "dtype", TYPE, "shape", shape_json(tensor_shape(value)),
                                  "data_offsets", begin, end);
        whole = json_object_set_new(header, param_name(param), place) == 0;
        begin = end;
    }
    if (whole)
        return header;
    json_decref(header);
    return NULL;
}

bool safetensors_write(const char *path, Params *params, const Metadata *metadata, int lines, Message *message)
{
    json_t *header = header_json(params, metadata, lines);
    char *text = header ? json_dumps(header, JSON_COMPACT) : NULL;
    json_decref(header);
    const Tensor values = params_values(params);
    const size_t length = text ? strlen(text) : 0, padded = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    const size_t data = (size_t)tensor_count(values) * sizeof(real), size = SIZE_BYTES + padded + data;
    unsigned char *file = text ? malloc(size + 1) : NULL;
    bool done = false;
    if (file) {
        for (int i = 0; i < SIZE_BYTES; i++)
            file[i] = (unsigned char)((uint64_t)padded >> (8 * i));
        snprintf((char *)file + SIZE_BYTES, padded + 1, "%-*s", (int)padded, text); // its end is overwritten by data
        memcpy(file + SIZE_BYTES + padded, values.data, data);
        done = file_write(path, file, size, message);
    } else
        message_set(message, "%s: out of memory", path);
    free(file);
    free(text);
    return done;
}
