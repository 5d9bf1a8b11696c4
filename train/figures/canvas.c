#include "train/figures/canvas.h"

#include <stdlib.h>
#include <string.h>

enum { HATCH_PERIOD = 5 }; // in units

bool canvas_new(Canvas *canvas, int width, int height, int scale, Message *message)
{
    *canvas = (Canvas){.scale = scale};
    if (width < 1 || height < 1 || width > CANVAS_MAX / scale || height > CANVAS_MAX / scale)
        return message_set(message, "cannot draw a picture of %lld x %lld: a side has 1 to %d pixels",
                           (long long)width * scale, (long long)height * scale, CANVAS_MAX);
    canvas->width = width * scale;
    canvas->height = height * scale;
    size_t pixels = (size_t)canvas->width * (size_t)canvas->height;
    canvas->rgb = malloc(3 * pixels);
    canvas->cover = calloc(pixels, 1);
    if (!canvas->rgb || !canvas->cover) {
        message_set(message, "cannot draw a picture of %d x %d: memory is out", canvas->width, canvas->height);
        canvas_free(canvas);
        return false;
    }
    memset(canvas->rgb, 255, 3 * pixels);
    return true;
}

void canvas_free(Canvas *canvas)
{
    free(canvas->rgb);
    free(canvas->cover);
    *canvas = (Canvas){0};
}

typedef struct {
    int left, top, right, bottom; // in pixels; right and bottom are the first outside
} Box;

static int within(int value, int high)
{
    return value < 0 ? 0 : value > high ? high : value;
}

// The part of a rectangle that lies on the paper.
static Box clip(const Canvas *canvas, int x, int y, int width, int height)
{
    int scale = canvas->scale;
    return (Box){
        .left = within(x * scale, canvas->width),
        .top = within(y * scale, canvas->height),
        .right = within((x + width) * scale, canvas->width),
        .bottom = within((y + height) * scale, canvas->height),
    };
}

static uint8_t *pixel(const Canvas *canvas, int x, int y)
{
    return canvas->rgb + 3 * ((size_t)y * (size_t)canvas->width + (size_t)x);
}

static void set_pixel(const Canvas *canvas, int x, int y, Color color)
{
    uint8_t *p = pixel(canvas, x, y);
    p[0] = color.r;
    p[1] = color.g;
    p[2] = color.b;
}

void canvas_fill(Canvas *canvas, int x, int y, int width, int height, Color color)
{
    Box box = clip(canvas, x, y, width, height);
    for (int row = box.top; row < box.bottom; row++)
        for (int column = box.left; column < box.right; column++)
            set_pixel(canvas, column, row, color);
}

void canvas_hatch(Canvas *canvas, int x, int y, int width, int height, Color ground, Color line)
{
    Box box = clip(canvas, x, y, width, height);
    for (int row = box.top; row < box.bottom; row++)
        for (int column = box.left; column < box.right; column++)
            set_pixel(canvas, column, row, (row + column) / canvas->scale % HATCH_PERIOD == 0 ? line : ground);
}

static uint8_t mix(int below, int above, int alpha)
{
    return (uint8_t)((below * (255 - alpha) + above * alpha + 127) / 255);
}

void canvas_blend(Canvas *canvas, int x, int y, Color color, int alpha)
{
    if (x < 0 || y < 0 || x >= canvas->width || y >= canvas->height)
        return;
    uint8_t *p = pixel(canvas, x, y);
    set_pixel(canvas, x, y, (Color){mix(p[0], color.r, alpha), mix(p[1], color.g, alpha), mix(p[2], color.b, alpha)});
}

void canvas_paste(Canvas *canvas, const Canvas *picture)
{
    const int width = picture->width < canvas->width ? picture->width : canvas->width;
    for (int y = 0; y < picture->height && y < canvas->height; y++)
        memcpy(pixel(canvas, 0, y), pixel(picture, 0, y), 3 * (size_t)width);
}
