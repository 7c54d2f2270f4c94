/*
 * sampler.h
 *	  One interface for everything that samples low-energy states of a QUBO.
 */
#ifndef QS_SAMPLER_H
#define QS_SAMPLER_H

#include "base/names.h"
#include "base/random.h"
#include "model/qubo.h"
#include "numeric/optimize.h"
#include "sampling/device.h"

#define QS_MOST_LAYERS	64
#define QS_LARGEST_ANGLE	1e6 /* of those given: larger ones have no phase that could be told */

typedef enum QsSolver
{
	QS_SOLVER_AUTO,				/* resolved by the pipeline, never by a sampler */
	QS_SOLVER_QAOA,
	QS_SOLVER_VQE,
	QS_SOLVER_PCE,				/* Pauli correlation encoding */
	QS_SOLVER_SQA,				/* path-integral Monte Carlo */
	QS_SOLVER_SA,
	QS_SOLVER_TABU,
	QS_SOLVER_EXACT,			/* Gray code */
	QS_SOLVER_UNIFORM,			/* control arm: random bits */
	QS_SOLVER_NONE				/* control arm: no sampler */
} QsSolver;

typedef enum QsMixer
{
	QS_MIXER_X,
	QS_MIXER_XY_RING,			/* on one-hot groups */
	QS_MIXER_XY_COMPLETE,
	QS_MIXER_WARM				/* warm start with its own mixer (Egger et al.) */
} QsMixer;

typedef enum QsQaoaInit
{
	QS_QAOA_RAMP,				/* scan of linear ramps */
	QS_QAOA_FIXED,				/* fixed angles */
	QS_QAOA_INTERPOLATE,		/* p -> p + 1 */
	QS_QAOA_LAYERWISE,			/* one layer after the other, those before it held */
	QS_QAOA_REGULAR,			/* the published angles of regular graphs */
	QS_QAOA_ANGLES				/* those given: the optimiser begins with them */
} QsQaoaInit;

/* From expectations at noise once, twice and three times as strong to that without any */
typedef enum QsExtrapolation
{
	QS_EXTRAPOLATION_NONE,		/* is not estimated */
	QS_EXTRAPOLATION_LINEAR,
	QS_EXTRAPOLATION_RICHARDSON
} QsExtrapolation;

extern const QsNames qs_extrapolation_names;

typedef struct QsSamplerSettings
{
	int			shots;
	int			layers;
	QsMixer		mixer;
	QsQaoaInit	init;
	QsOptimizer optimizer;
	bool		multi_angle;
	double		cvar;			/* fraction in (0, 1]; 1: the mean */
	int			evaluations;	/* of the objective in parameter optimisation */
	bool		double_precision;
	double		depolarizing;	/* probability per qubit and layer; 0: off */
	double		readout_flip;	/* probability per measured qubit; 0: off */
	const QsDevice *device;		/* qaoa: errors by gates and qubits, beside those two; or NULL */
	QsExtrapolation extrapolation;	/* qaoa: of the expectation to no noise */
	int			sweeps;			/* sa, sqa, tabu: work per restart; 0: by size */
	int			correlation_order;	/* pce: k */
	const double *angles;		/* use exactly these, no optimisation (with init ANGLES: begin with
								 * these); or NULL.  As many as the circuit has, or a gamma and a
								 * beta a layer */
	int			angle_count;
	double		angle_field;	/* qs_qaoa_problem_field of the problem that the angles come from: the
								 * gammas of tied ones are scaled to this one's; 0: taken as they are */
	double		ramp[2];		/* init RAMP: slopes of gamma and of beta of the one ramp to begin
								 * with, as in angles.h; 0, 0: the best of some */
	int			objective_shots;	/* that the optimiser's objective is estimated from, each time, with
								 * the noise there is; 0: it is read off the state */
	bool		history;		/* keep what the optimiser saw */
} QsSamplerSettings;

extern const QsSamplerSettings qs_sampler_defaults;

typedef struct QsSamplerInput
{
	const QsQubo *qubo;
	int			groups;			/* one-hot groups for XY mixers, see encode.h */
	const int32_t *group_start;
	const int32_t *group_qubit;
	const double *warm;			/* n probabilities of x_i = 1, or NULL */
	const uint8_t *start;		/* n: a start for local samplers, or NULL */
} QsSamplerInput;

/* Distinct assignments, ascending by energy, ties by bits. */
typedef struct QsSamples
{
	int			n;
	int			count;
	uint8_t    *x;				/* count rows of n bytes */
	double	   *energy;			/* offset included */
	int64_t    *occurrences;	/* sums to the shots; 1 each from the exact sampler */
} QsSamples;

/* What the optimiser was told */
typedef struct QsEvaluation
{
	int			number;			/* from 1; some are left out of a long history */
	double		value;
} QsEvaluation;

/* What a sampler did, for the record. */
typedef struct QsSamplerReport
{
	double	   *angles;			/* parameters that were sampled from; host memory or NULL */
	int			angle_count;
	double		expectation;	/* <E> at those, NAN for classical samplers */
	double		objective;		/* what was optimised (mean or CVaR) */
	int			evaluations;
	int64_t		depth;			/* circuit depth: layers of disjoint gates; 0: classical */
	int64_t		two_qubit_gates;
	int64_t		cx_depth;		/* of the program in cx and gates on one qubit, on the device if there
								 * is one; 0: there is none */
	int64_t		cx_gates;
	int64_t		swaps;			/* of it, three cx each */
	double		noisy_expectation;	/* <E> of the shots where there is noise, else NAN */
	double		mitigated_expectation;	/* extrapolated to none, or NAN */
	int64_t		moves;			/* classical: move evaluations */
	int64_t		optimization_shots; /* spent on estimates of the objective, in all; -1: it was read
									 * off the state, which no number of shots tells, or there
									 * was none */
	int			history_count;
	QsEvaluation *history;		/* host memory, or NULL; values as `objective` */
} QsSamplerReport;

/* Are the angles given those to sample with? */
static inline bool
qs_sampler_keeps_angles(const QsSamplerSettings *settings)
{
	return settings->angles != NULL && settings->init != QS_QAOA_ANGLES;
}

/* Free what a report holds. */
extern void qs_sampler_report_free(QsHost *host, QsSamplerReport *report);

extern const QsNames qs_mixer_names;
extern const QsNames qs_qaoa_init_names;

/* Do the settings ask for errors of gates? */
extern bool qs_sampler_has_noisy_gates(const QsSamplerSettings *settings);

/* A mixer by its name and back; false when no such name exists. */
extern bool qs_mixer(const char *name, QsMixer *mixer);
extern const char *qs_mixer_name(QsMixer mixer);

extern void qs_samples_free(QsHost *host, QsSamples *samples);

/*
 * Helpers for samplers: distinct sorted samples, energies recomputed in double
 * from the QUBO.  From `shots` rows of n bytes; from `count` rows with the number
 * of times each was seen (repeated rows are added up; zero counts are dropped);
 * from bit strings (n <= 64).  O(shots n + distinct (n + t)).
 */
extern QsSamples *qs_samples_from_rows(QsHost *host, const QsQubo *qubo,
									   const uint8_t *rows, int shots);
extern QsSamples *qs_samples_from_counts(QsHost *host, const QsQubo *qubo,
										 const uint8_t *rows, const int64_t *occurrences,
										 int count);
extern QsSamples *qs_samples_from_bits(QsHost *host, const QsQubo *qubo,
									   const uint64_t *bits, int shots);	/* bit i = x_i */

#endif
