// Texts: numbers as C writes them, and failures of the world in words.
#ifndef HEED_TRAIN_TEXT_H
#define HEED_TRAIN_TEXT_H

#include "train/message.h"

#include <stdarg.h>
#include <stddef.h>

// snprintf that writes numbers as C does (0.5, never 0,5), whatever locale the program around the library has chosen.
// Returns the length of the whole text; size or more: it was cut.
size_t text_format(char *text, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
size_t text_format_list(char *text, size_t size, const char *format, va_list values);

// strtod that reads a number as C writes it, in any locale.
double text_number(const char *text);

// Always false, so that a function can end with: return message_set(message, "cannot ...", ...);
bool message_set(Message *message, const char *format, ...) __attribute__((format(printf, 2, 3)));
// The same for a file that is not what it should be.
bool message_damaged(Message *message, const char *format, ...) __attribute__((format(printf, 2, 3)));
// "cannot write runs/x/film.png: the disk is full", with the cause as errno has it.
bool message_refuse(Message *message, const char *what, const char *path, int cause);

#endif
