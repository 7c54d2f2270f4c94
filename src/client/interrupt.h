/*
 * interrupt.h
 *	  Ctrl-C, counted while something runs that can be asked to end.
 */
#ifndef QSHRINK_CLIENT_INTERRUPT_H
#define QSHRINK_CLIENT_INTERRUPT_H

#include <stdbool.h>

/* From now on Ctrl-C is counted; a fourth one ends the program as ever */
extern void interrupt_watch(void);
extern void interrupt_unwatch(void);

/* How often it came since interrupt_watch */
extern int	interrupt_count(void);

/* Wait for sockets to be readable (-1: none), Ctrl-C or the end of the time */
extern void interrupt_wait(int first, int second, int milliseconds);

#endif
