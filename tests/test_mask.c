// Masks: causal and strict by hand, and how they broadcast.
#include "tensor/mask.h"

#include "tests/numbers.h"

Test(mask, causal_sees_itself_and_before)
{
    uint8_t cells[16];
    const uint8_t expected[] = {1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1};
    const Mask mask = mask_causal(cells, 4);
    cr_expect_arr_eq(cells, expected, 16);
    cr_expect(mask.data == cells && shape_equal(mask_shape(mask), SHAPE(4, 4)));
}

Test(mask, strict_sees_only_before_but_the_first_sees_itself)
{
    uint8_t cells[16];
    const uint8_t expected[] = {1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0};
    mask_strict(cells, 4);
    cr_expect_arr_eq(cells, expected, 16);
}

Test(mask, sequences_of_one_and_of_none)
{
    uint8_t cells[2] = {9, 9};
    mask_strict(cells, 1);
    cr_expect(cells[0] == 1 && cells[1] == 9);
    cells[0] = 9;
    mask_strict(cells, 0);
    mask_causal(cells, 0);
    cr_expect(cells[0] == 9);
}

Test(mask, fits_what_it_broadcasts_to_by_whole_rows)
{
    uint8_t cells[64] = {0};
    const struct {
        Mask mask;
        Shape shape;
        bool fits;
    } rows[] = {
        {MASK_ALL, SHAPE(2, 3), true},
        {MASK_ALL, SCALAR, true},
        {mask_on(cells, SHAPE(4, 4)), SHAPE(4, 4), true},
        {mask_on(cells, SHAPE(4, 4)), SHAPE(2, 3, 4, 4), true},
        {mask_on(cells, SHAPE(4)), SHAPE(3, 4), true},
        {mask_on(cells, SHAPE(2, 1, 1, 4)), SHAPE(2, 3, 5, 4), true},
        {mask_on(cells, SHAPE(1, 1)), SHAPE(3, 1), true},
        {mask_on(cells, SHAPE(4, 0)), SHAPE(4, 0), true},
        {mask_on(cells, SHAPE(4, 4)), SHAPE(4, 5), false},
        {mask_on(cells, SHAPE(3, 4)), SHAPE(4, 4), false},
        {mask_on(cells, SHAPE(4, 1)), SHAPE(4, 4), false}, // its rows would be repeated
        {mask_on(cells, SHAPE(2, 4, 4)), SHAPE(4, 4), false},
        {mask_on(cells, SHAPE(4)), SCALAR, false},
        {mask_on(cells, SCALAR), SHAPE(4), false},
        {mask_on(cells, SHAPE(2, 4)), SHAPE(1, 4), false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        cr_expect_eq(mask_fits(rows[i].mask, rows[i].shape), rows[i].fits, "row %zu", i);
}

Test(mask, row_r_is_the_row_that_broadcasting_puts_there)
{
    uint8_t cells[64];
    const Shape shape = SHAPE(2, 3, 4, 5); // 24 rows; row r is [r / 12, r / 4 % 3, r % 4]
    const struct {
        Shape mask;
        int stride[3]; // of the cells, along the three axes of rows
    } rows[] = {
        {SHAPE(4, 5), {0, 0, 5}},    {SHAPE(5), {0, 0, 0}},           {SHAPE(2, 1, 1, 5), {5, 0, 0}},
        {SHAPE(3, 1, 5), {0, 5, 0}}, {SHAPE(2, 1, 4, 5), {20, 0, 5}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int r = 0; r < 24; r++) {
            const int place = r / 12 * rows[i].stride[0] + r / 4 % 3 * rows[i].stride[1] + r % 4 * rows[i].stride[2];
            cr_expect_eq(mask_row(mask_on(cells, rows[i].mask), shape, r), cells + place, "mask %zu, row %d", i, r);
        }
    cr_expect(mask_row(MASK_ALL, shape, 7) == NULL);
}
