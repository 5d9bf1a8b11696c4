// log.csv: its first row names the columns of train/log.h, each row below it is whole, and none is left out.
#include "tests/cli/check_run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_TEXT = 16384, COLUMNS = 512 };

// The first row as train/log.h describes it. Returns how many columns there are.
static int expected_header(const json_t *run, char row[ROW_TEXT], int *params, int *held_out)
{
    json_t *tensors = json_object_get(run, "tensors"), *shape;
    const int layers = (int)json_integer_value(json_object_get(json_object_get(run, "options"), "layers"));
    const char *name;
    size_t length = (size_t)snprintf(row, ROW_TEXT, "step,loss,accuracy,learning_rate");
    json_object_foreach(tensors, name, shape) length +=
        (size_t)snprintf(row + length, ROW_TEXT - length, ",gradient.%s", name);
    json_object_foreach(tensors, name, shape) length +=
        (size_t)snprintf(row + length, ROW_TEXT - length, ",moved.%s", name);
    length += (size_t)snprintf(row + length, ROW_TEXT - length, ",held_out.loss,held_out.accuracy,held_out.exact");
    for (int l = 0; l < layers; l++)
        length += (size_t)snprintf(row + length, ROW_TEXT - length,
                                   ",held_out.alignment.layer%d,held_out.entropy.layer%d", l, l);
    *params = (int)json_object_size(tensors);
    *held_out = 3 + 2 * layers;
    return 4 + 2 * *params + *held_out;
}

// Cuts a row at its commas. Returns how many columns it has.
static int split(char *row, char *column[COLUMNS])
{
    int count = 0;
    for (char *at = row; at && count < COLUMNS; count++) {
        column[count] = at;
        at = strchr(at, ',');
        if (at)
            *at++ = '\0';
    }
    return count;
}

// How many of these columns are empty; -1: one is neither empty nor a finite number.
static int count_empty(char *const *column, int count)
{
    int empty = 0;
    for (int i = 0; i < count; i++) {
        char *end = NULL;
        const double value = strtod(column[i], &end);
        if (*column[i] && (*end || !isfinite(value)))
            return -1;
        empty += !*column[i];
    }
    return empty;
}

static bool check_row(const char *path, char *row, int step, const json_t *run, char evaluated[LIST_TEXT])
{
    const json_t *options = json_object_get(run, "options"), *map = json_object_get(options, "expected");
    const bool aligned = strcmp(json_string_value(json_object_get(run, "task")), "data") != 0 || json_is_string(map);
    char header[ROW_TEXT], *column[COLUMNS];
    int params = 0, held_out = 0;
    const int columns = expected_header(run, header, &params, &held_out), found = split(row, column);
    if (found != columns)
        return complain(path, "the row of step %d has %d columns, not %d", step, found, columns);
    if (atoi(column[0]) != step)
        return complain(path, "row %s comes where row %d should", column[0], step);
    const int batch = count_empty(column + 1, 3 + params), moved = count_empty(column + 4 + params, params);
    const int measured = count_empty(column + 4 + 2 * params, held_out);
    const int unknown = aligned ? 0 : (held_out - 3) / 2; // alignments that nobody knows
    if (batch != (step == 0 ? 3 + params : 0) || moved != 0 || (measured != unknown && measured != held_out))
        return complain(path, "the row of step %d: %d, %d and %d columns of batch, moved and held_out are empty", step,
                        batch, moved, measured);
    if (measured == unknown)
        list_add(evaluated, step);
    return true;
}

bool check_log(const char *folder, const json_t *run, int *rows, char evaluated[LIST_TEXT])
{
    char path[PATH_TEXT], row[ROW_TEXT], header[ROW_TEXT];
    int params, held_out;
    snprintf(path, sizeof path, "%s/log.csv", folder);
    FILE *file = fopen(path, "rb");
    *rows = 0;
    if (!file)
        return true;
    bool whole = true;
    expected_header(run, header, &params, &held_out);
    for (int line = 0; whole && fgets(row, sizeof row, file); line++) {
        const size_t length = strcspn(row, "\n");
        if (row[length] != '\n')
            whole = complain(path, "its last row is cut off");
        row[length] = '\0';
        if (whole && line == 0)
            whole = strcmp(row, header) == 0 || complain(path, "its first row is %s", row);
        else if (whole)
            whole = check_row(path, row, (*rows)++, run, evaluated);
    }
    fclose(file);
    return whole;
}
