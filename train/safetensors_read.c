// Reading the numbers of a file of weights whose header has been found well-formed.
#include "train/safetensors.h"

#include "train/hash.h"
#include "train/read_file.h"
#include "train/safetensors_format.h"

#include <math.h>
#include <string.h>

enum { CHUNK = 1 << 16 };

// --- what is wanted -------------------------------------------------------------------------------------------------

static Entry *find(const Safetensors *file, const char *name)
{
    for (int i = 0; i < file->entries; i++)
        if (strcmp(file->entry[i].name, name) == 0)
            return &file->entry[i];
    return NULL;
}

bool safetensors_expect(Safetensors *file, const char *name, Shape shape, Message *message)
{
    char wanted[SHAPE_TEXT], there[SHAPE_TEXT];
    Entry *entry = find(file, name);
    if (!entry)
        return message_damaged(message, "%s: %s is missing", file->path, name);
    if (!shape_equal(entry->shape, shape))
        return message_damaged(message, "%s: %s is %s, and the model's is %s", file->path, name,
                               shape_text(entry->shape, there), shape_text(shape, wanted));
    entry->expected = true;
    return true;
}

// Goes through the whole file once.
static bool check_sum(const Safetensors *file, const char *digits, Message *message)
{
    static const char BEFORE[] = BEFORE_CHECKSUM;
    const size_t before = sizeof BEFORE - 1;
    char found[CHECKSUM_DIGITS + 1], chunk[CHUNK];
    unsigned char size[SIZE_BYTES];
    for (int i = 0; i < SIZE_BYTES; i++)
        size[i] = (unsigned char)((uint64_t)file->length >> (8 * i));
    if (file->length < before + CHECKSUM_DIGITS || memcmp(file->text, BEFORE, before) != 0)
        return message_damaged(message,
                               "%s: another program has written it anew and kept heed's checksum; write it "
                               "without heed's metadata",
                               file->path);
    uint64_t hash = hash_bytes(HASH_BEGIN, size, sizeof size);
    hash = hash_bytes(hash, BEFORE, before);
    hash = hash_bytes(hash, NO_CHECKSUM, CHECKSUM_DIGITS);
    const size_t after = before + CHECKSUM_DIGITS;
    hash = hash_bytes(hash, file->text + after, file->length - after);
    for (int64_t at = 0; at < file->size;) {
        const size_t n = file->size - at < CHUNK ? (size_t)(file->size - at) : CHUNK;
        if (!file_read_at(file->file, SIZE_BYTES + (int64_t)file->length + at, chunk, n, file->path, message))
            return false;
        hash = hash_bytes(hash, chunk, n);
        at += (int64_t)n;
    }
    text_format(found, sizeof found, "%016llx", (unsigned long long)hash);
    return strcmp(found, digits) == 0 ||
           message_damaged(message, "%s is damaged: its checksum is %s and should be %.16s", file->path, found, digits);
}

bool safetensors_agree(Safetensors *file, Message *message)
{
    for (int i = 0; i < file->entries; i++)
        if (!file->entry[i].expected)
            return message_damaged(message, "%s: %.64s is no tensor of this model", file->path, file->entry[i].name);
    const char *digits = safetensors_metadata(file, "checksum");
    if (!digits && safetensors_metadata(file, "checksum_of"))
        return message_damaged(message, "%s: its checksum is missing", file->path);
    return !digits || check_sum(file, digits, message);
}

// --- the numbers ----------------------------------------------------------------------------------------------------

// n of them as real, from bytes as they are in the file.
static void convert(real *to, const char *bytes, int n, bool in_double)
{
    for (int i = 0; i < n; i++) {
        double wide = 0;
        float narrow = 0;
        memcpy(in_double ? (void *)&wide : (void *)&narrow, bytes + (size_t)i * (in_double ? 8 : 4),
               in_double ? sizeof wide : sizeof narrow);
        to[i] = in_double ? (real)wide : (real)narrow;
    }
}

bool safetensors_get(Safetensors *file, const char *name, Tensor to, Message *message)
{
    char chunk[CHUNK];
    const Entry *entry = find(file, name);
    if (!entry)
        return message_damaged(message, "%s: %s is missing", file->path, name);
    const int width = entry->in_double ? 8 : 4, most = CHUNK / width;
    for (int i = 0; i < entry->count;) {
        const int n = entry->count - i < most ? entry->count - i : most;
        const int64_t at = SIZE_BYTES + (int64_t)file->length + entry->begin + (int64_t)i * width;
        if (!file_read_at(file->file, at, chunk, (size_t)n * (size_t)width, file->path, message))
            return false;
        convert(to.data + i, chunk, n, entry->in_double);
        for (int k = i; k < i + n; k++)
            if (!isfinite(to.data[k]))
                return message_damaged(message, "%s: %s has a number that is not finite", file->path, name);
        i += n;
    }
    return true;
}

bool safetensors_read(const char *path, Params *params, Message *message)
{
    Safetensors *file = safetensors_open(path, message);
    const int n = params_count(params);
    bool fits = file != NULL;
    for (int i = 0; i < n && fits; i++) {
        const Param param = params_at(params, i);
        fits = safetensors_expect(file, param_name(param), tensor_shape(param_value(param)), message);
    }
    fits = fits && safetensors_agree(file, message);
    for (int i = 0; i < n && fits; i++)
        fits = safetensors_get(file, param_name(params_at(params, i)), param_value(params_at(params, i)), message);
    safetensors_close(file);
    return fits;
}
