// What a terminal can show: how wide it is, in how many colours, in which letters.
#ifndef HEED_EXAMPLES_HEED_TERMINAL_H
#define HEED_EXAMPLES_HEED_TERMINAL_H

#include <stdbool.h>

typedef enum { COLOR_PLAIN, COLOR_256, COLOR_TRUE } TerminalColor;

// What --color says, in this order.
typedef enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } ColorChoice;
extern const char *const COLOR_CHOICES[];

typedef struct {
    TerminalColor color;
    bool utf8;
    int columns, rows; // 0: it is no terminal, and a line may have any length
} Terminal;

// What is behind a file descriptor. Its colours: what was chosen, else NO_COLOR, CLICOLOR_FORCE and FORCE_COLOR, else
// TERM and COLORTERM; none where it is no terminal.
Terminal terminal_of(int descriptor, ColorChoice choice);

// Writes as many letters of UTF-8 text as fit into so many columns, and returns how many columns they take. A control
// character is shown as such, not obeyed; so is a letter that the terminal does not have.
enum { TERMINAL_TEXT = 256 };
int terminal_text(char out[TERMINAL_TEXT], const Terminal *terminal, const char *text, int columns);
// The columns of a whole text.
int terminal_width(const char *text);

#endif
