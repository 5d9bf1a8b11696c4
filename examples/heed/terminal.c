#include "examples/heed/terminal.h"

#include "train/figures/text.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

const char *const COLOR_CHOICES[] = {"auto", "always", "never", NULL};

// --- colours and size -----------------------------------------------------------------------------------------------

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value && strcmp(value, "0") != 0;
}

// How many colours a terminal has that is to be coloured.
static TerminalColor depth(void)
{
    const char *many = getenv("COLORTERM");
    return many && (strstr(many, "truecolor") || strstr(many, "24bit")) ? COLOR_TRUE : COLOR_256;
}

static TerminalColor choose_color(ColorChoice choice, bool is_terminal)
{
    const char *term = getenv("TERM"), *no = getenv("NO_COLOR");
    if (choice == COLOR_NEVER)
        return COLOR_PLAIN;
    if (choice == COLOR_ALWAYS)
        return depth();
    if (no && *no)
        return COLOR_PLAIN;
    if (is_set("CLICOLOR_FORCE") || is_set("FORCE_COLOR"))
        return depth();
    if (!is_terminal || (term && strcmp(term, "dumb") == 0))
        return COLOR_PLAIN;
    return depth() == COLOR_TRUE ? COLOR_TRUE : term && strstr(term, "256color") ? COLOR_256 : COLOR_PLAIN;
}

static bool says_utf8(const char *name)
{
    const char *value = getenv(name);
    return value && (strstr(value, "UTF-8") || strstr(value, "utf8") || strstr(value, "UTF8"));
}

Terminal terminal_of(int descriptor, ColorChoice choice)
{
    const char *all = getenv("LC_ALL");
    struct winsize window = {0};
    const bool is_terminal = isatty(descriptor);
    Terminal terminal = {.color = choose_color(choice, is_terminal), .utf8 = true};
    if (!is_terminal)
        return terminal;
    if (ioctl(descriptor, TIOCGWINSZ, &window) != 0 || window.ws_col == 0 || window.ws_row == 0)
        window = (struct winsize){.ws_col = 80, .ws_row = 24};
    terminal.utf8 = all && *all ? says_utf8("LC_ALL") : says_utf8("LC_CTYPE") || says_utf8("LANG");
    terminal.columns = window.ws_col;
    terminal.rows = window.ws_row;
    return terminal;
}

// --- text -----------------------------------------------------------------------------------------------------------

// Unicode's wide letters (UAX 11), and those that are written onto the one before.
static int letter_columns(uint32_t letter)
{
    static const struct {
        uint32_t from, to;
        int columns;
    } RANGES[] = {{0x300, 0x36F, 0},    {0x1100, 0x115F, 2}, {0x200B, 0x200F, 0}, {0x20D0, 0x20FF, 0},
                  {0x2E80, 0xA4CF, 2},  {0xAC00, 0xD7A3, 2}, {0xF900, 0xFAFF, 2}, {0xFE00, 0xFE0F, 0},
                  {0xFE30, 0xFE6F, 2},  {0xFF00, 0xFF60, 2}, {0xFFE0, 0xFFE6, 2}, {0x1F300, 0x1FAFF, 2},
                  {0x20000, 0x3FFFD, 2}};
    for (size_t i = 0; i < sizeof RANGES / sizeof RANGES[0]; i++)
        if (letter >= RANGES[i].from && letter <= RANGES[i].to)
            return RANGES[i].columns;
    return 1;
}

static bool is_control(uint32_t letter)
{
    return letter < ' ' || (letter >= 0x7F && letter < 0xA0);
}

int terminal_text(char out[TERMINAL_TEXT], const Terminal *terminal, const char *text, int columns)
{
    int used = 0;
    size_t length = 0;
    for (const char *next = text; *next;) {
        const char *begin = next;
        const uint32_t letter = text_next(&next);
        const bool shown = !is_control(letter) && letter != 0xFFFD && (terminal->utf8 || letter < 0x80);
        const int own = shown ? letter_columns(letter) : 1;
        const char *bytes = shown ? begin : terminal->utf8 ? "\xef\xbf\xbd" : "?";
        const size_t size = shown ? (size_t)(next - begin) : strlen(bytes);
        if (used + own > columns || length + size >= TERMINAL_TEXT)
            break;
        memcpy(out + length, bytes, size);
        length += size;
        used += own;
    }
    out[length] = '\0';
    return used;
}

int terminal_width(const char *text)
{
    char whole[TERMINAL_TEXT];
    return terminal_text(whole, &(Terminal){.utf8 = true}, text, INT_MAX);
}
