// --fault: the list of faults, and a name that is none of them.
#ifndef HEED_EXAMPLES_HEED_FAULT_NAMES_H
#define HEED_EXAMPLES_HEED_FAULT_NAMES_H

// Prints a name a line, and after each its sentence; returns EXIT_DONE.
int list_faults(void);
// Says so, with the nearest name; returns EXIT_USAGE.
int unknown_fault(const char *name);

#endif
