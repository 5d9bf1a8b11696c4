// Keeping the first error, and the default handler.
#include "autograd/errors.h"

#include <stdio.h>
#include <stdlib.h>

void error_print_and_abort(const char *message, void *context)
{
    (void)context;
    fprintf(stderr, "heed: %s\n", message);
    abort();
}

void error_keep(FirstError *error, const char *format, va_list arguments)
{
    if (error->message[0])
        return;
    const int room = sizeof error->message;
    const int length = vsnprintf(error->message, (size_t)room, format, arguments);
    if (error->file && length >= 0 && length < room)
        snprintf(error->message + length, (size_t)(room - length), " (%s:%d)", error->file, error->line);
    if (error->handler)
        error->handler(error->message, error->context);
}
