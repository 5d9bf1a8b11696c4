// How a lesson is printed: words and tables for a reader or, with --exact, nothing but a line `name[i] = value` for
// each computed number (i counts row-major), for a program that compares them.
#ifndef HEED_EXAMPLES_LESSONS_LESSON_H
#define HEED_EXAMPLES_LESSONS_LESSON_H

#include "autograd/tape.h"

typedef struct {
    bool exact;
    const char *const *word; // the words of the sentence, one for each row of X; borrowed
    const char *picture;     // the file that a picture is to be written to; NULL: none is
} Page;

// The body of main: prints the title and then the lesson, which computes on the tape. What it returns is the status of
// the program: 2 if there is something else than --exact or --picture FILE on the command line, 1 if memory is out.
typedef void Lesson(const Page *page, Tape *tape);
int lesson_run(int argc, char **argv, const char *title, const char *const *word, Lesson *lesson);

// Given numbers, row-major, as a value that can be asked for its gradient.
Var given(Tape *tape, int rows, int columns, const double *x);

// Words, and a blank line before them. Not with --exact.
void page_say(const Page *page, const char *text);

// A matrix or a single number. name is that of the exact lines; NULL: it has none, since x was given or
// has been shown before.
void page_show(const Page *page, const char *name, const char *title, Tensor x);
// The same with the words of the sentence at the heads of its rows.
void page_show_words(const Page *page, const char *name, const char *title, Tensor x);
// The same beside what the text prints, which is rounded to so many decimals; each row says whether they agree.
void page_compare(const Page *page, const char *name, const char *title, Tensor x, const double *text, int decimals);

#endif
