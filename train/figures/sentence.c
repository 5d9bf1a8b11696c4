// Sentences, broken at spaces.
#include "train/figures/sentence.h"

#include "train/figures/figure.h"

#include <string.h>

enum { LINE_TEXT = 512 };

// Copies the first line of text, and returns how many of text's bytes it takes with the space after it. A word that is
// wider than a line has one of its own.
static size_t first_line(char line[LINE_TEXT], const char *text, int width)
{
    size_t length = strcspn(text, " "), next = length;
    text_format(line, LINE_TEXT, "%.*s", (int)length, text);
    while (text[next]) {
        char longer[LINE_TEXT];
        next += 1 + strcspn(text + next + 1, " ");
        text_format(longer, LINE_TEXT, "%.*s", (int)next, text);
        if (text_width(FONT_TEXT, longer) > width)
            break;
        memcpy(line, longer, LINE_TEXT);
        length = next;
    }
    return length + (text[length] == ' ');
}

int sentence_lines(const char *text, int width)
{
    char line[LINE_TEXT];
    int lines = 0;
    for (; *text; lines++)
        text += first_line(line, text, width);
    return lines;
}

void sentence_draw(Canvas *canvas, int y, int width, Color color, const char *text)
{
    for (; *text; y += FIGURE_LINE) {
        char line[LINE_TEXT];
        text += first_line(line, text, width);
        figure_text(canvas, FONT_TEXT, ALIGN_LEFT, color, FIGURE_MARGIN, y, line);
    }
}
