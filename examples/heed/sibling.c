// Finding and running the other program.
#include "examples/heed/sibling.h"

#include "train/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

// --- where it is ----------------------------------------------------------------------------------------------------

// FOLDER/NAME, where folder has `length` letters. True: it is there and can be run.
static bool try_folder(char path[SIBLING_PATH], const char *folder, size_t length, const char *name)
{
    const char *where = length > 0 ? folder : "."; // an empty part of PATH
    const int written = snprintf(path, SIBLING_PATH, "%.*s/%s", length > 0 ? (int)length : 1, where, name);
    return written > 0 && written < SIBLING_PATH && access(path, X_OK) == 0;
}

static bool try_beside(char path[SIBLING_PATH], const char *program, const char *name)
{
    const char *slash = strrchr(program, '/');
    return slash && try_folder(path, program, (size_t)(slash - program), name);
}

static bool try_path(char path[SIBLING_PATH], const char *name)
{
    const char *folder = getenv("PATH");
    while (folder && *folder) {
        const size_t part = strcspn(folder, ":");
        if (try_folder(path, folder, part, name))
            return true;
        folder += part + (folder[part] == ':');
    }
    return false;
}

bool sibling_self(char path[SIBLING_PATH], const char *self)
{
    const ssize_t length = readlink("/proc/self/exe", path, SIBLING_PATH - 1); // Linux has it
    path[length > 0 ? length : 0] = '\0';
    if (length > 0)
        return true;
    if (!strchr(self, '/'))
        return try_path(path, self);
    return realpath(self, path) != NULL; // a link may lie elsewhere
}

bool sibling_find(char path[SIBLING_PATH], const char *name, const char *self, Message *message)
{
    char here[SIBLING_PATH];
    if ((sibling_self(here, self) && try_beside(path, here, name)) || try_beside(path, self, name) ||
        try_path(path, name))
        return true;
    return message_set(message, "%s is neither beside %s nor on PATH; ./dev build and ./dev install make both", name,
                       self);
}

// --- running it -----------------------------------------------------------------------------------------------------

bool sibling_become(const char *path, char *const *argument, Message *message)
{
    fflush(stdout);
    execv(path, argument);
    return message_set(message, "cannot run %s: %s", path, strerror(errno));
}

bool sibling_start(Sibling *sibling, const char *path, char *const *argument, Message *message)
{
    *sibling = (Sibling){.process = -1, .out = tmpfile(), .err = tmpfile()};
    fflush(stdout); // or the child would write it once more
    if (sibling->out && sibling->err)
        sibling->process = fork();
    if (sibling->process == 0) {
        if (dup2(fileno(sibling->out), STDOUT_FILENO) >= 0 && dup2(fileno(sibling->err), STDERR_FILENO) >= 0)
            execv(path, argument);
        _exit(127);
    }
    if (sibling->process > 0)
        return true;
    message_set(message, "cannot run %s: %s", path, strerror(errno));
    if (sibling->out)
        fclose(sibling->out);
    if (sibling->err)
        fclose(sibling->err);
    return false;
}

// All of the file, which ends with a 0; NULL: memory is out, or it cannot be read.
static char *read_all(FILE *file)
{
    if (fseek(file, 0, SEEK_END) != 0)
        return NULL;
    const long size = ftell(file);
    char *text = size >= 0 ? malloc((size_t)size + 1) : NULL;
    rewind(file);
    if (text && fread(text, 1, (size_t)size, file) != (size_t)size) {
        free(text);
        return NULL;
    }
    if (text)
        text[size] = '\0';
    return text;
}

bool sibling_wait(Sibling *sibling, SiblingResult *result, Message *message)
{
    int status = 0;
    while (waitpid(sibling->process, &status, 0) < 0 && errno == EINTR)
        ;
    *result = (SiblingResult){.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status),
                              .output = read_all(sibling->out)};
    rewind(sibling->err);
    if (fgets(result->complaint, sizeof result->complaint, sibling->err))
        result->complaint[strcspn(result->complaint, "\n")] = '\0';
    fclose(sibling->out);
    fclose(sibling->err);
    return result->output || message_set(message, "what the other program said cannot be read");
}
