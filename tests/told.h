// What a lesson tells, by its program or on its page, and rows of numbers in it. Each function fails the test if it
// cannot do what it says.
#ifndef HEED_TESTS_TOLD_H
#define HEED_TESTS_TOLD_H

// In double what the program prints, in float what its page shows it to print (tests/pages.sh runs it). picture is the
// page's, which the program is then to draw, or NULL. The caller frees it.
char *told(const char *lesson, const char *picture);

// Where the line that begins with this label goes on, below the line with the heading.
const char *row_of(const char *text, const char *heading, const char *label);

// The numbers in that line.
enum { ROW_MOST = 16 };
typedef struct {
    double x[ROW_MOST];
    int count;
} Row;
Row numbers(const char *text, const char *heading, const char *label);

#endif
