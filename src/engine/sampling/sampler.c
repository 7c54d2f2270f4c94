/*
 * sampler.c
 *	  Names, defaults, limits, and the way from a solver to its code.
 */
#include "sampler.h"

#include <math.h>
#include <string.h>

#include "annealing.h"
#include "exact.h"
#include "path_integral.h"
#include "pauli_correlation.h"
#include "qaoa.h"
#include "tabu.h"
#include "uniform.h"
#include "vqe.h"

/* Coefficients a sampler gets as they are: their squares fit into single precision. */
#define SCALE_LEAST		0x1p-50
#define SCALE_MOST		0x1p50

const QsSamplerSettings qs_sampler_defaults =
{
	.shots = 1000,
	.layers = 4,
	.mixer = QS_MIXER_X,
	.init = QS_QAOA_RAMP,
	.optimizer = QS_OPTIMIZER_NELDER_MEAD,
	.multi_angle = false,
	.cvar = 0.1,
	.evaluations = 150,
	.double_precision = false,
	.depolarizing = 0.0,
	.readout_flip = 0.0,
	.sweeps = 0,
	.correlation_order = 2,
	.angles = NULL,
	.angle_count = 0,
};

typedef QsStatus (*Sampler) (QsHost *host, const QsSamplerInput *input,
							 const QsSamplerSettings *settings, QsRandom *random,
							 QsSamples **samples, QsSamplerReport *report);

/* What is known about a solver; in the order of the enum. */
typedef struct Solver
{
	const char *name;
	Sampler		sample;			/* NULL: refused as unsupported */
	int			max_qubits;
	bool		quantum;
} Solver;

static const Solver solvers[] =
{
	[QS_SOLVER_AUTO] = {"auto", NULL, QS_MAX_VARIABLES, false},
	[QS_SOLVER_QAOA] = {"qaoa", qs_sample_qaoa, 32, true},
	[QS_SOLVER_VQE] = {"vqe", qs_sample_vqe, QS_VQE_MAX_QUBITS, true},
	[QS_SOLVER_PCE] = {"pce", qs_sample_pauli_correlation, QS_PAULI_MAX_VARIABLES, true},
	[QS_SOLVER_SQA] = {"sqa", qs_sample_path_integral, QS_MAX_VARIABLES, false},
	[QS_SOLVER_SA] = {"sa", qs_sample_annealing, QS_MAX_VARIABLES, false},
	[QS_SOLVER_TABU] = {"tabu", qs_sample_tabu, QS_MAX_VARIABLES, false},
	[QS_SOLVER_EXACT] = {"exact", qs_sample_exact, QS_EXACT_MAX_BITS, false},
	[QS_SOLVER_UNIFORM] = {"uniform", qs_sample_uniform, QS_MAX_VARIABLES, false},
	[QS_SOLVER_NONE] = {"none", NULL, QS_MAX_VARIABLES, false},
};

static const char *const mixers[] =
{
	[QS_MIXER_X] = "x",
	[QS_MIXER_XY_RING] = "xy-ring",
	[QS_MIXER_XY_COMPLETE] = "xy-complete",
	[QS_MIXER_WARM] = "warm",
};

static const char *const inits[] =
{
	[QS_QAOA_RAMP] = "ramp",
	[QS_QAOA_FIXED] = "fixed",
	[QS_QAOA_INTERPOLATE] = "interpolate",
};

static const char *const optimizers[] =
{
	[QS_OPTIMIZER_NELDER_MEAD] = "nelder-mead",
	[QS_OPTIMIZER_COBYLA] = "cobyla",
	[QS_OPTIMIZER_BOBYQA] = "bobyqa",
	[QS_OPTIMIZER_SBPLX] = "sbplx",
	[QS_OPTIMIZER_LBFGS] = "lbfgs",
	[QS_OPTIMIZER_MMA] = "mma",
	[QS_OPTIMIZER_NONE] = "none",
};

#define COUNT_OF(array)	((int) (sizeof(array) / sizeof((array)[0])))

/* Index of name in names, or -1 */
static int
find_name(const char *const *names, int count, const char *name)
{
	for (int k = 0; k < count; k++)
		if (strcmp(names[k], name) == 0)
			return k;
	return -1;
}

bool
qs_solver(const char *name, QsSolver *solver)
{
	for (int k = 0; k < COUNT_OF(solvers); k++)
		if (strcmp(solvers[k].name, name) == 0)
		{
			*solver = (QsSolver) k;
			return true;
		}
	return false;
}

const char *
qs_solver_name(QsSolver solver)
{
	return solvers[solver].name;
}

bool
qs_mixer(const char *name, QsMixer *mixer)
{
	int			found = find_name(mixers, COUNT_OF(mixers), name);

	if (found >= 0)
		*mixer = (QsMixer) found;
	return found >= 0;
}

const char *
qs_mixer_name(QsMixer mixer)
{
	return mixers[mixer];
}

bool
qs_qaoa_init(const char *name, QsQaoaInit *init)
{
	int			found = find_name(inits, COUNT_OF(inits), name);

	if (found >= 0)
		*init = (QsQaoaInit) found;
	return found >= 0;
}

const char *
qs_qaoa_init_name(QsQaoaInit init)
{
	return inits[init];
}

bool
qs_optimizer(const char *name, QsOptimizer *optimizer)
{
	int			found = find_name(optimizers, COUNT_OF(optimizers), name);

	if (found >= 0)
		*optimizer = (QsOptimizer) found;
	return found >= 0;
}

const char *
qs_optimizer_name(QsOptimizer optimizer)
{
	return optimizers[optimizer];
}

int
qs_solver_max_qubits(QsSolver solver)
{
	return solvers[solver].max_qubits;
}

bool
qs_solver_is_quantum(QsSolver solver)
{
	return solvers[solver].quantum;
}

static bool
is_probability(double value)
{
	return value >= 0.0 && value <= 1.0;
}

static bool
settings_valid(const QsSamplerSettings *settings)
{
	return settings->shots >= 1 && settings->layers >= 1 &&
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
	QsQubo	   *copy = QS_NEW(host, QsQubo);
	int64_t		entries = qubo->start[qubo->n];

	*copy = (QsQubo)
	{
		.n = qubo->n, .linear = QS_ARRAY(host, double, qubo->n),
		.start = QS_ARRAY(host, int64_t, (size_t) qubo->n + 1),
		.neighbour = QS_ARRAY(host, int32_t, entries),
		.weight = QS_ARRAY(host, double, entries),
	};
	memcpy(copy->start, qubo->start, ((size_t) qubo->n + 1) * sizeof(int64_t));
	if (entries > 0)
		memcpy(copy->neighbour, qubo->neighbour, (size_t) entries * sizeof(int32_t));
	for (int i = 0; i < qubo->n; i++)
		copy->linear[i] = ldexp(qubo->linear[i], exponent);
	for (int64_t k = 0; k < entries; k++)
		copy->weight[k] = ldexp(qubo->weight[k], exponent);
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
	status = solvers[solver].sample(host, &scaled, settings, random, samples, record);
	for (int k = 0; *samples && k < (*samples)->count; k++)
		(*samples)->energy[k] = ldexp((*samples)->energy[k], -exponent) + input->qubo->offset;
	record->expectation = ldexp(record->expectation, -exponent) + input->qubo->offset;
	record->objective = ldexp(record->objective, -exponent) + input->qubo->offset;
	qs_qubo_free(host, qubo);
	return status;
}

QsStatus
qs_sample(QsHost *host, QsSolver solver, const QsSamplerInput *input,
		  const QsSamplerSettings *settings, QsRandom *random,
		  QsSamples **samples, QsSamplerReport *report)
{
	QsSamplerReport record = {.expectation = NAN, .objective = NAN};
	QsStatus	status;
	double		largest;

	*samples = NULL;
	if (report)
		*report = record;
	if (solvers[solver].sample == NULL || input->qubo->n > solvers[solver].max_qubits)
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
		status = solvers[solver].sample(host, input, settings, random, samples, &record);
	else
		status = sample_scaled(host, solver, input, largest, settings, random, samples, &record);
	if (report)
		*report = record;
	else
		qs_free(host, record.angles);
	return status;
}
