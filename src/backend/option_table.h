/*
 * option_table.h
 *	  The one table of everything a user can set: arguments, keys of `options`, and
 *	  qshrink.* parameters.  Adding one is a line in option_table.c and a field for
 *	  its value; reading, ranges, messages, parameters, the record of a run, the
 *	  function qshrink_options() and the README follow.
 */
#ifndef QSHRINK_OPTION_TABLE_H
#define QSHRINK_OPTION_TABLE_H

#include "compat.h"

#include "utils/jsonb.h"

#include "base/names.h"
#include "solve/pipeline.h"

#define QSHRINK_MOST_WORKERS	1024

/* What a call may set; not all functions read all of it. */
typedef struct QshrinkOptions
{
	QsSettings	settings;
	double		seconds;		/* time limit; 0: none */
	double		penalty;		/* factor on the penalties of qshrink_encode */
	int			starts;
	int			workers;		/* that help at most; qshrink.max_workers limits them, too */
	bool		notices;
	bool		trace;
	bool		has_seed;		/* false: none was given */
	Jsonb	   *rhs;			/* right-hand sides of this run by label, or NULL */
	char	   *scenario;		/* what the caller calls it, or NULL */
	Jsonb	   *device;			/* that settings.sampler.device was read from, or NULL */
	int			coupling;		/* QsLattice of qshrink_circuit */
	bool		keep_rzz;		/* of qshrink_circuit */
	Jsonb	   *angles;			/* that settings.sampler has, as they were given, or NULL */
	Jsonb	   *angles_from;	/* the run or round that they come from, or NULL (solve_angles.h) */
	int64		start_run;		/* run that settings.start comes from; 0: none */
	int			count_keys;		/* QsCountKeys: what counts of hardware are keyed by */
	int			count_register; /* the one that holds the qubits; -1: all together */
	int			count_shots;	/* that probabilities stand for */
	int			simd;			/* QsSimd of the pure form */
	double		tolerance;		/* of the pure form */
	int			given_kinds;	/* QSHRINK_KIND_BIT of those without a field that were given */
} QshrinkOptions;

typedef enum QshrinkOptionKind
{
	QSHRINK_BOOLEAN,			/* bool */
	QSHRINK_INTEGER,			/* int */
	QSHRINK_BIGINT,				/* int64 */
	QSHRINK_REAL,				/* double, never NaN */
	QSHRINK_NAME,				/* an enum: one of names */
	QSHRINK_SWITCH,				/* bool: one of two names, values 0 and 1 */
	QSHRINK_INTERVAL,			/* double, seconds */
	QSHRINK_SEED,				/* uint64 */
	QSHRINK_OBJECT,				/* Jsonb *, or NULL */
	QSHRINK_TEXT,				/* char *, not empty, or NULL; has a column of its own in the record of a run */

	QSHRINK_ANGLES,				/* Jsonb *, or NULL: a list, or lists "gamma" and "beta" */
	QSHRINK_DEVICE,				/* Jsonb *, or NULL: device_read.h */
	QSHRINK_ROUND,				/* Jsonb *, or NULL: the number of a run, or a "run" and a "round" of it */
	QSHRINK_PAIR,				/* double[2], finite; both 0: off */

	/* read by the functions that take them */
	QSHRINK_GROUPS,
	QSHRINK_PROBABILITIES,
	QSHRINK_BITS,
	QSHRINK_WEIGHTS
} QshrinkOptionKind;

#define QSHRINK_KIND_BIT(kind)	(1 << ((kind) - QSHRINK_GROUPS))

/* How an option may be given */
#define QSHRINK_ARGUMENT	0x01	/* as an argument of its name */
#define QSHRINK_OF_SOLVE	0x02	/* in options of qshrink_solve, qshrink_shrink, qshrink_import_counts */
#define QSHRINK_OF_SAMPLE	0x04	/* in options of qubo_sample */
#define QSHRINK_OF_ENCODE	0x08	/* in options of qshrink_encode */
#define QSHRINK_OF_COUNTS	0x40	/* in options of qshrink_import_counts only */
#define QSHRINK_UNRECORDED	0x80	/* changes no row: not in the record of a run */
#define QSHRINK_OF_CIRCUIT	0x200	/* in options of qshrink_circuit */
#define QSHRINK_UNSETTLED	0x400	/* no way to give one: qshrink_read_options leaves settling to the caller */
#define QSHRINK_OF_PURE		0x100	/* in settings of the pure form: qshrink_solve_model, qshrink_solve_qubo */
#define QSHRINK_SETTING		0x10	/* as the parameter qshrink.<name>, the default */
#define QSHRINK_SUPERUSER	0x20	/* which superusers set */

typedef struct QshrinkOption
{
	const char *name;
	QshrinkOptionKind kind;
	int			given;			/* QSHRINK_ARGUMENT | ... */
	size_t		offset;			/* of the value in QshrinkOptions, if it is not a parameter only */
	double		least;
	double		most;
	const QsNames *names;		/* of the kinds NAME and SWITCH */
	void	   *setting;		/* the parameter's variable: int, bool or double (milliseconds
								 * of an INTERVAL) */
	double		initial;		/* of a parameter only; others begin with the engine's defaults */
	int			unit;			/* GUC_UNIT_... of the parameter */
	const char *help;
} QshrinkOption;

extern const QshrinkOption qshrink_option[];
extern const int qshrink_option_count;

/* Every list of names there is, NULL behind the last */
extern const QsNames *const qshrink_name_lists[];

/* The option of that name that may be given in one of these ways; NULL if there is none */
extern const QshrinkOption *qshrink_option_find(const char *name, int given);

/* Has the option a place in QshrinkOptions? */
extern bool qshrink_option_has_field(const QshrinkOption *option);

/* The engine's defaults, without the parameters */
extern QshrinkOptions qshrink_option_initial(void);

/* Has the option the value that it has unless somebody sets it? */
extern bool qshrink_option_is_initial(const QshrinkOptions *options, const QshrinkOption *option);

/* The value of an option with a field as JSON, palloc'd; null where it is off */
extern char *qshrink_option_json(const QshrinkOptions *options, const QshrinkOption *option);

#endif
