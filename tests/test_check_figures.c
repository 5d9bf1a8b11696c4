// The figures of a gradient check and of a sweep, decoded by libpng: colours of known cells, lines through known
// points.

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tests/picture.h"
#include "train/figures/check.h"
#include "train/figures/plot.h"
#include "train/figures/sentence.h"
#include "train/figures/sweep.h"

static const double NONE = (double)NAN;

static Color tide_of(double value)
{
    const ColorMap map = color_tide();
    return color_of(&map, value);
}

// --- the check ------------------------------------------------------------------------------------------------------

// W [2,3]: right but for [1,2], where backward says -4 and the differences +2, and [0,1], a kink. The limit is 4.
static CheckElement element[6] = {{1, 1, 0, 1e-6, false}, {0.5, 0, 0, 1e-6, true},    {-2, -2, 0, 1e-6, false},
                                  {4, 4, 0, 1e-6, false}, {-1, -1.0004, 0, 1, false}, {-4, 2, 0, 1e-6, false}};

static TensorCheck failing(void)
{
    TensorCheck check = {.name = "layer0.attention.W_Q",
                         .shape = SHAPE(2, 3),
                         .elements = 6,
                         .kinks = 1,
                         .worst = 5,
                         .verdict = CHECK_FAIL,
                         .element = element};
    return check;
}

static Picture draw(CheckReport report, const char *fault, int scale)
{
    Canvas canvas;
    Message message;
    const CheckFigure figure = {
        .title = "layer:attention", .fault = fault, .report = &report, .seed = 3, .scale = scale};
    cr_assert(check_figure_draw(&figure, &canvas, &message), "%s", message.text);
    return picture_of(&canvas);
}

Test(check_figures, a_cell_shows_each_side_and_their_distance)
{
    TensorCheck check = failing();
    Picture picture = draw((CheckReport){.verdict = CHECK_FAIL, .tensor = &check, .tensors = 1}, NULL, 1);
    const Box all = {0, 0, picture.width, picture.height};
    picture_expect_margin(&picture, 16, "check");
    // The cell with +4, [1,0], in both maps of values, and the bar between them and the next map.
    const Box plus = picture_box(&picture, (Box){0, 60, 60, picture.height}, tide_of(1));
    cr_assert_eq(plus.right - plus.left, 19, "a cell is 19 wide, with its line 20");
    cr_expect_eq(plus.bottom - plus.top, 19);
    const int x = plus.left + 9, y = plus.top + 9; // the middle of [1,0]
    cr_expect(color_same(picture_at(&picture, x, y - 20), tide_of(0.25)), "[0,0] is 1");
    cr_expect(color_same(picture_at(&picture, x + 40, y - 20), tide_of(-0.5)), "[0,2] is -2");
    cr_expect(color_same(picture_at(&picture, x + 40, y), tide_of(-1)), "[1,2] is -4, analytic");
    const Box second = picture_box(&picture, (Box){plus.right + 30, 60, plus.right + 130, picture.height}, tide_of(1));
    cr_expect_eq(second.top, plus.top, "both maps side by side");
    const int x_2 = second.left + 9;
    cr_expect(color_same(picture_at(&picture, x_2 + 40, y), tide_of(0.5)), "[1,2] is 2, numeric");
    Box kink = {second.left + 20, plus.top - 20, second.left + 39, plus.top - 1};
    cr_expect(picture_box(&picture, kink, COLOR_MASKED).right > 0, "the kink is hatched");
    // Distances: 6/4 is off the scale's end, 1e-4 is a quarter from it, 0 is its other end.
    const Box far =
        picture_box(&picture, (Box){second.right + 60, plus.top, all.right, plus.bottom}, color_ember_of(1));
    cr_expect(far.right - far.left >= 19, "[1,2] is far apart");
    cr_expect(color_same(picture_at(&picture, far.left - 10, y), color_ember_of(0.75)), "[1,1] is 1e-4 apart");
    cr_expect(color_same(picture_at(&picture, far.left - 30, y), color_ember_of(0)), "[1,0] is the same");
    cr_expect(picture_ink(&picture, (Box){0, 0, picture.width, 40}, COLOR_TEXT) > 300, "title");
    cr_expect(picture_ink(&picture, (Box){0, plus.top - 70, 300, plus.top - 40}, COLOR_WRONG) > 20, "verdict");
    picture_free(&picture);
}

// What is not finite has a colour of its own, and the legend says so.
Test(check_figures, nan_is_shown)
{
    TensorCheck check = failing();
    CheckElement with_nan[6];
    memcpy(with_nan, element, sizeof element);
    with_nan[0].analytic = NONE;
    check.element = with_nan;
    Picture picture = draw((CheckReport){.verdict = CHECK_FAIL, .tensor = &check, .tensors = 1}, "some-fault", 2);
    const Box nan = picture_box(&picture, (Box){0, 0, picture.width, picture.height}, COLOR_NOT_FINITE);
    cr_expect(nan.right > nan.left + 100, "in the maps of what backward says and of the distance");
    picture_free(&picture);
}

// More tensors than a picture has room for are left out, and said to be.
Test(check_figures, there_may_be_too_many_tensors)
{
    enum { MANY = 100 };
    TensorCheck check[MANY];
    for (int i = 0; i < MANY; i++)
        check[i] = failing();
    Picture picture = draw((CheckReport){.verdict = CHECK_FAIL, .tensor = check, .tensors = MANY}, NULL, 1);
    cr_expect(picture.height > 3900 && picture.height <= CANVAS_MAX, "%d", picture.height);
    picture_free(&picture);
}

// Empty tensors and tensors of one number and of many axes are drawn; a check along directions is refused.
Test(check_figures, shapes)
{
    CheckElement many[24] = {{0}};
    TensorCheck check[3] = {{.name = "scalar", .elements = 1, .element = many},
                            {.name = "none", .shape = SHAPE(2, 0), .element = many, .worst = -1},
                            {.name = "x", .shape = SHAPE(2, 1, 3, 4), .elements = 24, .element = many}};
    Picture picture = draw((CheckReport){.tensor = check, .tensors = 3}, NULL, 1);
    picture_free(&picture);
    for (int i = 0; i < 3; i++)
        check[i].element = NULL;
    Canvas canvas;
    Message message;
    const CheckReport report = {.tensor = check, .tensors = 3};
    const CheckFigure figure = {.title = "x", .report = &report, .scale = 1};
    cr_expect(!check_figure_draw(&figure, &canvas, &message));
    cr_expect(strstr(message.text, "directions"), "%s", message.text);
    canvas_free(&canvas);
}

Test(check_figures, sentences_are_broken_at_spaces)
{
    cr_expect_eq(sentence_lines("", 200), 0);
    cr_expect_eq(sentence_lines("one", 200), 1);
    const char *text = "softmax goes back without its row-sum term";
    const int one = (int)text_width(FONT_TEXT, text) + 1;
    cr_expect_eq(sentence_lines(text, one), 1);
    cr_expect_eq(sentence_lines(text, one - 2), 2);
    cr_expect_eq(sentence_lines(text, 1), 7, "a word a line, however narrow");
}

// --- the sweep ------------------------------------------------------------------------------------------------------

// Errors that are straight: h^2 above 1e-4, 1e-12/h below.
Test(check_figures, a_curve_goes_through_its_points)
{
    enum { STEPS = 23, BEST = 6 };
    double h[STEPS], error[STEPS];
    for (int i = 0; i < STEPS; i++) {
        h[i] = pow(10, -1 - i / 2.0);
        error[i] = i <= BEST ? h[i] * h[i] : 1e-12 / h[i];
    }
    error[STEPS - 1] = NONE;
    const SweepCurve curve = {.name = "central",
                              .family = 1,
                              .look = SWEEP_PLAIN,
                              .error = error,
                              .best = BEST,
                              .truncation = {"truncation ∝ h²", 1e-2},
                              .rounding = {"rounding ∝ 1/h", 1e-8}};
    const SweepFigure figure = {.title = "error against step size · op:softmax",
                                .family = {"float", "double"},
                                .h = h,
                                .steps = STEPS,
                                .curve = &curve,
                                .curves = 1,
                                .scale = 1};
    Canvas canvas;
    Message message;
    cr_assert(sweep_figure_draw(&figure, &canvas, &message), "%s", message.text);
    Picture picture = picture_of(&canvas);
    picture_expect_margin(&picture, 16, "sweep");
    // The frame's lower line tells where the decades of h lie; the dot at 1e-4 where the least error does.
    const Box all = {0, 0, picture.width, picture.height};
    const Box line =
        picture_box(&picture, (Box){0, picture.height - 90, picture.width, picture.height - 40}, COLOR_MUTED);
    const double decade = (line.right - line.left - 1) / 11.0;
    const int at_best = line.left + (int)lround(8 * decade), at_right = line.left + (int)lround(11 * decade);
    int dot = 0, end = 0;
    for (int y = all.top; y < all.bottom; y++) {
        const bool ink = color_same(picture_at(&picture, at_best, y), COLOR_SERIES_BLUE);
        dot = ink ? y : dot; // the dot's lower end
        end = end == 0 && color_same(picture_at(&picture, at_right - 1, y), COLOR_SERIES_BLUE) ? y : end;
    }
    cr_assert(dot > 0 && end > 0);
    int across = 0; // half way in h, the curve is half way in log error: at 10^-2.5 the error is 1e-5
    const int middle = line.left + (int)lround(9.5 * decade);
    for (int y = end; y < dot; y++)
        across = color_same(picture_at(&picture, middle, y), COLOR_SERIES_BLUE) ? y : across;
    cr_expect(abs(across - (end + dot - 3) / 2) <= 3, "%d between %d and %d", across, end, dot);
    // The names of its two parts, of the curve and of its family.
    cr_expect(picture_ink(&picture, (Box){line.left, all.top, at_right, end}, COLOR_SERIES_BLUE) > 20);
    cr_expect(picture_ink(&picture, (Box){at_best - 40, dot + 4, at_best + 40, dot + 18}, COLOR_SERIES_BLUE) > 20,
              "its name stands below its best step");
    cr_expect(picture_ink(&picture, (Box){at_best - 60, dot + 18, at_best + 60, dot + 32}, COLOR_MUTED) > 20,
              "and what it reaches");
    picture_free(&picture);
}

// Curves without a number, and none at all, are no harm.
Test(check_figures, a_sweep_may_be_empty)
{
    const double h[2] = {0.1, 0.01}, error[2] = {NONE, NONE};
    const SweepCurve curve = {.name = "central", .error = error, .best = -1};
    for (int curves = 0; curves < 2; curves++) {
        const SweepFigure figure = {.title = "x",
                                    .family = {"float", "double"},
                                    .h = h,
                                    .steps = 2,
                                    .curve = &curve,
                                    .curves = curves,
                                    .scale = 2};
        Canvas canvas;
        Message message;
        cr_assert(sweep_figure_draw(&figure, &canvas, &message), "%s", message.text);
        Picture picture = picture_of(&canvas);
        picture_free(&picture);
    }
}
