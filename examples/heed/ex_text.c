// The texts of an exercise.
#include "examples/heed/ex_text.h"

#include "train/read_file.h"

#include <stdlib.h>
#include <string.h>

enum { FILE_MOST = 1 << 20, LINES_MOST = 2000 };

char *ex_text(const Ladder *ladder, int exercise, const char *file, Message *message)
{
    char path[LADDER_PATH];
    size_t size;
    return file_read_whole(ladder_file(ladder, exercise, file, path), FILE_MOST, &size, message);
}

// --- heads ----------------------------------------------------------------------------------------------------------

static const char *next_line(const char *at)
{
    at += strcspn(at, "\n");
    return at + (*at == '\n');
}

static const char *head_end(const char *source)
{
    while (strncmp(source, "//", 2) == 0)
        source = next_line(source);
    return source;
}

const char *ex_body(const char *source)
{
    const char *end = head_end(source);
    return end + strspn(end, "\n");
}

void ex_print_head(FILE *out, const char *source)
{
    const char *end = head_end(source);
    bool begun = false;
    for (const char *at = next_line(source); at < end; at = next_line(at)) {
        const char *text = at + 2 + (at[2] == ' ');
        begun = begun || *text != '\n'; // no blank line comes first
        if (begun)
            fprintf(out, "%.*s\n", (int)strcspn(text, "\n"), text);
    }
}

// --- hints ----------------------------------------------------------------------------------------------------------

void ex_print_hint(FILE *out, const char *hints, int level)
{
    int at_level = 1;
    for (; *hints; hints = next_line(hints))
        if (strncmp(hints, "---", 3) == 0)
            at_level++;
        else if (at_level == level)
            fprintf(out, "  %.*s\n", (int)strcspn(hints, "\n"), hints);
}

// --- differences ----------------------------------------------------------------------------------------------------

typedef struct {
    const char *text;
    int length; // without blanks at its end
} Line;

static int split(const char *text, Line line[LINES_MOST])
{
    int lines = 0;
    for (; *text && lines < LINES_MOST; text = next_line(text)) {
        int length = (int)strcspn(text, "\n");
        while (length > 0 && strchr(" \t\r", text[length - 1]))
            length--;
        line[lines++] = (Line){text, length};
    }
    return lines;
}

static bool same(Line a, Line b)
{
    return a.length == b.length && strncmp(a.text, b.text, (size_t)a.length) == 0;
}

typedef struct {
    Line a[LINES_MOST], b[LINES_MOST];
    int n, m;
    short common[LINES_MOST + 1][LINES_MOST + 1]; // [i][j]: the most lines a[i..] and b[j..] share, in order
} Diff;

static void print_line(FILE *out, char mark, Line line)
{
    fprintf(out, "%c %.*s\n", mark, line.length, line.text);
}

bool ex_print_diff(FILE *out, const char *mine, const char *other)
{
    Diff *diff = calloc(1, sizeof *diff);
    if (!diff)
        return false;
    const int n = diff->n = split(mine, diff->a), m = diff->m = split(other, diff->b);
    for (int i = n - 1; i >= 0; i--)
        for (int j = m - 1; j >= 0; j--) {
            const short down = diff->common[i + 1][j], right = diff->common[i][j + 1];
            diff->common[i][j] = same(diff->a[i], diff->b[j]) ? (short)(diff->common[i + 1][j + 1] + 1)
                                 : down > right               ? down
                                                              : right;
        }
    const bool differ = n != m || diff->common[0][0] != n;
    if (!differ)
        fprintf(out, "  they are the same, line for line\n");
    for (int i = 0, j = 0; differ && (i < n || j < m);)
        if (i < n && j < m && same(diff->a[i], diff->b[j])) {
            print_line(out, ' ', diff->a[i++]);
            j++;
        } else if (j == m || (i < n && diff->common[i + 1][j] >= diff->common[i][j + 1]))
            print_line(out, '-', diff->a[i++]);
        else
            print_line(out, '+', diff->b[j++]);
    free(diff);
    return true;
}
