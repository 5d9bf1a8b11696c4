// Exercise 1: the difference quotient.
//
// Why both sides? Taylor's formula has f around x as a sum of powers of h:
//
//   f(x + h) = f + h f' + h^2/2 f'' + h^3/6 f''' + ...
//   f(x - h) = f - h f' + h^2/2 f'' - h^3/6 f''' + ...
//
// In the difference of both the even powers cancel. What is left is 2 h f' and
// an error of h^2/6 f'''. To one side only, (f(x + h) - f(x)) / h, the error is
// h/2 f'': with h = 0.001 some thousand times more.
//
// heed's gradient checker does this with two steps, h and h/2, and takes the
// h^2 away as well (Richardson): autograd/gradcheck.h.

double difference(double f(double), double x, double h);

double difference(double f(double), double x, double h)
{
    return (f(x + h) - f(x - h)) / (2 * h);
}
