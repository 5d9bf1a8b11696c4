// Runs a program on a terminal of its own (a pseudo-terminal), looks at the screen meanwhile, and ends with its exit
// code.
//
//   on_screen COLUMNSxROWS STEP... -- COMMAND ARGUMENT...
//
// The steps, one after the other:
//   wait TEXT    until the text is on the screen
//   frames N     until the program has drawn its picture so many times more
//   size CxR     gives the terminal another size, as dragging its window does
//   type TEXT    types it
//   stop         types Ctrl-C
//   do COMMAND   runs it in a shell of its own
//   end          until the program is over
//   shot FILE    writes the screen as text
//   grounds FILE writes where it is coloured
// Exit code 99: a step did not come about in a minute, or the program wrote a sequence that is not known.
#include "tests/cli/screen.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { FAILED = 99, PATIENCE = 60, QUIET = 100 }; // an exit code, seconds, milliseconds

typedef struct {
    Screen screen, frame; // as it is, and as it was when the program last began to draw over it: whole
    int terminal;         // our end of it
    pid_t program;
    bool over;
} Session;

static void fail(const char *why, const char *what)
{
    fprintf(stderr, "on_screen: %s %s\n", why, what);
    exit(FAILED);
}

static void set_size(int terminal, int columns, int rows)
{
    const struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
    if (ioctl(terminal, TIOCSWINSZ, &size) != 0)
        fail("cannot set the size of", "the terminal");
}

static void parse_size(const char *text, int *columns, int *rows)
{
    if (sscanf(text, "%dx%d", columns, rows) != 2 || *columns < 1 || *columns > SCREEN_COLUMNS || *rows < 1 ||
        *rows > SCREEN_ROWS)
        fail("no size:", text);
}

static void start(Session *session, char **command, int columns, int rows)
{
    session->terminal = posix_openpt(O_RDWR | O_NOCTTY);
    if (session->terminal < 0 || grantpt(session->terminal) != 0 || unlockpt(session->terminal) != 0)
        fail("there is no", "pseudo-terminal");
    set_size(session->terminal, columns, rows);
    const char *name = ptsname(session->terminal);
    session->program = name ? fork() : -1;
    if (session->program < 0)
        fail("cannot start", command[0]);
    if (session->program > 0)
        return;
    setsid(); // the first terminal that is opened becomes its own
    const int end = open(name, O_RDWR);
    struct termios modes;
    if (end >= 0 && tcgetattr(end, &modes) == 0) {
        // A Ctrl-C would be shown amid what the program writes, and what nobody has read yet of that would be dropped.
        modes.c_lflag = (modes.c_lflag & ~(tcflag_t)ECHO) | NOFLSH;
        tcsetattr(end, TCSANOW, &modes);
    }
    if (end < 0 || dup2(end, 0) < 0 || dup2(end, 1) < 0 || dup2(end, 2) < 0)
        _exit(FAILED);
    close(session->terminal);
    close(end);
    execvp(command[0], command);
    _exit(FAILED);
}

// Takes what the program has written, waiting at most so long. False: it wrote nothing.
static bool take(Session *session, int milliseconds)
{
    char bytes[4096];
    struct pollfd wait = {.fd = session->terminal, .events = POLLIN};
    if (session->over || poll(&wait, 1, milliseconds) <= 0)
        return false;
    const ssize_t count = read(session->terminal, bytes, sizeof bytes);
    if (count <= 0) {
        session->over = count == 0 || errno != EINTR; // EIO: nobody has the other end
        return false;
    }
    for (ssize_t i = 0; i < count; i++) {
        const int frames = session->screen.frames;
        screen_feed(&session->screen, bytes + i, 1);
        if (session->screen.frames > frames)
            session->frame = session->screen;
    }
    return true;
}

// The program is halted for a moment, so that what it wrote for the old size is read at the old size.
static void resize(Session *session, const char *text)
{
    int columns = 0, rows = 0;
    parse_size(text, &columns, &rows);
    kill(session->program, SIGSTOP);
    while (take(session, QUIET))
        ;
    screen_resize(&session->screen, columns, rows);
    set_size(session->terminal, columns, rows);
    kill(session->program, SIGCONT);
}

static const Screen *seen(const Session *session)
{
    return session->over || session->screen.frames == 0 ? &session->screen : &session->frame;
}

static void shot(const Session *session, const char *path, void print(const Screen *, FILE *))
{
    FILE *file = fopen(path, "w");
    if (!file)
        fail("cannot write", path);
    print(seen(session), file);
    if (fclose(file) != 0)
        fail("cannot write", path);
}

static bool reached(const Session *session, const char *step, const char *value, int frames)
{
    if (strcmp(step, "wait") == 0)
        return screen_has(seen(session), value);
    if (strcmp(step, "frames") == 0)
        return session->screen.frames >= frames + atoi(value);
    return session->over;
}

static void wait_for(Session *session, const char *step, const char *value)
{
    const int frames = session->screen.frames;
    const time_t begun = time(NULL);
    while (!reached(session, step, value, frames)) {
        take(session, QUIET);
        if ((session->over && strcmp(step, "end") != 0 && !reached(session, step, value, frames)) ||
            time(NULL) - begun > PATIENCE) {
            screen_print(seen(session), stderr);
            kill(session->program, SIGKILL);
            fail(step, value);
        }
    }
}

static void type(const Session *session, const char *text)
{
    if (write(session->terminal, text, strlen(text)) != (ssize_t)strlen(text))
        fail("cannot type", text);
}

// Returns how many arguments the step has taken.
static int do_step(Session *session, char **step)
{
    const bool alone = strcmp(step[0], "end") == 0 || strcmp(step[0], "stop") == 0;
    if (!alone && !step[1])
        fail("no value for", step[0]);
    if (strcmp(step[0], "stop") == 0)
        type(session, "\003");
    else if (strcmp(step[0], "type") == 0)
        type(session, step[1]);
    else if (strcmp(step[0], "do") == 0) {
        if (system(step[1]) != 0)
            fail("this fails:", step[1]);
    } else if (strcmp(step[0], "size") == 0)
        resize(session, step[1]);
    else if (strcmp(step[0], "shot") == 0)
        shot(session, step[1], screen_print);
    else if (strcmp(step[0], "grounds") == 0)
        shot(session, step[1], screen_print_grounds);
    else if (alone || strcmp(step[0], "wait") == 0 || strcmp(step[0], "frames") == 0)
        wait_for(session, step[0], alone ? "" : step[1]);
    else
        fail("no step:", step[0]);
    return alone ? 1 : 2;
}

int main(int count, char **argument)
{
    static Session session;
    int columns = 0, rows = 0, dashes = 2, status = 0;
    while (dashes < count && strcmp(argument[dashes], "--") != 0)
        dashes++;
    if (dashes + 1 >= count)
        fail("usage: on_screen COLUMNSxROWS STEP... --", "COMMAND...");
    parse_size(argument[1], &columns, &rows);
    screen_begin(&session.screen, columns, rows);
    start(&session, argument + dashes + 1, columns, rows);
    for (int i = 2; i < dashes;)
        i += do_step(&session, argument + i);
    if (!session.over)
        wait_for(&session, "end", "");
    if (waitpid(session.program, &status, 0) < 0)
        fail("cannot wait for", argument[dashes + 1]);
    if (session.screen.unknown[0])
        fail("the program wrote ESC", session.screen.unknown + 1);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
