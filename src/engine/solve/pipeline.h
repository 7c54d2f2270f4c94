/*
 * pipeline.h
 *	  The adaptive loop: presolve, then rounds of shrink - encode - sample -
 *	  repair - polish around a growing pool, until proof, target, stagnation,
 *	  rounds or time; and the record of what happened.
 */
#ifndef QS_PIPELINE_H
#define QS_PIPELINE_H

#include "correlate/correlate.h"
#include "encode/encode.h"
#include "model/contraction.h"
#include "sampling/sampler.h"
#include "shrink/shrink.h"
#include "solve/kept_shots.h"

typedef enum QsRunStatus
{
	QS_RUN_OPTIMAL,
	QS_RUN_FEASIBLE,
	QS_RUN_INFEASIBLE,			/* proved to have no solution */
	QS_RUN_NOT_FOUND			/* no feasible assignment found; the least violated is kept */
} QsRunStatus;

typedef enum QsStopReason
{
	QS_STOP_PROOF,
	QS_STOP_TARGET,
	QS_STOP_ROUNDS,
	QS_STOP_TIME,
	QS_STOP_STAGNATION,
	QS_STOP_LIMIT,				/* of nodes or memory, of the enumeration that was asked for */
	QS_STOP_STOPPED				/* the user asked for an end with the best so far */
} QsStopReason;

/*
 * A round of an earlier run of the same model, walked again with samples from
 * elsewhere: what hardware measured on its circuit.
 */
typedef struct QsReplay
{
	const QsStep *presolve_step;	/* the run's, in original variables: taken until ... */
	int64_t		presolve_steps;
	int			base_variables; /* ... so few are left, as QsRound has it */
	const QsStep *step;			/* the round's, in original variables */
	int64_t		steps;
	const QsQubo *qubo;			/* what was sampled; the walk must lead there again */
	const QsSamples *samples;
} QsReplay;

/* Whose steps and circuits a run keeps */
typedef enum QsLog
{
	QS_LOG_NONE,
	QS_LOG_BEST,				/* those of the best round */
	QS_LOG_ALL					/* those of every round, rejections included */
} QsLog;

/* Where circuits with the mixer warm start from */
typedef enum QsWarmSource
{
	QS_WARM_POOL,
	QS_WARM_RELAXATION
} QsWarmSource;

extern const QsNames qs_warm_source_names;

typedef struct QsSettings
{
	QsSolver	solver;
	int			max_qubits;
	QsCorrelationMethod correlation;
	int			correlation_layers; /* qaoa: of the circuit whose expectations they are */
	double		correlation_share;	/* shots: of the samples, lowest energies first, that
									 * correlations are taken from; 0: sampler.cvar */
	QsEncodingKind encoding;
	QsSamplerSettings sampler;
	QsWarmSource warm_source;
	int			rounds;			/* 0: by structure */
	uint64_t	seed;
	bool		has_target;
	double		target;			/* user's sense: stop when reached */
	int			solutions;		/* how many to return */
	bool		enumerate;		/* the best there are, proved: QsRun.proved_solutions */
	int			diversity;		/* least Hamming distance between any two returned; 1: different */
	const uint8_t *start;		/* n, or NULL: a solution to begin with; what is fixed
								 * overrides it, and what then is feasible is never lost */
	const int8_t *fixed;		/* n of -1 / 0 / 1, or NULL */

	bool		timed;			/* the host has a deadline: rounds go on until then unless set */
	double		step_seconds;	/* the caller takes to store a step: kept back from the deadline */
	bool		presolve;
	bool		certified;		/* certified fixing against the incumbent, linear objectives */
	bool		proof;			/* bounds and enumeration */
	bool		legality;
	bool		anchor;			/* shrunk models keep the incumbent they start from */
	bool		recompute;
	QsReduction reduction;
	int			batch;			/* merges between two sets of correlations; 0: adaptive */
	bool		construct;		/* first solutions before the first round; without, answers come
								 * from samples and the caller's start alone */
	bool		message_passing;
	bool		repair;
	bool		polish;
	QsLog		log;			/* whose steps and circuits are kept */
	int			keep_shots;		/* distinct shots of each round to keep, whatever log says; 0: none */
	double		confidence;
	double		spectral_drift;
	double		effort;			/* factor on the search effort after each round; 0: descent only */
	int			stagnation;		/* rounds without improvement; 0: by structure */
	int64_t		node_limit;		/* of the proof by enumeration */
	bool		(*judge) (void *context, const uint8_t *x);	/* independent verdict on the stored
								 * rows; an answer counts as feasible only with it; NULL: none */
	void	   *judge_context;
	const QsReplay *replay;		/* NULL, or walk this round instead of shrinking and sampling:
								 * solver, rounds, correlations and presolve are then ignored */
} QsSettings;

extern const QsSettings qs_settings_defaults;

/* Stages timed in a run. */
typedef enum QsStage
{
	QS_STAGE_LOAD,				/* reading the problem: the caller's, before qs_solve() */
	QS_STAGE_PRESOLVE,
	QS_STAGE_RELAX,
	QS_STAGE_CONSTRUCT,
	QS_STAGE_PROOF,
	QS_STAGE_SHRINK,			/* correlations included */
	QS_STAGE_ENCODE,
	QS_STAGE_SAMPLE,
	QS_STAGE_REPAIR,
	QS_STAGE_POLISH,
	QS_STAGE_OTHER,				/* judging and keeping answers, building what stages share */
	QS_STAGE_STORE,				/* writing the run: the caller's, after qs_solve() */
	QS_STAGE_COUNT
} QsStage;

extern const char *qs_stage_name(QsStage stage);
extern const char *qs_run_status_name(QsRunStatus status);
extern const char *qs_stop_reason_name(QsStopReason reason);

/* One round, objectives in the engine's sense; NAN where there is none. */
typedef struct QsRound
{
	int			round;			/* from 1 */
	QsSolver	solver;
	unsigned	sources;		/* of correlations, as in QsShrunk; 0: none was used */
	const char *stop;			/* why shrinking ended */
	int			base_variables; /* left by presolve and certified fixing at the time */
	int			variables;		/* of the shrunk model */
	int			qubits;
	int			merges;
	int			rejected;
	int			undone;
	double		perturbation;
	int			distinct_shots;
	int64_t		shots;
	int64_t		best_shots;		/* feasible ones at raw_objective */
	double		shot_objective;	/* mean of the feasible shots; NAN: none */
	double		raw_feasible_share;
	double		raw_objective;	/* best feasible shot */
	double		raw_energy_objective;	/* objective of the lowest-energy shot, feasible or not */
	double		repaired_objective;
	double		polished_objective;
	double		best_so_far;
	int64_t		repair_moves;
	int64_t		polish_moves;
	double		optimum_share;	/* shots at the minimum of the reduced QUBO, ties added up */
	QsSamplerReport report;		/* angles in host memory; energies in the encoding's unit */
	double		seconds;
	int			spectrum_count;
	double		spectrum[QS_SPECTRUM_VALUES];

	/* for replay and export: the QUBO sampled and which original variable each
	 * qubit carries (root, -1: slack); kept as QsSettings.log says */
	QsQubo	   *qubo;			/* in the user's unit */
	int32_t    *qubit_variable;
	int32_t    *qubit_group;	/* one-hot group each qubit is in, from 0, -1: none; NULL: no groups */
	double	   *warm;			/* probabilities a warm start began from, or NULL */
	QsStep	   *step;			/* in original variables; NULL unless kept */
	int64_t		step_count;
	QsKeptShots *kept;			/* shots, or NULL */
} QsRound;

typedef struct QsSolution
{
	uint8_t    *x;				/* n of the original model */
	double		objective;
	bool		feasible;
	uint8_t    *raw;			/* expanded shot it came from, or NULL */
	double		raw_objective;
	bool		raw_feasible;
	double		repaired_objective;		/* NAN: repair was not run */
	int			violations;		/* rows the raw shot breaks */
	int64_t		repair_moves;
	int64_t		polish_moves;
	int64_t		occurrences;	/* of the raw shot */
	int			round;			/* 0: construction; of its start */
	int			start;			/* that found it, from 1 */
} QsSolution;

#define QS_INCUMBENTS		256 /* of a run at most: when there are more, every second is left out */

/* A better answer than all before it */
typedef struct QsIncumbent
{
	double		seconds;		/* since the solve began */
	double		objective;		/* engine sense */
	double		bound;			/* known then; -INFINITY: none */
	QsStage		stage;			/* that found it */
	int			round;			/* 0: before the first */
} QsIncumbent;

typedef struct QsRun
{
	int			n;
	QsRunStatus status;
	QsStopReason stop_reason;
	const char *proved_by;		/* "bound", "enumeration", "presolve", or NULL */
	bool		has_objective;
	double		objective;		/* engine sense */
	double		bound;			/* engine sense; -INFINITY: none */
	int			presolve_fixed; /* variables removed before the first round */
	int			merge_fixed;	/* removed by merging in the best round */
	int			qubits;			/* of the best round */
	int			best_round;
	int64_t		repair_moves;
	int64_t		polish_moves;
	double		raw_feasible_share;		/* over all shots of the run; NAN: none */
	double		stage_seconds[QS_STAGE_COUNT];	/* their sum is the time of the whole */
	double		seconds;
	int			rounds;
	QsRound    *round;
	int			round_capacity;
	QsStep	   *presolve_step;
	int64_t		presolve_step_count;
	int			proved_solutions;	/* so many from the first on are proved to be the best
									 * there are (best apart, with a diversity) */
	int			incumbents;		/* in the order they were found, ever better */
	QsIncumbent *incumbent;		/* QS_INCUMBENTS at most, the last one always */
	int			solutions;		/* best first, distinct */
	QsSolution *solution;
	const char *unsupported;	/* NULL, or why the settings cannot work on this problem: the
								 * run then ended before its first round did */

	/* starts.h: the rest of the record is that of the best start */
	int			starts;			/* that count */
	int			best_start;		/* from 1 */
	double	   *start_objective;	/* starts, engine sense; NAN: nothing was found */
	char	   *names;			/* what names above point into, if they came as bytes
								 * (run_bytes.h), else NULL */
} QsRun;

/*
 * Solve.  Returns a run in host memory whatever happens short of a throw (cancel,
 * memory).  Never looks at a known answer.  What settings->judge refuses is not
 * feasible and proves nothing.
 */
extern QsRun *qs_solve(QsHost *host, const QsModel *model, const QsSettings *settings);
extern void qs_run_free(QsHost *host, QsRun *run);

#endif
