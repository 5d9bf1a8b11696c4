// PNG (ISO/IEC 15948): a signature, then chunks, each with its length, type, bytes and checksum. A picture here is
// IHDR, one IDAT and IEND; the same picture always gives the same bytes.
#ifndef HEED_TRAIN_FIGURES_PNG_H
#define HEED_TRAIN_FIGURES_PNG_H

#include "train/figures/canvas.h"
#include "train/figures/deflate.h"

// The caller frees png with bytes_free. False: memory is out.
bool png_encode(Bytes *png, const Canvas *canvas, Message *message);

// Encodes into memory, then writes the file whole or not at all (file_write).
bool png_write(const Canvas *canvas, const char *path, Message *message);

#endif
