// The first error of a tape or of a parameter store. Later ones follow from it and are dropped, so a chain of calls is
// checked once, at its end.
//
// An error belongs to the thread of its tape or store; the handler is called in that thread.
#ifndef HEED_AUTOGRAD_ERRORS_H
#define HEED_AUTOGRAD_ERRORS_H

#include "tensor/public.h"

#include <stdarg.h>
#include <stdbool.h>

HEED_BEGIN

// Called once, with the first error. The message is borrowed.
typedef void ErrorHandler(const char *message, void *context);

// The handler a new tape or store has: prints the message to stderr and aborts, since beginners ignore codes. It is the
// only code of the library that prints or aborts.
ErrorHandler error_print_and_abort;

typedef struct {
    char message[512];     // "": none
    bool memory;           // it was for want of memory: set by who keeps it, beforehand
    ErrorHandler *handler; // NULL: the message is only kept
    void *context;
    const char *file; // the program's own line that is being run; NULL: not known
    int line;
} FirstError;

// Keeps "text (file:line)" and calls the handler, unless there was an error before.
void error_keep(FirstError *error, const char *format, va_list arguments);

HEED_END

#endif
