#include "train/figures/png_chunk.h"

#include <string.h>

static const uint8_t SIGNATURE[PNG_SIGNATURE] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

void png_put_u32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> (24 - 8 * i));
}

uint32_t png_get_u32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

// CRC-32 of annex D, half a byte at a time: table entry i is what the four bits i leave behind.
static uint32_t checksum(const uint8_t *bytes, size_t size)
{
    uint32_t left_behind[16], crc = 0xffffffff;
    for (uint32_t i = 0; i < 16; i++) {
        left_behind[i] = i;
        for (int bit = 0; bit < 4; bit++)
            left_behind[i] = left_behind[i] >> 1 ^ (left_behind[i] & 1 ? 0xedb88320 : 0);
    }
    for (size_t i = 0; i < size; i++) {
        crc ^= bytes[i];
        crc = crc >> 4 ^ left_behind[crc & 15];
        crc = crc >> 4 ^ left_behind[crc & 15];
    }
    return ~crc;
}

// --- writing --------------------------------------------------------------------------------------------------------

void png_put_signature(Bytes *png)
{
    memcpy(png->data, SIGNATURE, PNG_SIGNATURE);
    png->size = PNG_SIGNATURE;
}

void png_put_chunk(Bytes *png, const char type[4], const uint8_t *bytes, size_t size)
{
    uint8_t *chunk = png->data + png->size;
    png_put_u32(chunk, (uint32_t)size);
    memcpy(chunk + 4, type, 4);
    if (size > 0)
        memmove(chunk + 8, bytes, size);
    png_put_u32(chunk + 8 + size, checksum(chunk + 4, 4 + size));
    png->size += PNG_CHUNK_FRAME + size;
}

// --- reading --------------------------------------------------------------------------------------------------------

bool png_has_signature(const uint8_t *png, size_t size)
{
    return size >= PNG_SIGNATURE && memcmp(png, SIGNATURE, PNG_SIGNATURE) == 0;
}

const char *png_next_chunk(const uint8_t *png, size_t size, size_t *at, PngChunk *chunk)
{
    const uint8_t *begin = png + *at;
    const size_t left = size - *at;
    if (left < PNG_CHUNK_FRAME || left - PNG_CHUNK_FRAME < png_get_u32(begin))
        return "it is cut off";
    chunk->size = png_get_u32(begin);
    chunk->bytes = begin + 8;
    memcpy(chunk->type, begin + 4, 4);
    chunk->type[4] = '\0';
    *at += PNG_CHUNK_FRAME + chunk->size;
    return png_get_u32(begin + 8 + chunk->size) == checksum(begin + 4, 4 + chunk->size) ? NULL : "a checksum is wrong";
}
