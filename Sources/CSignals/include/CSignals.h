// Signals as readable descriptors.
#ifndef PDL_SIGNALS_H
#define PDL_SIGNALS_H

// Counts the arrivals of a signal from now on, in an eventfd(2).
//
// A signal has one descriptor for as long as the process lives: a handler may run on any thread at
// any time, so that a closed descriptor could be written to after its number is in use for another
// file. Returns the descriptor, or -1 when there is none left.
int pdl_count_signal(int number);

// Restores the default action of a signal.
void pdl_restore_signal(int number);

#endif
