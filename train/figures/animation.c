#include "train/figures/animation.h"

#include <stdlib.h>
#include <string.h>

#include "train/figures/figure.h"
#include "train/figures/png_chunk.h"

enum { RGBA = 4, CONTROL_SIZE = 26, TEXT_ROOM = 8192 };

static bool out_of_memory(Message *message)
{
    return message_set(message, "cannot make an animation: memory is out");
}

static void put_u16(uint8_t *at, int value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

// Makes room for `size` more bytes.
static bool reserve(Animation *animation, size_t size)
{
    if (animation->png.size + size <= animation->room)
        return true;
    const size_t room = 2 * (animation->png.size + size);
    uint8_t *data = realloc(animation->png.data, room);
    if (!data)
        return false;
    animation->png.data = data;
    animation->room = room;
    return true;
}

static bool put_chunk(Animation *animation, const char type[4], const uint8_t *bytes, size_t size)
{
    if (!reserve(animation, PNG_CHUNK_FRAME + size))
        return false;
    png_put_chunk(&animation->png, type, bytes, size);
    return true;
}

// --- pixels ---------------------------------------------------------------------------------------------------------

typedef struct {
    int left, top, right, bottom; // in pixels; right and bottom are the first outside
} Box;

static const uint8_t *pixel_of(const Canvas *canvas, int x, int y)
{
    static const uint8_t WHITE[3] = {255, 255, 255};
    return x < canvas->width && y < canvas->height ? canvas->rgb + 3 * ((size_t)y * (size_t)canvas->width + (size_t)x)
                                                   : WHITE;
}

static uint8_t *before_at(const Animation *animation, int x, int y)
{
    return animation->before + 3 * ((size_t)y * (size_t)animation->width + (size_t)x);
}

// The smallest box around what differs from the frame before; one pixel if nothing does.
static Box changed_box(const Animation *animation, const Canvas *canvas)
{
    Box box = {animation->width, animation->height, 0, 0};
    if (!animation->begun)
        return (Box){0, 0, animation->width, animation->height};
    for (int y = 0; y < animation->height; y++)
        for (int x = 0; x < animation->width; x++)
            if (memcmp(before_at(animation, x, y), pixel_of(canvas, x, y), 3) != 0) {
                box.left = smaller(box.left, x);
                box.top = smaller(box.top, y);
                box.right = larger(box.right, x + 1);
                box.bottom = larger(box.bottom, y + 1);
            }
    return box.right > 0 ? box : (Box){0, 0, 1, 1};
}

// Puts the rows of a box together as PNG compresses them, RGBA behind a filter 0, and keeps the frame. Returns the
// size.
static size_t take_rows(Animation *animation, const Canvas *canvas, Box box, bool whole)
{
    uint8_t *to = animation->rows;
    for (int y = box.top; y < box.bottom; y++) {
        *to++ = 0;
        for (int x = box.left; x < box.right; x++, to += RGBA) {
            const uint8_t *pixel = pixel_of(canvas, x, y);
            uint8_t *before = before_at(animation, x, y);
            const bool changed = whole || memcmp(before, pixel, 3) != 0;
            memset(to, 0, RGBA);
            if (changed)
                memcpy(to, pixel, 3);
            to[3] = changed ? 255 : 0;
            memcpy(before, pixel, 3);
        }
    }
    return (size_t)(to - animation->rows);
}

// --- chunks ---------------------------------------------------------------------------------------------------------

static bool put_control(Animation *animation, Box box, int milliseconds)
{
    uint8_t control[CONTROL_SIZE] = {0};
    png_put_u32(control, animation->sequence++);
    png_put_u32(control + 4, (uint32_t)(box.right - box.left));
    png_put_u32(control + 8, (uint32_t)(box.bottom - box.top));
    png_put_u32(control + 12, (uint32_t)box.left);
    png_put_u32(control + 16, (uint32_t)box.top);
    put_u16(control + 20, milliseconds);
    put_u16(control + 22, 1000);
    control[25] = animation->begun; // over the frame before; the first one is all there is
    return put_chunk(animation, "fcTL", control, sizeof control);
}

// Compresses so many bytes of rows. sequence: whether the chunk has a number, as frames have and the still has not.
static bool put_rows(Animation *animation, size_t size, bool sequence)
{
    const size_t number = sequence ? 4 : 0;
    Bytes stream;
    if (!deflate_bytes(&stream, animation->rows, size))
        return false;
    bool done = reserve(animation, PNG_CHUNK_FRAME + number + stream.size);
    if (done) {
        uint8_t *bytes = animation->png.data + animation->png.size + 8;
        if (sequence)
            png_put_u32(bytes, animation->sequence++);
        memcpy(bytes + number, stream.data, stream.size);
        png_put_chunk(&animation->png, sequence ? "fdAT" : "IDAT", bytes, number + stream.size);
    }
    bytes_free(&stream);
    return done;
}

// --- an animation ---------------------------------------------------------------------------------------------------

bool animation_begin(Animation *animation, const Canvas *still, int frames, const PngTexts *texts, Message *message)
{
    *animation = (Animation){.width = still->width, .height = still->height};
    const size_t pixels = (size_t)still->width * (size_t)still->height;
    animation->before = calloc(pixels, 3);
    animation->rows = malloc(RGBA * pixels + (size_t)still->height);
    if (!animation->before || !animation->rows || !reserve(animation, TEXT_ROOM + png_texts_room(texts)))
        return out_of_memory(message);
    uint8_t header[13] = {[8] = 8, [9] = 6}, control[8] = {0}; // 8 bits a channel, RGBA; played without end
    png_put_u32(header, (uint32_t)still->width);
    png_put_u32(header + 4, (uint32_t)still->height);
    png_put_u32(control, (uint32_t)frames);
    png_put_signature(&animation->png);
    png_put_chunk(&animation->png, "IHDR", header, sizeof header);
    png_put_texts(&animation->png, texts);
    png_put_chunk(&animation->png, "acTL", control, sizeof control);
    const Box all = {0, 0, still->width, still->height};
    return put_rows(animation, take_rows(animation, still, all, true), false) || out_of_memory(message);
}

bool animation_add(Animation *animation, const Canvas *frame, int milliseconds, Message *message)
{
    const Box box = changed_box(animation, frame);
    const bool whole = !animation->begun;
    if (!put_control(animation, box, milliseconds) ||
        !put_rows(animation, take_rows(animation, frame, box, whole), true))
        return out_of_memory(message);
    animation->begun = true;
    return true;
}

bool animation_write(Animation *animation, const char *path, Message *message)
{
    return put_chunk(animation, "IEND", NULL, 0) ? file_write(path, animation->png.data, animation->png.size, message)
                                                 : out_of_memory(message);
}

void animation_free(Animation *animation)
{
    bytes_free(&animation->png);
    free(animation->before);
    free(animation->rows);
    *animation = (Animation){.room = 0};
}
