#include "train/gallery_animation.h"

#include "train/figures/animation.h"
#include "train/figures/attention.h"
#include "train/run_folder.h"

#include <math.h>

// Each frame stays for so long; what has not formed yet is soon seen, what has formed may be looked at.
enum { FIRST = 800, BETWEEN = 350, LAST = 2500, PIXELS_MOST = 1 << 22 };

// One frame, without numbers: they would double the file.
static bool draw_frame(const Keyframes *keyframes, int i, Canvas *canvas, Message *message)
{
    const FigureSubject *subject = &keyframes->subject;
    const Frame *frame = &keyframes->frame[i];
    Tensor A[MAX_LAYERS];
    frame_maps(frame, subject, A);
    const AttentionFigure figure = {
        .subject = subject, .step = frame->step, .loss = frame->loss, .accuracy = (double)NAN, .A = A, .bare = true};
    return attention_figure_draw(&figure, canvas, message);
}

// The size that holds every frame: words may need another line at another step.
static bool measure(const Keyframes *keyframes, int *width, int *height, Message *message)
{
    for (int i = 0; i < keyframes->frames; i++) {
        Canvas canvas;
        if (!draw_frame(keyframes, i, &canvas, message))
            return false;
        *width = canvas.width > *width ? canvas.width : *width;
        *height = canvas.height > *height ? canvas.height : *height;
        canvas_free(&canvas);
    }
    return *width * *height <= PIXELS_MOST ||
           message_set(message, "it would have frames of %d x %d pixels; at most %d pixels are animated", *width,
                       *height, PIXELS_MOST);
}

// The still picture is the last frame, on paper of the full size.
static bool begin(Animation *animation, const Keyframes *keyframes, int width, int height, Message *message)
{
    PictureTexts texts;
    const int scale = keyframes->subject.scale;
    Canvas last, paper = {.rgb = NULL};
    keyframes_texts(&texts, keyframes, "film_anim");
    bool done = draw_frame(keyframes, keyframes->frames - 1, &last, message) &&
                canvas_new(&paper, width / scale, height / scale, scale, message);
    if (done) {
        canvas_paste(&paper, &last);
        done = animation_begin(animation, &paper, keyframes->frames, &texts.all, message);
    }
    canvas_free(&last);
    canvas_free(&paper);
    return done;
}

static bool add_frames(Animation *animation, const Keyframes *keyframes, Message *message)
{
    bool added = true;
    for (int i = 0; i < keyframes->frames && added; i++) {
        Canvas canvas;
        added = draw_frame(keyframes, i, &canvas, message) && animation_add(animation, &canvas,
                                                                            i == 0                       ? FIRST
                                                                            : i == keyframes->frames - 1 ? LAST
                                                                                                         : BETWEEN,
                                                                            message);
        canvas_free(&canvas);
    }
    return added;
}

bool gallery_animation(Keyframes *keyframes, Message *message)
{
    Animation animation = {.room = 0};
    int width = 0, height = 0;
    Message why;
    const bool drawn = measure(keyframes, &width, &height, &why) && begin(&animation, keyframes, width, height, &why) &&
                       add_frames(&animation, keyframes, &why);
    if (!drawn)
        message_set(&keyframes->undrawn, "film_anim.png: %s", why.text);
    const RunPath path = run_path(keyframes->options->folder, "film_anim.png");
    const bool written = !drawn || animation_write(&animation, path.text, message);
    animation_free(&animation);
    return written;
}
