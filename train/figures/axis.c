#include "train/figures/axis.h"

#include <math.h>

#include "train/file.h"

enum { UNITS_A_TICK = 25, UNITS_A_STEP_TICK = 64 };

// The most ticks that do not touch.
static int room_for_ticks(const Axis *axis)
{
    const double room = fabs(axis->to - axis->from) / (axis->kind == AXIS_STEPS ? UNITS_A_STEP_TICK : UNITS_A_TICK);
    return (int)fmin(fmax(room, 2), AXIS_TICKS - 2);
}

static bool can_show(AxisKind kind, double value)
{
    return isfinite(value) && (kind != AXIS_LOG || value > 0);
}

static void add_tick(Axis *axis, double value)
{
    if (axis->ticks < AXIS_TICKS)
        axis->tick[axis->ticks++] = value;
}

// --- linear ---------------------------------------------------------------------------------------------------------

// 1, 2 or 5 times a power of ten, so that at most `most` of them go into the range.
static double round_step(double range, int most)
{
    static const int MANTISSA[] = {1, 2, 5};
    const double rough = range / most, power = pow(10, floor(log10(rough)));
    for (int i = 0; i < 3; i++)
        if (MANTISSA[i] * power >= rough * (1 - 1e-9))
            return MANTISSA[i] * power;
    return 10 * power;
}

static void set_linear(Axis *axis)
{
    const bool steps = axis->kind == AXIS_STEPS;
    axis->step = round_step(axis->high - axis->low, room_for_ticks(axis));
    if (steps)
        axis->step = fmax(axis->step, 1);
    else {
        axis->low = floor(axis->low / axis->step + 1e-9) * axis->step;
        axis->high = ceil(axis->high / axis->step - 1e-9) * axis->step;
    }
    const double first = ceil(axis->low / axis->step - 1e-9), last = floor(axis->high / axis->step + 1e-9);
    for (double i = first; i <= last && axis->ticks < AXIS_TICKS; i++)
        add_tick(axis, i * axis->step);
}

// --- logarithmic ----------------------------------------------------------------------------------------------------

// Ticks at powers of ten, at every so manieth if there are many, at 1, 2 and 5 times them if there are few.
static void set_log(Axis *axis)
{
    static const int MANTISSA[] = {1, 2, 5};
    const double least = axis->low, most = axis->high;
    const int first = (int)floor(log10(least) + 1e-9), last = (int)ceil(log10(most) - 1e-9);
    const int room = room_for_ticks(axis), many = last - first > 2 ? 1 : 3;
    const int stride = (last - first + room - 1) / room;
    axis->low = axis->high = 0;
    for (int power = first; power <= last && axis->high == 0; power += stride > 1 ? stride : 1)
        for (int i = 0; i < many && axis->high == 0; i++) {
            const double value = MANTISSA[i] * pow(10, power);
            if (value <= least * (1 + 1e-9)) { // what came before lies too low
                axis->ticks = 0;
                axis->low = value;
            }
            add_tick(axis, value);
            if (value >= most * (1 - 1e-9))
                axis->high = value;
        }
    if (axis->high == 0) // the last stride leads beyond
        axis->high = pow(10, last);
}

// --- an axis --------------------------------------------------------------------------------------------------------

Axis axis_new(AxisKind kind, double least, double most, double from, double to)
{
    Axis axis = {.kind = kind, .low = least, .high = most, .from = from, .to = to};
    if (!can_show(kind, least) || !can_show(kind, most) || least > most) {
        axis.low = kind == AXIS_LOG ? 0.1 : 0;
        axis.high = 1;
    }
    if (kind == AXIS_LOG) {
        axis.low = fmax(axis.low, 1e-300); // below, powers of ten lose digits
        axis.high = fmin(fmax(axis.high, axis.low * 1.01), 1e300);
        set_log(&axis);
    } else {
        const double apart = fmax(1e-9 * fabs(axis.low), kind == AXIS_STEPS ? 1 : 1e-30);
        axis.high = fmax(axis.high, axis.low + apart);
        set_linear(&axis);
    }
    return axis;
}

double axis_place(const Axis *axis, double value)
{
    if (isnan(value) || (axis->kind == AXIS_LOG && !(value > 0)))
        return (double)NAN;
    const double inside = fmin(fmax(value, axis->low), axis->high);
    const double share = axis->kind == AXIS_LOG ? log(inside / axis->low) / log(axis->high / axis->low)
                                                : (inside - axis->low) / (axis->high - axis->low);
    return axis->from + share * (axis->to - axis->from);
}

// "10⁻⁶"
static void power_text(char text[AXIS_TEXT], int power)
{
    static const char *const RAISED[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    char digits[8];
    size_t length = text_format(text, AXIS_TEXT, "10%s", power < 0 ? "⁻" : "");
    text_format(digits, sizeof digits, "%d", power < 0 ? -power : power);
    for (const char *digit = digits; *digit; digit++)
        length += text_format(text + length, AXIS_TEXT - length, "%s", RAISED[*digit - '0']);
}

void axis_tick_text(char text[AXIS_TEXT], const Axis *axis, int tick)
{
    const double value = axis->tick[tick];
    if (axis->kind == AXIS_LOG) {
        const double power = floor(log10(value) + 1e-9);
        const bool plain = power >= -3 && power <= 4;
        if (plain || fabs(value / pow(10, power) - 1) > 1e-6)
            text_format(text, AXIS_TEXT, "%.3g", value);
        else
            power_text(text, (int)power);
        return;
    }
    const int decimals = (int)fmin(fmax(-floor(log10(axis->step) + 1e-9), 0), 9);
    const bool plain = axis->high < 1e7 && axis->low > -1e7 && axis->step > 1e-6;
    text_format(text, AXIS_TEXT, plain ? "%.*f" : "%.*g", plain ? decimals : 4, value == 0 ? 0 : value);
}

void axis_range_add(AxisRange *range, AxisKind kind, const double *value, int n)
{
    for (int i = 0; i < n; i++)
        if (can_show(kind, value[i])) {
            range->least = fmin(range->least, value[i]);
            range->most = fmax(range->most, value[i]);
        }
}
