/*
 * standalone_host.h
 *	  A host on malloc for tests, fuzzers and benchmarks.
 *
 * Failures (memory limit, cancel) longjmp to host->recover if it is set, else
 * abort.  Destroying the host frees every block still allocated.
 */
#ifndef QS_STANDALONE_HOST_H
#define QS_STANDALONE_HOST_H

#include <setjmp.h>

#include "base/host.h"

typedef struct QsStandaloneHost
{
	QsHost		host;			/* pass &standalone->host to the engine */
	jmp_buf		recover;
	bool		recover_set;
	bool		cancel;			/* set true: the next check leaves by longjmp */
	int64_t		checks;			/* interrupt points passed */
	double		last_check;		/* clock of the last one */
	double		longest_gap;	/* largest time between two interrupt points, ticks of a
								 * watch included */
	void		(*watching) (void *);	/* called at every tick with ... */
	void	   *watched;
	void	   *timer;			/* a timer_t */
	struct QsStandaloneBlock *blocks;
	struct QsStandaloneOwned *owned;
} QsStandaloneHost;

extern QsStandaloneHost *qs_standalone_create(size_t memory_limit);
/* Deadlines and durations of this host count the processor time of the process:
 * benchmarks on a machine with other work */
extern void qs_standalone_count_processor_time(QsStandaloneHost *standalone);
extern void qs_standalone_destroy(QsStandaloneHost *standalone);

#endif
