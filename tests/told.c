// What a lesson tells.
#include "tests/told.h"

#include "tests/folder.h"
#include "tests/picture.h"
#include "tests/run_program.h"

enum { LARGEST_PAGE = 1 << 16, LARGEST_PICTURE = 1 << 18 };

// --- pictures -------------------------------------------------------------------------------------------------------

static Picture picture_read(const char *path)
{
    static char bytes[LARGEST_PICTURE];
    const size_t size = file_read(path, bytes, sizeof bytes);
    cr_assert(size > 0 && size < sizeof bytes, "%s has %zu bytes", path, size);
    return picture_decode(&(Bytes){(uint8_t *)bytes, size});
}

// What was drawn is the committed picture, but for rounding, and the shapes of letters where fonts differ.
static void expect_picture(const char *drawn, const char *committed)
{
    char path[1024];
    double apart = 0;
    snprintf(path, sizeof path, "%s/examples/pictures/%s", HEED_SOURCE_DIR, committed);
    Picture fresh = picture_read(drawn), old = picture_read(path);
    cr_assert(fresh.width == old.width && fresh.height == old.height,
              "%s has another size: draw it anew, with HEED_ISA=portable and the command of its page", committed);
    const int bytes = 3 * old.width * old.height;
    for (int i = 0; i < bytes; i++)
        apart += (double)abs(fresh.rgb[i] - old.rgb[i]) / bytes;
    cr_expect_lt(apart, 1.5, "%s is off by %g of 255 on the mean", committed, apart);
    picture_free(&fresh);
    picture_free(&old);
}

// --- what is told ---------------------------------------------------------------------------------------------------

char *told(const char *lesson, const char *picture)
{
    char path[1024];
    if (IN_DOUBLE) {
        char *output = run_program(LESSONS, lesson, picture ? "--picture drawn.png" : "", 0);
        if (picture)
            expect_picture("drawn.png", picture);
        return output;
    }
    char *page = calloc(LARGEST_PAGE, 1);
    cr_assert(page);
    snprintf(path, sizeof path, "%s/examples/lessons/%s.md", HEED_SOURCE_DIR, lesson);
    cr_assert_lt(file_read(path, page, LARGEST_PAGE), LARGEST_PAGE);
    return page;
}

const char *row_of(const char *text, const char *heading, const char *label)
{
    const char *begin = NULL, *line = strstr(text, heading);
    cr_assert(line, "nothing is said of \"%s\"", heading);
    for (line = strchr(line, '\n'); line; line = strchr(line, '\n')) {
        line++;
        begin = line + strspn(line, " ");
        if (strncmp(begin, label, strlen(label)) == 0 && strncmp(begin + strlen(label), "  ", 2) == 0)
            break;
    }
    cr_assert(line, "below \"%s\" there is no \"%s\"", heading, label);
    return begin + strlen(label);
}

Row numbers(const char *text, const char *heading, const char *label)
{
    Row row = {.count = 0};
    const char *at = row_of(text, heading, label);
    while (*(at += strspn(at, " ")) && *at != '\n') {
        char *end = NULL;
        const double x = strtod(at, &end);
        if (end == at) { // a word
            at++;
            continue;
        }
        cr_assert_lt(row.count, ROW_MOST);
        row.x[row.count++] = x;
        at = end;
    }
    cr_assert_gt(row.count, 0, "\"%s\" has no numbers", label);
    return row;
}
