#include "train/captions.h"

#include "train/file.h"
#include "train/figures/heatmap.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

// --- what a head looks at -------------------------------------------------------------------------------------------

// A place that a query may look at, by its own. -1: it has none.
typedef int Place(int t, int T);

static int mirror(int t, int T)
{
    return T - 1 - t;
}

static int itself(int t, int T)
{
    (void)T;
    return t;
}

static int before(int t, int T)
{
    (void)T;
    return t - 1;
}

static int after(int t, int T)
{
    return t + 1 < T ? t + 1 : -1;
}

static int first(int t, int T)
{
    (void)t;
    (void)T;
    return 0;
}

static int last(int t, int T)
{
    (void)t;
    return T - 1;
}

static const struct {
    Place *place;
    const char *name;
} PLACES[] = {
    {mirror, "the mirror position"}, {before, "the position before"}, {itself, "its own position"},
    {after, "the position after"},   {first, "the first position"},   {last, "the last position"},
};
enum { PLACES_COUNT = sizeof PLACES / sizeof PLACES[0] };

static double at(Tensor A, int t, int j)
{
    return (double)A.data[t * A.stride[0] + j * A.stride[1]];
}

static bool counts(const char *const *targets, int t)
{
    return !targets || targets[t];
}

// The mean weight on the place, over the rows that have one.
static double share_of_place(Tensor A, Place *place, const char *const *targets)
{
    const int T = A.shape[0];
    double sum = 0;
    int rows = 0;
    for (int t = 0; t < T; t++) {
        const int j = place(t, T);
        if (j >= 0 && counts(targets, t)) {
            sum += at(A, t, j);
            rows++;
        }
    }
    return rows > 0 ? sum / rows : 0;
}

// The mean weight on the cells that are expected, over the rows that have some.
static double share_of_expected(Tensor A, Tensor expected, const char *const *targets)
{
    const int T = A.shape[0];
    double sum = 0;
    int rows = 0;
    for (int t = 0; expected.data && t < T; t++) {
        bool any = false;
        for (int j = 0; j < T && counts(targets, t); j++) {
            const bool wanted = at(expected, t, j) != 0;
            any = any || wanted;
            sum += wanted ? at(A, t, j) : 0;
        }
        rows += any;
    }
    return rows > 0 ? sum / rows : 0;
}

// The mean weight on each row's largest cell.
static double share_of_largest(Tensor A, const char *const *targets)
{
    double sum = 0;
    int rows = 0;
    for (int t = 0; t < A.shape[0]; t++) {
        double most = 0;
        for (int j = 0; j < A.shape[1]; j++)
            most = fmax(most, at(A, t, j));
        sum += counts(targets, t) ? most : 0;
        rows += counts(targets, t);
    }
    return rows > 0 ? sum / rows : 0;
}

void caption_head(char text[CAPTION_HEAD], Tensor A, Tensor expected, const char *const *targets)
{
    const char *name = "the expected positions";
    double share = share_of_expected(A, expected, targets) - 1e-6; // a place says more, where both are the same
    if (heatmap_has_nan(A)) {
        text_format(text, CAPTION_HEAD, "has weights that are not numbers");
        return;
    }
    for (int i = 0; i < PLACES_COUNT; i++) {
        const double own = share_of_place(A, PLACES[i].place, targets);
        if (own > share) {
            share = own;
            name = PLACES[i].name;
        }
    }
    if (share >= 0.5)
        text_format(text, CAPTION_HEAD, "attends to %s, %.0f %% of its weight", name, 100 * share);
    else if (share_of_largest(A, targets) >= 0.7)
        text_format(text, CAPTION_HEAD, "looks at one position at a time, %.0f %% of its weight",
                    100 * share_of_largest(A, targets));
    else
        text_format(text, CAPTION_HEAD, "spreads its weight (entropy %.2f of at most %.2f nats)",
                    figure_entropy(A, NULL), log(A.shape[1]));
}

// --- sentences ------------------------------------------------------------------------------------------------------

// Room for so many bytes more, and the end of the text.
static bool grow(Captions *captions, size_t more)
{
    const size_t needed = captions->length + more + 1;
    char *larger = needed <= captions->room ? captions->text : realloc(captions->text, 2 * needed);
    if (!larger)
        return false;
    captions->room = needed <= captions->room ? captions->room : 2 * needed;
    captions->text = larger;
    return true;
}

void captions_add(Captions *captions, const char *format, ...)
{
    enum { PIECE = 512 };
    char piece[PIECE];
    va_list values;
    va_start(values, format);
    text_format_list(piece, sizeof piece, format, values);
    va_end(values);
    const size_t length = strlen(piece);
    captions->lost = captions->lost || !grow(captions, length);
    if (!captions->lost) {
        memcpy(captions->text + captions->length, piece, length + 1);
        captions->length += length;
    }
}

void caption_frame(Captions *captions, const Keyframes *keyframes, const Frame *frame)
{
    const FigureSubject *subject = &keyframes->subject;
    Tensor maps[MAX_LAYERS];
    frame_maps(frame, subject, maps);
    for (int layer = 0; layer < subject->layers; layer++)
        for (int head = 0; head < subject->H; head++) {
            const Tensor A = figure_map(maps[layer], head);
            const Tensor expected = layer == subject->layers - 1 ? keyframes->expected : (Tensor){.data = NULL};
            char name[FIGURE_HEAD_TEXT], text[CAPTION_HEAD];
            figure_head_text(name, subject, layer, head);
            caption_head(text, A, expected, subject->targets);
            captions_add(captions, "%s%s %s", layer + head > 0 ? "; " : "", name, text);
        }
}

void caption_attention(Captions *captions, const Keyframes *keyframes, const Frame *frame)
{
    captions_add(
        captions,
        "attn/step_%06d.png: attention of one held-out sequence of %s after %d step%s (held-out loss %.3g nats): ",
        frame->step, keyframes->subject.task, frame->step, frame->step == 1 ? "" : "s", frame->loss);
    caption_frame(captions, keyframes, frame);
    captions_add(captions, ".\n");
}
