// Exercise 1: the difference quotient.
//
// How steep is a function f at x? Go a small step h to the right, and as far to
// the left, and see how much f rises on the way from one place to the other:
//
//   f'(x) is about  (f(x + h) - f(x - h)) / (2 h)
//
// This is the central difference; f'(x), the slope, is called the derivative of
// f at x. Whoever works out a derivative by hand can be checked with it, by
// anyone who can evaluate f. The exercises that follow are checked so.
//
// Given: f, a function of one number; f(x) evaluates it.
// Write: difference, which returns the central difference of f at x.

double difference(double f(double), double x, double h);

double difference(double f(double), double x, double h)
{
    (void)f, (void)x, (void)h; // write here, in place of these lines
    return 0;
}
