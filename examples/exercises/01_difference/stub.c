// Exercise 1: the difference quotient.
//
// How steep is f at x? Go a small step h to the right and as far to the left, and see how much f has risen:
//
//   f'(x) is about  (f(x + h) - f(x - h)) / (2 h)
//
// This is the central difference. With it one can check any derivative without knowing calculus: whoever writes a
// gradient by hand compares it with differences. The exercises after this one are checked so.
//
// Write: difference, which returns the central difference of f at x with the step h.
// Given: f is a function; f(x) calls it.

double difference(double f(double), double x, double h);

double difference(double f(double), double x, double h)
{
    (void)f, (void)x, (void)h; // take this line away: it only keeps the compiler quiet
    return 0;
}
