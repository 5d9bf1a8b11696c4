// Which slip gives weights, or outputs, that are wrong: those of each are worked out again for the example at hand.
#include "examples/exercises/10_attention/explain.h"

#include <math.h>

// How the weights may come out wrong.
typedef struct {
    double scale;
    bool columns;   // softmax is taken down the columns
    bool keeps;     // the scores of the rows before are still there
    bool exchanged; // they are those of K Q^T
} Weights;

static double score(const Example *e, Weights w, int i, int j)
{
    double sum = 0;
    if (w.exchanged)
        return score(e, (Weights){.scale = w.scale}, j, i);
    for (int row = w.keeps ? 0 : i; row <= i; row++)
        for (int c = 0; c < e->d_k; c++)
            sum += w.scale * e->Q[row * e->d_k + c] * e->K[j * e->d_k + c];
    return sum;
}

static bool fits(const Example *e, const double *A, Weights w)
{
    for (int i = 0; i < e->T; i++)
        for (int j = 0; j < e->T; j++) {
            double sum = 0;
            for (int k = 0; k < e->T; k++)
                sum += exp(w.columns ? score(e, w, k, j) : score(e, w, i, k));
            if (!(fabs(A[i * e->T + j] - exp(score(e, w, i, j)) / sum) < 1e-9))
                return false;
        }
    return true;
}

void explain_weights(Exercise *ex, const Example *e, const double *A)
{
    const double right = 1 / sqrt(e->d_k);
    if (fits(e, A, (Weights){.scale = 1}))
        exercise_say(ex, "these are the weights without 1 / sqrt(d_k)");
    else if (fits(e, A, (Weights){.scale = right * right}))
        exercise_say(ex, "these are the weights with 1 / d_k in the place of 1 / sqrt(d_k)");
    else if (fits(e, A, (Weights){.scale = 1 / sqrt(e->T)}))
        exercise_say(ex, "these are the weights with 1 / sqrt(T) in the place of 1 / sqrt(d_k)");
    else if (fits(e, A, (Weights){.scale = sqrt(e->d_k)}))
        exercise_say(ex, "these are the weights with sqrt(d_k) in the place of 1 / sqrt(d_k)");
    else if (fits(e, A, (Weights){.scale = right, .exchanged = true}))
        exercise_say(ex, "the scores are K Q^T here, and must be Q K^T: S[i][j] is row i of Q times row j of K");
    else if (fits(e, A, (Weights){.scale = right, .columns = true}))
        exercise_say(ex, "here the columns sum to 1: each query, a row, shares out its own weights");
    else if (fits(e, A, (Weights){.scale = right, .keeps = true}))
        exercise_say(ex, "row i has the scores of the rows before in it: begin each row at 0");
}

// How Y may come out wrong: what it takes for A[i][j].
static double transposed_weight(const Example *e, int i, int j)
{
    return e->A[j * e->T + i];
}

static double weight_of_row_0(const Example *e, int i, int j)
{
    (void)i;
    return e->A[j];
}

static double unscaled_score(const Example *e, int i, int j)
{
    return score(e, (Weights){.scale = 1}, i, j);
}

static double scaled_score(const Example *e, int i, int j)
{
    return score(e, (Weights){.scale = 1 / sqrt(e->d_k)}, i, j);
}

static double own_value(const Example *e, int i, int j)
{
    (void)e;
    return i == j;
}

static const struct {
    const char *words;
    double (*weight)(const Example *e, int i, int j);
} OUTPUTS[] = {
    {"this is A^T V: row i of Y has the weights of row i of A", transposed_weight},
    {"each row has the weights of row 0, A[j]: row i of A begins at i * T, A[i * T + j]", weight_of_row_0},
    {"this is S V, of the scores: the weights are A", unscaled_score},
    {"this is S V, of the scores, divided by sqrt(d_k): the weights are A", scaled_score},
    {"row i of Y is row i of V: it is a mean of all rows of V, A[i][j] times row j", own_value},
};

void explain_outputs(Exercise *ex, const Example *e, const double *Y)
{
    for (size_t m = 0; m < sizeof OUTPUTS / sizeof OUTPUTS[0]; m++) {
        bool same = true;
        for (int at = 0; at < e->T * e->d_k; at++) {
            double sum = 0;
            for (int j = 0; j < e->T; j++)
                sum += OUTPUTS[m].weight(e, at / e->d_k, j) * e->V[j * e->d_k + at % e->d_k];
            same = same && fabs(Y[at] - sum) < 1e-9;
        }
        if (same) {
            exercise_say(ex, "%s", OUTPUTS[m].words);
            return;
        }
    }
}
