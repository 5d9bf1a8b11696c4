// "Did you mean": the nearest name.
#include "examples/heed/nearest.h"

#include <string.h>

enum { NEAR = 2, LONGEST = 32 };

// How many letters must be changed, put in or left out to make b of a (Levenshtein 1966); LONGEST if one is too long.
static int edits(const char *a, const char *b)
{
    const int m = (int)strlen(a), n = (int)strlen(b);
    int row[LONGEST + 1];
    if (m >= LONGEST || n >= LONGEST)
        return LONGEST;
    for (int j = 0; j <= n; j++)
        row[j] = j;
    for (int i = 1; i <= m; i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= n; j++) {
            const int changed = diagonal + (a[i - 1] != b[j - 1]), put_in = row[j - 1] + 1, left_out = row[j] + 1;
            diagonal = row[j];
            row[j] = changed < put_in ? changed : put_in;
            row[j] = row[j] < left_out ? row[j] : left_out;
        }
    }
    return row[n];
}

const char *nearest(const char *word, const char *const *candidates)
{
    const char *best = NULL;
    int least = NEAR + 1;
    for (int i = 0; candidates[i]; i++) {
        const int distance = edits(word, candidates[i]);
        if (distance < least) {
            least = distance;
            best = candidates[i];
        }
    }
    return best;
}
