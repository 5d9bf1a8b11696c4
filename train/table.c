#include "train/table.h"

#include "train/file.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

// --- one row --------------------------------------------------------------------------------------------------------

// The number of a cell up to its end, a comma or a newline. False: it is none.
static bool read_cell(const char *cell, const char *end, double *value)
{
    char *after = NULL;
    *value = cell == end ? (double)NAN : strtod(cell, &after);
    return cell == end || after == end;
}

static const char *end_of(const char *cell)
{
    return cell + strcspn(cell, ",\n");
}

// Reads a line's cells into column after column of a row. False: they are too few, too many or no numbers.
static bool read_row(const Table *table, const char *line, double *cells)
{
    for (int column = 0; column < table->columns; column++) {
        const char *end = end_of(line);
        if (!read_cell(line, end, &cells[column]) || *end != (column + 1 < table->columns ? ',' : '\n'))
            return false;
        line = end + 1;
    }
    return true;
}

// --- rows -----------------------------------------------------------------------------------------------------------

static double *cell_at(const Table *table, int column, int row)
{
    return &table->value[(size_t)column * TABLE_ROWS + (size_t)row];
}

// Puts each pair of rows into one.
static void halve(Table *table)
{
    for (int column = 0; column < table->columns; column++)
        for (int row = 0; row < table->rows / 2; row++) {
            const double first = *cell_at(table, column, 2 * row), second = *cell_at(table, column, 2 * row + 1);
            *cell_at(table, column, row) = isnan(second) ? first : second;
        }
    table->rows /= 2;
    table->joined *= 2;
}

// line_number counts from 0, the first row of numbers.
static void add_row(Table *table, const double *cells, long line_number)
{
    const bool begins = line_number % table->joined == 0;
    if (begins && table->rows == TABLE_ROWS)
        halve(table);
    const int row = line_number % table->joined == 0 ? table->rows++ : table->rows - 1;
    const bool fresh = line_number % table->joined == 0;
    for (int column = 0; column < table->columns; column++)
        if (fresh || !isnan(cells[column]))
            *cell_at(table, column, row) = cells[column];
}

// --- the file -------------------------------------------------------------------------------------------------------

static bool read_names(Table *table, char *line, const char *path, Message *message)
{
    const size_t length = strlen(line);
    if (length == 0 || line[length - 1] != '\n')
        return message_set(message, "%s: it has no whole first line", path);
    line[length - 1] = '\0';
    table->columns = 1;
    for (char *c = line; *c; c++)
        if (*c == ',') {
            *c = '\0';
            table->columns++;
        }
    if (table->columns > TABLE_COLUMNS)
        return message_set(message, "%s: it has more than %d columns", path, TABLE_COLUMNS);
    table->names = malloc(length);
    table->value = malloc(sizeof(double) * (size_t)table->columns * TABLE_ROWS);
    if (!table->names || !table->value)
        return message_set(message, "%s: memory is out", path);
    memcpy(table->names, line, length);
    return true;
}

static bool read_lines(Table *table, FILE *file, const char *path, Message *message)
{
    double cells[TABLE_COLUMNS] = {0};
    char *line = NULL;
    size_t room = 0;
    long number = 0;
    bool whole = getline(&line, &room, file) > 0 ? read_names(table, line, path, message)
                                                 : message_set(message, "%s: it is empty", path);
    for (; whole && getline(&line, &room, file) > 0 && strchr(line, '\n'); number++) {
        if (read_row(table, line, cells))
            add_row(table, cells, number);
        else
            whole = message_set(message, "%s: line %ld is no row of %d numbers", path, number + 2, table->columns);
    }
    free(line);
    return whole && (!ferror(file) || message_set(message, "%s: %s", path, strerror(errno)));
}

// Numbers are read as they were written (0.5, never 0,5), whatever locale the program around the library has chosen.
bool table_read(Table *table, const char *path, Message *message)
{
    struct stat status;
    *table = (Table){.joined = 1};
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        return message_set(message, "%s is not a regular file", path);
    FILE *file = fopen(path, "r");
    if (!file)
        return message_set(message, "%s: %s", path, strerror(errno));
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = c ? uselocale(c) : (locale_t)0; // of this thread alone
    const bool whole = read_lines(table, file, path, message);
    if (c) {
        uselocale(before);
        freelocale(c);
    }
    fclose(file);
    return whole;
}

void table_free(Table *table)
{
    free(table->names);
    free(table->value);
    *table = (Table){0};
}

const char *table_name(const Table *table, int column)
{
    const char *name = table->names;
    while (column-- > 0)
        name += strlen(name) + 1;
    return name;
}

const double *table_column(const Table *table, const char *name)
{
    for (int column = 0; column < table->columns; column++)
        if (strcmp(table_name(table, column), name) == 0)
            return cell_at(table, column, 0);
    return NULL;
}
