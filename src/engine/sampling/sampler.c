/*
 * sampler.c
 *	  Defaults of sampler settings; the lists of mixers and of starts.
 */
#include "sampling/sampler.h"

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
	.angle_field = 0.0,
	.ramp = {0.0, 0.0},
	.objective_shots = 0,
	.history = false,
};

static const QsName extrapolations[] = {
	{"none", QS_EXTRAPOLATION_NONE, "not estimated"},
	{"linear", QS_EXTRAPOLATION_LINEAR, "a straight line through three strengths of noise, by least squares"},
	{"richardson", QS_EXTRAPOLATION_RICHARDSON, "the parabola through three strengths of noise"},
};

const QsNames qs_extrapolation_names = QS_NAMES("zero_noise", extrapolations);

bool
qs_sampler_has_noisy_gates(const QsSamplerSettings *settings)
{
	return settings->depolarizing > 0.0 || (settings->device && qs_device_has_noisy_gates(settings->device));
}

static const QsName mixers[] = {
	{"x", QS_MIXER_X, "a rotation of every qubit"},
	{"xy-ring", QS_MIXER_XY_RING, "keeps one-hot groups, hops between neighbours"},
	{"xy-complete", QS_MIXER_XY_COMPLETE, "keeps one-hot groups, hops between any two"},
	{"warm", QS_MIXER_WARM, "starts from probabilities and turns around them"},
};

static const QsName inits[] = {
	{"ramp", QS_QAOA_RAMP, "the best of some linear ramps"},
	{"fixed", QS_QAOA_FIXED, "fixed angles"},
	{"interpolate", QS_QAOA_INTERPOLATE, "from one layer to the next"},
	{"layerwise", QS_QAOA_LAYERWISE, "a layer at a time, those before it held"},
	{"regular", QS_QAOA_REGULAR, "published angles of cuts of regular graphs"},
	{"angles", QS_QAOA_ANGLES, "the angles given"},
};

const QsNames qs_mixer_names = QS_NAMES("mixer", mixers);
const QsNames qs_qaoa_init_names = QS_NAMES("init", inits);

bool
qs_mixer(const char *name, QsMixer *mixer)
{
	const QsName *found = qs_name_find(&qs_mixer_names, name);

	if (found)
		*mixer = (QsMixer) found->value;
	return found != NULL;
}

const char *
qs_mixer_name(QsMixer mixer)
{
	return qs_name_of(&qs_mixer_names, (int) mixer)->name;
}

void
qs_sampler_report_free(QsHost *host, QsSamplerReport *report)
{
	qs_free(host, report->angles);
	qs_free(host, report->history);
	report->angles = NULL;
	report->history = NULL;
}
