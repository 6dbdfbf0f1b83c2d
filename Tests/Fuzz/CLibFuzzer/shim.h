// The entry point of libFuzzer for programs that have a `main` of their own.
//
// Only a build for fuzzing links the library; see Tests/Fuzz/README.md.

#ifndef PDL_LIBFUZZER_SHIM_H
#define PDL_LIBFUZZER_SHIM_H

#include <stddef.h>
#include <stdint.h>

/// Runs libFuzzer with the arguments of its command line.
int LLVMFuzzerRunDriver(int *argc, char ***argv,
                        int (*callback)(const uint8_t *data, size_t size));

#endif
