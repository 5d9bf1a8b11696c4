// The pictures of a whole run.
#include "train/gallery.h"

#include "train/figures/curves.h"
#include "train/figures/film.h"
#include "train/gallery_animation.h"
#include "train/gallery_captions.h"
#include "train/run_folder.h"

#include <math.h>

const char *const GALLERY_FILES[] = {"film.png",     "film_anim.png", "curves.png",  "weights.png",
                                     "circuits.png", "captions.txt",  "report.html", NULL};

// What the pictures are drawn from. log.csv may be missing, or damaged by others: then it has no columns.
typedef struct {
    Keyframes *keyframes;
    const Trainer *trainer;
    const RunResult *result;
    Table log;
    Snapshots snapshots;
    CircuitFindings found;
} Gallery;

// --- the film -------------------------------------------------------------------------------------------------------

// The mean |A - B| over all cells.
static double mean_change(Tensor A, Tensor B)
{
    double sum = 0;
    const int n = tensor_count(A);
    for (int i = 0; i < n; i++)
        sum += fabs((double)A.data[i] - (double)B.data[i]);
    return sum / n;
}

int gallery_choose(const Keyframes *keyframes, int chosen[GALLERY_FRAMES])
{
    const int frames = keyframes->frames, wanted = frames < GALLERY_FRAMES ? frames : GALLERY_FRAMES;
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

static bool draw_film(Gallery *gallery, Canvas *canvas, Message *message)
{
    const Keyframes *keyframes = gallery->keyframes;
    Tensor A[GALLERY_FRAMES][MAX_LAYERS], expected[MAX_LAYERS] = {{0}};
    FilmFrame shown[GALLERY_FRAMES];
    int chosen[GALLERY_FRAMES];
    const int frames = gallery_choose(keyframes, chosen);
    for (int i = 0; i < frames; i++) {
        const Frame *frame = &keyframes->frame[chosen[i]];
        frame_maps(frame, &keyframes->subject, A[i]);
        shown[i] = (FilmFrame){frame->step, frame->loss, frame->alignment, A[i]};
    }
    expected[keyframes->subject.layers - 1] = keyframes->expected; // what earlier layers do is theirs to find
    const Film film = {.subject = &keyframes->subject,
                       .frames = frames,
                       .frame = shown,
                       .expected = keyframes->expected.data ? expected : NULL};
    return film_draw(&film, canvas, message);
}

// --- all ------------------------------------------------------------------------------------------------------------

static bool draw_curves(Gallery *gallery, Canvas *canvas, Message *message)
{
    const Curves curves = {&gallery->keyframes->subject, &gallery->log, gallery->result->solved_at};
    return curves_draw(&curves, canvas, message);
}

static bool draw_weights(Gallery *gallery, Canvas *canvas, Message *message)
{
    return gallery_draw_weights(gallery->keyframes, &gallery->snapshots, canvas, message);
}

static bool draw_circuits(Gallery *gallery, Canvas *canvas, Message *message)
{
    return gallery_draw_circuits(gallery->keyframes, gallery->trainer, &gallery->snapshots, canvas, &gallery->found,
                                 message);
}

static bool write_all(Gallery *gallery, Message *message)
{
    static const struct {
        const char *name;
        bool (*draw)(Gallery *gallery, Canvas *canvas, Message *message);
    } PICTURES[] = {{"film.png", draw_film},
                    {"curves.png", draw_curves},
                    {"weights.png", draw_weights},
                    {"circuits.png", draw_circuits}};
    for (size_t i = 0; i < sizeof PICTURES / sizeof PICTURES[0]; i++) {
        Canvas canvas = {.rgb = NULL};
        Message why;
        if (!PICTURES[i].draw(gallery, &canvas, &why))
            message_set(&gallery->keyframes->undrawn, "%s: %s", PICTURES[i].name, why.text);
        if (!keyframes_save(gallery->keyframes, &canvas, PICTURES[i].name, message))
            return false;
    }
    return gallery_animation(gallery->keyframes, message) &&
           gallery_captions(gallery->keyframes, gallery->result, &gallery->log, &gallery->found, message);
}

bool gallery_write(Keyframes *keyframes, const Trainer *trainer, const RunResult *result, Message *message)
{
    Gallery gallery = {.keyframes = keyframes, .trainer = trainer, .result = result};
    const char *folder = keyframes->options->folder;
    if (keyframes->frames == 0 || keyframes->options->png == PNG_NONE)
        return true;
    table_read(&gallery.log, run_path(folder, "log.csv").text, &keyframes->undrawn);
    bool written = snapshots_new(&gallery.snapshots, folder, trainer->params, message);
    written = written && write_all(&gallery, message);
    snapshots_free(&gallery.snapshots);
    table_free(&gallery.log);
    return written;
}
