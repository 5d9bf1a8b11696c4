// Colours and colour maps. The maps are paths through OKLCH (Ottosson 2020, "A perceptual color space for image
// processing"), where equal steps of lightness look equal, so a map reads the same in grey and to colour-blind eyes:
// lightness only ever rises (ember) or falls away from zero on both sides (tide).
#ifndef HEED_TRAIN_FIGURES_COLOR_H
#define HEED_TRAIN_FIGURES_COLOR_H

#include <stdint.h>

// sRGB, 8 bits a channel.
typedef struct {
    uint8_t r, g, b;
} Color;

#define COLOR(hex) ((Color){(uint8_t)((hex) >> 16), (uint8_t)((hex) >> 8), (uint8_t)(hex)})

// What the figures, black on white, are drawn with beside the maps.
#define COLOR_TEXT COLOR(0x1f2328)
#define COLOR_MUTED COLOR(0x656d76)
#define COLOR_RULE COLOR(0xd0d7de)
#define COLOR_RIGHT COLOR(0x1a7f37)
#define COLOR_WRONG COLOR(0xcf222e)
#define COLOR_MASKED COLOR(0xf0f2f4)
#define COLOR_MASKED_LINE COLOR(0xc9d1d9)
#define COLOR_NOT_FINITE COLOR(0x2dd4bf)

// Turns a value into a colour: entry round(zero + scale value), and the nearest one for a value outside.
typedef struct {
    double zero, scale;
    Color entry[256];
} ColorMap;

// For weights of attention: values 0 .. 1, black to cream.
ColorMap color_ember(void);
// For numbers with a sign, divided by their limit: -1 blue, 0 white, +1 brick.
ColorMap color_tide(void);
// value is not NaN.
Color color_of(const ColorMap *map, double value);

// Relative luminance (WCAG 2.1), 0 black to 1 white.
double color_luminance(Color color);
// Black or white, whichever stands out more on this ground: a contrast of at least 4.5:1 on any.
Color color_ink(Color ground);

#endif
