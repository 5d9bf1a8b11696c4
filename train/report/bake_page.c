// A program of the build: bake_page OUT.c NAME=FILE[+FILE...] ... writes files as C, so that heed needs none of them:
// each NAME is an array with the bytes of its files, one after the other, and a 0 behind them.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail(const char *what, const char *name)
{
    fprintf(stderr, "bake_page: %s %s\n", what, name);
    exit(1);
}

static void write_file(FILE *out, const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in)
        fail("cannot read", path);
    int column = 0;
    for (int byte = fgetc(in); byte != EOF; byte = fgetc(in))
        fprintf(out, "%d,%s", byte < 128 ? byte : byte - 256, ++column % 32 == 0 ? "\n" : "");
    if (ferror(in) | fclose(in))
        fail("cannot read", path);
}

// NAME=FILE+FILE, which is taken apart.
static void write_array(FILE *out, char *given)
{
    char *files = strchr(given, '=');
    if (!files)
        fail("not NAME=FILE:", given);
    *files++ = '\0';
    fprintf(out, "\nconst char %s[] = {\n", given);
    for (char *file = strtok(files, "+"); file; file = strtok(NULL, "+"))
        write_file(out, file);
    fputs("0};\n", out);
}

int main(int count, char **arguments)
{
    if (count < 3)
        fail("usage:", "bake_page OUT.c NAME=FILE[+FILE...] ...");
    FILE *out = fopen(arguments[1], "w");
    if (!out)
        fail("cannot write", arguments[1]);
    fputs("// Made by bake_page at build time.\n#include \"train/report/page.h\"\n", out);
    for (int i = 2; i < count; i++)
        write_array(out, arguments[i]);
    if (ferror(out) | fclose(out))
        fail("cannot write", arguments[1]);
    return 0;
}
