// The live panel.
#include "examples/heed/panel.h"

#include "examples/heed/map_text.h"
#include "examples/heed/panel_line.h"
#include "train/figures/figure.h"
#include "train/figures/weights.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const MATRICES[] = {"W_Q", "W_K", "W_V", "W_O"};

// The panel while it is drawn: all of it goes to the terminal at once.
typedef struct {
    Panel *panel;
    FILE *out;
    const Terminal *terminal;
    PanelLine line;
} Drawing;

Panel panel_new(void)
{
    return (Panel){.stride = 1};
}

// Losses are kept in PANEL_SPARKS bars; when they are full, neighbours join.
void panel_loss(Panel *panel, double loss)
{
    panel->sum += loss;
    if (++panel->summed < panel->stride)
        return;
    if (panel->sparks == PANEL_SPARKS) {
        for (int i = 0; i < PANEL_SPARKS / 2; i++)
            panel->spark[i] = (panel->spark[2 * i] + panel->spark[2 * i + 1]) / 2;
        panel->sparks /= 2;
        panel->stride *= 2;
    }
    panel->spark[panel->sparks++] = panel->sum / panel->summed;
    panel->sum = 0;
    panel->summed = 0;
}

// --- lines ----------------------------------------------------------------------------------------------------------

// As many as there is room for.
static void add_bars(PanelLine *line, const Panel *panel, bool utf8)
{
    static const char *const BLOCKS[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char INK[] = "_.-:=+*#";
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (int i = 0; i < panel->sparks; i++) {
        const double height = log(fmax(panel->spark[i], 1e-12));
        least = fmin(least, height);
        most = fmax(most, height);
    }
    const int bars = smaller(panel->sparks, line->columns - line->width);
    for (int i = 0; i < bars; i++) {
        const double height = log(fmax(panel->spark[(i + 1) * panel->sparks / bars - 1], 1e-12));
        const double share = most > least ? (height - least) / (most - least) : 1;
        const int bar = (int)fmin(fmax(share * 8, 0), 7);
        if (utf8)
            panel_line_add(line, 1, "%s", BLOCKS[bar]);
        else
            panel_line_add(line, 1, "%c", INK[bar]);
    }
}

static void add_progress(PanelLine *line, const RunProgress *now, double seconds, bool utf8)
{
    enum { BAR = 24 };
    const int steps = now->trainer->options.steps, full = steps > 0 ? (int)((long long)BAR * now->step / steps) : BAR;
    const double rate = now->step / (seconds + 1e-9);
    panel_line_text(line, "step %d/%d ", now->step, steps);
    for (int i = 0; i < BAR; i++)
        panel_line_add(line, 1, "%s", utf8 ? (i < full ? "━" : "─") : (i < full ? "=" : "-"));
    panel_line_part(line, "  %.0f s left", (steps - now->step) / rate);
    panel_line_part(line, "  %.0f steps/s", rate);
}

// |W - W(0)| / |W(0)| of the first layer's matrices.
static void add_moved(PanelLine *line, Trainer *trainer)
{
    const real *all = params_values(trainer->params).data;
    panel_line_text(line, "moved");
    for (int m = 0; m < 4; m++) {
        char name[64];
        snprintf(name, sizeof name, "layer0.attention.%s", MATRICES[m]);
        const Param param = params_find(trainer->params, name);
        if (param.index < 0)
            continue;
        const Tensor now = param_value(param), nothing = {.data = NULL};
        const Tensor before = tensor_on(trainer->initial.data + (now.data - all), tensor_shape(now));
        const double size = weights_distance(before, nothing);
        panel_line_text(line, "  %s %.0f %%", MATRICES[m], size > 0 ? 100 * weights_distance(now, before) / size : 0);
    }
}

// Ends a line of which this is the rest, so many columns wide.
static void end_line(Drawing *drawing, int width)
{
    fprintf(drawing->out, "%s\033[K\n", drawing->line.text);
    if (drawing->panel->lines < PANEL_LINES)
        drawing->panel->width[drawing->panel->lines++] = drawing->line.width + width;
    drawing->line = (PanelLine){.columns = drawing->line.columns};
}

// --- maps -----------------------------------------------------------------------------------------------------------

// The four lines, an empty one and the heads' names; columns between two maps; those of a position's number.
enum { LINES_ABOVE = 6, APART = 2, POSITION = 3 };

// The most detail of which a map fits, in rows and columns: labels go first, then the cells' width.
static bool choose_form(const Drawing *drawing, const MapText *map, MapForm *form)
{
    const int T = map->A.shape[0], rows = drawing->terminal->rows - 1 - LINES_ABOVE, label = map_text_label(map);
    for (int block = 1; block <= T; block++)
        for (int cell = MAP_CELL; cell > 1; cell--)
            for (int labels = 1; labels >= 0; labels--) {
                *form = (MapForm){labels ? (block > 1 ? POSITION : label) : 0, cell, block};
                const int down = (T + block - 1) / block + (labels ? map_text_keys(map, *form) : 0);
                if (down <= rows && APART + map_text_width(map, *form) <= drawing->line.columns)
                    return true;
            }
    return false;
}

// As many heads as fit side by side.
static void show_heads(Drawing *drawing, MapText *map, Tensor A, int heads)
{
    MapForm form;
    if (!choose_form(drawing, map, &form))
        return;
    const int T = map->A.shape[0], width = APART + map_text_width(map, form), rows = (T + form.block - 1) / form.block;
    const int across = smaller(heads, drawing->line.columns / width), keys = form.label ? map_text_keys(map, form) : 0;
    end_line(drawing, 0);
    for (int head = 0; head < across; head++) {
        char name[48];
        snprintf(name, sizeof name, form.block > 1 ? "head %d, means of %d x %d" : "head %d", head, form.block,
                 form.block);
        panel_line_text(&drawing->line, "%*s%.*s", head * width + APART - drawing->line.width, "",
                        across > 1 ? width - APART : (int)sizeof name, name);
    }
    end_line(drawing, 0);
    for (int line = 0; line < keys + rows; line++) {
        for (int head = 0; head < across; head++) {
            fprintf(drawing->out, "%*s", APART, "");
            map->A = figure_map(A, head);
            if (line < keys)
                map_text_key_line(drawing->out, drawing->terminal, map, form, line);
            else
                map_text_row(drawing->out, drawing->terminal, map, form, line - keys);
        }
        end_line(drawing, across * width);
    }
}

// The last layer's.
static void show_maps(Drawing *drawing, Trainer *trainer)
{
    Prediction out;
    const int T = trainer->options.size.T, heads = trainer->options.heads;
    uint8_t *cells = malloc((size_t)T * (size_t)T);
    char(*word)[TASK_WORD] = calloc((size_t)T, sizeof *word);
    const char **token = calloc((size_t)T, sizeof *token);
    if (cells && word && token && trainer_probe(trainer, &out) && var_value(out.A[trainer->options.layers - 1]).data) {
        const Tensor A = tensor_on(var_value(out.A[trainer->options.layers - 1]).data, SHAPE(heads, T, T));
        for (int t = 0; t < T; t++)
            token[t] = trainer_word(trainer, trainer->probe.token[t], false, word[t]);
        MapText map = {.A = figure_map(A, 0),
                       .allowed = attention_mask_of(cells, trainer->options.mask, trainer->probe.token, T),
                       .token = token};
        show_heads(drawing, &map, A, heads);
    }
    free(cells);
    free(word);
    free(token);
}

// --- the panel ------------------------------------------------------------------------------------------------------

// Takes away what was drawn. A line that was wider than the terminal is now goes on below.
static void erase(Panel *panel, FILE *out, int columns)
{
    int up = 0;
    for (int i = 0; i < panel->lines; i++)
        up += 1 + (columns > 0 && panel->width[i] > 0 ? (panel->width[i] - 1) / columns : 0);
    if (up > 0)
        fprintf(out, "\033[%dA\r\033[J", up);
    panel->lines = 0;
}

void panel_clear(Panel *panel, const Terminal *terminal)
{
    erase(panel, stderr, terminal->columns);
}

// What matters most comes first; a part that does not fit is left out.
static void draw_line(Drawing *drawing, const RunProgress *now, const Metrics *held_out, double seconds)
{
    const TrainerOptions *o = &now->trainer->options;
    const double rate = now->step / (seconds + 1e-9);
    panel_line_text(&drawing->line, "%s %d/%d", o->task->name, now->step, o->steps);
    panel_line_part(&drawing->line, "  loss %.4f", now->batch ? now->batch->loss : held_out->loss);
    panel_line_part(&drawing->line, "  %.0f s left", (o->steps - now->step) / rate);
    panel_line_part(&drawing->line, "  held-out %.1f %%", 100 * held_out->exact);
    panel_line_part(&drawing->line, "  %.0f steps/s", rate);
    end_line(drawing, 0);
}

static void draw_lines(Drawing *drawing, const RunProgress *now, const Metrics *held_out, double seconds)
{
    const TrainerOptions *o = &now->trainer->options;
    PanelLine *line = &drawing->line;
    const bool utf8 = drawing->terminal->utf8;
    panel_line_text(line, "%s  T = %d  D = %d  H = %d  layers %d  seed %llu", o->task->name, o->size.T, o->D, o->heads,
                    o->layers, (unsigned long long)o->seed);
    end_line(drawing, 0);
    add_progress(line, now, seconds, utf8);
    end_line(drawing, 0);
    panel_line_text(line, "loss %.4f  held-out %.1f %%  ", now->batch ? now->batch->loss : held_out->loss,
                    100 * held_out->exact);
    add_bars(line, drawing->panel, utf8);
    end_line(drawing, 0);
    add_moved(line, now->trainer);
    end_line(drawing, 0);
    show_maps(drawing, now->trainer);
}

void panel_draw(Panel *panel, const RunProgress *now, const Metrics *held_out, double seconds, const Terminal *terminal)
{
    char *text = NULL;
    size_t size = 0;
    Drawing drawing = {panel, open_memstream(&text, &size), terminal, {.columns = terminal->columns - 1}};
    if (!drawing.out)
        return;
    erase(panel, drawing.out, terminal->columns);
    if (terminal->columns < PANEL_COLUMNS || terminal->rows < PANEL_ROWS)
        draw_line(&drawing, now, held_out, seconds);
    else
        draw_lines(&drawing, now, held_out, seconds);
    if (fclose(drawing.out) == 0)
        fwrite(text, 1, size, stderr);
    fflush(stderr);
    free(text);
}
