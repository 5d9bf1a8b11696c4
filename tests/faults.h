// Faults at the n-th of the system's calls that change a disk: write, fsync, rename, ftruncate, unlink, mkdir and open.
// The test is linked so that heed's calls of them come through here.
#ifndef HEED_TESTS_FAULTS_H
#define HEED_TESTS_FAULTS_H

typedef enum {
    FAULT_NONE,
    FAULT_KILL, // the process ends there, as by kill -9
    FAULT_TORN, // the same, but a write has written its first half
    FAULT_FULL, // from there on the disk is full
    FAULT_SYNC, // that one call fails
} Fault;

enum { FAULT_KILLED = 9 }; // the exit code of a process that was killed

// For this process, and the calls that it makes from now on.
void fault_at(Fault fault, int n);
// How many calls there have been since the last fault_at, in whichever process that was.
int fault_calls(void);

#endif
