// In C because a handler may call only async-signal-safe functions, and the Swift runtime promises
// that of none; and in a file of its own because its state must exist once. A header's functions are
// copied into the object file of each Swift file into which they are inlined, with their variables.
#define _GNU_SOURCE
#include "CSignals.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

// The descriptors of the counters, by signal number; 0 for none.
static volatile sig_atomic_t counters[NSIG];

static void handle(int number) {
    int error = errno;
    uint64_t one = 1;
    // A full counter says enough.
    ssize_t written = write(counters[number], &one, sizeof one);
    (void)written;
    errno = error;
}

int pdl_count_signal(int number) {
    if (number <= 0 || number >= NSIG) return -1;
    int counter = counters[number];
    if (counter == 0) {
        counter = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        if (counter < 0) return -1;
        counters[number] = counter;
    }
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handle;
    action.sa_flags = SA_RESTART;
    return sigaction(number, &action, NULL) == 0 ? counter : -1;
}

void pdl_restore_signal(int number) {
    signal(number, SIG_DFL);
}
