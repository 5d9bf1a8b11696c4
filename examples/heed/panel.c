// The live panel.
#include "examples/heed/panel.h"

#include "examples/heed/panel_line.h"
#include "train/figures/figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const MATRICES[] = {"W_Q", "W_K", "W_V", "W_O"};

static bool says_utf8(const char *name)
{
    const char *value = getenv(name);
    return value && (strstr(value, "UTF-8") || strstr(value, "utf8") || strstr(value, "UTF8"));
}

Panel panel_new(ColorChoice choice)
{
    const char *all = getenv("LC_ALL");
    const bool utf8 = all && *all ? says_utf8("LC_ALL") : says_utf8("LC_CTYPE") || says_utf8("LANG");
    return (Panel){.color = terminal_color(choice), .utf8 = utf8, .stride = 1};
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

static void add_bars(PanelLine *line, const Panel *panel)
{
    static const char *const BLOCKS[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    static const char INK[] = "_.-:=+*#";
    double least = HUGE_VAL, most = -HUGE_VAL;
    for (int i = 0; i < panel->sparks; i++) {
        const double height = log(fmax(panel->spark[i], 1e-12));
        least = fmin(least, height);
        most = fmax(most, height);
    }
    for (int i = 0; i < panel->sparks; i++) {
        const double share = most > least ? (log(fmax(panel->spark[i], 1e-12)) - least) / (most - least) : 1;
        const int bar = (int)fmin(fmax(share * 8, 0), 7);
        if (panel->utf8)
            panel_line_add(line, 1, "%s", BLOCKS[bar]);
        else
            panel_line_add(line, 1, "%c", INK[bar]);
    }
}

static void add_progress(PanelLine *line, const Panel *panel, const RunProgress *now, double seconds)
{
    enum { BAR = 24 };
    const int steps = now->trainer->options.steps, full = steps > 0 ? (int)((long long)BAR * now->step / steps) : BAR;
    const double rate = now->step / (seconds + 1e-9);
    panel_line_text(line, "step %d/%d ", now->step, steps);
    for (int i = 0; i < BAR; i++)
        panel_line_add(line, 1, "%s", panel->utf8 ? (i < full ? "━" : "─") : (i < full ? "=" : "-"));
    panel_line_text(line, " %.0f steps/s, %.0f s left", rate, (steps - now->step) / rate);
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
        const Tensor now = param_value(param);
        const real *before = trainer->initial.data + (now.data - all);
        double apart = 0, size = 0;
        for (int i = 0; i < tensor_count(now); i++) {
            apart += pow((double)now.data[i] - (double)before[i], 2);
            size += pow((double)before[i], 2);
        }
        panel_line_text(line, "  %s %.0f %%", MATRICES[m], size > 0 ? 100 * sqrt(apart / size) : 0.0);
    }
}

static int maps_across(const Trainer *trainer, int columns, int rows)
{
    const int T = trainer->options.size.T, across = (columns - 4) / (MAP_CELL * T + 2);
    return 7 + T < rows && across > 0 ? smaller(across, trainer->options.heads) : 0;
}

static void show_line(Panel *panel, PanelLine *line)
{
    fprintf(stderr, "%s\033[K\n", line->text);
    if (panel->lines < PANEL_LINES)
        panel->width[panel->lines++] = line->width;
    *line = (PanelLine){.columns = line->columns};
}

// The last layer's maps, as many heads as fit.
static void show_maps(Panel *panel, const RunProgress *now, int columns, int rows)
{
    Prediction out;
    Trainer *trainer = now->trainer;
    const int T = trainer->options.size.T, across = maps_across(trainer, columns, rows);
    PanelLine line = {.columns = columns};
    if (across == 0 || !trainer_probe(trainer, &out))
        return;
    const Tensor A = var_value(out.A[trainer->options.layers - 1]);
    if (!A.data)
        return;
    show_line(panel, &line);
    for (int head = 0; head < across; head++) {
        char name[24];
        snprintf(name, sizeof name, "head %d", head);
        panel_line_text(&line, "  %-*s", MAP_CELL * T, T < 3 ? "" : name);
    }
    show_line(panel, &line);
    for (int row = 0; row < T; row++) {
        for (int head = 0; head < across; head++) {
            fputs("  ", stderr);
            const Tensor one = figure_map((Tensor){.data = A.data,
                                                   .shape = {A.shape[1], A.shape[2], A.shape[3]},
                                                   .stride = {A.stride[1], A.stride[2], A.stride[3]},
                                                   .rank = 3},
                                          head);
            map_row_print(stderr, panel->color, one, row);
        }
        line.width = across * (MAP_CELL * T + 2);
        show_line(panel, &line);
    }
}

void panel_clear(Panel *panel, int columns)
{
    int up = 0; // a line that was wider than the terminal is now goes on below
    for (int i = 0; i < panel->lines; i++)
        up += 1 + (columns > 0 && panel->width[i] > 0 ? (panel->width[i] - 1) / columns : 0);
    if (up > 0)
        fprintf(stderr, "\033[%dA\r\033[J", up);
    panel->lines = 0;
}

void panel_draw(Panel *panel, const RunProgress *now, const Metrics *held_out, double seconds, int columns, int rows)
{
    const TrainerOptions *o = &now->trainer->options;
    PanelLine line = {.columns = columns - 1};
    panel_clear(panel, columns);
    panel_line_text(&line, "%s  T = %d  D = %d  H = %d  layers %d  seed %llu", o->task->name, o->size.T, o->D, o->heads,
                    o->layers, (unsigned long long)o->seed);
    show_line(panel, &line);
    add_progress(&line, panel, now, seconds);
    show_line(panel, &line);
    panel_line_text(&line, "loss %.4f ", now->batch ? now->batch->loss : held_out->loss);
    add_bars(&line, panel);
    panel_line_text(&line, " held-out %.1f %%", 100 * held_out->exact);
    show_line(panel, &line);
    add_moved(&line, now->trainer);
    show_line(panel, &line);
    show_maps(panel, now, columns - 1, rows);
    fflush(stderr);
}
