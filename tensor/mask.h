// Masks: which keys a query may see. Bytes, 1 = may be attended to, that broadcast as tensors do (tensor/tensor.h). A
// mask owns nothing.
//
// Functions are thread-safe as long as no two threads write the same bytes.
#ifndef HEED_TENSOR_MASK_H
#define HEED_TENSOR_MASK_H

#include "tensor/tensor.h"

HEED_BEGIN

Mask mask_on(const uint8_t *data, Shape shape); // row-major on borrowed bytes
// Fills cells [T,T] and returns a mask on them: position t sees itself and what came before.
Mask mask_causal(uint8_t *cells, int T);
// Only what came before; but position 0, which would see nothing, sees itself.
Mask mask_strict(uint8_t *cells, int T);

Shape mask_shape(Mask mask);
// Whether the mask broadcasts to shape, with a last axis that is not repeated.
bool mask_fits(Mask mask, Shape shape);
// The bytes for row r of a row-major tensor of this shape, counted over all but its last axis; NULL: all are seen.
const uint8_t *mask_row(Mask mask, Shape shape, int r);

HEED_END

#endif
