// Lines as letters alone.
#include "examples/heed/plain.h"

#include <stdbool.h>
#include <string.h>

void plain_print(FILE *out, const char *line, int most)
{
    for (int i = 0; i < most && line[i] && line[i] != '\n'; i++) {
        const unsigned char byte = (unsigned char)line[i], next = (unsigned char)line[i + 1];
        const bool steers = byte == 0xC2 && next >= 0x80 && next < 0xA0; // U+0080 .. U+009F
        fputc((byte < ' ' && byte != '\t') || byte == 127 || steers ? '?' : byte, out);
        i += steers;
    }
}

// How much of it fits: to its last space, if a word crosses the end. A word that is wider by itself stays whole.
static int fitting(const char *line, int length, int columns)
{
    int fits = columns;
    if (length <= columns)
        return length;
    while (fits > 0 && line[fits] != ' ')
        fits--;
    return fits > 0 ? fits : columns + (int)strcspn(line + columns, " \n");
}

void plain_print_wrapped(FILE *out, const char *line, int columns)
{
    int indent = 2, length;
    for (length = (int)strcspn(line, "\n"); length > 0; length = (int)strcspn(line, "\n")) {
        const int part = fitting(line, length, columns - indent);
        fprintf(out, "%*s", indent, "");
        plain_print(out, line, part);
        fputc('\n', out);
        line += part;
        line += strspn(line, " ");
        indent = 6;
    }
}
