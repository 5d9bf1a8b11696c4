// Flags of a command line. A command describes its flags in a table that points into its options; parsing fills them in
// and says in one line what is wrong, naming the flag, the value and what is allowed.
#ifndef HEED_EXAMPLES_HEED_FLAGS_H
#define HEED_EXAMPLES_HEED_FLAGS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum { FLAG_YES, FLAG_INTEGER, FLAG_NUMBER, FLAG_SEED, FLAG_TEXT, FLAG_CHOICE, FLAG_LIST } FlagKind;

typedef struct {
    const char *name, *help; // "--steps"
    FlagKind kind;
    union {
        bool *yes;
        int *integer;
        double *number;
        uint64_t *seed;
        const char **text;
    } to;
    double least, most;         // of an integer, a number, or each of a list
    bool open_least, open_most; // of a number: the end itself is refused
    const char *const *words;   // of a choice; ends with NULL
    int *count, room;           // of a list
    bool given;
} Flag;

Flag flag_yes(const char *name, bool *to, const char *help);
Flag flag_integer(const char *name, int *to, int least, int most, const char *help);
Flag flag_seed(const char *name, uint64_t *to, const char *help);
Flag flag_text(const char *name, const char **to, const char *help);
// A number from least up to most; flag_open takes the two ends away, where it is told to.
Flag flag_number(const char *name, double *to, double least, double most, const char *help);
Flag flag_open(Flag number, bool least, bool most);
// Sets *to to the place of the word in words, which end with NULL.
Flag flag_choice(const char *name, int *to, const char *const *words, const char *help);
// Up to room rising integers >= 0 with commas between; *count is how many.
Flag flag_list(const char *name, int *to, int *count, int room, const char *help);

// Parses argument[1..] into flags; "--name value" and "--name=value" are the same, and after "--" nothing is a flag.
// A flag without a value is taken back by "--no-name": a task may have it by default.
// What is no flag goes to word, in its order; more than FLAG_WORDS are dropped: no command takes as many. False: error
// says what is wrong.
enum { FLAG_ERROR = 512, FLAG_WORDS = 3 };
typedef struct {
    const char *word[FLAG_WORDS];
    int words;
    char error[FLAG_ERROR];
} Arguments;

bool flags_parse(Arguments *arguments, Flag *flags, int count, int argc, char **argument);
// Which numbers it takes.
typedef struct {
    char text[64];
} FlagRange;
FlagRange flag_range(const Flag *number);
// Lists the flags on stdout: their help, what they take, and what their options hold now, the defaults; a yes that was
// given is none.
void flags_help(const Flag *flags, int count);

#endif
