// The build says the version; the compiler says itself.
#include "train/version.h"

const char *const HEED_VERSION_TEXT = HEED_VERSION;

#define TEXT_OF(x) #x
#define TEXT(x) TEXT_OF(x) // of what the macro x stands for

#if defined(__clang__)
const char *const HEED_COMPILER_TEXT =
    "clang " TEXT(__clang_major__) "." TEXT(__clang_minor__) "." TEXT(__clang_patchlevel__);
#else
const char *const HEED_COMPILER_TEXT = "gcc " __VERSION__;
#endif
