// The words of a file, numbered as they first come.
#ifndef HEED_TRAIN_VOCABULARY_H
#define HEED_TRAIN_VOCABULARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tensor/public.h"

HEED_BEGIN

enum { MOST_WORDS = 65536 };

// Words lie in a text that outlives the vocabulary.
typedef struct {
    const char **word; // owned: where each begins
    int *length;       // owned
    int words, room;
    int32_t *slot; // owned: a hash table of their numbers; -1: free
} Vocabulary;

enum { NO_WORD = -1, NO_ROOM = -2 };

bool vocabulary_new(Vocabulary *vocabulary); // false: memory is out
void vocabulary_free(Vocabulary *vocabulary);
// The word's number, or NO_WORD.
int32_t vocabulary_find(const Vocabulary *vocabulary, const char *word, size_t length);
// The same, and a new word is added. NO_ROOM: there are MOST_WORDS already, or memory is out.
int32_t vocabulary_add(Vocabulary *vocabulary, const char *word, size_t length);

HEED_END

#endif
