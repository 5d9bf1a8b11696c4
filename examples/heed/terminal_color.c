// Colours of the terminal, and maps in them.
#include "examples/heed/panel.h"

#include "train/figures/color.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const COLOR_CHOICES[] = {"auto", "always", "never", NULL};

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value && strcmp(value, "0") != 0;
}

// How many colours a terminal has that is to be coloured.
static TerminalColor depth(void)
{
    const char *many = getenv("COLORTERM");
    return many && (strstr(many, "truecolor") || strstr(many, "24bit")) ? COLOR_TRUE : COLOR_256;
}

TerminalColor terminal_color(ColorChoice choice)
{
    const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
    if (choice == COLOR_NEVER)
        return COLOR_PLAIN;
    if (choice == COLOR_ALWAYS)
        return depth();
    if (no && *no)
        return COLOR_PLAIN;
    if (is_set("CLICOLOR_FORCE") || is_set("FORCE_COLOR") || depth() == COLOR_TRUE)
        return depth();
    return term && strstr(term, "256color") ? COLOR_256 : COLOR_PLAIN;
}

// Of the 256 colours, those nearest to ember by eye, dark to light; rounding to the cube would lose the dark half.
static const int RAMP[] = {16, 232, 17, 53, 54, 90, 126, 125, 161, 197, 203, 209, 215, 222, 229, 230};
enum { RAMP_COUNT = sizeof RAMP / sizeof RAMP[0], RAMP_LIGHT = 10 };

static void print_cell(FILE *out, TerminalColor color, const ColorMap *ember, double weight)
{
    static const char INK[] = " .:-=+*#%@";
    char text[8] = "   ";
    const double share = fmin(fmax(weight, 0), 1);
    if (isnan(weight))
        memcpy(text, "NaN", 4);
    else if (weight >= 0.095)
        snprintf(text, sizeof text, "%3.0f", fmin(100 * share, 100));
    if (color == COLOR_TRUE) {
        const Color ground = isnan(weight) ? COLOR_NOT_FINITE : color_of(ember, share), ink = color_ink(ground);
        fprintf(out, "\033[38;2;%d;%d;%d;48;2;%d;%d;%dm%s", ink.r, ink.g, ink.b, ground.r, ground.g, ground.b, text);
    } else if (color == COLOR_256) {
        const int place = isnan(weight) ? 0 : (int)fmin(share * RAMP_COUNT, RAMP_COUNT - 1);
        fprintf(out, "\033[38;5;%d;48;5;%dm%s", place >= RAMP_LIGHT ? 16 : 231, RAMP[place], text);
    } else if (isnan(weight) || weight >= 0.095)
        fputs(text, out);
    else
        fprintf(out, " %c%c", INK[(int)(share * 10)], INK[(int)(share * 10)]);
}

void map_row_print(FILE *out, TerminalColor color, Tensor A, int row)
{
    const ColorMap ember = color_ember();
    for (int j = 0; j < A.shape[1]; j++)
        print_cell(out, color, &ember, (double)A.data[row * A.stride[0] + j * A.stride[1]]);
    if (color != COLOR_PLAIN)
        fputs("\033[0m", out);
}
