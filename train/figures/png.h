// PNG (ISO/IEC 15948): a signature, then chunks, each with its length, type, bytes and checksum. A picture here is
// IHDR, its texts (tEXt, or iTXt where a text is not ASCII), one IDAT and IEND; the same picture always gives the same
// bytes.
#ifndef HEED_TRAIN_FIGURES_PNG_H
#define HEED_TRAIN_FIGURES_PNG_H

#include "train/figures/canvas.h"
#include "train/figures/deflate.h"

// What a picture says of itself: keywords of 1 .. 79 Latin letters, each with its text. All is borrowed.
enum { PNG_TEXTS = 8, PNG_KEYWORD = 80 };
typedef struct {
    int count;
    struct {
        const char *keyword, *text; // UTF-8
    } text[PNG_TEXTS];
} PngTexts;

// The caller frees png with bytes_free. texts NULL: it says nothing. False: memory is out.
bool png_encode(Bytes *png, const Canvas *canvas, const PngTexts *texts, Message *message);

// Encodes into memory, then writes the file whole or not at all (file_write).
bool png_write(const Canvas *canvas, const PngTexts *texts, const char *path, Message *message);

// For other writers of PNG: the room that the chunks of texts take, and appending them to a picture that has it.
size_t png_texts_room(const PngTexts *texts);
void png_put_texts(Bytes *png, const PngTexts *texts);

// Calls for each text of a PNG in its order, up to the picture's end. False: the bytes are no PNG, or are damaged; what
// is wrong is told, and what came before has been called for.
typedef void PngTextFound(const char *keyword, const char *text, void *context);
bool png_texts(const uint8_t *png, size_t size, PngTextFound *found, void *context, Message *message);

#endif
