#include "train/figures/color.h"

#include <math.h>

static const double DEGREE = 3.14159265358979323846 / 180;

// The sRGB transfer function and its inverse, on 0 .. 1.
static double encode_srgb(double linear)
{
    return linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055;
}

static double decode_srgb(double encoded)
{
    return encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4);
}

static uint8_t channel(double linear)
{
    return (uint8_t)lround(255 * encode_srgb(fmin(fmax(linear, 0), 1)));
}

// Lightness 0 .. 1, chroma, hue in degrees. What sRGB cannot show is clipped to its nearest channel values.
static Color from_oklch(double lightness, double chroma, double hue)
{
    double a = chroma * cos(hue * DEGREE);
    double b = chroma * sin(hue * DEGREE);
    double l = pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
    double m = pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
    double s = pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
    return (Color){
        .r = channel(+4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
        .g = channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
        .b = channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
    };
}

ColorMap color_ember(void)
{
    ColorMap map = {.zero = 0, .scale = 255};
    for (int i = 0; i < 256; i++) {
        double t = i / 255.0;
        double chroma = 0.05 + 0.16 * sin(180 * DEGREE * pow(t, 0.85)) + 0.02 * t;
        map.entry[i] = from_oklch(0.16 + 0.80 * t, chroma, 270 + 185 * t);
    }
    return map;
}

// Entry 128 is zero, 1 is -1 and 255 is +1; entry 0 repeats -1, so that both sides have the same steps.
ColorMap color_tide(void)
{
    ColorMap map = {.zero = 128, .scale = 127};
    for (int i = 0; i < 256; i++) {
        double v = fmax(-1, (i - 128) / 127.0);
        map.entry[i] = from_oklch(0.97 - 0.52 * fabs(v), 0.005 + 0.17 * pow(fabs(v), 0.8), v < 0 ? 255 : 38);
    }
    return map;
}

Color color_of(const ColorMap *map, double value)
{
    return map->entry[(int)lround(fmin(fmax(map->zero + map->scale * value, 0), 255))];
}

double color_luminance(Color color)
{
    return 0.2126 * decode_srgb(color.r / 255.0) + 0.7152 * decode_srgb(color.g / 255.0) +
           0.0722 * decode_srgb(color.b / 255.0);
}

// The contrast of two luminances is (lighter + 0.05) / (darker + 0.05); at sqrt(1.05 * 0.05) - 0.05 = 0.179 black and
// white have the same, 4.58.
Color color_ink(Color ground)
{
    return color_luminance(ground) < 0.179 ? COLOR(0xffffff) : COLOR(0x000000);
}
