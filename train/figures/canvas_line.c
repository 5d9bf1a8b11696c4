// Lines. What a line covers is gathered in canvas->cover, the most of all its pieces, and then painted at once: where
// pieces overlap, a smooth edge would otherwise grow darker.
#include "train/figures/canvas.h"

#include <math.h>

typedef struct {
    double x, y; // in pixels
} Point;

typedef struct {
    int left, top, right, bottom; // in pixels; right and bottom are the first outside
} Box;

// The distance of p from the line between a and b.
static double distance(Point p, Point a, Point b)
{
    const double dx = b.x - a.x, dy = b.y - a.y, length = dx * dx + dy * dy;
    const double along = length > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length : 0;
    const double t = fmin(fmax(along, 0), 1);
    return hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

static int clipped(double value, int high)
{
    return (int)fmin(fmax(value, 0), high);
}

static Box box_around(const Canvas *canvas, Point a, Point b, double room)
{
    return (Box){
        .left = clipped(floor(fmin(a.x, b.x) - room), canvas->width),
        .top = clipped(floor(fmin(a.y, b.y) - room), canvas->height),
        .right = clipped(ceil(fmax(a.x, b.x) + room), canvas->width),
        .bottom = clipped(ceil(fmax(a.y, b.y) + room), canvas->height),
    };
}

// A pixel is covered as far as the line's edge, a pixel wide, has passed its middle.
static void cover_piece(Canvas *canvas, Point a, Point b, double half)
{
    const Box box = box_around(canvas, a, b, half + 1);
    for (int y = box.top; y < box.bottom; y++) {
        uint8_t *row = canvas->cover + (size_t)y * (size_t)canvas->width;
        for (int x = box.left; x < box.right; x++) {
            const double share = half + 0.5 - distance((Point){x + 0.5, y + 0.5}, a, b);
            const uint8_t alpha = (uint8_t)lround(255 * fmin(fmax(share, 0), 1));
            row[x] = alpha > row[x] ? alpha : row[x];
        }
    }
}

// Covers from a to b what is not a gap. gone: how far the line has come before a; returns how far it is at b.
static double cover_dashed(Canvas *canvas, Point a, Point b, Stroke stroke, double gone)
{
    const double length = hypot(b.x - a.x, b.y - a.y), period = stroke.dash * 5 / 3;
    for (double at = 0; at < length;) {
        const double phase = fmod(gone + at, period);
        const double to = fmin(length, at + fmax((phase < stroke.dash ? stroke.dash : period) - phase, 0.01));
        const Point from = {a.x + (b.x - a.x) * at / length, a.y + (b.y - a.y) * at / length};
        if (phase < stroke.dash)
            cover_piece(canvas, from, (Point){a.x + (b.x - a.x) * to / length, a.y + (b.y - a.y) * to / length},
                        stroke.width / 2);
        at = to;
    }
    return gone + length;
}

static void paint(Canvas *canvas, Box box, Color color)
{
    for (int y = box.top; y < box.bottom; y++)
        for (int x = box.left; x < box.right; x++) {
            uint8_t *alpha = canvas->cover + (size_t)y * (size_t)canvas->width + x;
            if (*alpha > 0)
                canvas_blend(canvas, x, y, color, *alpha);
            *alpha = 0;
        }
}

static void widen(Box *box, Box by)
{
    box->left = by.left < box->left ? by.left : box->left;
    box->top = by.top < box->top ? by.top : box->top;
    box->right = by.right > box->right ? by.right : box->right;
    box->bottom = by.bottom > box->bottom ? by.bottom : box->bottom;
}

void canvas_line(Canvas *canvas, Stroke stroke, const double *x, const double *y, int n)
{
    const int scale = canvas->scale;
    Box all = {canvas->width, canvas->height, 0, 0};
    Point before = {(double)NAN, (double)NAN};
    double gone = 0;
    stroke.width *= scale;
    stroke.dash *= scale;
    for (int i = 0; i < n; i++) {
        const Point here = {x[i] * scale, y[i] * scale};
        const bool shown = isfinite(here.x) && isfinite(here.y), joined = shown && isfinite(before.x);
        const Point from = joined ? before : here;
        const bool alone = !joined && (i + 1 == n || !isfinite(x[i + 1]) || !isfinite(y[i + 1]));
        before = shown ? here : (Point){(double)NAN, (double)NAN};
        if (!shown || !(joined || alone))
            continue;
        widen(&all, box_around(canvas, from, here, stroke.width / 2 + 1));
        if (stroke.dash > 0 && joined)
            gone = cover_dashed(canvas, from, here, stroke, gone);
        else
            cover_piece(canvas, from, here, stroke.width / 2);
    }
    paint(canvas, all, stroke.color);
}
