// Prints one number for all bits of the weights after 100 steps on reverse, FNV-1a over their bytes, and one for those
// of the maths functions. same_bits.sh compares what different compilers make of them.
#include "tensor/maths.h"
#include "train/trainer.h"

#include <inttypes.h>
#include <stdio.h>

static uint64_t mix(uint64_t h, const void *bytes, size_t count)
{
    const unsigned char *byte = bytes;
    for (size_t i = 0; i < count; i++)
        h = (h ^ byte[i]) * UINT64_C(1099511628211);
    return h;
}

static const uint64_t BASIS = UINT64_C(14695981039346656037);

static uint64_t bits_of_maths(void)
{
    uint64_t h = BASIS;
    for (int i = -20000; i <= 20000; i++) {
        const real x = (real)i / 512, size = real_abs(x);
        const real y[] = {real_exp(x),  real_exp(3 * x),   real_log(size), real_pow(size, REAL(0.3)), real_pow(x, 3),
                          real_tanh(x), real_tanh(x / 64), real_erf(x),    real_erf(x / 16),          real_sqrt(size)};
        const double z[] = {double_log((double)size), double_cos((double)x)};
        h = mix(mix(h, y, sizeof y), z, sizeof z);
    }
    return h;
}

int main(void)
{
    Trainer trainer;
    BatchResult result;
    bool good = trainer_new(&trainer, trainer_defaults(&TASK_REVERSE));
    while (good && trainer.step < 100) {
        good = trainer_backward(&trainer, &result);
        trainer_update(&trainer);
    }
    if (!good) {
        fprintf(stderr, "%s\n", trainer.error);
        return 1;
    }
    const Tensor values = params_values(trainer.params);
    const uint64_t h = mix(BASIS, values.data, (size_t)tensor_count(values) * sizeof(real));
    printf("%016" PRIx64 " %a %016" PRIx64 "\n", h, result.loss, bits_of_maths());
    trainer_free(&trainer);
    return 0;
}
