// expect: divided by 2: it must be
double difference(double f(double), double x, double h);

double difference(double f(double), double x, double h)
{
    return (f(x + h) - f(x - h)) / 2;
}
