// Reading the options of another run.
#include "examples/heed/config.h"

#include "examples/heed/commands.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int config_read(Config *config, const char *path)
{
    struct stat status;
    Message message = {.text = ""};
    const bool is_folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    *config = (Config){.init = ""};
    if (!(is_folder ? run_read(&config->record, path, &message) : run_read_file(&config->record, path, &message))) {
        fprintf(stderr, "heed: %s\n", message.text);
        return message.damaged ? EXIT_DAMAGED : EXIT_WORLD;
    }
    RunOptions *options = &config->record.options;
    options->folder = NULL;
    if (options->init) {
        const char *slash = strrchr(path, '/');
        const int beside = is_folder ? (int)strlen(path) : slash ? (int)(slash - path) : 0;
        const int length = snprintf(config->init, sizeof config->init, "%.*s%sinit.safetensors", beside, path,
                                    is_folder || slash ? "/" : "");
        if (length < 0 || (size_t)length >= sizeof config->init) {
            fprintf(stderr, "heed: the path of %.60s... is too long\n", path);
            return EXIT_WORLD;
        }
        options->init = config->init;
    }
    return EXIT_DONE;
}

void config_free(Config *config)
{
    run_record_free(&config->record);
}
