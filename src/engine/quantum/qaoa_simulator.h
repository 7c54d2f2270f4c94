/*
 * qaoa_simulator.h
 *	  The simulated machine a QAOA runs on: a state vector, half of one, or the
 *	  subspace of one-hot groups, whichever fits problem and mixer.
 */
#ifndef QS_QAOA_SIMULATOR_H
#define QS_QAOA_SIMULATOR_H

#include "quantum/subspace.h"
#include "quantum/device_plan.h"
#include "quantum/qaoa_ansatz.h"
#include "sampling/sampler.h"

typedef struct QsQaoaSimulator
{
	QsHost	   *host;
	const QsSamplerInput *input;
	const QsSamplerSettings *settings;
	QsQaoaProblem *problem;
	int			units;			/* of the mixer */
	bool		gradients;

	/* one of the two */
	QsStatevector *state;
	QsSubspace *subspace;

	QsDevicePlan *plan;			/* of qs_qaoa_simulator_fits() */
	int			noise_times;	/* as strong as it is: 1 */

	QsTail	   *tail;			/* state vectors with cvar < 1 */
	QsGradient *gradient;
} QsQaoaSimulator;

/* Bytes everything below takes at most. */
extern double qs_qaoa_bytes(const QsSamplerInput *input, const QsQaoaProblem *problem,
							const QsSamplerSettings *settings);

/* Supported inputs only.  May throw; O(2^n). */
extern QsQaoaSimulator *qs_qaoa_simulator_create(QsHost *host, const QsSamplerInput *input,
												 const QsSamplerSettings *settings);
extern void qs_qaoa_simulator_free(QsQaoaSimulator *simulator);

/* Plan the circuit for its device, or for none.  false: the device has no room for it. */
extern bool qs_qaoa_simulator_fits(QsQaoaSimulator *simulator);

/* An ansatz for this machine. */
extern QsAnsatz *qs_qaoa_simulator_ansatz(const QsQaoaSimulator *simulator, int layers,
										  bool multi_angle);

/* The objective (mean or tail mean of scaled energies) at theta, and its gradient
 * unless NULL.  Never throws; QS_INTERRUPTED when asked to stop. */
extern QsStatus qs_qaoa_evaluate(QsQaoaSimulator *simulator, QsAnsatz *ansatz,
								 const double *theta, double *gradient, double *value);

/* Run at theta and tell mean and objective (scaled energies). */
extern QsStatus qs_qaoa_run(QsQaoaSimulator *simulator, QsAnsatz *ansatz, const double *theta,
							double *expectation, double *objective);

/* Run at theta, to be measured. */
extern QsStatus qs_qaoa_prepare(QsQaoaSimulator *simulator, QsAnsatz *ansatz, const double *theta);

/* States that a batch of shots passes over */
extern double qs_qaoa_states(const QsQaoaSimulator *simulator);

/* Some of the shots of one measurement, the others of which are drawn by calls of their own */
typedef struct QsQaoaBatch
{
	bool		first;			/* the state is prepared; others see to that where it is needed */
	int			shots;
	int			all;			/* batches share what trajectories are affordable */
} QsQaoaBatch;

/* Measure after qs_qaoa_run or qs_qaoa_prepare at theta, with the errors the
 * settings ask for, those of gates simulator->noise_times each: rows of n bytes.  The machine
 * must have been planned.  May throw; QS_INTERRUPTED when the time was up
 * before all trajectories ran (the others repeat those that did), or before the state of a
 * batch that is not the first: its rows are nothing then. */
extern QsStatus qs_qaoa_sample(QsQaoaSimulator *simulator, QsAnsatz *ansatz, const double *theta,
							   QsRandom *random, const QsQaoaBatch *batch, uint8_t *rows);

/* What the circuit without any layer would give: rows of the start state. */
extern void qs_qaoa_sample_start(const QsQaoaSimulator *simulator, QsRandom *random, int shots, uint8_t *rows);

#endif
