// The screen of a terminal, rebuilt from what a program writes to it: as much of one as heed uses. A sequence that it
// does not know is an error, so that heed uses no more.
#ifndef HEED_TESTS_CLI_SCREEN_H
#define HEED_TESTS_CLI_SCREEN_H

#include <stdbool.h>
#include <stdio.h>

enum { SCREEN_ROWS = 100, SCREEN_COLUMNS = 200, SCREEN_LETTER = 5, SCREEN_SEQUENCE = 64 };
enum { GROUND_NONE = -1, GROUND_INDEX = 1 << 24 }; // a ground is one of these (the second plus its index), or 0xRRGGBB

typedef struct {
    char letter[SCREEN_LETTER]; // UTF-8; "": blank
    int ground;
} ScreenCell;

typedef struct {
    int rows, columns;
    ScreenCell cell[SCREEN_ROWS][SCREEN_COLUMNS];
    bool wrapped[SCREEN_ROWS]; // the row goes on in the next, since it was too long
    int row, column;           // of the cursor; column == columns: the next letter goes to the next row
    int ground;
    int frames;                    // how often the cursor went up, to draw over what is there
    char pending[SCREEN_SEQUENCE]; // the beginning of a sequence or letter
    int length;                    // its bytes
    char unknown[SCREEN_SEQUENCE]; // the first sequence that is not known
} Screen;

void screen_begin(Screen *screen, int columns, int rows);
void screen_feed(Screen *screen, const char *bytes, int count);
// Gives it another size: rows that are too long now go on below, as in terminals of today, and those that did are
// joined.
void screen_resize(Screen *screen, int columns, int rows);
bool screen_has(const Screen *screen, const char *text);
// Its rows down to the last that is not blank.
void screen_print(const Screen *screen, FILE *out);
// A line for each cell that has a ground: its row, column, letter and the ground's lightness from 0 to 255, or
// "indexN" for one of 256 colours.
void screen_print_grounds(const Screen *screen, FILE *out);

#endif
