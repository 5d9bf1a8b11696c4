// Exercise 7: relu, and its kink.
//
// relu (rectified linear unit) lets positive numbers through and makes the
// others zero. Without some bend like this between them, many layers in a row
// could do no more than one: a product of matrices is a matrix.
//
//   forward    y_i   = x_i where x_i > 0, else 0
//   backward   dx_i += dy_i where x_i > 0                         n numbers
//
// So its slope is 1 to the right of zero and 0 to the left. At zero itself
// there is a kink, a corner, and no slope at all. A program must do something
// there, and nearly all do the same: at x_i = 0 nothing is passed on.
//
// A gradient checker has more trouble with it than training has. Its
// difference quotient
//
//   (relu(x + h) - relu(x - h)) / 2h
//
// is right as long as both feet, x + h and x - h, stand on the same side. With
// the kink between them it gives some slope between 0 and 1 that nobody has,
// such as 1/2 at x = 0, and a right backward would seem wrong. A good checker
// notices, and takes a smaller step, or leaves the element out and says so.
//
// Write that test as well: straddles(x, h), with a positive h, is 1 if the
// kink lies between the feet, and 0 if not. A foot that stands just on the
// kink does no harm: when x = h, the quotient is (relu(2h) - relu(0)) / 2h,
// which is 1, as it must be.
//
// Write: relu, relu_backward, and straddles.

void relu(int n, const double *x, double *y);
void relu_backward(int n, const double *x, const double *dy, double *dx);
int straddles(double x, double h);

void relu(int n, const double *x, double *y)
{
    (void)n, (void)x, (void)y; // write here, in place of this line
}

void relu_backward(int n, const double *x, const double *dy, double *dx)
{
    (void)n, (void)x, (void)dy, (void)dx; // and here
}

int straddles(double x, double h)
{
    (void)x, (void)h;
    return 0;
}
