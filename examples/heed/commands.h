// The commands of the program heed. Each gets the arguments from its own name on and returns the program's exit code.
#ifndef HEED_EXAMPLES_HEED_COMMANDS_H
#define HEED_EXAMPLES_HEED_COMMANDS_H

enum {
    EXIT_DONE = 0,
    EXIT_GOAL = 1,         // done, but the goal was not reached
    EXIT_USAGE = 2,        // the command line; nothing was created
    EXIT_WORLD = 3,        // a file, a folder, the disk or memory
    EXIT_CHECK_FAILED = 4, // a gradient is wrong
    EXIT_DIVERGED = 5,     // the numbers are no longer finite
    EXIT_DAMAGED = 6,      // a file that was read is malformed, or of another program, model or format
    EXIT_INCONCLUSIVE = 7, // some gradient could not be judged, and none is wrong
    EXIT_SIGNAL = 128,     // and the number of the signal that stopped it
};

// argument[-1] is how the program was called.
int command_check(int argc, char **argument);
int command_train(int argc, char **argument);
int command_tasks(int argc, char **argument);
int command_show(int argc, char **argument);
int command_eval(int argc, char **argument);
int command_compare(int argc, char **argument);
int command_report(int argc, char **argument);
int command_ex(int argc, char **argument);
int command_whence(int argc, char **argument);

// Prints "heed: ..." to stderr and returns EXIT_USAGE.
int usage_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
// The same for a name that is no task.
int unknown_task(const char *name);
// Prints "heed: ..." to stderr and returns EXIT_WORLD.
int world_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
