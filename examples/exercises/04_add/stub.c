// Exercise 4: adding, and broadcasting.
//
// A layer adds its bias b, which has one number for each column, to every row
// of a. One says that b is broadcast over the rows:
//
//   forward    y[i][j] = a[i][j] + b[j]              i < rows, j < columns
//
// From y a loss L is computed, one number. You are given dy, which says how L
// changes with each number of y: dy[i][j] is the derivative of L by y[i][j].
// Such a dy is called a gradient, and a d before a name alone means that here,
// always. (Where two are divided, dy/da, it is the derivative of y by a.)
// Going backward, you say how L changes with each number of a and of b. A
// number of a is used once, but a number of b is used in every row, so it
// collects from all rows:
//
//   backward   da[i][j] += dy[i][j]
//              db[j]    += sum over i of dy[i][j]
//
// += and not =: others may use a and b as well, and they add to the same da and
// db. Exercise 5 shows why.
//
// Matrices lie row after row: y[i][j] is y[i * columns + j].
//
// Write: add, and add_backward.

void add(int rows, int columns, const double *a, const double *b, double *y);
void add_backward(int rows, int columns, const double *dy, double *da,
                  double *db);

void add(int rows, int columns, const double *a, const double *b, double *y)
{
    // write here, in place of this line
    (void)rows, (void)columns, (void)a, (void)b, (void)y;
}

void add_backward(int rows, int columns, const double *dy, double *da,
                  double *db)
{
    (void)rows, (void)columns, (void)dy, (void)da, (void)db; // and here
}
