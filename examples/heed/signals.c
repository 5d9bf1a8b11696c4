// The one variable that a handler may write.
#include "examples/heed/signals.h"

#include <stddef.h>

static volatile sig_atomic_t noted;

static void note(int number)
{
    if (noted) { // the second
        signal(number, SIG_DFL);
        raise(number);
    }
    noted = number;
}

const volatile sig_atomic_t *signals_watch(void)
{
    static const int NUMBERS[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action = {.sa_handler = note, .sa_flags = SA_RESTART}, before;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++)
        if (sigaction(NUMBERS[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) // nohup has it so
            sigaction(NUMBERS[i], &action, NULL);
    signal(SIGPIPE, SIG_IGN);
    return &noted;
}
