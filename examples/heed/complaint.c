// The messages of gcc and clang, and of their linkers.
#include "examples/heed/complaint.h"

#include "examples/heed/plain.h"
#include "train/read_file.h"
#include "train/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_MOST = 1 << 20, AROUND = 1, COLUMNS = 63, SAID = 400, WIDTH = 78 };

// --- what it says ---------------------------------------------------------------------------------------------------

// "SOURCE:LINE:COLUMN: KIND: TEXT"
typedef struct {
    int line, column;
    char text[256];
    const char *rest; // of all that is said, from the text on
} Complaint;

// The first in it. False: there is none.
static bool find_complaint(Complaint *complaint, const char *said, const char *source, const char *kind)
{
    const size_t length = strlen(source), kind_length = strlen(kind);
    for (const char *at = strstr(said, source); at; at = strstr(at + length, source)) {
        char *end;
        if (at[length] != ':')
            continue;
        complaint->line = (int)strtol(at + length + 1, &end, 10);
        complaint->column = end[0] == ':' && end[1] != ' ' ? (int)strtol(end + 1, &end, 10) : 0;
        if (strncmp(end, ": ", 2) != 0)
            continue;
        end += strncmp(end + 2, "fatal ", 6) == 0 ? 8 : 2;
        if (strncmp(end, kind, kind_length) != 0 || strncmp(end + kind_length, ": ", 2) != 0)
            continue;
        end += kind_length + 2;
        snprintf(complaint->text, sizeof complaint->text, "%.*s", (int)strcspn(end, "\n"), end);
        complaint->rest = end;
        return true;
    }
    return false;
}

// How much later than others a warning is told: what is only not used yet comes last.
static int rank(const Complaint *warning)
{
    static const char *const LAST[] = {"[-Wunused-variable", "[-Wunused-parameter", "[-Wunused-function",
                                       "[-Wunused-but-set"};
    for (size_t i = 0; i < sizeof LAST / sizeof LAST[0]; i++)
        if (strstr(warning->text, LAST[i]))
            return 2;
    return strstr(warning->text, "[-Wreturn-type]") ? 0 : 1;
}

static bool find_warning(Complaint *first, const char *said, const char *source)
{
    Complaint next;
    bool found = false;
    for (; find_complaint(&next, said, source, "warning"); said = next.rest) {
        if (!found || rank(&next) < rank(first))
            *first = next;
        found = true;
    }
    return found;
}

// "undefined reference to `softmax'": the name, if the linker misses one.
static bool find_missing(const char *said, char name[64])
{
    const char *at = strstr(said, "undefined reference to ");
    if (!at)
        return false;
    at += strlen("undefined reference to ");
    at += strspn(at, "`'\"");
    snprintf(name, 64, "%.*s", (int)strcspn(at, "'`\"\n"), at);
    return true;
}

// The header that would declare what is not: gcc notes "include '<math.h>'", clang "include the header <math.h>".
static bool find_header(const Complaint *complaint, char name[64])
{
    const char *note = strstr(complaint->rest, "note: include ");
    const char *error = strstr(complaint->rest, ": error: "), *warning = strstr(complaint->rest, ": warning: ");
    if (!note || (error && error < note) || (warning && warning < note))
        return false; // or it is of another
    note += strcspn(note, "<\n");
    const int length = (int)strcspn(note, ">\n");
    snprintf(name, 64, "%.*s", length + (note[length] == '>'), note);
    return *note == '<';
}

// --- what is told of it ---------------------------------------------------------------------------------------------

// From which column on a line that is too wide is shown, so that this one is in the middle, where there is as much.
static int first_column(const char *text, int line, int column)
{
    for (int number = 1; number < line && *text; number++) {
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
    const int last = (int)strcspn(text, "\n") - COLUMNS, first = column - COLUMNS / 2;
    return first < 0 || last < 0 ? 0 : first < last ? first : last;
}

// The line and those around it, and a mark below the column. Of lines that are too wide for the screen the part is
// shown that the column lies in, with dots where they go on.
static void show_lines(FILE *report, const char *source, int line, int column)
{
    Message message;
    size_t size;
    char *text = file_read_whole(source, SOURCE_MOST, &size, &message);
    const int from = text ? first_column(text, line, column) : 0;
    const char *at = text;
    for (int number = 1; at && *at && number <= line + AROUND; number++) {
        const int length = (int)strcspn(at, "\n"), begin = from < length ? from : length;
        if (number >= line - AROUND) {
            fprintf(report, "    %4d |%s", number, from > 0 && from < length ? "..." : from > 0 ? "   " : " ");
            plain_print(report, at + begin, COLUMNS);
            fprintf(report, "%s\n", length - begin > COLUMNS ? "..." : "");
        }
        if (number == line && column > 0) {
            fprintf(report, "         |%s", from > 0 ? "   " : " ");
            for (int i = from; i < column - 1 && i < length; i++)
                fputc(at[i] == '\t' ? '\t' : ' ', report);
            fprintf(report, "^\n");
        }
        at += length + (at[length] == '\n');
    }
    free(text);
}

static void show_complaint(FILE *report, const char *source, const char *kind, const Complaint *complaint)
{
    char text[2 * sizeof complaint->text], header[64];
    snprintf(text, sizeof text, "%s:%d: %s: %s", source, complaint->line, kind, complaint->text);
    plain_print_wrapped(report, text, WIDTH);
    show_lines(report, source, complaint->line, complaint->column);
    if (strstr(complaint->text, "function 'abs'"))
        fprintf(report, "  abs is for integers; of a double it is fabs, and #include <math.h> at the top.\n");
    else if (find_header(complaint, header))
        fprintf(report, "  It is of the C library: #include %s at the top of the file.\n", header);
    else if (strstr(complaint->text, "subscripted value is n"))
        fprintf(report, "  x[i][j] of a task is x[i * columns + j] in C: the rows lie one after the other.\n");
}

void complaint_of_warning(FILE *report, const char *said, const char *source)
{
    Complaint warning;
    if (find_warning(&warning, said, source))
        show_complaint(report, source, "warning", &warning);
}

static void say_missing(FILE *report, const char *source, const char *name)
{
    char text[512];
    snprintf(text, sizeof text,
             "%s: the function %s is nowhere. If it is to be written here, its name is spelled otherwise, or it is "
             "static; if it is of a library, write it yourself.",
             source, name);
    plain_print_wrapped(report, text, WIDTH);
}

void complaint_of_error(FILE *report, const char *said, const char *source)
{
    Complaint complaint;
    char name[64];
    if (find_complaint(&complaint, said, source, "error"))
        show_complaint(report, source, "error", &complaint);
    else if (strstr(said, "multiple definition of `main'"))
        fprintf(report, "  %s has a main of its own; the check has one already: leave it out\n", source);
    else if (find_missing(said, name))
        say_missing(report, source, name);
    else {
        fprintf(report, "  the compiler says: ");
        plain_print(report, said, SAID);
        fputc('\n', report);
    }
}
