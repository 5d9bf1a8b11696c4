// Words and their numbers: a hash table with open addressing, half empty at least.
#include "train/vocabulary.h"

#include "train/hash.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS = 2 * MOST_WORDS, ROOM_AT_FIRST = 64 };

bool vocabulary_new(Vocabulary *vocabulary)
{
    *vocabulary = (Vocabulary){.slot = malloc(SLOTS * sizeof(int32_t))};
    for (int i = 0; vocabulary->slot && i < SLOTS; i++)
        vocabulary->slot[i] = NO_WORD;
    return vocabulary->slot != NULL;
}

void vocabulary_free(Vocabulary *vocabulary)
{
    free(vocabulary->word);
    free(vocabulary->length);
    free(vocabulary->slot);
    *vocabulary = (Vocabulary){0};
}

// Where the word is, or would be.
static int32_t *slot_of(const Vocabulary *vocabulary, const char *word, size_t length)
{
    uint64_t at = hash_bytes(HASH_BEGIN, word, length) % SLOTS;
    for (;; at = (at + 1) % SLOTS) {
        const int32_t number = vocabulary->slot[at];
        if (number == NO_WORD ||
            ((size_t)vocabulary->length[number] == length && memcmp(vocabulary->word[number], word, length) == 0))
            return &vocabulary->slot[at];
    }
}

int32_t vocabulary_find(const Vocabulary *vocabulary, const char *word, size_t length)
{
    return *slot_of(vocabulary, word, length);
}

static bool make_room(Vocabulary *vocabulary)
{
    if (vocabulary->words < vocabulary->room)
        return true;
    const int room = vocabulary->room > 0 ? 2 * vocabulary->room : ROOM_AT_FIRST;
    const char **word = realloc(vocabulary->word, (size_t)room * sizeof *word);
    if (word)
        vocabulary->word = word;
    int *length = word ? realloc(vocabulary->length, (size_t)room * sizeof *length) : NULL;
    if (length) {
        vocabulary->length = length;
        vocabulary->room = room;
    }
    return length != NULL;
}

int32_t vocabulary_add(Vocabulary *vocabulary, const char *word, size_t length)
{
    int32_t *slot = slot_of(vocabulary, word, length);
    if (*slot != NO_WORD)
        return *slot;
    if (vocabulary->words == MOST_WORDS || !make_room(vocabulary))
        return NO_ROOM;
    vocabulary->word[vocabulary->words] = word;
    vocabulary->length[vocabulary->words] = (int)length;
    return *slot = vocabulary->words++;
}
