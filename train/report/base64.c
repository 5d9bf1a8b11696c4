// Numbers as text for the page.
#include "train/report/data.h"

#include "train/figures/heatmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static json_t *encode(const uint8_t *bytes, size_t size)
{
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = malloc((size + 2) / 3 * 4 + 1);
    char *to = text;
    for (size_t i = 0; text && i < size; i += 3, to += 4) {
        const size_t left = size - i;
        const uint32_t three = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) |
                               (left > 2 ? (uint32_t)bytes[i + 2] : 0);
        to[0] = LETTERS[three >> 18];
        to[1] = LETTERS[three >> 12 & 63];
        to[2] = left > 1 ? LETTERS[three >> 6 & 63] : '=';
        to[3] = left > 2 ? LETTERS[three & 63] : '=';
    }
    json_t *json = text ? json_stringn(text, (size_t)(to - text)) : NULL;
    free(text);
    return json;
}

json_t *base64_floats(Tensor x)
{
    Tensor whole;
    if (!tensor_new(&whole, tensor_shape(x)))
        return NULL;
    tensor_copy(whole, x);
    const int n = tensor_count(whole);
    float *floats = malloc(sizeof(float) * (size_t)n + 1);
    for (int i = 0; floats && i < n; i++)
        floats[i] = (float)whole.data[i];
    json_t *json = floats ? encode((const uint8_t *)floats, sizeof(float) * (size_t)n) : NULL;
    free(floats);
    tensor_free(&whole);
    return json;
}

json_t *base64_matrix(Tensor x, int most)
{
    const int side = x.shape[0] > x.shape[1] ? x.shape[0] : x.shape[1], block = (side + most - 1) / most;
    const int rows = (x.shape[0] + block - 1) / block, columns = (x.shape[1] + block - 1) / block;
    const size_t size = (size_t)rows * (size_t)columns;
    double *means = malloc(sizeof(double) * size), limit = 0;
    int8_t *bytes = malloc(size);
    for (size_t i = 0; means && i < size; i++) {
        const double mean = heatmap_cell(x, MASK_ALL, block, (int)i / columns, (int)i % columns).mean;
        means[i] = isfinite(mean) ? mean : (double)NAN;
        limit = fmax(limit, fabs(means[i])); // which passes over NaN
    }
    for (size_t i = 0; means && bytes && i < size; i++)
        bytes[i] = (int8_t)(isnan(means[i]) ? -128 : limit > 0 ? lround(127 * means[i] / limit) : 0);
    json_t *data = means && bytes ? encode((const uint8_t *)bytes, size) : NULL;
    free(means);
    free(bytes);
    return data ? json_pack("{s:i, s:i, s:i, s:f, s:o}", "rows", rows, "columns", columns, "block", block, "limit",
                            limit, "data", data)
                : NULL;
}
