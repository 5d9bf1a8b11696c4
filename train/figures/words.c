#include "train/figures/words.h"

#include <inttypes.h>
#include <math.h>

enum {
    TITLE = FIGURE_MARGIN + 12, // baselines
    FACTS = TITLE + 22,
    FOOT = FIGURE_MARGIN - 4,
    SEPARATOR = 12,    // the width of the dot between two facts, with the room around it
    TASK_LETTERS = 24, // of a task's name that the title shows
    TASK_TEXT = 4 * TASK_LETTERS + 4,
};

// --- what they say --------------------------------------------------------------------------------------------------

void number_text(char text[NUMBER_TEXT], double value)
{
    bool plain = fabs(value) >= 0.001 && fabs(value) < 100;
    text_format(text, NUMBER_TEXT, plain ? "%#.3g" : "%.3g", value);
}

void facts_add(Facts *facts, Color color, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    text_format_list(facts->fact[facts->count].text, FACT_TEXT, format, values);
    va_end(values);
    facts->fact[facts->count].color = color;
    facts->count++;
}

void words_title(Words *words, const FigureSubject *subject, const char *what)
{
    char task[TASK_TEXT];
    text_shorten(task, sizeof task, subject->task, TASK_LETTERS);
    text_format(words->title, TITLE_TEXT, "%s · %s", task, what);
}

void words_subject(Words *words, const FigureSubject *subject)
{
    facts_add(&words->facts, COLOR_MUTED, "seed %" PRIu64, subject->seed);
    facts_add(&words->facts, COLOR_MUTED, "lr %g", subject->learning_rate);
    facts_add(&words->facts, COLOR_MUTED, "T = %d", subject->T);
    facts_add(&words->facts, COLOR_MUTED, "D = %d", subject->D);
    facts_add(&words->facts, COLOR_MUTED, "H = %d", subject->H);
    if (subject->layers > 1)
        facts_add(&words->facts, COLOR_MUTED, "%d layers", subject->layers);
}

void words_legend(Words *words, const FigureSubject *subject, Grid grid)
{
    facts_add(&words->legend, COLOR_MUTED, "rows sum to 1");
    if (grid.cell >= HEATMAP_NUMBER_FROM && !grid.bare)
        facts_add(&words->legend, COLOR_MUTED, "blank: < .005");
    if (grid.block > 1)
        facts_add(&words->legend, COLOR_MUTED, "a dot is the mean of %d × %d weights", grid.block, grid.block);
    if (figure_is_masked(subject))
        facts_add(&words->legend, COLOR_MUTED, "grey: masked");
    if (subject->tokens && label_step(grid) > 1)
        facts_add(&words->legend, COLOR_MUTED, "1 token in %d is labelled", label_step(grid));
    if (subject->targets)
        facts_add(&words->legend, COLOR_RIGHT, "green: target");
}

// --- where they stand -----------------------------------------------------------------------------------------------

// Writes the lines from baseline y down and returns how many; without a canvas it only counts.
static int facts_draw(Canvas *canvas, const Facts *facts, int y, int width)
{
    double at = 0;
    int lines = facts->count > 0 ? 1 : 0;
    for (int i = 0; i < facts->count; i++) {
        const char *text = facts->fact[i].text;
        double own = text_width(FONT_TEXT, text);
        int separator = at > 0 ? SEPARATOR : 0;
        if (at > 0 && at + separator + own > width) {
            lines++;
            at = 0;
            separator = 0;
        }
        double x = FIGURE_MARGIN + at;
        int baseline = y + (lines - 1) * FIGURE_LINE;
        if (canvas && separator > 0)
            figure_text(canvas, FONT_TEXT, ALIGN_CENTER, COLOR_MUTED, x + SEPARATOR / 2.0, baseline, "·");
        if (canvas)
            figure_text(canvas, FONT_TEXT, ALIGN_LEFT, facts->fact[i].color, x + separator, baseline, text);
        at += separator + own;
    }
    return lines;
}

int words_above(const Words *words, int width)
{
    return FACTS + (facts_draw(NULL, &words->facts, 0, width) - 1) * FIGURE_LINE;
}

int words_below(const Words *words, int width)
{
    return (facts_draw(NULL, &words->legend, 0, width) - 1) * FIGURE_LINE + FOOT;
}

int words_width(const Words *words)
{
    return (int)ceil(text_width(FONT_TITLE, words->title));
}

void words_draw(Canvas *canvas, const Words *words, int width, int legend)
{
    figure_text(canvas, FONT_TITLE, ALIGN_LEFT, COLOR_TEXT, FIGURE_MARGIN, TITLE, words->title);
    facts_draw(canvas, &words->facts, FACTS, width);
    facts_draw(canvas, &words->legend, legend, width);
}
