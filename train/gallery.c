// The pictures of a whole run.
#include "train/gallery.h"

#include "train/captions.h"
#include "train/file.h"
#include "train/figures/curves.h"
#include "train/figures/film.h"
#include "train/run_folder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const GALLERY_FILES[] = {"film.png", "curves.png", "captions.txt", NULL};

// --- the film -------------------------------------------------------------------------------------------------------

enum { FILM_FRAMES = 8 };

// The mean |A - B| over all cells.
static double mean_change(Tensor A, Tensor B)
{
    double sum = 0;
    const int n = tensor_count(A);
    for (int i = 0; i < n; i++)
        sum += fabs((double)A.data[i] - (double)B.data[i]);
    return sum / n;
}

// Chooses frames so that the maps move about as far from each to the next: evenly spaced steps would show the same map
// again and again, before it forms and after. The first and the last are always among them. Returns how many.
static int choose_frames(const Keyframes *keyframes, int chosen[FILM_FRAMES])
{
    const int frames = keyframes->frames, wanted = frames < FILM_FRAMES ? frames : FILM_FRAMES;
    double way[MAX_KEYFRAMES + 1] = {0}; // that the maps have gone up to each frame
    for (int i = 1; i < frames; i++)
        way[i] = way[i - 1] + mean_change(keyframes->frame[i].A, keyframes->frame[i - 1].A);
    for (int k = 0, i = 0; k < wanted; k++, i++) {
        const double here = k < wanted - 1 ? way[frames - 1] * k / (wanted - 1) : way[frames - 1];
        const int last = frames - wanted + k; // leaves enough for those that follow
        while (i < last && (k == wanted - 1 || fabs(way[i + 1] - here) <= fabs(way[i] - here)))
            i++;
        chosen[k] = i;
    }
    if (wanted > 0)
        chosen[0] = 0;
    return wanted;
}

static bool draw_film(Keyframes *keyframes, Canvas *canvas, Message *message)
{
    const TrainerOptions *o = &keyframes->options->trainer;
    Tensor A[FILM_FRAMES][MAX_LAYERS], expected[MAX_LAYERS] = {{0}};
    FilmFrame shown[FILM_FRAMES];
    int chosen[FILM_FRAMES];
    const int frames = choose_frames(keyframes, chosen);
    for (int i = 0; i < frames; i++) {
        const Frame *frame = &keyframes->frame[chosen[i]];
        for (int l = 0; l < o->layers; l++)
            A[i][l] = tensor_on(tensor_slice(frame->A, 0, l, l + 1).data, SHAPE(o->heads, o->size.T, o->size.T));
        shown[i] = (FilmFrame){frame->step, frame->loss, frame->alignment, A[i]};
    }
    expected[o->layers - 1] = keyframes->expected; // what earlier layers do is theirs to find
    const Film film = {.subject = &keyframes->subject, .frames = frames, .frame = shown, .expected = expected};
    return film_draw(&film, canvas, message);
}

// --- the curves -----------------------------------------------------------------------------------------------------

static bool draw_curves(Keyframes *keyframes, const RunResult *result, Canvas *canvas, Message *message)
{
    Table log;
    const Curves curves = {&keyframes->subject, &log, result->solved_at};
    *canvas = (Canvas){0};
    const bool drawn = table_read(&log, run_path(keyframes->options->folder, "log.csv").text, message) &&
                       curves_draw(&curves, canvas, message);
    table_free(&log);
    return drawn;
}

// --- in words -------------------------------------------------------------------------------------------------------

static void caption_film(Captions *captions, const Keyframes *keyframes)
{
    int chosen[FILM_FRAMES];
    const int frames = choose_frames(keyframes, chosen);
    captions_add(captions, "film.png: attention of one held-out sequence of %s after ", keyframes->subject.task);
    for (int i = 0; i < frames; i++)
        captions_add(captions, "%s%d", i == 0 ? "" : i + 1 < frames ? ", " : " and ", keyframes->frame[chosen[i]].step);
    captions_add(captions, " steps; at the last, ");
    caption_frame(captions, keyframes, &keyframes->frame[keyframes->frames - 1]);
    captions_add(captions, ".\n");
}

static void caption_curves(Captions *captions, const Keyframes *keyframes, const RunResult *result)
{
    const Frame *first = &keyframes->frame[0], *last = &keyframes->frame[keyframes->frames - 1];
    captions_add(captions,
                 "curves.png: the held-out loss goes from %.3g nats at step %d to %.3g at step %d, alignment "
                 "from %.2f to %.2f; ",
                 first->loss, first->step, last->loss, last->step, first->alignment, last->alignment);
    if (result->solved_at >= 0)
        captions_add(captions, "the task is solved at step %d.\n", result->solved_at);
    else
        captions_add(captions, "the task is not solved: %.1f %% of held-out sequences are all right.\n",
                     100 * result->held_out.exact);
}

static bool write_captions(const Keyframes *keyframes, const RunResult *result, Message *message)
{
    Captions *captions = calloc(1, sizeof *captions);
    if (!captions)
        return message_set(message, "captions.txt: memory is out");
    caption_film(captions, keyframes);
    caption_curves(captions, keyframes, result);
    for (int i = 0; i < keyframes->frames; i++)
        if (keyframes->options->png == PNG_KEYFRAMES || i == keyframes->frames - 1)
            caption_attention(captions, keyframes, &keyframes->frame[i]);
    const bool written = file_write(run_path(keyframes->options->folder, "captions.txt").text, captions->text,
                                    strlen(captions->text), message);
    free(captions);
    return written;
}

// --- all ------------------------------------------------------------------------------------------------------------

bool gallery_write(Keyframes *keyframes, const RunResult *result, Message *message)
{
    Canvas canvas;
    if (keyframes->frames == 0)
        return true;
    draw_film(keyframes, &canvas, &keyframes->undrawn);
    if (!keyframes_save(keyframes, &canvas, "film.png", message))
        return false;
    draw_curves(keyframes, result, &canvas, &keyframes->undrawn);
    return keyframes_save(keyframes, &canvas, "curves.png", message) && write_captions(keyframes, result, message);
}
