/*
 * light_cone_angles.c
 *	  Angles of a QAOA of few layers on light cones, layer after layer.
 */
#include "correlate/light_cone.h"

#include "correlate/qaoa_angles.h"
#include "numeric/optimize.h"

#define CLOSED_EVALUATIONS	60	/* of the first layer */
#define EVALUATIONS			50	/* a further layer and parameter pair, at most */
#define LEAST_EVALUATIONS	8
#define WORK				4e9	/* amplitudes gone through for one count of layers, about */
#define STEP				0.2	/* of an angle in its unit */
#define BETA_UNIT			0.5

typedef struct Search
{
	QsLightCones *cones;
	int			layers;
	double		gamma_unit;
	bool		stopped;
} Search;

static void
angles_of(const Search *search, const double *theta, double *gamma, double *beta)
{
	for (int l = 0; l < search->layers; l++)
	{
		gamma[l] = search->gamma_unit * theta[l];
		beta[l] = BETA_UNIT * theta[search->layers + l];
	}
}

static double
energy_at(void *argument, int n, const double *theta, double *gradient)
{
	Search	   *search = argument;
	double		gamma[QS_LIGHT_CONE_LAYERS];
	double		beta[QS_LIGHT_CONE_LAYERS];
	double		energy;

	(void) n;
	(void) gradient;
	angles_of(search, theta, gamma, beta);
	if (search->stopped ||
		qs_light_cones_evaluate(search->cones, gamma, beta, &energy, NULL, NULL) != QS_OK)
	{
		search->stopped = true;
		return INFINITY;
	}
	return energy;
}

/* From angles of one layer less: the curve through them, read at one point more */
static void
interpolate(double *angle, int layers)
{
	double		before[QS_LIGHT_CONE_LAYERS + 1];

	for (int l = 0; l < layers - 1; l++)
		before[l] = angle[l];
	before[layers - 1] = 0.0;
	for (int l = 0; l < layers; l++)
		angle[l] = (double) l / (layers - 1) * (l > 0 ? before[l - 1] : 0.0) +
			(double) (layers - 1 - l) / (layers - 1) * before[l];
}

static QsStatus
add_layer(QsHost *host, QsLightCones *cones, int layers, double *gamma, double *beta)
{
	Search		search = {.cones = cones, .layers = layers, .gamma_unit = gamma[0]};
	double		theta[2 * QS_LIGHT_CONE_LAYERS];
	double		affordable = WORK / (qs_light_cones_work(cones) + 1.0);
	double		most = EVALUATIONS * layers;
	double		best;
	int			evaluations;
	QsStatus	status;

	interpolate(gamma, layers);
	interpolate(beta, layers);
	/* a gradient of zero has led nowhere: then nothing is known of the unit either */
	if (search.gamma_unit == 0.0)
		return QS_OK;
	for (int l = 0; l < layers; l++)
	{
		theta[l] = gamma[l] / search.gamma_unit;
		theta[layers + l] = beta[l] / BETA_UNIT;
	}
	most = affordable < most ? affordable : most;
	status = qs_minimise(host, &(QsMinimisation)
						 {
							 .optimizer = QS_OPTIMIZER_NELDER_MEAD, .n = 2 * layers, .step = STEP,
							 .max_evaluations = most > LEAST_EVALUATIONS ? (int) most : LEAST_EVALUATIONS,
							 .objective = energy_at, .argument = &search
						 }, theta, &best, &evaluations);
	qs_check(host);
	if (isfinite(best))
		angles_of(&search, theta, gamma, beta);
	return search.stopped ? QS_INTERRUPTED : status;
}

QsStatus
qs_light_cones_optimise(QsHost *host, const QsIsing *ising, int layers, QsLightCones **out,
						double *gamma, double *beta)
{
	QsQaoaForm *form;
	QsStatus	status = QS_OK;

	/* refuse before anything is spent */
	*out = NULL;
	if (qs_light_cone_largest(host, ising, layers, qs_light_cone_limit(host)).qubits >
		qs_light_cone_limit(host))
		return QS_LIMIT;
	form = qs_qaoa_form_create(host, ising);
	status = qs_qaoa_form_optimise(host, form, CLOSED_EVALUATIONS, &gamma[0], &beta[0]);
	qs_qaoa_form_free(host, form);
	for (int l = 2; l <= layers; l++)
	{
		qs_light_cones_free(*out);
		if (qs_light_cones_create(host, ising, l, out) != QS_OK)
			return QS_LIMIT;
		if (status == QS_OK)
			status = add_layer(host, *out, l, gamma, beta);
		else
		{
			interpolate(gamma, l);
			interpolate(beta, l);
		}
	}
	return status;
}
