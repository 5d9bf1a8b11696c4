// expect: of plain SGD
// expect: It climbs
typedef struct {
    double rate, momentum, weight_decay;
    int nesterov; // 1: Nesterov's momentum
} Sgd;

void sgd_step(const Sgd *sgd, int n, double *p, const double *g, double *v);

void sgd_step(const Sgd *sgd, int n, double *p, const double *g, double *v)
{
    for (int i = 0; i < n; i++) {
        const double slope = g[i] + sgd->weight_decay * p[i]; // g' above
        v[i] = sgd->momentum * v[i] + slope;
        p[i] += sgd->rate * (sgd->nesterov ? slope + sgd->momentum * v[i] : v[i]);
    }
}
