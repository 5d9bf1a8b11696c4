// Backwards of exercise 11, each with a slip in it, and the words for it.
#include "examples/exercises/11_mask/slips.h"

enum { FAR = 8 }; // columns to each side: all of them

static int positions(const Arrays *a)
{
    return a->op->output.n[0];
}

typedef struct {
    bool unweighted; // the row sum has every dA, weighted or not
    bool no_sum;     // there is none
    bool goes_on;    // it has those of the rows before in it
    bool last;       // it has the last one alone
    bool apart;      // it is not weighted itself, for want of parentheses
    int from, top;   // only columns from row + from up to row + top get something
} Wrongly;

static void go_back(const Arrays *a, Wrongly w)
{
    const int T = positions(a);
    double dot = 0;
    for (int i = 0; i < T; i++) {
        dot = w.goes_on ? dot : 0;
        for (int j = 0; j < T && !w.no_sum; j++)
            dot = (w.last ? 0 : dot) + a->dy[i * T + j] * (w.unweighted ? 1 : a->y[i * T + j]);
        for (int j = 0; j < T; j++)
            if (j - i >= w.from && j - i <= w.top)
                a->dx[0][i * T + j] += a->y[i * T + j] * (a->dy[i * T + j] - (w.apart ? 0 : dot)) - (w.apart ? dot : 0);
    }
}

static void no_row_sum(const Arrays *a)
{
    go_back(a, (Wrongly){.no_sum = true, .from = -FAR, .top = FAR});
}

static void plain_sum(const Arrays *a)
{
    go_back(a, (Wrongly){.unweighted = true, .from = -FAR, .top = FAR});
}

static void sum_goes_on(const Arrays *a)
{
    go_back(a, (Wrongly){.goes_on = true, .from = -FAR, .top = FAR});
}

static void last_alone(const Arrays *a)
{
    go_back(a, (Wrongly){.last = true, .from = -FAR, .top = FAR});
}

static void no_parentheses(const Arrays *a)
{
    go_back(a, (Wrongly){.apart = true, .from = -FAR, .top = FAR});
}

static void below_diagonal(const Arrays *a)
{
    go_back(a, (Wrongly){.from = -FAR, .top = -1});
}

static void above_diagonal(const Arrays *a)
{
    go_back(a, (Wrongly){.from = 0, .top = FAR});
}

static void no_factor(const Arrays *a)
{
    const int T = positions(a);
    for (int i = 0; i < T * T; i++) {
        double dot = 0;
        for (int j = i - i % T; j < i - i % T + T; j++)
            dot += a->dy[j] * a->y[j];
        a->dx[0][i] += a->dy[i] - dot;
    }
}

const ExerciseMistake MASK_MISTAKES[] = {
    {"is zero. Is anything added to it? If so, its row sum may have the same dA[i][j] for each k", NULL},
    {"lacks the row-sum term of softmax", no_row_sum},
    {"has sum dA for its row sum: each dA must be weighted by its A", plain_sum},
    {"has a row sum that goes on from row to row: begin each at 0", sum_goes_on},
    {"has the last term alone for its row sum: each must be added (+=)", last_alone},
    {"is A dA less the row sum: in C, * goes before -. Parentheses: A (dA - sum)", no_parentheses},
    {"is zero on the diagonal: its mask is off by one; each word sees itself", below_diagonal},
    {"is masked the wrong way round: zero below the diagonal, where all is seen", above_diagonal},
    {"lacks its factor A: so something reaches what is not seen", no_factor},
    {0},
};
