// Prints one number for all bits of the weights after 100 steps on reverse: FNV-1a over their bytes. same_bits.sh
// compares what different compilers make of it.
#include "train/trainer.h"

#include <inttypes.h>
#include <stdio.h>

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
    const unsigned char *byte = (const unsigned char *)values.data;
    uint64_t h = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < (size_t)tensor_count(values) * sizeof(real); i++)
        h = (h ^ byte[i]) * UINT64_C(1099511628211);
    printf("%016" PRIx64 " %a\n", h, result.loss);
    trainer_free(&trainer);
    return 0;
}
