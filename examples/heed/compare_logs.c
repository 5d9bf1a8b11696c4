// Two logs are read side by side, a row at a time, and compared as the texts that they are.
#include "examples/heed/compare_logs.h"

#include "examples/heed/commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { COLUMNS = 512 };

// A file being read, and its current row cut at the commas.
typedef struct {
    FILE *file;
    char *row;
    size_t room;
    char *cell[COLUMNS];
    int cells;
} Rows;

static bool open_rows(Rows *rows, const char *folder)
{
    char path[8192];
    snprintf(path, sizeof path, "%s/log.csv", folder);
    rows->file = fopen(path, "r");
    if (!rows->file)
        fprintf(stderr, "heed: cannot read %s: %s\n", path, strerror(errno));
    return rows->file != NULL;
}

static void close_rows(Rows *rows)
{
    if (rows->file)
        fclose(rows->file);
    free(rows->row);
}

// False: there is no other whole row.
static bool next_row(Rows *rows)
{
    const ssize_t length = getline(&rows->row, &rows->room, rows->file);
    if (length <= 0 || rows->row[length - 1] != '\n')
        return false;
    rows->row[length - 1] = '\0';
    rows->cells = 0;
    for (char *at = rows->row; at && rows->cells < COLUMNS;) {
        char *comma = strchr(at, ',');
        rows->cell[rows->cells++] = at;
        if (comma)
            *comma++ = '\0';
        at = comma;
    }
    return true;
}

// For each column of a: its place in b, or -1. And its name, which the caller frees.
static int match_columns(const Rows *a, const Rows *b, int place[COLUMNS], char *name[COLUMNS])
{
    int both = 0;
    for (int i = 0; i < COLUMNS; i++)
        place[i] = -1; // also of cells that a later row has beyond these columns
    for (int i = 0; i < a->cells; i++) {
        name[i] = strdup(a->cell[i]);
        for (int k = 0; k < b->cells; k++)
            if (strcmp(a->cell[i], b->cell[k]) == 0)
                place[i] = k;
        both += place[i] >= 0;
    }
    return both;
}

// -1: the rows are the same, as far as both have a column.
static int first_difference(const Rows *a, const Rows *b, const int place[COLUMNS])
{
    for (int i = 0; i < a->cells; i++)
        if (place[i] >= 0 && place[i] < b->cells && strcmp(a->cell[i], b->cell[place[i]]) != 0)
            return i;
    return -1;
}

static bool compare_rows(Rows *a, Rows *b)
{
    int place[COLUMNS], rows = 0, at = -1;
    char *name[COLUMNS];
    if (!next_row(a) || !next_row(b)) {
        printf("logs: one is empty\n");
        return true;
    }
    const int columns = a->cells, both = match_columns(a, b, place, name);
    bool more_a = next_row(a), more_b = next_row(b);
    while (more_a && more_b && (at = first_difference(a, b, place)) < 0) {
        rows++;
        more_a = next_row(a);
        more_b = next_row(b);
    }
    if (at >= 0)
        printf("logs: first different at step %s: %s is %s and %s\n", a->cell[0], name[at] ? name[at] : "a column",
               *a->cell[at] ? a->cell[at] : "empty", *b->cell[place[at]] ? b->cell[place[at]] : "empty");
    else
        printf("logs: the same in %d rows and %d columns%s\n", rows, both,
               more_a   ? "; A goes on"
               : more_b ? "; B goes on"
                        : "");
    for (int i = 0; i < columns; i++)
        free(name[i]);
    return at >= 0 || more_a || more_b;
}

int compare_logs(const char *a, const char *b, bool *different)
{
    Rows first = {.file = NULL}, second = {.file = NULL};
    const bool opened = open_rows(&first, a) && open_rows(&second, b);
    if (opened)
        *different = compare_rows(&first, &second) || *different;
    close_rows(&first);
    close_rows(&second);
    return opened ? EXIT_DONE : EXIT_WORLD;
}
