// The numbers of one query. They are not computed anew: A = softmax(Q K^T / sqrt(d_k)) lies on the tape with all that
// it came from.
#include "examples/heed/query.h"

#include <math.h>
#include <stdio.h>

// The values of the layer, as the tape has them.
typedef struct {
    Tensor Q, K, V, S, A, Y; // Q, K, V, Y [1,H,T,d_k]; S, A [1,H,T,T]
} Steps;

// A has one input, S; S = Q K^T has two; and the product whose first factor is A is Y = A V.
static Steps find_steps(const Tape *tape, Var A_)
{
    const Node *A = tape_node(tape, (int)A_.index), *S = A->in[0];
    Steps steps = {.A = A->value, .S = S->value, .Q = S->in[0]->value, .K = tensor_transpose(S->in[1]->value, 2, 3)};
    for (int i = (int)A_.index + 1; i < tape_nodes(tape) && !steps.Y.data; i++) {
        const Node *Y = tape_node(tape, i);
        if (Y->inputs == 2 && Y->in[0] == A) {
            steps.Y = Y->value;
            steps.V = Y->in[1]->value;
        }
    }
    return steps;
}

// Row t of one head.
static void print_row(const char *name, Tensor x, int head, int t)
{
    enum { IN_A_LINE = 8 };
    printf("  %-5s", name);
    for (int i = 0; i < x.shape[3]; i++)
        printf("%s%9.4f", i > 0 && i % IN_A_LINE == 0 ? "\n       " : "", (double)tensor_at(x, SHAPE(0, head, t, i)));
    printf("\n");
}

static void print_keys(const Query *query, const TrainerOptions *o, const Steps *steps, double scale)
{
    double sum = 0;
    printf("\n  key  token         q k^T     scaled     masked     weight\n");
    for (int j = 0; j < o->size.T; j++) {
        const double score = (double)tensor_at(steps->S, SHAPE(0, query->head, query->t, j));
        const double weight = (double)tensor_at(steps->A, SHAPE(0, query->head, query->t, j));
        printf("  %3d  %-8.8s %10.4f %10.4f ", j, query->token[j], score, score * scale);
        if (query->allowed.data[query->t * o->size.T + j])
            printf("%10.4f %10.4f\n", score * scale, weight);
        else
            printf("%10s %10.4f\n", "-", weight);
        sum += weight;
    }
    printf("  %45s %10.4f\n", "sum", sum);
}

// The sum, largest weight first, as far as it can be seen in four digits.
static void print_sum(const Query *query, int T, const Steps *steps)
{
    char name[16];
    printf("\n  y = sum over j of weight_j v_j =");
    int shown = 0;
    for (int j = 0; j < T; j++) {
        const double weight = (double)tensor_at(steps->A, SHAPE(0, query->head, query->t, j));
        if (weight >= 0.00005)
            printf("%s%.4f v_%d", shown++ ? " + " : " ", weight, j);
    }
    printf("\n\n");
    for (int j = 0; j < T; j++)
        if ((double)tensor_at(steps->A, SHAPE(0, query->head, query->t, j)) >= 0.00005) {
            snprintf(name, sizeof name, "v_%d", j);
            print_row(name, steps->V, query->head, j);
        }
    print_row("y", steps->Y, query->head, query->t);
}

void query_print(const Query *query, const Trainer *trainer, const Prediction *out)
{
    const TrainerOptions *o = &trainer->options;
    const Steps steps = find_steps(trainer->tape, out->A[query->layer]);
    const int d_k = steps.Q.shape[3];
    const double scale = o->no_scale ? 1 : 1 / sqrt((double)d_k);
    printf("layer %d, head %d, query %d, which is %s\n\n", query->layer, query->head, query->t, query->token[query->t]);
    print_row("q", steps.Q, query->head, query->t);
    if (o->no_scale)
        printf("\n  for each key j: q k_j^T, not scaled (--no-scale), masked (-: not seen), softmax\n");
    else
        printf("\n  for each key j: q k_j^T, over sqrt(d_k) = %.4f, masked (-: not seen), softmax\n",
               sqrt((double)d_k));
    print_keys(query, o, &steps, scale);
    print_sum(query, o->size.T, &steps);
}
