// Attention maps as plain text: a weight is two characters of ink and a number.
#include "examples/heed/map_text.h"

#include <string.h>

enum { NUMBERS_UP_TO = 16, KEYS_UP_TO = 48, LABEL = 6 };
static const char INK[] = " .:-=+*#%@";

static char ink_of(real weight)
{
    const int shades = (int)sizeof INK - 1, shade = (int)(weight * (real)shades);
    return INK[shade < 0 ? 0 : shade < shades ? shade : shades - 1];
}

// Width of a cell: ink, and the number behind it.
static int cell_width(int T)
{
    return T <= NUMBERS_UP_TO ? 6 : 2;
}

static void print_keys(FILE *out, const MapText *map, int T)
{
    fprintf(out, "%*s ", LABEL, "");
    for (int j = 0; j < T; j++)
        fprintf(out, "%*.*s", cell_width(T), cell_width(T) - 1, map->token[j]);
    fputc('\n', out);
}

void map_text_print(FILE *out, const MapText *map)
{
    const int T = map->A.shape[0];
    if (T <= KEYS_UP_TO)
        print_keys(out, map, T);
    for (int t = 0; t < T; t++) {
        fprintf(out, "%*.*s ", LABEL, LABEL, map->token[t]);
        for (int j = 0; j < T; j++) {
            const real weight = tensor_at(map->A, SHAPE(t, j));
            const char ink = ink_of(weight);
            if (T <= NUMBERS_UP_TO)
                fprintf(out, " %c%c%3.0f", ink, ink, (double)(100 * weight));
            else
                fprintf(out, "%c%c", ink, ink);
        }
        fprintf(out, "  %s\n", map->right[t]);
    }
}
