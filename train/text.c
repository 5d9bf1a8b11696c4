// Texts and messages.
#include "train/text.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

size_t text_format_list(char *text, size_t size, const char *format, va_list values)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = c ? uselocale(c) : (locale_t)0; // of this thread alone
    int length = vsnprintf(text, size, format, values);
    if (c) {
        uselocale(before);
        freelocale(c);
    }
    return length < 0 ? 0 : (size_t)length;
}

size_t text_format(char *text, size_t size, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    size_t length = text_format_list(text, size, format, values);
    va_end(values);
    return length;
}

double text_number(const char *text)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = c ? uselocale(c) : (locale_t)0;
    const double number = strtod(text, NULL);
    if (c) {
        uselocale(before);
        freelocale(c);
    }
    return number;
}

// Names that come from files may hold anything: a message stays one line, and steers no terminal.
static bool message_fill(Message *message, bool damaged, const char *format, va_list values)
{
    message->damaged = damaged;
    text_format_list(message->text, sizeof message->text, format, values);
    for (char *c = message->text; *c; c++)
        if ((unsigned char)*c < ' ' || *c == 127)
            *c = '?';
    return false;
}

bool message_set(Message *message, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    message_fill(message, false, format, values);
    va_end(values);
    return false;
}

bool message_damaged(Message *message, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    message_fill(message, true, format, values);
    va_end(values);
    return false;
}

// Of a very long path the end is shown: it must not push out the cause.
bool message_refuse(Message *message, const char *what, const char *path, int cause)
{
    enum { SHOWN = 512 };
    char text[128] = "unknown error";
    size_t length = strlen(path);
    const char *shown = length > SHOWN ? path + length - SHOWN : path;
    strerror_r(cause, text, sizeof text);
    return message_set(message, "cannot %s %s%s: %s", what, shown == path ? "" : "...", shown,
                       cause == ENOSPC   ? "the disk is full"
                       : cause == ENOMEM ? "memory is out"
                       : cause == ELOOP  ? "it is a symbolic link, and links are not followed"
                       : cause == ENXIO  ? "it is not a regular file"
                                         : text);
}
