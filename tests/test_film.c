// train/figures/film: the strip, what both figures do with sizes that are hard to draw, and their files.
#include "train/figures/film.h"
#include "train/figures/png.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/folder.h"
#include "tests/picture.h"
#include "train/figures/attention.h"

enum { FRAMES = 8 };

static const double UNKNOWN = (double)NAN;

TestSuite(film, .init = folder_enter, .fini = folder_leave);

static Picture draw_figure(const AttentionFigure *figure)
{
    Message message;
    Canvas canvas;
    cr_assert(attention_figure_draw(figure, &canvas, &message), "%s", message.text);
    return picture_of(&canvas);
}

static Picture draw_film(const Film *film)
{
    Message message;
    Canvas canvas;
    cr_assert(film_draw(film, &canvas, &message), "%s", message.text);
    return picture_of(&canvas);
}

Test(film, a_film_goes_from_left_to_right)
{
    FigureSubject subject = subject_of(8, 2, 1);
    Tensor A[FRAMES];
    FilmFrame frames[FRAMES];
    Tensor expected = {.shape = {8, 8}, .stride = {8, 1}, .rank = 2, .data = maps_of(1, 8, 0).data};
    for (int i = 0; i < FRAMES; i++) {
        A[i] = maps_of(2, 8, 0.1 + 0.08 * i);
        frames[i] = (FilmFrame){10 * i, i == 3 ? UNKNOWN : 2.0 / (i + 1), 0.1 * i, &A[i]};
    }
    for (int t = 1; t < 8; t++) // of row 0 nothing is expected
        for (int j = 0; j < 8; j++)
            expected.data[t * 8 + j] = (real)0.95;
    Film film = {&subject, FRAMES, frames, &expected};
    Picture picture = draw_film(&film);
    cr_expect(picture.width >= 1000 && picture.width <= 1400);
    Box before = {0};
    for (int i = 0; i < FRAMES; i++) {
        Box box = picture_box(&picture, (Box){0, 60, picture.width, picture.height}, color_ember_of(0.1 + 0.08 * i));
        Box one = {box.left, 100, box.right, 101};
        int side = box.right - box.left;
        cr_expect(side >= 96 && box.left > before.right && (i == 0 || side == before.right - before.left), "%d", i);
        cr_expect(box.bottom - box.top > 2 * side, "two rows, frame %d", i);
        cr_expect(picture_ink(&picture, (Box){one.left, 80, one.right, 95}, COLOR_TEXT) > 40, "step %d", i);
        Box loss = {one.left, box.bottom + 12, one.right, box.bottom + 28}; // where it is not known, a thin dash
        cr_expect(i == 3 || picture_ink(&picture, loss, COLOR_MUTED) > 12, "loss %d", i);
        before = box;
    }
    Box last = picture_box(&picture, (Box){0, 60, picture.width, picture.height}, color_ember_of(0.95));
    cr_expect(last.left > before.right + 20 && last.right < picture.width - 24);
    cr_expect(picture_ink(&picture, (Box){last.left, 80, last.right, 95}, COLOR_RIGHT) > 40, "expected");
    cr_expect(picture_ink(&picture, (Box){last.right, last.top, last.right + 16, last.bottom}, COLOR_RIGHT) > 40,
              "targets");
    Color row_0 = picture_at(&picture, last.left + 5, last.top - 6);
    cr_expect(color_same(row_0, COLOR_MASKED) || color_same(row_0, COLOR_MASKED_LINE));
    for (int i = 0; i < FRAMES; i++)
        free(A[i].data);
    free(expected.data);
    picture_free(&picture);
}

// Every size gives a picture within 4096 pixels with a clean margin, as a figure and as a film.
Test(film, any_size_fits)
{
    static const struct {
        int T, H, layers, scale;
        bool labelled;
    } CASES[] = {
        {1, 1, 1, 1, true},     {1, 2, 2, 2, true},    {4, 1, 1, 1, true},   {8, 16, 1, 1, true},
        {12, 4, 2, 1, true},    {32, 2, 1, 2, true},   {128, 1, 1, 1, true}, {512, 1, 1, 1, true},
        {512, 16, 1, 1, false}, {512, 8, 2, 2, false}, {8, 64, 1, 1, true},  {40, 1, 12, 1, true},
    };
    static char long_label[201];
    static const char *tokens[513];
    static const char *const MIXED[] = {long_label, "日本", " ", "\"", "<script>", "\xff\xfe", "", "\n"};
    memset(long_label, 'W', 200);
    for (int t = 0; t < 513; t++)
        tokens[t] = MIXED[t % 8];
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        char what[64];
        FigureSubject subject = subject_of(CASES[i].T, CASES[i].H, CASES[i].layers);
        Tensor A[12];
        FilmFrame frames[FRAMES];
        subject.task = long_label;
        subject.scale = CASES[i].scale;
        subject.tokens = subject.targets = CASES[i].labelled ? tokens : NULL;
        snprintf(what, sizeof what, "T %d, H %d, layers %d", subject.T, subject.H, subject.layers);
        for (int layer = 0; layer < subject.layers; layer++)
            A[layer] = maps_of(subject.H, subject.T, 1.0 / subject.T);
        for (int k = 0; k < FRAMES; k++)
            frames[k] = (FilmFrame){1000000 * k, UNKNOWN, UNKNOWN, A};
        const AttentionFigure figure = {.subject = &subject,
                                        .loss = UNKNOWN,
                                        .accuracy = UNKNOWN,
                                        .A = A,
                                        .answers = CASES[i].labelled ? tokens + 1 : NULL};
        Picture picture = draw_figure(&figure);
        picture_expect_margin(&picture, 12 * subject.scale, what);
        cr_expect(picture.width <= 4096 && picture.height <= 4096, "%s", what);
        picture_free(&picture);
        if (subject.H * subject.layers <= 16) {
            picture = draw_film(&(Film){&subject, FRAMES, frames, NULL});
            picture_expect_margin(&picture, 12 * subject.scale, what);
            picture_free(&picture);
        }
        for (int layer = 0; layer < subject.layers; layer++)
            free(A[layer].data);
    }
}

Test(film, too_many_maps_are_refused)
{
    Message message;
    Canvas canvas;
    Tensor A[200];
    FigureSubject subject = subject_of(8, 8, 200);
    Tensor map = maps_of(8, 8, 0.125);
    for (int layer = 0; layer < 200; layer++)
        A[layer] = map;
    AttentionFigure figure = {.subject = &subject, .loss = UNKNOWN, .accuracy = UNKNOWN, .A = A};
    cr_expect_not(attention_figure_draw(&figure, &canvas, &message));
    cr_expect(strstr(message.text, "4096") && !canvas.rgb, "%s", message.text);
    FilmFrame frame = {0, UNKNOWN, UNKNOWN, A};
    cr_expect_not(film_draw(&(Film){&subject, 1, &frame, NULL}, &canvas, &message));
    cr_expect(strstr(message.text, "4096") && !canvas.rgb, "%s", message.text);
    free(map.data);
}

// As png_write: what is drawn becomes a file, whole or not at all.
static bool write_film(const Film *film, const char *path, Message *message)
{
    Canvas canvas;
    const bool written = film_draw(film, &canvas, message) && png_write(&canvas, NULL, path, message);
    canvas_free(&canvas);
    return written;
}

Test(film, files_are_the_same_every_time_or_not_there)
{
    static char first[1 << 19], second[1 << 19];
    Message message;
    FigureSubject subject = subject_of(8, 2, 1);
    Tensor A = maps_of(2, 8, 0.125);
    FilmFrame frame = {0, 2.3, 0.1, &A};
    Film film = {&subject, 1, &frame, NULL};
    cr_assert(mkdir("taken", 0777) == 0);
    cr_expect(write_film(&film, "a.png", &message) && write_film(&film, "b.png", &message));
    size_t size = file_read("a.png", first, sizeof first);
    cr_expect_eq(file_read("b.png", second, sizeof second), size);
    cr_expect_eq(memcmp(first, second, size), 0);
    Picture picture = picture_decode(&(Bytes){(uint8_t *)first, size});
    cr_expect(picture.height > 300 && picture.width > 300);
    expect_refused(write_film(&film, "taken", &message), &message, "taken", "Is a directory");
    expect_refused(write_film(&film, "no/film.png", &message), &message, "no/film.png", "No such file");
    cr_expect_eq(folder_entries("."), 3);
    picture_free(&picture);
    free(A.data);
}
