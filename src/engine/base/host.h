/*
 * host.h
 *	  The engine's whole outside world: memory, clock, progress, stopping.
 *
 * The engine allocates only through qs_alloc() and friends, which account for
 * every byte against memory_limit *before* asking the host for it.  allocate
 * and check may leave by longjmp (ereport in the backend), so whoever calls
 * them must own nothing but host memory; handles of foreign libraries are
 * registered with qs_host_own() and freed by the host on such an exit.
 */
#ifndef QS_HOST_H
#define QS_HOST_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arithmetic.h"
#include "base/status.h"

/* What the user sees while a solve runs. */
typedef struct QsProgress
{
	const char *stage;			/* static string: "presolve", "sample", ... */
	bool		milestone;		/* a round begins, or a stage before them: worth a line to read */
	int			round;			/* 0 before the first round */
	int			rounds;
	int			qubits;
	double		best;			/* in the user's sense, NAN: none yet */
	double		bound;			/* likewise */
	double		raw_feasible_share; /* of all shots so far, NAN: none yet */
} QsProgress;

typedef enum QsSimd
{
	QS_SIMD_AUTO,				/* the best instruction set of this processor */
	QS_SIMD_PORTABLE,
	QS_SIMD_AVX2,
	QS_SIMD_AVX512,
	QS_SIMD_NEON
} QsSimd;

typedef struct QsHost
{
	void	   *context;		/* handed to every callback */

	/* never NULL; 64-byte aligned; may throw */
	void	   *(*allocate) (void *context, size_t bytes);
	void		(*release) (void *context, void *pointer);

	/* leaves (never returns): an allocation of need bytes would pass limit */
	void		(*memory_exceeded) (void *context, size_t need, size_t limit);

	/* leaves: a library could not get memory, of which it needs about `need` bytes */
	void		(*out_of_memory) (void *context, size_t need);

	/* lets the host throw if the user cancelled; called in engine loops only */
	void		(*check) (void *context);

	/* never throws: the only call made from inside a library's callback */
	bool		(*stop_requested) (void *context);

	/* does the user want the best so far now?  Counts as a deadline that has passed.
	 * Never throws, safe in a signal handler; may be NULL */
	bool		(*end_requested) (void *context);

	/* call function(argument) every few milliseconds, from a signal handler, until
	 * unwatch: for libraries that run long and cannot call back.  One at a time,
	 * nothing that may throw in between.  Both may be NULL. */
	void		(*watch) (void *context, void (*function) (void *), void *argument);
	void		(*unwatch) (void *context);

	double		(*clock) (void *context);	/* monotonic seconds; safe in a signal handler */
	void		(*progress) (void *context, const QsProgress *progress);	/* may be NULL */
	void		(*trace) (void *context, const char *line); /* what a stage decided; NULL: nobody
															 * listens; may throw */

	/* call function(argument) if the host leaves by longjmp or is destroyed */
	void		(*own) (void *context, void (*function) (void *), void *argument);
	void		(*disown) (void *context, void (*function) (void *), void *argument);

	double		deadline;		/* on clock's scale; INFINITY for none */
	bool		owed;			/* what runs now is done whatever time it is */
	bool		late;			/* a deadline was seen to have passed: from here on time decides */
	size_t		memory_limit;	/* bytes */
	size_t		memory_used;
	size_t		memory_peak;
	size_t		memory_whole;	/* memory_limit is a share of this, 0: it is all there is */
	bool		memory_short;	/* something was decided otherwise for that */
	QsSimd		simd;
	int			threads;		/* for arithmetic that may use several (threads.h); 0: one */
} QsHost;

/* Uninitialised memory for count elements of size bytes, 64-byte aligned.
 * Overflow of the product counts as passing the limit.  count 0 is fine.  Large
 * allocations are interrupt points: whoever builds something large passes one. */
extern void *qs_alloc(QsHost *host, size_t count, size_t size);
extern void *qs_alloc_zero(QsHost *host, size_t count, size_t size);

/* Grow to count elements, keeping the first old_count; pointer may be NULL. */
extern void *qs_realloc(QsHost *host, void *pointer, size_t old_count,
						size_t count, size_t size);
extern void qs_free(QsHost *host, void *pointer);	/* NULL is fine */

/* Memory that a library allocates by itself: charge an estimate before the
 * call (may throw), give it back after. */
extern void qs_charge(QsHost *host, size_t bytes);
extern void qs_discharge(QsHost *host, size_t bytes);

/* Would an allocation of bytes still fit under the limit?  Notes in memory_short when it
 * would fit under the whole. */
extern bool qs_memory_fits(QsHost *host, double bytes);

/* Interrupt point: throws on cancel.  Call it at least every 10 ms. */
static inline void
qs_check(QsHost *host)
{
	host->check(host->context);
}

/* memcpy() and memset() with interrupt points: hundreds of megabytes take long, and
 * longest when they are touched for the first time.  bytes may be 0. */
extern void qs_copy(QsHost *host, void *to, const void *from, size_t bytes);
extern void *qs_duplicate(QsHost *host, const void *from, size_t count, size_t bytes);	/* of an array */
extern void qs_fill(QsHost *host, void *pointer, int byte, size_t bytes);

static inline double
qs_clock(QsHost *host)
{
	return host->clock(host->context);
}

static inline bool
qs_end_requested(const QsHost *host)
{
	return host->end_requested != NULL && host->end_requested(host->context);
}

/* True once the deadline has passed or the user wants an end; a solve then returns
 * its best so far. */
static inline bool
qs_time_up(QsHost *host)
{
	bool		up = !host->owed &&
		(host->clock(host->context) >= host->deadline || qs_end_requested(host));

	host->late |= up;
	return up;
}

/* Let only a share of the time left be used from here on.  Returns the deadline to
 * put back afterwards. */
static inline double
qs_share_time(QsHost *host, double share)
{
	double		deadline = host->deadline;

	if (isfinite(deadline))
		host->deadline = qs_clock(host) + share * (deadline - qs_clock(host));
	return deadline;
}

/* For library callbacks: a cancel or the deadline; never throws. */
static inline bool
qs_stop_requested(QsHost *host)
{
	return host->stop_requested(host->context) || qs_time_up(host);
}

#define QS_NEW(host, type)				((type *) qs_alloc_zero(host, 1, sizeof(type)))
#define QS_ARRAY(host, type, count)		((type *) qs_alloc(host, (size_t) (count), sizeof(type)))
#define QS_ARRAY0(host, type, count)	((type *) qs_alloc_zero(host, (size_t) (count), sizeof(type)))

#endif
