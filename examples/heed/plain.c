// Lines as letters alone.
#include "examples/heed/plain.h"

void plain_print(FILE *out, const char *line, int most)
{
    for (int i = 0; i < most && line[i] && line[i] != '\n'; i++)
        fputc(((unsigned char)line[i] < ' ' && line[i] != '\t') || line[i] == 127 ? '?' : line[i], out);
}
