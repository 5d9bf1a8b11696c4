// heed eval: how a run does on its held-out sequences.
#include "examples/heed/commands.h"
#include "examples/heed/flags.h"
#include "examples/heed/opened.h"

#include <stdio.h>

enum { EVAL_FLAGS = 2 };

static int evaluate(Opened *run)
{
    Metrics m;
    if (!trainer_evaluate(&run->trainer, &m)) {
        fprintf(stderr, "heed: %s\n", run->trainer.error);
        return run->trainer.failure == FAILURE_NOT_FINITE ? EXIT_DIVERGED : EXIT_WORLD;
    }
    printf("step=%d held_out_loss=%.6f held_out_accuracy=%.4f held_out_exact=%.4f", run->step, m.loss, m.accuracy,
           m.exact);
    for (int l = 0; l < run->trainer.options.layers; l++)
        printf(" alignment.layer%d=%.4f entropy.layer%d=%.4f", l, m.alignment[l], l, m.entropy[l]);
    printf(" run=%s\n", run->folder);
    return EXIT_DONE;
}

int command_eval(int argc, char **argument)
{
    Arguments arguments;
    int step = RUN_LAST_STEP;
    bool help = false;
    Flag flag[EVAL_FLAGS] = {
        flag_integer("--step", &step, 0, 1000000000, "the weights of this step; without it, the last"),
        flag_yes("--help", &help, "this list"),
    };
    if (!flags_parse(&arguments, flag, EVAL_FLAGS, argc, argument))
        return usage_error("%s", arguments.error);
    if (help) {
        printf("usage: heed eval RUN [--step N]\n\nTells how a run does on its held-out sequences. RUN is its folder, "
               "or its name in runs/.\n\n");
        flags_help(flag, EVAL_FLAGS);
        return EXIT_DONE;
    }
    if (arguments.words != 1)
        return arguments.words ? usage_error("eval takes one run, not also %s", arguments.word[1])
                               : usage_error("eval needs a run, such as runs/reverse-s1");
    Opened run;
    int code = opened_open(&run, arguments.word[0], step);
    if (code == EXIT_DONE)
        code = evaluate(&run);
    opened_close(&run);
    return code;
}
