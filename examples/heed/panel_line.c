#include "examples/heed/panel_line.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void panel_line_add(PanelLine *line, int columns, const char *format, ...)
{
    const int room = (int)sizeof line->text - line->length;
    va_list values;
    if (line->width + columns > line->columns)
        return;
    va_start(values, format);
    const int length = vsnprintf(line->text + line->length, (size_t)room, format, values);
    va_end(values);
    if (length < 0 || length >= room) {
        line->text[line->length] = '\0';
        return;
    }
    line->length += length;
    line->width += columns;
}

void panel_line_text(PanelLine *line, const char *format, ...)
{
    char text[512];
    va_list values;
    va_start(values, format);
    vsnprintf(text, sizeof text, format, values);
    va_end(values);
    const int room = line->columns - line->width;
    if (room > 0 && (int)strlen(text) > room)
        text[room] = '\0';
    panel_line_add(line, (int)strlen(text), "%s", text);
}

void panel_line_part(PanelLine *line, const char *format, ...)
{
    char text[512];
    va_list values;
    va_start(values, format);
    const int length = vsnprintf(text, sizeof text, format, values);
    va_end(values);
    panel_line_add(line, length, "%s", text);
}
