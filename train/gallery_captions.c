#include "train/gallery_captions.h"

#include "train/captions.h"
#include "train/figures/curves.h"
#include "train/file.h"
#include "train/run_folder.h"
#include "train/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void caption_film(Captions *captions, const Keyframes *keyframes)
{
    int chosen[GALLERY_FRAMES];
    const int frames = gallery_choose(keyframes, chosen);
    captions_add(captions, "film.png: attention of one held-out sequence of %s after ", keyframes->subject.task);
    for (int i = 0; i < frames; i++)
        captions_add(captions, "%s%d", i == 0 ? "" : i + 1 < frames ? ", " : " and ", keyframes->frame[chosen[i]].step);
    captions_add(captions, " steps; at the last, ");
    caption_frame(captions, keyframes, &keyframes->frame[keyframes->frames - 1]);
    captions_add(captions, ".\nfilm_anim.png: the same after each of %d numbers of steps, moving.\n",
                 keyframes->frames);
}

static void caption_curves(Captions *captions, const Keyframes *keyframes, const RunResult *result)
{
    const Frame *first = &keyframes->frame[0], *last = &keyframes->frame[keyframes->frames - 1];
    captions_add(captions, "curves.png: the held-out loss goes from %.3g nats at step %d to %.3g at step %d",
                 first->loss, first->step, last->loss, last->step);
    if (!isnan(first->alignment) && !isnan(last->alignment)) // there is none where no map is expected
        captions_add(captions, ", alignment from %.2f to %.2f", first->alignment, last->alignment);
    captions_add(captions, "; ");
    if (result->solved_at >= 0)
        captions_add(captions, "the task is solved at step %d.\n", result->solved_at);
    else
        captions_add(captions, "the task is not solved: %.1f %% of held-out sequences are all right.\n",
                     100 * result->held_out.exact);
}

// How far each matrix of attention is from where it began, by the last row of the log.
static void caption_weights(Captions *captions, const Keyframes *keyframes, const Table *log)
{
    int named = 0;
    for (int column = 0; column < log->columns && log->rows > 0; column++) {
        const char *name = table_name(log, column);
        char series[SERIES_NAME];
        if (strncmp(name, "moved.", 6) != 0 || !strstr(name, ".attention.W_"))
            continue;
        series_name(series, name, keyframes->subject.layers);
        captions_add(captions, "%s %.3g for %s", named++ > 0 ? "," : "weights.png: the change ‖W − W(0)‖ is",
                     table_column(log, name)[log->rows - 1], series);
    }
    if (named > 0)
        captions_add(captions, ".\n");
}

static void caption_circuits(Captions *captions, const CircuitFindings *found)
{
    captions_add(
        captions,
        "circuits.png: how strongly each %s asks for each %s (QK), and which answer each token speaks for (OV)",
        found->query, found->key);
    if (!isnan(found->qk))
        captions_add(captions, "; in the end %.0f %% of queries ask most for the key that is expected",
                     100 * found->qk);
    if (!isnan(found->ov))
        captions_add(captions, "; %.0f %% of tokens speak most for themselves", 100 * found->ov);
    captions_add(captions, ".\n");
}

bool gallery_captions(const Keyframes *keyframes, const RunResult *result, const Table *log,
                      const CircuitFindings *found, Message *message)
{
    const RunPath path = run_path(keyframes->options->folder, "captions.txt");
    Captions captions = {.text = NULL};
    caption_film(&captions, keyframes);
    caption_curves(&captions, keyframes, result);
    caption_weights(&captions, keyframes, log);
    if (found->query)
        caption_circuits(&captions, found);
    for (int i = 0; i < keyframes->frames; i++)
        if (keyframes->options->png == PNG_KEYFRAMES || i == keyframes->frames - 1)
            caption_attention(&captions, keyframes, &keyframes->frame[i]);
    const bool written = captions.lost ? message_set(message, "%s: memory is out", path.text)
                                       : file_write(path.text, captions.text, captions.length, message);
    free(captions.text);
    return written;
}
