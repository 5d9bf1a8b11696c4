// log.csv.
#include "train/log.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>

enum { ROW_TEXT = 16384 };

// A row being put together.
typedef struct {
    char text[ROW_TEXT];
    size_t length;
} Row;

static void put_name(Row *row, const char *group, const char *name)
{
    if (row->length < ROW_TEXT)
        row->length += text_format(row->text + row->length, ROW_TEXT - row->length, ",%s%s", group, name);
}

// What nobody knows is left empty.
static void put_number(Row *row, double number)
{
    if (isnan(number)) {
        put_name(row, "", "");
        return;
    }
    if (row->length < ROW_TEXT)
        row->length += text_format(row->text + row->length, ROW_TEXT - row->length, ",%.9g", number);
}

static void put_empty(Row *row, int columns)
{
    for (int i = 0; i < columns; i++)
        put_name(row, "", "");
}

static bool add_row(Log *log, Row *row, Message *message)
{
    if (row->length + 1 >= ROW_TEXT)
        return message_set(message, "log.csv: a row of more than %d characters", ROW_TEXT);
    row->text[row->length++] = '\n';
    row->text[row->length] = '\0';
    return rows_add(log->rows, row->text, message);
}

bool log_open(Log *log, const char *path, Trainer *trainer, int64_t kept, Message *message)
{
    const int params = params_count(trainer->params), layers = trainer->options.layers;
    *log = (Log){.gradient = calloc((size_t)params + 1, sizeof(double))};
    if (!log->gradient)
        return message_set(message, "%s: out of memory", path);
    log->rows = rows_open(path, kept, message);
    if (!log->rows || kept != ROWS_NEW)
        return log->rows != NULL;
    Row row = {.length = 0};
    row.length = text_format(row.text, ROW_TEXT, "step,loss,accuracy,learning_rate");
    for (int i = 0; i < params; i++)
        put_name(&row, "gradient.", param_name(params_at(trainer->params, i)));
    for (int i = 0; i < params; i++)
        put_name(&row, "moved.", param_name(params_at(trainer->params, i)));
    put_name(&row, "held_out.", "loss");
    put_name(&row, "held_out.", "accuracy");
    put_name(&row, "held_out.", "exact");
    for (int l = 0; l < layers; l++) {
        char name[16];
        text_format(name, sizeof name, "layer%d", l);
        put_name(&row, "held_out.alignment.", name);
        put_name(&row, "held_out.entropy.", name);
    }
    return add_row(log, &row, message);
}

// |a - b|; b NULL is 0. Squares of a diverging run would overflow, so all is in units of the largest.
static double distance(const real *a, const real *b, int n)
{
    double largest = 0, sum = 0;
    for (int i = 0; i < n; i++)
        largest = fmax(largest, fabs((double)a[i] - (b ? (double)b[i] : 0)));
    for (int i = 0; i < n && largest > 0; i++) {
        const double share = ((double)a[i] - (b ? (double)b[i] : 0)) / largest;
        sum += share * share;
    }
    return largest * sqrt(sum);
}

void log_gradients(Log *log, Trainer *trainer)
{
    for (int i = 0; i < params_count(trainer->params); i++) {
        const Tensor gradient = param_grad(params_at(trainer->params, i));
        log->gradient[i] = distance(gradient.data, NULL, tensor_count(gradient));
    }
}

static void put_moved(Row *row, Trainer *trainer)
{
    const real *all = params_values(trainer->params).data;
    for (int i = 0; i < params_count(trainer->params); i++) {
        const Tensor now = param_value(params_at(trainer->params, i));
        put_number(row, distance(now.data, trainer->initial.data + (now.data - all), tensor_count(now)));
    }
}

bool log_row(Log *log, Trainer *trainer, const BatchResult *batch, const Metrics *held_out, Message *message)
{
    const int params = params_count(trainer->params), layers = trainer->options.layers;
    Row row = {.length = 0};
    row.length = text_format(row.text, ROW_TEXT, "%d", trainer->step);
    if (batch) {
        put_number(&row, batch->loss);
        put_number(&row, batch->accuracy);
        put_number(&row, trainer->optimizer.options.rate);
        for (int i = 0; i < params; i++)
            put_number(&row, log->gradient[i]);
    } else
        put_empty(&row, 3 + params);
    put_moved(&row, trainer);
    if (held_out) {
        put_number(&row, held_out->loss);
        put_number(&row, held_out->accuracy);
        put_number(&row, held_out->exact);
        for (int l = 0; l < layers; l++) {
            put_number(&row, held_out->alignment[l]);
            put_number(&row, held_out->entropy[l]);
        }
    } else
        put_empty(&row, 3 + 2 * layers);
    return add_row(log, &row, message);
}

bool log_flush(Log *log, Message *message)
{
    return rows_flush(log->rows, message);
}

bool log_sync(Log *log, int64_t *length, Message *message)
{
    return rows_sync(log->rows, length, message);
}

bool log_close(Log *log, Message *message)
{
    const bool done = rows_close(log->rows, message);
    free(log->gradient);
    *log = (Log){0};
    return done;
}
