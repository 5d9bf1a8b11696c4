// Opening a run.
#include "examples/heed/opened.h"

#include "examples/heed/commands.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

bool opened_folder(char folder[RUN_PATH], const char *name)
{
    char file[RUN_PATH + 16];
    if (strlen(name) >= RUN_PATH - 8)
        return false;
    snprintf(folder, RUN_PATH, "runs/%s", name);
    snprintf(file, sizeof file, "%s/run.json", folder);
    if (access(file, F_OK) == 0) {
        snprintf(file, sizeof file, "%s/run.json", name);
        if (access(file, F_OK) != 0)
            return true;
    }
    snprintf(folder, RUN_PATH, "%s", name);
    return true;
}

static int refuse(const char *text, bool damaged)
{
    fprintf(stderr, "heed: %s\n", text);
    return damaged ? EXIT_DAMAGED : EXIT_WORLD;
}

int opened_open(Opened *run, const char *name, int step)
{
    Message message = {.text = ""};
    *run = (Opened){.step = step};
    if (!opened_folder(run->folder, name))
        return refuse("the folder's name is too long", false);
    if (!run_read(&run->record, run->folder, &message) || !run_find_step(&run->record, step, &run->step, &message))
        return refuse(message.text, message.damaged);
    if (!trainer_new(&run->trainer, run->record.options.trainer))
        return refuse(run->trainer.error,
                      run->trainer.failure == FAILURE_REFUSED || run->trainer.failure == FAILURE_DAMAGED);
    if (!run_read_weights(&run->record, run->step, run->trainer.params, &message))
        return refuse(message.text, message.damaged);
    model_set_attention(&run->trainer.model, ATTENTION_COMPOSED); // whose maps can be seen
    return EXIT_DONE;
}

void opened_close(Opened *run)
{
    if (run->trainer.params)
        trainer_free(&run->trainer);
    run_record_free(&run->record);
}
