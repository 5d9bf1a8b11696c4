// The header of a file of weights. Everything that it says is compared with the size of the file before it is used.
#include "train/safetensors_format.h"

#include "train/read_file.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_HEADER = 1 << 20 };

void safetensors_close(Safetensors *file)
{
    if (!file)
        return;
    if (file->file >= 0)
        close(file->file);
    json_decref(file->header);
    free(file->entry);
    free(file->text);
    free(file->path);
    free(file);
}

// --- the header -----------------------------------------------------------------------------------------------------

// Reads it as text. False: refused.
static bool read_text(Safetensors *file, Message *message)
{
    unsigned char bytes[SIZE_BYTES];
    int64_t whole = 0;
    uint64_t length = 0;
    file->file = file_open(file->path, &whole, message);
    if (file->file < 0)
        return false;
    if (whole < SIZE_BYTES)
        return message_damaged(message, "%s is no safetensors file: it has %lld bytes", file->path, (long long)whole);
    if (!file_read_at(file->file, 0, bytes, SIZE_BYTES, file->path, message))
        return false;
    for (int i = SIZE_BYTES; i-- > 0;)
        length = length << 8 | bytes[i];
    if (length > MOST_HEADER || (int64_t)length > whole - SIZE_BYTES)
        return message_damaged(message, "%s: a header of %llu bytes in a file of %lld is refused", file->path,
                               (unsigned long long)length, (long long)whole);
    file->length = (size_t)length;
    file->size = whole - SIZE_BYTES - (int64_t)length;
    file->text = malloc(file->length + 1);
    if (!file->text)
        return message_set(message, "%s: out of memory", file->path);
    return file_read_at(file->file, SIZE_BYTES, file->text, file->length, file->path, message);
}

// A shape is an array of sizes whose product a tensor can have.
static bool read_shape(const json_t *sizes, Shape *shape, int *count)
{
    const size_t rank = json_array_size(sizes);
    *shape = (Shape){.rank = (int)rank};
    if (!json_is_array(sizes) || rank > MAX_RANK)
        return false;
    for (size_t axis = 0; axis < rank; axis++) {
        const json_t *size = json_array_get(sizes, axis);
        if (!json_is_integer(size) || json_integer_value(size) < 0 || json_integer_value(size) > INT32_MAX)
            return false;
        shape->n[axis] = (int)json_integer_value(size);
    }
    return shape_count(*shape, count);
}

// One tensor's type, shape and place, which must fit each other.
static bool read_entry(const Safetensors *file, Entry *entry, json_t *described, Message *message)
{
    const char *type = "";
    json_t *sizes = NULL;
    json_int_t begin = 0, end = 0;
    if (json_unpack(described, "{s:s, s:o, s:[I, I!]!}", "dtype", &type, "shape", &sizes, "data_offsets", &begin,
                    &end) != 0)
        return message_damaged(message, "%s: the header does not describe %.64s", file->path, entry->name);
    entry->in_double = strcmp(type, "F64") == 0;
    if (!entry->in_double && strcmp(type, "F32") != 0)
        return message_damaged(message, "%s: %.64s has the type %.16s; F32 and F64 are read", file->path, entry->name,
                               type);
    if (!read_shape(sizes, &entry->shape, &entry->count))
        return message_damaged(message, "%s: %.64s has a shape that no tensor has", file->path, entry->name);
    const int64_t bytes = (int64_t)entry->count * (entry->in_double ? 8 : 4);
    if (begin < 0 || end < begin || end > file->size || end - begin != bytes)
        return message_damaged(message, "%s: %.64s has %lld bytes at a place from %lld to %lld of %lld", file->path,
                               entry->name, (long long)bytes, (long long)begin, (long long)end, (long long)file->size);
    entry->begin = begin;
    entry->end = end;
    return true;
}

static bool is_metadata(const json_t *about)
{
    json_t *text;
    const char *key;
    bool texts = json_is_object(about);
    json_object_foreach((json_t *)about, key, text) texts = texts && json_is_string(text);
    return texts;
}

static int by_place(const void *a, const void *b)
{
    const Entry *first = a, *second = b;
    if (first->begin != second->begin)
        return first->begin < second->begin ? -1 : 1;
    return (first->end > second->end) - (first->end < second->end);
}

// All entries, which lie end to end from the first byte of the data to the last.
static bool read_entries(Safetensors *file, Message *message)
{
    json_t *described;
    const char *name;
    file->entry = calloc(json_object_size(file->header) + 1, sizeof *file->entry);
    if (!file->entry)
        return message_set(message, "%s: out of memory", file->path);
    json_object_foreach(file->header, name, described)
    {
        if (strcmp(name, "__metadata__") == 0) {
            if (!is_metadata(described))
                return message_damaged(message, "%s: __metadata__ is not made of texts", file->path);
            continue;
        }
        Entry *entry = &file->entry[file->entries++];
        entry->name = name;
        if (!read_entry(file, entry, described, message))
            return false;
    }
    qsort(file->entry, (size_t)file->entries, sizeof *file->entry, by_place);
    int64_t end = 0;
    for (int i = 0; i < file->entries; end = file->entry[i++].end)
        if (file->entry[i].begin != end)
            return message_damaged(message, "%s: %.64s begins at byte %lld, and what is before it ends at %lld",
                                   file->path, file->entry[i].name, (long long)file->entry[i].begin, (long long)end);
    return end == file->size || message_damaged(message, "%s: %lld bytes are described and %lld are there", file->path,
                                                (long long)end, (long long)file->size);
}

static bool read_header(Safetensors *file, Message *message)
{
    json_error_t error = {.text = "it does not begin with {"};
    if (!read_text(file, message))
        return false;
    if (file->length > 0 && file->text[0] == '{')
        file->header = json_loadb(file->text, file->length, JSON_REJECT_DUPLICATES, &error);
    if (!file->header)
        return message_damaged(message, "%s: the header is refused: %.100s", file->path, error.text);
    return read_entries(file, message);
}

Safetensors *safetensors_open(const char *path, Message *message)
{
    Safetensors *file = calloc(1, sizeof *file);
    if (file)
        *file = (Safetensors){.path = strdup(path), .file = -1};
    if (file && file->path && read_header(file, message))
        return file;
    if (!file || !file->path)
        message_set(message, "%s: out of memory", path);
    safetensors_close(file);
    return NULL;
}

const char *safetensors_metadata(const Safetensors *file, const char *key)
{
    return json_string_value(json_object_get(json_object_get(file->header, "__metadata__"), key));
}
