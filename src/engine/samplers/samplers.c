/*
 * samplers.c
 *	  The one list of samplers: names, limits and the way to their code.
 */
#include "samplers/samplers.h"

#include <math.h>

#include "exact/exact.h"
#include "quantum/pauli_correlation.h"
#include "quantum/qaoa.h"
#include "quantum/vqe.h"
#include "samplers/annealing_sampler.h"
#include "samplers/path_integral.h"
#include "samplers/tabu_sampler.h"
#include "samplers/uniform.h"

/* Coefficients a sampler gets as they are: their squares fit into single precision. */
#define SCALE_LEAST		0x1p-50
#define SCALE_MOST		0x1p50

typedef QsStatus (*Sampler) (QsHost *host, const QsSamplerInput *input,
							 const QsSamplerSettings *settings, QsRandom *random,
							 QsSamples **samples, QsSamplerReport *report);

/* What is known about a solver */
typedef struct Solver
{
	QsName		name;
	Sampler		sample;			/* NULL: refused as unsupported */
	int			max_qubits;
	bool		quantum;
} Solver;

/* In the order that hints and documentation list them */
static const Solver solvers[] = {
	{{"qaoa", QS_SOLVER_QAOA, "quantum approximate optimisation on a state vector"}, qs_sample_qaoa, 32, true},
	{{"auto", QS_SOLVER_AUTO, "enumerates the shrunk problem where it can, and searches hardest"}, NULL, QS_MAX_VARIABLES, false},
	{{"exact", QS_SOLVER_EXACT, "every assignment of the shrunk problem"}, qs_sample_exact, QS_EXACT_MAX_BITS, false},
	{{"tabu", QS_SOLVER_TABU, "tabu search"}, qs_sample_tabu, QS_MAX_VARIABLES, false},
	{{"sa", QS_SOLVER_SA, "simulated annealing"}, qs_sample_annealing, QS_MAX_VARIABLES, false},
	{{"sqa", QS_SOLVER_SQA, "simulated quantum annealing, a path-integral Monte Carlo"}, qs_sample_path_integral, QS_MAX_VARIABLES, false},
	{{"vqe", QS_SOLVER_VQE, "variational eigensolver with a hardware-efficient circuit"}, qs_sample_vqe, QS_VQE_MAX_QUBITS, true},
	{{"pce", QS_SOLVER_PCE, "Pauli correlation encoding: many variables on few qubits"}, qs_sample_pauli_correlation, QS_PAULI_MAX_VARIABLES, true},
	{{"uniform", QS_SOLVER_UNIFORM, "control arm: random bits"}, qs_sample_uniform, QS_MAX_VARIABLES, false},
	{{"none", QS_SOLVER_NONE, "control arm: no samples at all"}, NULL, QS_MAX_VARIABLES, false},
};

const QsNames qs_solver_names = QS_NAMES("solver", solvers);

/* qs_name_of() finds the name that the entry begins with. */
static const Solver *
find_solver(QsSolver solver)
{
	return (const Solver *) qs_name_of(&qs_solver_names, (int) solver);
}

bool
qs_solver(const char *name, QsSolver *solver)
{
	const QsName *found = qs_name_find(&qs_solver_names, name);

	if (found)
		*solver = (QsSolver) found->value;
	return found != NULL;
}

const char *
qs_solver_name(QsSolver solver)
{
	return find_solver(solver)->name.name;
}

int
qs_solver_max_qubits(QsSolver solver)
{
	return find_solver(solver)->max_qubits;
}

bool
qs_solver_is_quantum(QsSolver solver)
{
	return find_solver(solver)->quantum;
}

static bool
is_probability(double value)
{
	return value >= 0.0 && value <= 1.0;
}

static bool
angles_valid(const QsSamplerSettings *settings)
{
	for (int k = 0; settings->angles && k < settings->angle_count; k++)
		if (!(fabs(settings->angles[k]) <= QS_LARGEST_ANGLE))
			return false;
	return fabs(settings->ramp[0]) <= QS_LARGEST_ANGLE && fabs(settings->ramp[1]) <= QS_LARGEST_ANGLE;
}

static bool
settings_valid(const QsSamplerSettings *settings)
{
	return settings->shots >= 1 && settings->layers >= 1 && settings->layers <= QS_MOST_LAYERS &&
		settings->objective_shots >= 0 &&
		(settings->objective_shots == 0 || !qs_optimizer_needs_gradient(settings->optimizer)) &&
		isfinite(settings->angle_field) && angles_valid(settings) &&
		settings->cvar > 0.0 && settings->cvar <= 1.0 &&
		settings->evaluations >= 0 && settings->sweeps >= 0 &&
		is_probability(settings->depolarizing) && is_probability(settings->readout_flip) &&
		settings->correlation_order >= 1;
}

/* A QUBO without variables has one state. */
static QsSamples *
empty_samples(QsHost *host, const QsQubo *qubo, int shots)
{
	int64_t		occurrences = shots;
	uint8_t		row = 0;

	return qs_samples_from_counts(host, qubo, &row, &occurrences, 1);
}

/* ---- numbers far from 1 --------------------------------------------------- */

static double
largest_coefficient(const QsQubo *qubo)
{
	double		largest = 0.0;

	for (int i = 0; i < qubo->n; i++)
		largest = fmax(largest, fabs(qubo->linear[i]));
	for (int64_t k = 0; k < qubo->start[qubo->n]; k++)
		largest = fmax(largest, fabs(qubo->weight[k]));
	return largest;
}

static bool
is_ordinary(double magnitude)
{
	return magnitude == 0.0 || (magnitude >= SCALE_LEAST && magnitude <= SCALE_MOST);
}

/* A copy without offset, every coefficient times 2^exponent */
static QsQubo *
scaled_copy(QsHost *host, const QsQubo *qubo, int exponent)
{
	QsQubo	   *copy = qs_qubo_copy(host, qubo);

	copy->offset = 0.0;
	for (int i = 0; i < qubo->n; i++)
		copy->linear[i] = ldexp(copy->linear[i], exponent);
	for (int64_t k = 0; k < qubo->start[qubo->n]; k++)
		copy->weight[k] = ldexp(copy->weight[k], exponent);
	return copy;
}

/*
 * Samplers work with squares, temperatures and single precision.  A QUBO whose largest
 * coefficient or offset is far from 1 is sampled as one times a power of two.
 */
static QsStatus
sample_scaled(QsHost *host, QsSolver solver, const QsSamplerInput *input, double largest,
			  const QsSamplerSettings *settings, QsRandom *random,
			  QsSamples **samples, QsSamplerReport *record)
{
	int			exponent = is_ordinary(largest) ? 0 : -ilogb(largest);
	QsQubo	   *qubo = scaled_copy(host, input->qubo, exponent);
	QsSamplerInput scaled = *input;
	QsStatus	status;

	scaled.qubo = qubo;
	status = find_solver(solver)->sample(host, &scaled, settings, random, samples, record);
	for (int k = 0; *samples && k < (*samples)->count; k++)
		(*samples)->energy[k] = ldexp((*samples)->energy[k], -exponent) + input->qubo->offset;
	record->expectation = ldexp(record->expectation, -exponent) + input->qubo->offset;
	record->objective = ldexp(record->objective, -exponent) + input->qubo->offset;
	for (int k = 0; k < record->history_count; k++)
		record->history[k].value = ldexp(record->history[k].value, -exponent) + input->qubo->offset;
	record->noisy_expectation = ldexp(record->noisy_expectation, -exponent) + input->qubo->offset;
	record->mitigated_expectation = ldexp(record->mitigated_expectation, -exponent) + input->qubo->offset;
	qs_qubo_free(host, qubo);
	return status;
}

QsStatus
qs_sample(QsHost *host, QsSolver solver, const QsSamplerInput *input,
		  const QsSamplerSettings *settings, QsRandom *random,
		  QsSamples **samples, QsSamplerReport *report)
{
	QsSamplerReport record = {
		.expectation = NAN, .objective = NAN, .optimization_shots = -1, .noisy_expectation = NAN,
		.mitigated_expectation = NAN
	};
	QsStatus	status;
	double		largest;

	*samples = NULL;
	if (report)
		*report = record;
	if (find_solver(solver)->sample == NULL || input->qubo->n > find_solver(solver)->max_qubits)
		return QS_UNSUPPORTED;
	if (!settings_valid(settings))
		return QS_INVALID;
	if (input->qubo->n == 0)
	{
		*samples = empty_samples(host, input->qubo, settings->shots);
		return QS_OK;
	}
	if (!qs_qubo_is_finite(input->qubo))
		return QS_INVALID;
	largest = largest_coefficient(input->qubo);
	if (is_ordinary(largest) && fabs(input->qubo->offset) <= SCALE_MOST)
		status = find_solver(solver)->sample(host, input, settings, random, samples, &record);
	else
		status = sample_scaled(host, solver, input, largest, settings, random, samples, &record);
	if (report)
		*report = record;
	else
		qs_sampler_report_free(host, &record);
	return status;
}
