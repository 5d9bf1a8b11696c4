#include "examples/heed/map_text.h"

#include "train/figures/color.h"
#include "train/figures/figure.h"
#include "train/figures/heatmap.h"
#include "train/figures/text.h"

#include <limits.h>
#include <math.h>
#include <string.h>

enum { NUMBERS_UP_TO = 16, BEHIND = 12 }; // T of maps whose cells are MAP_CELL_PLAIN wide; columns behind a row
static const double SHOWN_FROM = 0.095;   // the weight that narrow cells show as a number

// --- form -----------------------------------------------------------------------------------------------------------

static int cells(const MapText *map, MapForm form)
{
    return (map->A.shape[0] + form.block - 1) / form.block;
}

static int widest(const char *const *text, int T)
{
    int most = 0;
    for (int t = 0; text && t < T; t++)
        most = larger(most, terminal_width(text[t]));
    return most;
}

int map_text_label(const MapText *map)
{
    return smaller(widest(map->token, map->A.shape[0]), MAP_LABEL);
}

MapForm map_text_form(const Terminal *terminal, const MapText *map)
{
    static const int CELLS[] = {MAP_CELL_PLAIN, MAP_CELL, 2, 1};
    const int T = map->A.shape[0], behind = smaller(widest(map->right, T), BEHIND) + 2;
    const int room = terminal->columns == 0 ? INT_MAX : larger(terminal->columns - MAP_LABEL - 1 - behind, 8);
    MapForm form = {.label = MAP_LABEL, .block = 1};
    for (;; form.block++)
        for (size_t i = terminal->color == COLOR_PLAIN && T <= NUMBERS_UP_TO ? 0 : 1; i < 4; i++) {
            form.cell = terminal->columns == 0 && terminal->color == COLOR_PLAIN && i == 1 ? 2 : CELLS[i];
            if (form.cell * cells(map, form) <= room)
                return form;
        }
}

int map_text_width(const MapText *map, MapForm form)
{
    return (form.label > 0 ? form.label + 1 : 0) + form.cell * cells(map, form);
}

int map_text_keys(const MapText *map, MapForm form)
{
    if (form.block > 1)
        return 0;
    const int most = map_text_label(map);
    return most <= larger(form.cell - 1, 1) ? 1 : most;
}

// --- labels ---------------------------------------------------------------------------------------------------------

// Set to the right of so many columns.
static void print_label(FILE *out, const Terminal *terminal, const char *text, int columns)
{
    char shown[TERMINAL_TEXT];
    const int used = terminal_text(shown, terminal, text, columns);
    fprintf(out, "%*s%s", columns - used, "", shown);
}

// The letter of an upright text at this line of so many, of which it takes the last.
static void print_letter(FILE *out, const Terminal *terminal, const char *text, int line, int lines, int columns)
{
    char shown[TERMINAL_TEXT], letter[8] = "";
    const char *at = shown;
    terminal_text(shown, terminal, text, lines);
    const int place = line - (lines - text_length(shown));
    for (int i = 0; i < place; i++)
        text_next(&at);
    const char *end = at;
    if (place >= 0 && text_next(&end))
        memcpy(letter, at, (size_t)(end - at));
    print_label(out, terminal, letter, columns);
}

void map_text_key_line(FILE *out, const Terminal *terminal, const MapText *map, MapForm form, int line)
{
    const int lines = map_text_keys(map, form);
    fprintf(out, "%*s", form.label > 0 ? form.label + 1 : 0, "");
    for (int j = 0; j < map->A.shape[0]; j++)
        if (lines > 1)
            print_letter(out, terminal, map->token[j], line, lines, form.cell);
        else
            print_label(out, terminal, map->token[j], form.cell);
}

// --- cells ----------------------------------------------------------------------------------------------------------

// Of the 256 colours, those nearest to ember by eye, dark to light; rounding to the cube would lose the dark half.
static const int RAMP[] = {16, 232, 17, 53, 54, 90, 126, 125, 161, 197, 203, 209, 215, 222, 229, 230};
enum { RAMP_COUNT = sizeof RAMP / sizeof RAMP[0], RAMP_LIGHT = 10, RAMP_NOT_FINITE = 44, CELL_TEXT = 16 };

static void begin_color(FILE *out, TerminalColor depth, const ColorMap *ember, double weight)
{
    if (depth == COLOR_TRUE) {
        const Color ground = isfinite(weight) ? color_of(ember, weight) : COLOR_NOT_FINITE, ink = color_ink(ground);
        fprintf(out, "\033[38;2;%d;%d;%d;48;2;%d;%d;%dm", ink.r, ink.g, ink.b, ground.r, ground.g, ground.b);
    } else if (depth == COLOR_256) {
        const int place = isfinite(weight) ? (int)fmin(weight * RAMP_COUNT, RAMP_COUNT - 1) : RAMP_LIGHT;
        fprintf(out, "\033[38;5;%d;48;5;%dm", place >= RAMP_LIGHT ? 16 : 231,
                isfinite(weight) ? RAMP[place] : RAMP_NOT_FINITE);
    }
}

static void write_cell(char text[CELL_TEXT], bool colored, int width, double weight)
{
    static const char INK[] = " .:-=+*#%@";
    const char ink = INK[!colored && isfinite(weight) ? (int)fmin(10 * weight, 9) : 0];
    if (!isfinite(weight))
        snprintf(text, CELL_TEXT, "%.*s", width, width < 3 ? "??" : "NaN");
    else if (width == MAP_CELL_PLAIN)
        snprintf(text, CELL_TEXT, " %c%c%3.0f", ink, ink, 100 * weight);
    else if (width == MAP_CELL && weight >= SHOWN_FROM)
        snprintf(text, CELL_TEXT, "%3.0f", 100 * weight);
    else
        snprintf(text, CELL_TEXT, "%.*s", width < 3 ? width : 0, (const char[]){ink, ink, '\0'});
}

void map_text_row(FILE *out, const Terminal *terminal, const MapText *map, MapForm form, int row)
{
    const ColorMap ember = color_ember();
    const bool colored = terminal->color != COLOR_PLAIN;
    char text[CELL_TEXT];
    if (form.block > 1)
        snprintf(text, sizeof text, "%d", row * form.block);
    if (form.label > 0) {
        print_label(out, terminal, form.block > 1 ? text : map->token[row], form.label);
        fputc(' ', out);
    }
    for (int column = 0; column < cells(map, form); column++) {
        const HeatmapCell cell = heatmap_cell(map->A, map->allowed, form.block, row, column);
        const double weight = isfinite(cell.mean) ? fmin(fmax(cell.mean, 0), 1) : cell.mean;
        const bool blank = cell.masked && (colored || form.cell < MAP_CELL_PLAIN);
        if (colored && blank)
            fputs("\033[0m", out);
        else
            begin_color(out, terminal->color, &ember, weight);
        write_cell(text, colored, form.cell, weight);
        fprintf(out, "%*s", form.cell, blank ? "" : text);
    }
    if (colored)
        fputs("\033[0m", out);
}

void map_text_print(FILE *out, const Terminal *terminal, const MapText *map, MapForm form)
{
    const int room = terminal->columns == 0 ? INT_MAX : terminal->columns - map_text_width(map, form) - 2;
    for (int line = 0; line < map_text_keys(map, form); line++) {
        map_text_key_line(out, terminal, map, form, line);
        fputc('\n', out);
    }
    for (int row = 0; row < cells(map, form); row++) {
        char behind[TERMINAL_TEXT] = "";
        map_text_row(out, terminal, map, form, row);
        if (form.block == 1)
            terminal_text(behind, terminal, map->right[row], room);
        fprintf(out, "%s%s\n", *behind ? "  " : "", behind);
    }
}
