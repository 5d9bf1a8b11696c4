// HEED_BEGIN and HEED_END stand around what an installed header declares. Its names are then C's in a C++ program too
// (C++17), and are seen from outside the shared library, which is compiled to hide all others.
#ifndef HEED_TENSOR_PUBLIC_H
#define HEED_TENSOR_PUBLIC_H

#ifdef __cplusplus
#define HEED_BEGIN                                                                                                     \
    extern "C" {                                                                                                       \
    _Pragma("GCC visibility push(default)")
#define HEED_END                                                                                                       \
    _Pragma("GCC visibility pop")                                                                                      \
    }
#else
#define HEED_BEGIN _Pragma("GCC visibility push(default)")
#define HEED_END _Pragma("GCC visibility pop")
#endif

#endif
