#include "tests/picture.h"

#include <criterion/criterion.h>
#include <png.h>
#include <stdlib.h>

#include "train/figures/png.h"

static const Color WHITE = {255, 255, 255};

Picture picture_decode(const Bytes *png)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    cr_assert(png_image_begin_read_from_memory(&image, png->data, png->size), "%s", image.message);
    image.format = PNG_FORMAT_RGB;
    Picture picture = {(int)image.width, (int)image.height, malloc(PNG_IMAGE_SIZE(image))};
    cr_assert(picture.rgb && png_image_finish_read(&image, NULL, picture.rgb, 0, NULL), "%s", image.message);
    cr_assert_eq(image.warning_or_error, 0, "%s", image.message);
    return picture;
}

Picture picture_of(Canvas *canvas)
{
    Message message;
    Bytes png;
    cr_assert(png_encode(&png, canvas, NULL, &message), "%s", message.text);
    Picture picture = picture_decode(&png);
    bytes_free(&png);
    canvas_free(canvas);
    return picture;
}

void picture_free(Picture *picture)
{
    free(picture->rgb);
}

Color picture_at(const Picture *picture, int x, int y)
{
    cr_assert(x >= 0 && y >= 0 && x < picture->width && y < picture->height, "%d, %d", x, y);
    const uint8_t *p = picture->rgb + 3 * (y * picture->width + x);
    return (Color){p[0], p[1], p[2]};
}

bool color_same(Color a, Color b)
{
    return a.r == b.r && a.g == b.g && a.b == b.b;
}

Box picture_box(const Picture *picture, Box within, Color color)
{
    Box box = {picture->width, picture->height, 0, 0};
    for (int y = within.top; y < within.bottom; y++)
        for (int x = within.left; x < within.right; x++)
            if (color_same(picture_at(picture, x, y), color)) {
                box.left = x < box.left ? x : box.left;
                box.top = y < box.top ? y : box.top;
                box.right = x + 1 > box.right ? x + 1 : box.right;
                box.bottom = y + 1 > box.bottom ? y + 1 : box.bottom;
            }
    return box.right > 0 ? box : (Box){0};
}

// Ink on white is a mixture of both: each channel the same share of the way.
static bool is_ink(Color pixel, Color color)
{
    int r = (255 - pixel.r) * (255 - color.g) - (255 - pixel.g) * (255 - color.r);
    int b = (255 - pixel.b) * (255 - color.g) - (255 - pixel.g) * (255 - color.b);
    bool dark = pixel.r + pixel.g + pixel.b <= (3 * 255 + color.r + color.g + color.b) / 2;
    return dark && abs(r) < 2000 && abs(b) < 2000;
}

int picture_ink(const Picture *picture, Box box, Color color)
{
    int count = 0;
    for (int y = box.top; y < box.bottom; y++)
        for (int x = box.left; x < box.right; x++)
            count += is_ink(picture_at(picture, x, y), color);
    return count;
}

void picture_expect_margin(const Picture *picture, int margin, const char *what)
{
    int ink = 0;
    int outside = 0;
    for (int y = 0; y < picture->height; y++)
        for (int x = 0; x < picture->width; x++) {
            bool inner = x >= margin && y >= margin && x < picture->width - margin && y < picture->height - margin;
            bool white = color_same(picture_at(picture, x, y), WHITE);
            outside += !inner && !white;
            ink += !white;
        }
    cr_expect_eq(outside, 0, "%s: %d pixels of ink in the margin", what, outside);
    cr_expect(ink > 1000, "%s: only %d pixels of ink", what, ink);
}

// --- what is drawn --------------------------------------------------------------------------------------------------

Color color_ember_of(double weight)
{
    ColorMap map = color_ember();
    return color_of(&map, weight);
}

const char *const LETTERS[] = {"a", "b", "c", "d", "e", "f", "g", "h"};
const char *const REVERSED[] = {"h", "g", "f", "e", "d", "c", "b", "a"};

FigureSubject subject_of(int T, int H, int layers)
{
    return (FigureSubject){
        .task = "reverse",
        .seed = 1,
        .learning_rate = 0.1,
        .T = T,
        .D = 32,
        .H = H,
        .layers = layers,
        .tokens = LETTERS,
        .targets = REVERSED,
        .scale = 1,
    };
}

Tensor maps_of(int H, int T, double value)
{
    Tensor A = {.shape = {H, T, T}, .stride = {T * T, T, 1}, .rank = 3};
    A.data = malloc(sizeof(real) * (size_t)(H * T * T));
    cr_assert(A.data);
    for (int i = 0; i < H * T * T; i++)
        A.data[i] = (real)value;
    return A;
}
