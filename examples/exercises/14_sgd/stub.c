// Exercise 14: SGD with momentum, exactly as torch.optim.SGD.
//
// Gradients are there to be used. Gradient descent takes each weight p a
// small step against its gradient g = dL/dp, because that is where the loss L
// falls. (SGD: it is called stochastic, for g comes from a random batch of
// examples, and not from all.)
//
//   plain           p -= rate g              rate: how long a step is, say 0.1
//
// In a narrow valley that goes zigzag: across it the slopes are steep and
// change sign at each step, along it they are small and stay. Momentum lets p
// roll like a ball. Its velocity v remembers earlier gradients: what changes
// sign cancels out, what stays adds up. A gradient that stays the same ends in
// v = g / (1 - momentum): ten times as fast with the usual 0.9.
//
//   momentum        v  = momentum v + g
//                   p -= rate v
//
// Weight decay pulls each weight towards 0 as if L had a term weight_decay
// p^2 / 2, whose slope is weight_decay p. It is part of the gradient, before
// anything else.
//
//   weight decay    g' = g + weight_decay p  and g' in place of g from here on
//
// Nesterov's momentum looks one step ahead: it steps by the velocity that
// would follow if the gradient stayed the same.
//
//   nesterov        v  = momentum v + g'
//                   p -= rate (g' + momentum v)    in place of p -= rate v
//
// These look like details. But programs that differ in one of them (rate inside
// v; v = momentum v + (1 - momentum) g; decay outside of g') train differently,
// and a result of one is not found again with the other. The check compares
// with PyTorch's numbers, step by step, with a rate that changes on the way.
//
// Write: sgd_step, which does one step with all of these. v begins as zeros, is
//        kept between steps, and is yours. g is not: it must stay as it is.

typedef struct {
    double rate, momentum, weight_decay;
    int nesterov; // 1: Nesterov's momentum
} Sgd;

void sgd_step(const Sgd *sgd, int n, double *p, const double *g, double *v);

void sgd_step(const Sgd *sgd, int n, double *p, const double *g, double *v)
{
    // write here, in place of this line
    (void)sgd, (void)n, (void)p, (void)g, (void)v;
}
