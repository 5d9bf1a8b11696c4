#include "tests/cli/screen.h"

#include <stdlib.h>
#include <string.h>

static const ScreenCell BLANK = {"", GROUND_NONE};

static void blank(Screen *screen, int row, int from)
{
    for (int column = from; column < SCREEN_COLUMNS; column++)
        screen->cell[row][column] = BLANK;
    screen->wrapped[row] = false;
}

void screen_begin(Screen *screen, int columns, int rows)
{
    *screen = (Screen){.rows = rows, .columns = columns, .ground = GROUND_NONE};
    for (int row = 0; row < SCREEN_ROWS; row++)
        blank(screen, row, 0);
}

// The topmost row is lost.
static void scroll(Screen *screen)
{
    memmove(screen->cell[0], screen->cell[1], sizeof screen->cell[0] * (SCREEN_ROWS - 1));
    memmove(screen->wrapped, screen->wrapped + 1, sizeof *screen->wrapped * (SCREEN_ROWS - 1));
    blank(screen, SCREEN_ROWS - 1, 0);
}

static void line_feed(Screen *screen)
{
    if (screen->row + 1 < screen->rows)
        screen->row++;
    else
        scroll(screen);
}

static void put(Screen *screen, const char *letter)
{
    if (screen->column == screen->columns) {
        screen->wrapped[screen->row] = true;
        screen->column = 0;
        line_feed(screen);
    }
    ScreenCell *cell = &screen->cell[screen->row][screen->column++];
    *cell = (ScreenCell){.ground = screen->ground};
    memcpy(cell->letter, letter, strnlen(letter, SCREEN_LETTER - 1));
}

// --- sequences ------------------------------------------------------------------------------------------------------

// ESC [ ... m: only the ground is kept.
static bool set_colors(Screen *screen, const char *values)
{
    int v[16] = {0}, count = 0;
    for (char *end = NULL; count < 16 && *values; values = *end == ';' ? end + 1 : end) {
        v[count++] = (int)strtol(values, &end, 10);
        if (*end != ';' && *end != 'm')
            return false;
        if (*end == 'm')
            break;
    }
    for (int i = 0; i < count;) {
        if (v[i] == 0) {
            screen->ground = GROUND_NONE;
            i++;
        } else if ((v[i] == 38 || v[i] == 48) && i + 1 < count && v[i + 1] == 2 && i + 4 < count) {
            screen->ground = v[i] == 48 ? v[i + 2] << 16 | v[i + 3] << 8 | v[i + 4] : screen->ground;
            i += 5;
        } else if ((v[i] == 38 || v[i] == 48) && i + 2 < count && v[i + 1] == 5) {
            screen->ground = v[i] == 48 ? GROUND_INDEX + v[i + 2] : screen->ground;
            i += 3;
        } else
            return false;
    }
    return true;
}

// ESC [ VALUES LETTER
static bool obey(Screen *screen, const char *values, char letter)
{
    const int count = *values >= '0' && *values <= '9' ? atoi(values) : 1;
    switch (letter) {
    case 'm': return set_colors(screen, values);
    case 'A':
        screen->row = count < screen->row ? screen->row - count : 0;
        screen->frames++;
        return true;
    case 'H': screen->row = screen->column = 0; return *values == 'H';
    case 'K': blank(screen, screen->row, screen->column); return *values == 'K';
    case 'J':
        blank(screen, screen->row, screen->column);
        for (int row = screen->row + 1; row < screen->rows; row++)
            blank(screen, row, 0);
        return *values == 'J';
    default: return false;
    }
}

// Whether the sequence or letter that was begun is whole.
static bool is_whole(const char *bytes, int length)
{
    const unsigned char first = (unsigned char)bytes[0], last = (unsigned char)bytes[length - 1];
    if (first == 033)
        return length > 1 && (bytes[1] != '[' || (length > 2 && last >= '@' && last <= '~'));
    return length >= (first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4);
}

static void take(Screen *screen, const char *bytes)
{
    if (bytes[0] == '\r')
        screen->column = 0;
    else if (bytes[0] == '\n')
        line_feed(screen);
    else if (bytes[0] == 033 || (unsigned char)bytes[0] < ' ') {
        const bool known = bytes[0] == 033 && bytes[1] == '[' && obey(screen, bytes + 2, bytes[strlen(bytes) - 1]);
        if (!known && !screen->unknown[0])
            strcpy(screen->unknown, bytes);
    } else
        put(screen, bytes);
}

void screen_feed(Screen *screen, const char *bytes, int count)
{
    for (int i = 0; i < count; i++) {
        screen->pending[screen->length++] = bytes[i];
        screen->pending[screen->length] = '\0';
        if (is_whole(screen->pending, screen->length) || screen->length == SCREEN_SEQUENCE - 1) {
            take(screen, screen->pending);
            screen->length = 0;
        }
    }
}

// --- size -----------------------------------------------------------------------------------------------------------

static int length_of(const Screen *screen, int row)
{
    int length = screen->columns;
    while (length > 0 && !screen->cell[row][length - 1].letter[0])
        length--;
    return length;
}

void screen_resize(Screen *screen, int columns, int rows)
{
    Screen *old = malloc(sizeof *old);
    if (!old)
        abort();
    *old = *screen;
    screen_begin(screen, columns, rows);
    screen->ground = old->ground;
    screen->frames = old->frames;
    strcpy(screen->unknown, old->unknown);
    for (int row = 0; row <= old->row; row++) {
        const int length = length_of(old, row);
        for (int i = 0; i < length; i++) {
            put(screen, old->cell[row][i].letter[0] ? old->cell[row][i].letter : " ");
            screen->cell[screen->row][screen->column - 1] = old->cell[row][i];
        }
        if (row < old->row && !old->wrapped[row]) {
            screen->column = 0;
            line_feed(screen);
        }
    }
    screen->column = old->column < columns ? old->column : columns;
    free(old);
}

// --- what is on it --------------------------------------------------------------------------------------------------

static void row_text(const Screen *screen, int row, char *text)
{
    *text = '\0';
    for (int column = 0, length = length_of(screen, row); column < length; column++)
        text = strcpy(text, screen->cell[row][column].letter[0] ? screen->cell[row][column].letter : " ") +
               strlen(screen->cell[row][column].letter[0] ? screen->cell[row][column].letter : " ");
}

bool screen_has(const Screen *screen, const char *text)
{
    char row[SCREEN_COLUMNS * SCREEN_LETTER + 1];
    for (int i = 0; i < screen->rows; i++) {
        row_text(screen, i, row);
        if (strstr(row, text))
            return true;
    }
    return false;
}

void screen_print(const Screen *screen, FILE *out)
{
    char row[SCREEN_COLUMNS * SCREEN_LETTER + 1];
    int last = screen->rows;
    while (last > 0 && length_of(screen, last - 1) == 0)
        last--;
    for (int i = 0; i < last; i++) {
        row_text(screen, i, row);
        fprintf(out, "%s\n", row);
    }
}

void screen_print_grounds(const Screen *screen, FILE *out)
{
    for (int row = 0; row < screen->rows; row++)
        for (int column = 0; column < screen->columns; column++) {
            const ScreenCell *cell = &screen->cell[row][column];
            const int g = cell->ground;
            if (g >= GROUND_INDEX)
                fprintf(out, "%d %d %s index%d\n", row, column, cell->letter, g - GROUND_INDEX);
            else if (g != GROUND_NONE)
                fprintf(out, "%d %d %s %.0f\n", row, column, cell->letter[0] == ' ' ? "." : cell->letter,
                        0.2126 * (g >> 16) + 0.7152 * (g >> 8 & 255) + 0.0722 * (g & 255));
        }
}
