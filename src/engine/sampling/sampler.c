/*
 * sampler.c
 *	  Defaults of sampler settings; names of solvers, mixers and starts.
 */
#include "sampling/sampler.h"

#include <string.h>

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

static const char *const solver_names[] =
{
	[QS_SOLVER_AUTO] = "auto",
	[QS_SOLVER_QAOA] = "qaoa",
	[QS_SOLVER_VQE] = "vqe",
	[QS_SOLVER_PCE] = "pce",
	[QS_SOLVER_SQA] = "sqa",
	[QS_SOLVER_SA] = "sa",
	[QS_SOLVER_TABU] = "tabu",
	[QS_SOLVER_EXACT] = "exact",
	[QS_SOLVER_UNIFORM] = "uniform",
	[QS_SOLVER_NONE] = "none",
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
	int			found = find_name(solver_names, COUNT_OF(solver_names), name);

	if (found >= 0)
		*solver = (QsSolver) found;
	return found >= 0;
}

const char *
qs_solver_name(QsSolver solver)
{
	return solver_names[solver];
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
