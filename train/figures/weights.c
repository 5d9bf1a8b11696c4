#include "train/figures/weights.h"

#include <math.h>
#include <stdlib.h>

#include "train/figures/panels.h"

enum { ROWS = 3, MATRICES = 4, SIDE = 224, NAME_TEXT = 48, MOST_ROWS = ROWS * WEIGHTS_MOST / MATRICES };

typedef struct {
    char row[MOST_ROWS][NAME_TEXT], detail[MOST_ROWS][NAME_TEXT];
    PanelRow panel_row[MOST_ROWS];
    Panel panel[MOST_ROWS * MATRICES];
    Tensor change[WEIGHTS_MOST]; // owned
    const char *heading[MATRICES];
    Words words;
} Parts;

static double at(Tensor x, int r, int c)
{
    return (double)x.data[r * x.stride[0] + c * x.stride[1]];
}

double weights_distance(Tensor a, Tensor b)
{
    double sum = 0;
    for (int r = 0; r < a.shape[0]; r++)
        for (int c = 0; c < a.shape[1]; c++) {
            const double apart = at(a, r, c) - (b.data ? at(b, r, c) : 0);
            sum += apart * apart;
        }
    return sqrt(sum);
}

// The three rows of a layer. False: memory is out.
static bool set_layer(Parts *parts, const WeightsFigure *figure, int layer)
{
    for (int m = 0; m < figure->matrices; m++) {
        const WeightsMatrix *matrix = &figure->matrix[layer * figure->matrices + m];
        Tensor *change = &parts->change[layer * figure->matrices + m];
        if (!tensor_new(change, tensor_shape(matrix->first)))
            return false;
        tensor_sub(*change, matrix->last, matrix->first);
        const double limit = fmax(panel_limit(matrix->first), panel_limit(matrix->last));
        Panel *first = &parts->panel[ROWS * layer * figure->matrices + m];
        first[0] = (Panel){matrix->first, limit};
        first[figure->matrices] = (Panel){matrix->last, limit};
        first[2 * figure->matrices] = (Panel){*change, panel_limit(*change)};
    }
    return true;
}

static void set_rows(Parts *parts, const WeightsFigure *figure)
{
    const FigureSubject *subject = figure->subject;
    const Shape shape = tensor_shape(figure->matrix[0].first);
    for (int i = 0; i < ROWS * figure->layers; i++) {
        const int kind = i % ROWS;
        if (kind < 2)
            text_format(parts->row[i], NAME_TEXT, "step %d", kind == 0 ? figure->first_step : figure->last_step);
        else
            text_format(parts->row[i], NAME_TEXT, "change");
        text_format(parts->detail[i], NAME_TEXT, "layer %d", i / ROWS);
        parts->panel_row[i] = (PanelRow){.name = parts->row[i],
                                         .detail = subject->layers > 1 ? parts->detail[i] : NULL,
                                         .rows = shape.n[0],
                                         .columns = shape.n[1],
                                         .parts = subject->H,
                                         .bar = kind == 0 ? BAR_NONE : BAR_BELOW};
    }
}

static void write_words(Words *words, const WeightsFigure *figure)
{
    words_title(words, figure->subject, "weights, and how they changed");
    words_subject(words, figure->subject);
    for (int i = 0; i < figure->matrices && figure->layers == 1; i++) {
        char moved[NUMBER_TEXT], norm[NUMBER_TEXT];
        const WeightsMatrix *matrix = &figure->matrix[i];
        number_text(norm, weights_distance(matrix->first, (Tensor){.data = NULL}));
        number_text(moved, weights_distance(matrix->last, matrix->first));
        facts_add(&words->legend, COLOR_TEXT, "%s: ‖W(0)‖ = %s, ‖change‖ = %s", matrix->name, norm, moved);
    }
    facts_add(&words->legend, COLOR_MUTED, "rows: inputs, the D numbers of X; columns: outputs, as in X W");
    if (figure->subject->H > 1)
        facts_add(&words->legend, COLOR_MUTED, "ticks part the columns of heads 0 to %d", figure->subject->H - 1);
    facts_add(&words->legend, COLOR_MUTED, "each matrix keeps its colours from first to last; its change has its own");
}

static bool draw(const WeightsFigure *figure, Parts *parts, Canvas *canvas, Message *message)
{
    for (int layer = 0; layer < figure->layers; layer++)
        if (!set_layer(parts, figure, layer))
            return message_set(message, "cannot draw the weights: memory is out");
    set_rows(parts, figure);
    write_words(&parts->words, figure);
    for (int m = 0; m < figure->matrices; m++)
        parts->heading[m] = figure->matrix[m].name;
    const Panels panels = {.subject = figure->subject,
                           .words = &parts->words,
                           .rows = ROWS * figure->layers,
                           .columns = figure->matrices,
                           .row = parts->panel_row,
                           .heading = parts->heading,
                           .panel = parts->panel,
                           .side = SIDE};
    return panels_draw(&panels, canvas, message);
}

bool weights_figure_draw(const WeightsFigure *figure, Canvas *canvas, Message *message)
{
    *canvas = (Canvas){0};
    Parts *parts = calloc(1, sizeof *parts);
    const bool drawn =
        parts ? draw(figure, parts, canvas, message) : message_set(message, "cannot draw the weights: memory is out");
    for (int i = 0; parts && i < WEIGHTS_MOST; i++)
        tensor_free(&parts->change[i]);
    free(parts);
    return drawn;
}
