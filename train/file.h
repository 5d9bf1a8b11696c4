// Files as heed writes them: whole or not at all, and every failure is named.
//
// This is the one place that creates files and folders. What it promises: after a true, the bytes are on the disk under
// their name; after a false, the file is what it was before, nothing of ours is left beside it, and *message says which
// path, which cause and, where there is one, the mend.
#ifndef HEED_TRAIN_FILE_H
#define HEED_TRAIN_FILE_H

#include "train/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A file that is not whole yet has a name that begins so.
#define TEMPORARY_PREFIX ".heed-tmp-"

// --- a whole file ---------------------------------------------------------------------------------------------------

// Writes a new file in path's folder, and only when it is safe on the disk gives it path's name, in place of a file
// that had it. Something else of that name (a folder, a device, a symbolic link) is refused. Bits of the mode: 0666
// less the umask.
bool file_write(const char *path, const void *bytes, size_t size, Message *message);

// --- parts of one: open descriptors; false: errno says why ----------------------------------------------------------

// All of the bytes, from this place on.
bool file_write_at(int file, int64_t at, const void *bytes, size_t size);
// Waits until what was written is on the disk.
bool file_sync(int file);

// --- folders --------------------------------------------------------------------------------------------------------

// Makes the folder and those above it that are missing. True also when it is there already.
bool folder_make(const char *path, Message *message);

// --- a file that grows by rows, such as log.csv ---------------------------------------------------------------------

// Rows are kept in memory until rows_flush, or until the buffer is full, and reach the file whole: when the disk fills
// in the middle of one, the file is cut back to the rows before it. After a failure the file takes no more rows: each
// later call fails with the same cause, so that a loss is never passed over.
typedef struct RowFile RowFile;

// Starts an empty file, or, with kept >= 0, goes on behind the first kept bytes of one that is there. A symbolic link
// is refused. NULL: it cannot be made, or is shorter. rows_close closes and frees it.
enum { ROWS_NEW = -1 };
RowFile *rows_open(const char *path, int64_t kept, Message *message);
// row ends in a newline.
bool rows_add(RowFile *rows, const char *row, Message *message);
// Hands the rows to the system: they outlive the program from here on, and the machine from rows_sync or rows_close on.
bool rows_flush(RowFile *rows, Message *message);
// Flushes, and waits until all is on the disk. *length is then the file's, in bytes.
bool rows_sync(RowFile *rows, int64_t *length, Message *message);
// Flushes, waits until all is on the disk, closes and frees, also when it fails. NULL is left alone.
bool rows_close(RowFile *rows, Message *message);

#endif
