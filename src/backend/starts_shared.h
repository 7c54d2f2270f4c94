/*
 * starts_shared.h
 *	  Starts of one solve in shared memory: what the processes that make them share.
 *
 * A process takes the next start, makes it with a host of its own and leaves the run
 * behind as bytes.  A start that finds its share of the memory too small is left to the
 * session, which makes it again with all of it when the others are done: so no number of
 * processes changes what a start comes to.
 */
#ifndef QSHRINK_STARTS_SHARED_H
#define QSHRINK_STARTS_SHARED_H

#include "compat.h"

#include "port/atomics.h"
#include "utils/dsa.h"

#include "option_table.h"
#include "problem_load.h"

typedef enum QshrinkStartState
{
	QSHRINK_START_OPEN,			/* nobody has made it */
	QSHRINK_START_DONE,
	QSHRINK_START_SHORT			/* of memory */
} QshrinkStartState;

typedef struct QshrinkSharedStart
{
	QshrinkStartState state;
	dsa_pointer result;			/* of a worker: the bytes of its run */
	size_t		bytes;
	double		began;			/* on the clock of this machine */
	size_t		memory;
} QshrinkSharedStart;

typedef struct QshrinkSharedStarts
{
	char		version[32];	/* of the library that wrote this */
	size_t		settings_bytes; /* likewise, of its structs */
	size_t		run_bytes;
	size_t		share;			/* of the memory, for each process */
	size_t		whole;			/* what a start may take that is made alone */
	double		began;			/* the call */
	double		deadline;
	int			starts;
	QsSimd		simd;
	bool		notices;
	bool		trace;
	bool		has_start;
	bool		has_fixed;
	QsSettings	settings;		/* without what it points to */
	pg_atomic_uint32 next;		/* start that is taken next, from 1 */
	pg_atomic_uint32 needed;	/* up to this one */
	pg_atomic_uint32 ended;		/* the user wants an end with the best so far */
	pg_atomic_uint32 processes; /* that make starts */
	pg_atomic_uint32 ready;		/* workers that hold no snapshot any more */
	pg_atomic_uint32 finished;	/* workers */
	QshrinkSharedStart start[FLEXIBLE_ARRAY_MEMBER];	/* start s is s - 1 */
} QshrinkSharedStarts;

/* Keys of the table of contents */
#define QSHRINK_KEY_STARTS		UINT64CONST(0x7173680000000001)
#define QSHRINK_KEY_PROBLEM		UINT64CONST(0x7173680000000002)
#define QSHRINK_KEY_START		UINT64CONST(0x7173680000000003)
#define QSHRINK_KEY_FIXED		UINT64CONST(0x7173680000000004)
#define QSHRINK_KEY_RESULTS		UINT64CONST(0x7173680000000005)
#define QSHRINK_KEY_QUERY		UINT64CONST(0x7173680000000006)
#define QSHRINK_KEY_ANGLES		UINT64CONST(0x7173680000000007)
#define QSHRINK_KEY_DEVICE		UINT64CONST(0x7173680000000008)
#define QSHRINK_KEYS			8

/* One of the processes that make starts */
typedef struct QshrinkStartMaker
{
	QshrinkSharedStarts *shared;
	dsa_area   *results;		/* of a worker; NULL: runs are kept in memory */
	const QshrinkProblem *problem;
	QsSettings	settings;		/* complete */
	QsHost	   *session;		/* the session's host, NULL in a worker: asked for an end */
	QsHost	   *host;			/* of the start that is being made */
	int			start;
	size_t		used;			/* of the share, by a worker's model */
	void	  **kept;			/* of the session: bytes by start */
	void		(*progress) (void *context, const QsProgress *progress);
} QshrinkStartMaker;

/* Make starts until none is left. */
extern void qshrink_make_starts(QshrinkStartMaker *maker);

/* Does the user want an end?  Passes on to the others what the session was told. */
extern bool qshrink_starts_ended(const QshrinkStartMaker *maker);

/* ereport a NOTICE of a round that begins */
extern void qshrink_notice_progress(void *context, const QsProgress *progress);

#endif
