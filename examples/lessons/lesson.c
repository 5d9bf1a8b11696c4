// How a lesson is printed.
#include "examples/lessons/lesson.h"

#include <math.h>
#include <string.h>

int lesson_run(int argc, char **argv, const char *title, const char *const *word, Lesson *lesson)
{
    const bool exact = argc == 2 && strcmp(argv[1], "--exact") == 0;
    const bool picture = argc == 3 && strcmp(argv[1], "--picture") == 0;
    if (argc > 1 && !exact && !picture) {
        fprintf(stderr, "usage: %s [--exact | --picture FILE]\n", argv[0]);
        return 2;
    }
    Tape *tape = tape_new();
    if (!tape)
        return 1;
    if (!exact)
        puts(title);
    lesson(&(Page){.exact = exact, .word = word, .picture = picture ? argv[2] : NULL}, tape);
    tape_free(tape);
    return 0;
}

Var given(Tape *tape, int rows, int columns, const double *x)
{
    Tensor copy;
    if (!tensor_new(&copy, SHAPE(rows, columns)))
        return VAR_NONE;
    for (int i = 0; i < rows * columns; i++)
        copy.data[i] = (real)x[i];
    const Var v = op_input(tape, copy);
    tensor_free(&copy);
    return v;
}

void page_say(const Page *page, const char *text)
{
    if (!page->exact)
        printf("\n%s\n", text);
}

// --- tables ---------------------------------------------------------------------------------------------------------

typedef struct {
    const char *name, *title;
    const char *const *word; // NULL: none
    const double *text;      // NULL: the text prints nothing
    int decimals;
} Table;

// A scalar is a table of one row and one column.
static int rows_of(Tensor x)
{
    return x.rank < 2 ? 1 : x.shape[0];
}

static int columns_of(Tensor x)
{
    return x.rank < 1 ? 1 : x.shape[x.rank - 1];
}

static double element(Tensor x, int row, int column)
{
    const int down = x.rank < 2 ? 0 : x.stride[0], right = x.rank < 1 ? 0 : x.stride[x.rank - 1];
    return (double)x.data[row * down + column * right];
}

// What the text prints for this row, and whether that is the row x, rounded.
static void print_text(const Table *table, Tensor x, int row)
{
    const int columns = columns_of(x);
    const double half_a_digit = 0.5 * pow(10, -table->decimals);
    double off = 0;
    printf("   text:");
    for (int j = 0; j < columns; j++) {
        const double text = table->text[row * columns + j];
        printf("%8.*f", table->decimals, text);
        off = fmax(off, fabs(text - element(x, row, j)));
    }
    if (off < half_a_digit + 1e-6)
        printf("   agrees");
    else
        printf("   differs by up to %.2g", off);
}

static void print_table(const Table *table, Tensor x)
{
    char shape[SHAPE_TEXT];
    printf("\n  %s   %s\n", table->title, shape_text(tensor_shape(x), shape));
    for (int i = 0; i < rows_of(x); i++) {
        printf("  %12s", table->word ? table->word[i] : "");
        for (int j = 0; j < columns_of(x); j++)
            printf(" %9.4g", element(x, i, j));
        if (table->text)
            print_text(table, x, i);
        putchar('\n');
    }
}

static void print_exact(const char *name, Tensor x)
{
    const int columns = columns_of(x);
    for (int i = 0; name && i < rows_of(x); i++)
        for (int j = 0; j < columns; j++)
            printf("%s[%d] = %.17g\n", name, i * columns + j, element(x, i, j));
}

static void show(const Page *page, Table table, Tensor x)
{
    if (page->exact)
        print_exact(table.name, x);
    else
        print_table(&table, x);
}

void page_show(const Page *page, const char *name, const char *title, Tensor x)
{
    show(page, (Table){.name = name, .title = title}, x);
}

void page_show_words(const Page *page, const char *name, const char *title, Tensor x)
{
    show(page, (Table){.name = name, .title = title, .word = page->word}, x);
}

void page_compare(const Page *page, const char *name, const char *title, Tensor x, const double *text, int decimals)
{
    show(page, (Table){.name = name, .title = title, .text = text, .decimals = decimals}, x);
}
