// The build says the version; the compiler says itself.
#include "train/version.h"

const char *const HEED_VERSION_TEXT = HEED_VERSION;

#if defined(__clang__)
const char *const HEED_COMPILER_TEXT = "clang " __clang_version__;
#else
const char *const HEED_COMPILER_TEXT = "gcc " __VERSION__;
#endif
