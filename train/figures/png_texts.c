// Reading the texts of a PNG, whoever wrote it.
#include "train/figures/png.h"
#include "train/figures/png_chunk.h"

#include <stdlib.h>
#include <string.h>

// Where the text of an iTXt begins, whose first zero byte is at `zero`; the chunk's size: it has none that can be read.
static size_t international_text(const PngChunk *chunk, size_t zero)
{
    size_t at = zero + 3; // past the flag and the method of compression
    if (at > chunk->size || chunk->bytes[zero + 1] != 0)
        return chunk->size;
    for (int skipped = 0; skipped < 2; skipped++) { // the language, the keyword in it
        const uint8_t *end = at < chunk->size ? memchr(chunk->bytes + at, 0, chunk->size - at) : NULL;
        if (!end)
            return chunk->size;
        at = (size_t)(end - chunk->bytes) + 1;
    }
    return at;
}

// False: memory is out. Other chunks are passed over.
static bool tell_text(const PngChunk *chunk, PngTextFound *found, void *context)
{
    const bool international = strcmp(chunk->type, "iTXt") == 0;
    const uint8_t *end = chunk->size > 0 ? memchr(chunk->bytes, 0, chunk->size) : NULL;
    const size_t length = end ? (size_t)(end - chunk->bytes) : 0;
    if (length == 0 || length >= PNG_KEYWORD || !(international || strcmp(chunk->type, "tEXt") == 0))
        return true;
    const size_t begin = international ? international_text(chunk, length) : length + 1;
    char *text = malloc(chunk->size - begin + 1);
    if (!text)
        return false;
    memcpy(text, chunk->bytes + begin, chunk->size - begin);
    text[chunk->size - begin] = '\0';
    found((const char *)chunk->bytes, text, context);
    free(text);
    return true;
}

bool png_texts(const uint8_t *png, size_t size, PngTextFound *found, void *context, Message *message)
{
    PngChunk chunk = {.type = ""};
    if (!png_has_signature(png, size))
        return message_set(message, "it is no PNG");
    for (size_t at = PNG_SIGNATURE; strcmp(chunk.type, "IEND") != 0;) {
        const char *wrong = png_next_chunk(png, size, &at, &chunk);
        if (wrong)
            return message_set(message, "%s", wrong);
        if (!tell_text(&chunk, found, context))
            return message_set(message, "memory is out");
    }
    return true;
}
