// train/table, train/figures/axis, plot and curves: numbers out of a log, and lines that lie where they should.
#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/folder.h"
#include "tests/picture.h"
#include "train/figures/curves.h"
#include "train/figures/plot.h"

TestSuite(curves, .init = folder_enter, .fini = folder_leave);

// --- the table ------------------------------------------------------------------------------------------------------

Test(curves, a_table_is_read_by_its_names)
{
    Table table;
    Message message;
    file_put("log.csv", "step,loss,held_out.loss\n0,,2.5\n1,2.25,\n2,1e-3,-4\n3,1.0"); // the last row was cut off
    cr_assert(table_read(&table, "log.csv", &message), "%s", message.text);
    cr_expect_eq(table.rows, 3);
    cr_expect_eq(table.joined, 1);
    const double *loss = table_column(&table, "loss"), *held_out = table_column(&table, "held_out.loss");
    cr_assert(loss && held_out && !table_column(&table, "los") && !table_column(&table, ""));
    cr_expect(isnan(loss[0]) && loss[1] == 2.25 && loss[2] == 1e-3);
    cr_expect(held_out[0] == 2.5 && isnan(held_out[1]) && held_out[2] == -4);
    cr_expect_str_eq(table_name(&table, 2), "held_out.loss");
    table_free(&table);
}

Test(curves, what_is_no_table_is_refused)
{
    static const struct {
        const char *text, *says;
    } CASES[] = {
        {"", "empty"},
        {"step,loss", "no whole first line"},
        {"step,loss\n0,1\n1\n", "line 3 is no row of 2 numbers"},
        {"step,loss\n0,1,2\n", "line 2 is no row of 2 numbers"},
        {"step,loss\n0,one\n", "line 2 is no row of 2 numbers"},
        {"step,loss\n\n", "line 2 is no row of 2 numbers"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        Table table;
        Message message = {.text = ""};
        file_put("log.csv", CASES[i].text);
        cr_expect_not(table_read(&table, "log.csv", &message), "case %zu", i);
        cr_expect(strstr(message.text, CASES[i].says) && strstr(message.text, "log.csv"), "%s", message.text);
        table_free(&table);
    }
    Table table;
    Message message = {.text = ""};
    cr_expect_not(table_read(&table, "none.csv", &message));
    cr_expect(strstr(message.text, "none.csv: No such file"), "%s", message.text);
    table_free(&table);
    cr_expect_not(table_read(&table, "/dev/zero", &message));
    cr_expect(strstr(message.text, "not a regular file"), "%s", message.text);
    table_free(&table);
}

// 10 000 rows become 2 500: of four, the last value that is there stands for all.
Test(curves, a_long_table_is_thinned)
{
    Table table;
    Message message;
    FILE *file = fopen("log.csv", "w");
    cr_assert(file);
    fputs("step,loss,held_out\n", file);
    for (int step = 0; step < 10000; step++)
        fprintf(file, step % 4 == 1 ? "%d,%d,%d\n" : "%d,%d,\n", step, 2 * step, step);
    cr_assert(fclose(file) == 0);
    cr_assert(table_read(&table, "log.csv", &message), "%s", message.text);
    cr_expect_eq(table.joined, 4);
    cr_assert_eq(table.rows, 2500);
    for (int row = 0; row < table.rows; row++) {
        cr_expect_eq(table_column(&table, "step")[row], 4 * row + 3);
        cr_expect_eq(table_column(&table, "loss")[row], 8 * row + 6);
        cr_expect_eq(table_column(&table, "held_out")[row], 4 * row + 1);
    }
    table_free(&table);
}

// --- axes -----------------------------------------------------------------------------------------------------------

static void expect_ticks(Axis axis, const char *expected)
{
    char all[256] = "", text[AXIS_TEXT];
    for (int i = 0; i < axis.ticks; i++) {
        axis_tick_text(text, &axis, i);
        strcat(strcat(all, i ? " " : ""), text);
        cr_expect(axis.tick[i] >= axis.low - 1e-9 && axis.tick[i] <= axis.high + 1e-9, "%s", text);
    }
    cr_expect_str_eq(all, expected);
}

Test(curves, ticks_are_round_numbers)
{
    expect_ticks(axis_new(AXIS_LINEAR, 0, 1, 150, 0), "0.0 0.2 0.4 0.6 0.8 1.0");
    expect_ticks(axis_new(AXIS_LINEAR, -0.013, 0.021, 100, 0), "-0.02 -0.01 0.00 0.01 0.02 0.03");
    expect_ticks(axis_new(AXIS_STEPS, 0, 400, 0, 340), "0 100 200 300 400");
    expect_ticks(axis_new(AXIS_STEPS, 0, 401, 0, 340), "0 100 200 300 400");
    expect_ticks(axis_new(AXIS_STEPS, 0, 0, 0, 340), "0 1");
    expect_ticks(axis_new(AXIS_STEPS, 0, 3, 0, 340), "0 1 2 3");
    expect_ticks(axis_new(AXIS_LOG, 0.004, 2.3, 150, 0), "0.001 0.01 0.1 1 10");
    expect_ticks(axis_new(AXIS_LOG, 1.9, 2.3, 150, 0), "1 2 5");
    expect_ticks(axis_new(AXIS_LOG, 1e-12, 1e-1, 0, 120), "10⁻¹² 10⁻⁹ 10⁻⁶ 0.001");
    expect_ticks(axis_new(AXIS_LOG, 2e-7, 3e-7, 0, 120), "2e-07 5e-07");
    expect_ticks(axis_new(AXIS_LOG, 1, 1, 0, 120), "1 2");
}

Test(curves, odd_ranges_give_an_axis)
{
    const double odd[] = {0, -1, (double)NAN, HUGE_VAL, -HUGE_VAL, 1e308, 5e-324, 1};
    for (int a = 0; a < 8; a++)
        for (int b = 0; b < 8; b++)
            for (AxisKind kind = AXIS_LINEAR; kind <= AXIS_STEPS; kind++) {
                const Axis axis = axis_new(kind, odd[a], odd[b], 0, 200);
                cr_expect(axis.low < axis.high && isfinite(axis.low), "%g %g: %g %g", odd[a], odd[b], axis.low,
                          axis.high);
                cr_expect(axis.ticks <= AXIS_TICKS, "%g %g", odd[a], odd[b]);
            }
}

Test(curves, values_lie_where_the_scale_says)
{
    const Axis rising = axis_new(AXIS_LOG, 0.01, 100, 200, 0), steps = axis_new(AXIS_STEPS, 0, 400, 50, 450);
    cr_expect_float_eq(axis_place(&rising, 0.01), 200, 1e-9);
    cr_expect_float_eq(axis_place(&rising, 1), 100, 1e-9);
    cr_expect_float_eq(axis_place(&rising, sqrt(10) * 10), 25, 1e-9);
    cr_expect_float_eq(axis_place(&rising, 1e9), 0, 1e-9);
    cr_expect(isnan(axis_place(&rising, 0)) && isnan(axis_place(&rising, -1)) &&
              isnan(axis_place(&rising, (double)NAN)));
    cr_expect_float_eq(axis_place(&steps, 100), 150, 1e-9);
    cr_expect_float_eq(axis_place(&steps, -3), 50, 1e-9);
}

// --- lines ----------------------------------------------------------------------------------------------------------

static Canvas paper(int scale)
{
    Canvas canvas;
    Message message;
    cr_assert(canvas_new(&canvas, 60, 40, scale, &message), "%s", message.text);
    return canvas;
}

Test(curves, a_line_covers_what_it_is_wide)
{
    const double x[] = {10, 30, (double)NAN, 50}, y[] = {20, 20, 20, 10};
    for (int scale = 1; scale <= 2; scale++) {
        Canvas canvas = paper(scale);
        canvas_line(&canvas, (Stroke){.width = 4, .color = COLOR(0x000000)}, x, y, 4);
        for (int i = 0; i < canvas.width * canvas.height; i++)
            cr_assert_eq(canvas.cover[i], 0);
        Picture picture = picture_of(&canvas);
        const Color black = {0, 0, 0}, white = {255, 255, 255};
        for (int column = 10 * scale; column < 30 * scale; column++) { // 18 .. 22 down
            cr_expect(color_same(picture_at(&picture, column, 18 * scale), black), "%d", column);
            cr_expect(color_same(picture_at(&picture, column, 22 * scale - 1), black), "%d", column);
            cr_expect(color_same(picture_at(&picture, column, 18 * scale - 1), white), "%d", column);
            cr_expect(color_same(picture_at(&picture, column, 22 * scale), white), "%d", column);
        }
        cr_expect(color_same(picture_at(&picture, 40 * scale, 20 * scale), white), "parted");
        cr_expect(color_same(picture_at(&picture, 50 * scale, 10 * scale), black), "a dot");
        cr_expect(color_same(picture_at(&picture, 50 * scale, 13 * scale), white), "a round dot");
        picture_free(&picture);
    }
}

// Of each three points, one is drawn in their middle; what has no place does not count.
Test(curves, a_line_may_be_of_means)
{
    const double x[] = {10, 20, 30, 40, 50, 60, 70}, y[] = {0.01, 1, 100, 100, (double)NAN, 1, 100};
    const Axis across = axis_new(AXIS_STEPS, 10, 70, 10, 70), up = axis_new(AXIS_LOG, 0.01, 100, 110, 10);
    Canvas canvas;
    Message message;
    cr_assert(canvas_new(&canvas, 80, 120, 1, &message), "%s", message.text);
    plot_line(&canvas, &across, &up, &(PlotLine){.x = x, .y = y, .n = 7, .color = COLOR(0x000000), .mean = 3});
    Picture picture = picture_of(&canvas);
    // (20, mean of 110, 60, 10), (50, mean of 10, 60), (70, 10), each half a unit on
    const Box ink = picture_box(&picture, (Box){0, 0, 80, 120}, COLOR(0x000000));
    cr_expect(ink.left >= 19 && ink.left <= 21 && ink.right >= 69 && ink.right <= 72, "%d .. %d", ink.left, ink.right);
    cr_expect(picture_at(&picture, 20, 60).r < 128 && picture_at(&picture, 50, 35).r < 128 &&
              picture_at(&picture, 70, 10).r < 128);
    cr_expect(picture_at(&picture, 35, 47).r < 128 && picture_at(&picture, 30, 10).r > 250);
    picture_free(&picture);
}

Test(curves, dashes_have_gaps)
{
    const double x[] = {0, 30, 60}, y[] = {20, 20, 20};
    Canvas canvas = paper(1);
    canvas_line(&canvas, (Stroke){.width = 2, .dash = 9, .color = COLOR(0x000000)}, x, y, 3);
    Picture picture = picture_of(&canvas);
    for (int column = 0; column < 60; column++) { // 9 of ink, 6 of gap; the ends are round
        const int phase = column % 15;
        if (phase >= 1 && phase < 8)
            cr_expect(picture_at(&picture, column, 19).r < 10, "column %d", column);
        if (phase >= 11 && phase < 13)
            cr_expect(picture_at(&picture, column, 19).r > 245, "column %d", column);
    }
    picture_free(&picture);
}

// A line that is wide or far outside the paper draws what is inside, and nothing breaks.
Test(curves, lines_leave_the_paper)
{
    const double x[] = {-1e7, 1e7, 5}, y[] = {-1e7, 1e7, -HUGE_VAL};
    Canvas canvas = paper(1);
    canvas_line(&canvas, (Stroke){.width = 2, .color = COLOR(0x000000)}, x, y, 3);
    Picture picture = picture_of(&canvas);
    for (int i = 1; i < 39; i++)
        cr_expect(picture_at(&picture, i, i).r < 10, "%d", i);
    cr_expect(picture_at(&picture, 50, 10).r == 255);
    picture_free(&picture);
}

Test(curves, names_never_touch)
{
    const double x[] = {0, 1}, y[4][2] = {{0, 0.5}, {1, 0.5}, {0.4, 0.51}, {0, 0}};
    const Color colors[] = {COLOR_SERIES_RED, COLOR_SERIES_BLUE, COLOR_SERIES_TEAL, COLOR_SERIES_OCHRE};
    Canvas canvas;
    Message message;
    PlotLine line[4];
    cr_assert(canvas_new(&canvas, 300, 120, 1, &message));
    const Axis across = axis_new(AXIS_STEPS, 0, 1, 40, 200), up = axis_new(AXIS_LINEAR, 0, 1, 100, 20);
    for (int i = 0; i < 4; i++)
        line[i] = (PlotLine){.x = x, .y = y[i], .n = 2, .name = "HHH", .color = colors[i]};
    plot_names(&canvas, &across, &up, line, 4);
    Picture picture = picture_of(&canvas);
    const int order[] = {2, 0, 1, 3}; // from above; where two end at the same value, as they come
    int row = 0;
    for (int i = 0; i < 4; i++) {
        int gap = 0, ink = 0;
        for (; row < 110 && picture_ink(&picture, (Box){205, row, 300, row + 1}, COLOR(0x000000)) == 0 &&
               picture_ink(&picture, (Box){205, row, 300, row + 1}, colors[order[i]]) == 0;
             row++)
            gap++;
        for (; row < 110 && picture_ink(&picture, (Box){205, row, 300, row + 1}, colors[order[i]]) > 0; row++)
            ink++;
        cr_expect(gap > 2 && ink >= 7 && ink <= 9, "name %d: %d rows after %d", i, ink, gap);
    }
    picture_free(&picture);
}

// --- the figure -----------------------------------------------------------------------------------------------------

static const char HEADER[] =
    "step,loss,accuracy,learning_rate,gradient.layer0.attention.W_Q,moved.layer0.attention.W_Q,"
    "held_out.loss,held_out.accuracy,held_out.exact,held_out.alignment.layer0,"
    "held_out.entropy.layer0\n";

static Picture draw_curves(const char *rows, int solved_at, int scale)
{
    char text[4096];
    Table table;
    Message message;
    Canvas canvas;
    FigureSubject subject = subject_of(8, 1, 1);
    subject.scale = scale;
    snprintf(text, sizeof text, "%s%s", HEADER, rows);
    file_put("log.csv", text);
    cr_assert(table_read(&table, "log.csv", &message), "%s", message.text);
    cr_assert(curves_draw(&(Curves){&subject, &table, solved_at}, &canvas, &message), "%s", message.text);
    table_free(&table);
    return picture_of(&canvas);
}

Test(curves, solving_is_marked_in_every_panel)
{
    const char *rows =
        "0,,,,,0,2.3,0.1,0,0.125,2.07\n1,2,0.5,0.1,1,1,1,0.6,0.2,0.5,1\n2,0.1,1,0.1,0.1,2,0.1,1,1,0.9,0.1\n";
    Picture marked = draw_curves(rows, 1, 1), plain = draw_curves(rows, -1, 1);
    const Box all = {0, 70, marked.width, marked.height - 60};
    cr_expect(picture_ink(&marked, all, COLOR_RIGHT) > 6 * 60);
    cr_expect_eq(picture_ink(&plain, all, COLOR_RIGHT), 0);
    cr_expect(picture_ink(&marked, all, COLOR_SERIES_RED) > 2 * 200); // W_Q, twice
    picture_expect_margin(&marked, 16, "curves");
    picture_free(&marked);
    picture_free(&plain);
}

Test(curves, every_log_gives_a_picture)
{
    static const char *const ROWS[] = {"", "0,,,,,0,2.3,0.1,0,0.125,2.07\n", "0,,,,,,,,,,\n",
                                       "0,,,,,0,,,,,\n1,inf,nan,0.1,0,1e38,,,,,\n",
                                       "0,,,,,0,,,,,\n1000000000,0,0,0.1,1e-45,0,,,,,\n"};
    for (int i = 0; i < 5; i++) {
        Picture picture = draw_curves(ROWS[i], i == 1 ? 0 : -1, 1 + i % 2);
        picture_expect_margin(&picture, 12, ROWS[i]);
        picture_free(&picture);
    }
}
