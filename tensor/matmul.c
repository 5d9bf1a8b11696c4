// The matrix product of tensors: which matrices are multiplied, and which of them at once.
#include "tensor/kernels.h"

// Its leading axes alone: each element stands where a matrix begins.
static Tensor batch_of(Tensor x)
{
    x.rank -= 2;
    return x;
}

static Matrix matrix_at(real *at, Tensor x)
{
    return (Matrix){at, x.stride[x.rank - 2], x.stride[x.rank - 1]};
}

static Matrix transpose(Matrix x)
{
    return (Matrix){x.at, x.column, x.row};
}

// The kernel wants adjacent columns of y. Where rows are adjacent instead, y^T = b^T a^T has them.
static void multiply(Product p)
{
    if (p.N == 1)
        p.y.column = 1; // there is no other column
    if (p.y.column != 1 && (p.y.row == 1 || p.M == 1))
        p = (Product){.M = p.N,
                      .N = p.M,
                      .K = p.K,
                      .y = {p.y.at, p.y.column, 1},
                      .a = transpose(p.b),
                      .b = transpose(p.a),
                      .adds = p.adds};
    if (p.y.column == 1)
        kernels()->matmul(&p);
    else
        matmul_plain(&p);
}

// Makes one product of the matrices of a row of the batch, if they lie below each other: the rows of y and a, where b
// is the same (activations and weights); or what is summed, where y is the same (the gradient of weights).
static bool merge(Product *p, const Walk *walk)
{
    const int n = walk->n, y = walk->step[0], a = walk->step[1], b = walk->step[2];
    if (b == 0 && a == p->M * p->a.row && y == p->M * p->y.row)
        p->M *= n;
    else if (y == 0 && a == p->K * p->a.column && b == p->K * p->b.row)
        p->K *= n;
    else
        return n == 1;
    return true;
}

static void run(Tensor y, Tensor a, Tensor b, bool adds)
{
    const Tensor batch[] = {batch_of(y), batch_of(a), batch_of(b)};
    Shape shape = tensor_shape(batch[0]);
    shape_broadcast(&shape, shape, tensor_shape(batch[1]));
    shape_broadcast(&shape, shape, tensor_shape(batch[2]));
    Walk walk = walk_over(shape, 3, batch);
    Product p = {.M = a.shape[a.rank - 2],
                 .N = b.shape[b.rank - 1],
                 .K = a.shape[a.rank - 1],
                 .y = matrix_at(y.data, y),
                 .a = matrix_at(a.data, a),
                 .b = matrix_at(b.data, b),
                 .adds = adds};
    const bool merged = merge(&p, &walk);
    if (!adds && !shape_equal(shape, tensor_shape(batch[0])) && !(merged && walk.rows == 1)) {
        tensor_fill(y, 0); // some matrix of y sums several products
        p.adds = true;
    }
    while (p.M > 0 && p.N > 0 && walk_next(&walk))
        for (int i = 0; i < (merged ? 1 : walk.n); i++) {
            p.y.at = walk.at[0] + i * walk.step[0];
            p.a.at = walk.at[1] + i * walk.step[1];
            p.b.at = walk.at[2] + i * walk.step[2];
            multiply(p);
        }
}

void tensor_add_matmul(Tensor y, Tensor a, Tensor b)
{
    if (y.data && a.data && b.data)
        run(y, a, b, true);
}

void tensor_matmul(Tensor y, Tensor a, Tensor b)
{
    if (y.data && a.data && b.data)
        run(y, a, b, false);
}
