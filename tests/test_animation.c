// train/figures/animation: frames are put together again by libpng, as APNG says, and are what was drawn.

#include <criterion/criterion.h>

#include <png.h>
#include <stdlib.h>
#include <string.h>

#include "tests/folder.h"
#include "tests/picture.h"
#include "train/figures/animation.h"
#include "train/figures/png_chunk.h"

TestSuite(animation, .init = folder_enter, .fini = folder_leave);

enum { WIDTH = 24, HEIGHT = 16, FRAMES = 4 };

static Canvas paper(int width, int height)
{
    Canvas canvas;
    Message message;
    cr_assert(canvas_new(&canvas, width, height, 1, &message));
    return canvas;
}

// Frame 0 is white with a red square, which goes to the right; frame 3 is as frame 2.
static Canvas frame_of(int i)
{
    Canvas canvas = paper(WIDTH, i == 1 ? HEIGHT - 2 : HEIGHT); // a smaller one, too
    canvas_fill(&canvas, 2 + 4 * (i > 2 ? 2 : i), 3, 5, 6, COLOR(0xcc2200));
    canvas_fill(&canvas, 0, 0, 1, 1, COLOR(0x000000));
    return canvas;
}

// A picture of RGBA whose compressed rows are these, decoded by libpng: [height, width, 4].
static uint8_t *decode(const uint8_t *stream, size_t size, int width, int height)
{
    uint8_t *bytes = malloc(size + 200), header[13] = {[8] = 8, [9] = 6};
    Bytes png = {bytes, 0};
    png_put_u32(header, (uint32_t)width);
    png_put_u32(header + 4, (uint32_t)height);
    png_put_signature(&png);
    png_put_chunk(&png, "IHDR", header, sizeof header);
    png_put_chunk(&png, "IDAT", stream, size);
    png_put_chunk(&png, "IEND", NULL, 0);
    png_image image = {.version = PNG_IMAGE_VERSION};
    cr_assert(png_image_begin_read_from_memory(&image, png.data, png.size), "%s", image.message);
    image.format = PNG_FORMAT_RGBA;
    uint8_t *rgba = malloc(PNG_IMAGE_SIZE(image));
    cr_assert(png_image_finish_read(&image, NULL, rgba, 0, NULL), "%s", image.message);
    free(bytes);
    return rgba;
}

// The screen of a viewer.
typedef struct {
    uint8_t rgb[HEIGHT][WIDTH][3];
    int frames, delay[FRAMES];
    uint32_t sequence, x, y, width, height;
    bool over;
} Screen;

static void take_control(Screen *screen, const uint8_t *bytes)
{
    cr_assert(png_get_u32(bytes) == screen->sequence++ && screen->frames < FRAMES);
    screen->width = png_get_u32(bytes + 4);
    screen->height = png_get_u32(bytes + 8);
    screen->x = png_get_u32(bytes + 12);
    screen->y = png_get_u32(bytes + 16);
    screen->over = bytes[25];
    screen->delay[screen->frames] = (bytes[20] << 8 | bytes[21]) * 1000 / (bytes[22] << 8 | bytes[23]);
    cr_assert(screen->x + screen->width <= WIDTH && screen->y + screen->height <= HEIGHT && bytes[24] == 0);
}

static void show(Screen *screen, const uint8_t *bytes, size_t size)
{
    uint8_t *rgba = decode(bytes, size, (int)screen->width, (int)screen->height);
    for (uint32_t y = 0; y < screen->height; y++)
        for (uint32_t x = 0; x < screen->width; x++) {
            const uint8_t *pixel = rgba + 4 * (y * screen->width + x);
            cr_expect(pixel[3] == 255 || (screen->over && pixel[3] == 0));
            if (pixel[3])
                memcpy(screen->rgb[screen->y + y][screen->x + x], pixel, 3);
        }
    free(rgba);
}

static void expect_screen(const Screen *screen, const Canvas *canvas, int i)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
            static const uint8_t WHITE[3] = {255, 255, 255};
            const uint8_t *drawn = y < canvas->height ? canvas->rgb + 3 * (y * WIDTH + x) : WHITE;
            cr_assert(memcmp(screen->rgb[y][x], drawn, 3) == 0, "frame %d, %d, %d", i, x, y);
        }
}

Test(animation, every_frame_is_what_was_drawn)
{
    static char file[1 << 16];
    const PngTexts texts = {1, {{"Command", "heed train reverse"}}};
    Animation animation;
    Message message;
    Canvas still = frame_of(2);
    cr_assert(animation_begin(&animation, &still, FRAMES, &texts, &message), "%s", message.text);
    for (int i = 0; i < FRAMES; i++) {
        Canvas canvas = frame_of(i);
        cr_assert(animation_add(&animation, &canvas, 100 * (i + 1), &message));
        canvas_free(&canvas);
    }
    cr_assert(animation_write(&animation, "a.png", &message), "%s", message.text);
    animation_free(&animation);
    const size_t size = file_read("a.png", file, sizeof file);
    Picture picture = picture_decode(&(Bytes){(uint8_t *)file, size}); // a viewer that knows no animation
    cr_assert(picture.width == WIDTH && picture.height == HEIGHT);
    cr_expect_eq(memcmp(picture.rgb, still.rgb, (size_t)WIDTH * HEIGHT * 3), 0);
    picture_free(&picture);
    canvas_free(&still);

    Screen screen = {.frames = 0};
    PngChunk chunk = {.type = ""};
    size_t shown = 0;
    for (size_t at = PNG_SIGNATURE; strcmp(chunk.type, "IEND") != 0;) {
        cr_assert_null(png_next_chunk((uint8_t *)file, size, &at, &chunk));
        if (strcmp(chunk.type, "acTL") == 0)
            cr_expect(png_get_u32(chunk.bytes) == FRAMES && png_get_u32(chunk.bytes + 4) == 0);
        if (strcmp(chunk.type, "fcTL") == 0)
            take_control(&screen, chunk.bytes);
        if (strcmp(chunk.type, "fdAT") == 0) {
            cr_assert_eq(png_get_u32(chunk.bytes), screen.sequence++);
            show(&screen, chunk.bytes + 4, chunk.size - 4);
            Canvas canvas = frame_of(screen.frames);
            expect_screen(&screen, &canvas, screen.frames++);
            canvas_free(&canvas);
            shown += chunk.size;
        }
    }
    cr_expect_eq(screen.frames, FRAMES);
    for (int i = 0; i < FRAMES; i++)
        cr_expect_eq(screen.delay[i], 100 * (i + 1));
    cr_expect(shown < 700, "frames hold more than what changed: %zu bytes", shown);
}
