// The words above and below the maps of a figure: title, facts, legend.
#ifndef HEED_TRAIN_FIGURES_WORDS_H
#define HEED_TRAIN_FIGURES_WORDS_H

#include "train/figures/figure.h"
#include "train/figures/labels.h"

enum { FACT_TEXT = 128, FACTS_MAX = 12, TITLE_TEXT = 256 };

// Short texts that are written with " · " between them, in as many lines as they need.
typedef struct {
    int count;
    struct {
        Color color;
        char text[FACT_TEXT];
    } fact[FACTS_MAX];
} Facts;

typedef struct {
    char title[TITLE_TEXT];
    Facts facts;  // under the title
    Facts legend; // at the foot
} Words;

// There is room for FACTS_MAX.
void facts_add(Facts *facts, Color color, const char *format, ...) __attribute__((format(printf, 3, 4)));

// The title "TASK · WHAT"; a long name of a task is cut.
void words_title(Words *words, const FigureSubject *subject, const char *what);
// The facts of the run.
void words_subject(Words *words, const FigureSubject *subject);
// What the legend says of any map of the subject that is drawn with this grid.
void words_legend(Words *words, const FigureSubject *subject, Grid grid);

// How they fill the room between the margins, which is width units: the height down to the last fact's baseline, and
// from the legend's first baseline to the lower edge.
int words_above(const Words *words, int width);
int words_below(const Words *words, int width);
// The width that the title needs.
int words_width(const Words *words);
void words_draw(Canvas *canvas, const Words *words, int width, int legend);

// A number with three digits that count: "2.30", "0.0412", "1.23e+04".
enum { NUMBER_TEXT = 24 };
void number_text(char text[NUMBER_TEXT], double value);

#endif
