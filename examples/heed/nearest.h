// The name that was probably meant.
#ifndef HEED_EXAMPLES_HEED_NEAREST_H
#define HEED_EXAMPLES_HEED_NEAREST_H

// The candidate (of a list that ends with NULL) that is spelled most like word, or NULL if none is near.
const char *nearest(const char *word, const char *const *candidates);

#endif
