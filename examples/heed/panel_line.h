// A line of the terminal that never gets wider than it: what does not fit is left out.
#ifndef HEED_EXAMPLES_HEED_PANEL_LINE_H
#define HEED_EXAMPLES_HEED_PANEL_LINE_H

typedef struct {
    char text[2048];
    int length, width, columns; // bytes so far; columns so far, and at most
} PanelLine;

// Text of so many columns, whole or not at all.
void panel_line_add(PanelLine *line, int columns, const char *format, ...) __attribute__((format(printf, 3, 4)));
// ASCII text: as far as it fits; whole or not at all.
void panel_line_text(PanelLine *line, const char *format, ...) __attribute__((format(printf, 2, 3)));
void panel_line_part(PanelLine *line, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
