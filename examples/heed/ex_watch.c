// heed ex watch: the learner's file is compiled and run at each save. With a terminal there are keys as well.
#include "examples/heed/ex.h"

#include "examples/heed/commands.h"
#include "examples/heed/signals.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { POLL_MILLISECONDS = 100 };
static const char KEYS[] = "hdnq";

// What changes when a file is saved; an editor may also put another file in its place.
typedef struct {
    struct timespec time;
    off_t size;
    ino_t inode;
} Stamp;

typedef struct {
    const Ex *ex;
    int exercise;
    Stamp seen, last; // as it was tried, and as it was a moment ago
    ExPatience patience;
    double looked; // how long the attempt had taken when it was last looked for what follows
    bool saved;    // the file, anew
    char key;      // that was pressed meanwhile; 0: none was
    bool terminal;
    struct termios before;
} Watching;

// --- the file -------------------------------------------------------------------------------------------------------

static struct timespec modified(const struct stat *status)
{
#ifdef __APPLE__
    return status->st_mtimespec;
#else
    return status->st_mtim;
#endif
}

// False: it is not there; it may be about to be.
static bool stamp_of(const Ladder *ladder, int exercise, Stamp *stamp)
{
    char path[MINE_PATH];
    struct stat status;
    if (stat(mine_file(ladder, exercise, path), &status) != 0)
        return false;
    *stamp = (Stamp){modified(&status), status.st_size, status.st_ino};
    return true;
}

static bool same(Stamp a, Stamp b)
{
    return a.time.tv_sec == b.time.tv_sec && a.time.tv_nsec == b.time.tv_nsec && a.size == b.size && a.inode == b.inode;
}

// Whether it is another than the one that was tried, and has been for a moment: an editor may write it in parts.
static bool is_saved(Watching *watching)
{
    const Stamp before = watching->last;
    if (!stamp_of(&watching->ex->ladder, watching->exercise, &watching->last) || !same(watching->last, before) ||
        same(watching->last, watching->seen))
        return false;
    watching->seen = watching->last;
    return true;
}

// It is seen as it is now.
static void see(Watching *watching)
{
    stamp_of(&watching->ex->ladder, watching->exercise, &watching->last);
    watching->seen = watching->last;
}

// --- the terminal ---------------------------------------------------------------------------------------------------

// Keys come at once and are not shown; Ctrl-C still ends the program.
static void terminal_begin(Watching *watching)
{
    watching->terminal =
        isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && tcgetattr(STDIN_FILENO, &watching->before) == 0;
    if (!watching->terminal)
        return;
    struct termios now = watching->before;
    now.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &now);
}

static void terminal_end(const Watching *watching)
{
    if (watching->terminal)
        tcsetattr(STDIN_FILENO, TCSANOW, &watching->before);
}

static void clear(const Watching *watching)
{
    if (watching->terminal)
        fputs("\033[H\033[J", stdout);
}

static void print_waiting(const Watching *watching)
{
    char path[MINE_PATH];
    printf("\nwaiting for %s to be saved%s\n", mine_file(&watching->ex->ladder, watching->exercise, path),
           watching->terminal ? ":  h hint  d task  n next  q quit" : "; Ctrl-C ends");
    fflush(stdout);
}

// The key that is pressed within so many milliseconds; 0: none is.
static char wait_key(const Watching *watching, int milliseconds)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    char key = 0;
    if (poll(&input, watching->terminal, milliseconds) > 0 && read(STDIN_FILENO, &key, 1) < 1)
        key = 'q'; // the terminal is gone
    return key;
}

// --- what is done ---------------------------------------------------------------------------------------------------

static int show_task(const Watching *watching)
{
    clear(watching);
    const int code = ex_task_here(watching->ex, watching->exercise);
    print_waiting(watching);
    return code;
}

static int move_on(Watching *watching)
{
    const Ladder *ladder = &watching->ex->ladder;
    const Record record = record_read(ladder);
    const int next = record_next(ladder, &record, (watching->exercise + 1) % ladder->count);
    if (next < 0 || next == watching->exercise) {
        printf("There is no other exercise to go on with.\n");
        return EXIT_DONE;
    }
    watching->exercise = next;
    const int code = show_task(watching);
    see(watching);
    return code;
}

static int do_key(Watching *watching, char key)
{
    int code = EXIT_DONE;
    switch (key) {
    case 'd': return show_task(watching);
    case 'n': return move_on(watching);
    case 'h':
        putchar('\n');
        code = ex_hint(watching->ex, watching->exercise);
        print_waiting(watching);
        return code;
    default: return EXIT_DONE;
    }
}

// An attempt goes on until the file is saved anew, or q is pressed. Other keys wait for its end, but not for long.
static bool goes_on(void *context, double seconds, int limit)
{
    Watching *watching = context;
    if (!ex_goes_on(&watching->patience, seconds, limit))
        return false;
    if (seconds >= watching->looked && // they begin anew with each program: the compiler's, then the learner's
        seconds - watching->looked < 1e-3 * POLL_MILLISECONDS)
        return true;
    watching->looked = seconds;
    const char key = wait_key(watching, 0);
    if (key && strchr(KEYS, key))
        watching->key = key;
    watching->saved = is_saved(watching);
    return !watching->saved && watching->key != 'q' && (!watching->key || seconds < EX_LONG);
}

// What is wrong with the file, or with the compiler, may be mended before the next save.
static void try_now(Watching *watching)
{
    do {
        watching->saved = watching->patience.told = false;
        clear(watching);
        fflush(stdout);
        ex_try(watching->ex, watching->exercise, (ProcessWatch){goes_on, watching});
    } while (watching->saved && !*watching->patience.signal && watching->key != 'q');
    if (!*watching->patience.signal && watching->key != 'q')
        print_waiting(watching);
}

static char next_key(Watching *watching)
{
    const char key = watching->key ? watching->key : wait_key(watching, POLL_MILLISECONDS);
    watching->key = 0;
    return key;
}

int ex_watch(const Ex *ex, int exercise)
{
    Watching watching = {
        .ex = ex, .exercise = exercise, .patience = {.signal = signals_watch(), .stopped_by = "a save or a key"}};
    const volatile sig_atomic_t *stopped = watching.patience.signal;
    char key = 0;
    bool made, untouched = false;
    Message message;
    if (!mine_begin(&ex->ladder, exercise, &made, &message))
        return world_error("%s", message.text);
    terminal_begin(&watching);
    see(&watching);
    free(mine_read(&ex->ladder, exercise, &untouched, &message));
    int code = EXIT_DONE;
    if (untouched)
        code = show_task(&watching);
    else
        try_now(&watching);
    while (code == EXIT_DONE && !*stopped && key != 'q') {
        key = next_key(&watching);
        if (key)
            code = do_key(&watching, key);
        else if (is_saved(&watching))
            try_now(&watching);
    }
    terminal_end(&watching);
    return *stopped ? EXIT_SIGNAL + *stopped : code;
}
