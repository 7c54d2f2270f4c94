/*
 * qaoa_ansatz.c
 *	  Parameters to circuits, derivatives of circuits to gradients.
 *
 * The warm-start mixer of a qubit that starts at polar angle a is
 * exp(-i beta (sin a X + cos a Z)).  Any rotation is a rotation about X between two
 * equal ones about Z: with sin r = sin beta sin a and tan v = tan beta cos a it is
 *		diag(e^{-iv/2}, e^{iv/2}) exp(-i r X) diag(e^{-iv/2}, e^{iv/2}),
 * and the diagonal parts join the phases of this layer and of the next.  So warm
 * starts run on the kernels of the X mixer.
 */
#include "quantum/qaoa_ansatz.h"

#include "base/elementary.h"

#include <math.h>
#include <string.h>

static int
terms_of(const QsAnsatz *ansatz)
{
	return ansatz->problem->fields + (int) ansatz->problem->pairs;
}

QsAnsatz *
qs_ansatz_create(QsHost *host, const QsQaoaProblem *problem, int layers, int units,
				 bool multi_angle, const double *warm)
{
	QsAnsatz   *ansatz = QS_NEW(host, QsAnsatz);
	size_t		fields = (size_t) layers * (size_t) problem->n;
	size_t		pairs = (size_t) layers * (size_t) problem->pairs;
	size_t		angles = (size_t) layers * (size_t) units;

	ansatz->host = host;
	ansatz->problem = problem;
	ansatz->layers = layers;
	ansatz->multi_angle = multi_angle;
	ansatz->units = units;
	ansatz->parameters = multi_angle ? layers * (terms_of(ansatz) + units) : 2 * layers;
	ansatz->field = QS_ARRAY(host, double, fields);
	ansatz->coupling = QS_ARRAY(host, double, pairs);
	ansatz->angle = QS_ARRAY(host, double, angles);
	ansatz->by_field = QS_ARRAY(host, double, fields);
	ansatz->by_coupling = QS_ARRAY(host, double, pairs);
	ansatz->by_angle = QS_ARRAY(host, double, angles);
	if (warm)
	{
		ansatz->warm = QS_ARRAY(host, double, problem->n);
		ansatz->trailing = QS_ARRAY(host, double, fields);
		for (int q = 0; q < problem->n; q++)
		{
			double		p = warm[q] < QS_WARM_LEAST ? QS_WARM_LEAST : warm[q];

			p = p > 1.0 - QS_WARM_LEAST ? 1.0 - QS_WARM_LEAST : p;
			ansatz->warm[q] = 2.0 * qs_asin(sqrt(p));
		}
	}
	ansatz->circuit = (QsCircuit)
	{
		.n = problem->n, .layers = layers, .start = ansatz->warm, .pairs = problem->pairs,
		.first = problem->first, .second = problem->second, .field = ansatz->field,
		.coupling = ansatz->coupling, .angle = ansatz->angle
	};
	return ansatz;
}

void
qs_ansatz_free(QsAnsatz *ansatz)
{
	QsHost	   *host;

	if (ansatz == NULL)
		return;
	host = ansatz->host;
	qs_free(host, ansatz->field);
	qs_free(host, ansatz->coupling);
	qs_free(host, ansatz->angle);
	qs_free(host, ansatz->by_field);
	qs_free(host, ansatz->by_coupling);
	qs_free(host, ansatz->by_angle);
	qs_free(host, ansatz->warm);
	qs_free(host, ansatz->trailing);
	qs_free(host, ansatz);
}

void
qs_ansatz_spread(const QsAnsatz *ansatz, const double *gamma, const double *beta, double *theta)
{
	int			gammas = ansatz->multi_angle ? terms_of(ansatz) : 1;
	int			betas = ansatz->multi_angle ? ansatz->units : 1;

	for (int layer = 0; layer < ansatz->layers; layer++)
		for (int k = 0; k < gammas; k++)
			*theta++ = gamma[layer];
	for (int layer = 0; layer < ansatz->layers; layer++)
		for (int k = 0; k < betas; k++)
			*theta++ = beta[layer];
}

/* Where a layer's gammas and betas stand, and how far apart (0: tied) */
typedef struct Layer
{
	size_t		gamma;
	size_t		beta;
	size_t		step;
} Layer;

static Layer
layer_of(const QsAnsatz *ansatz, int number)
{
	size_t		layer = (size_t) number;
	size_t		layers = (size_t) ansatz->layers;
	size_t		gammas = ansatz->multi_angle ? (size_t) terms_of(ansatz) : 1;
	size_t		betas = ansatz->multi_angle ? (size_t) ansatz->units : 1;

	return (Layer) {layer * gammas, layers * gammas + layer * betas, ansatz->multi_angle ? 1 : 0};
}

/* gamma h z + gamma J z z' as a function of bits, constants dropped */
static void
build_phases(QsAnsatz *ansatz, int number, const double *theta)
{
	const QsQaoaProblem *problem = ansatz->problem;
	Layer		layer = layer_of(ansatz, number);
	double	   *field = ansatz->field + (size_t) number * (size_t) problem->n;
	double	   *coupling = ansatz->coupling + (size_t) number * (size_t) problem->pairs;
	size_t		at = layer.gamma;

	memset(field, 0, (size_t) problem->n * sizeof(double));
	for (int k = 0; k < problem->fields; k++, at += layer.step)
		field[problem->field_qubit[k]] -= 2.0 * theta[at] * problem->field[k];
	for (int64_t k = 0; k < problem->pairs; k++, at += layer.step)
	{
		double		angle = theta[at] * problem->coupling[k];

		field[problem->first[k]] -= 2.0 * angle;
		field[problem->second[k]] -= 2.0 * angle;
		coupling[k] = 4.0 * angle;
	}
}

/* r and v of a warm mixer */
static void
warm_angles(double beta, double polar, double *r, double *v)
{
	double		sine_beta,
				cosine_beta,
				sine,
				cosine;

	qs_sin_cos(beta, &sine_beta, &cosine_beta);
	qs_sin_cos(polar, &sine, &cosine);
	*r = qs_asin(sine_beta * sine);
	*v = qs_atan2(sine_beta * cosine, cosine_beta);
}

static void
build_rotations(QsAnsatz *ansatz, int number, const double *theta)
{
	size_t		n = (size_t) ansatz->problem->n;
	Layer		layer = layer_of(ansatz, number);
	double	   *angle = ansatz->angle + (size_t) number * (size_t) ansatz->units;

	for (int u = 0; u < ansatz->units; u++)
	{
		double		beta = theta[layer.beta + layer.step * (size_t) u];

		angle[u] = beta;
		if (ansatz->warm)
		{
			size_t		at = (size_t) number * n + (size_t) u;
			double		r,
						v;

			/* a factor e^{iv} on 1 is a field -v */
			warm_angles(beta, ansatz->warm[u], &r, &v);
			angle[u] = r;
			ansatz->field[at] -= v;
			ansatz->trailing[at] = -v;
			if (number + 1 < ansatz->layers)
				ansatz->field[at + n] -= v;
		}
	}
}

void
qs_ansatz_build(QsAnsatz *ansatz, const double *theta)
{
	for (int layer = 0; layer < ansatz->layers; layer++)
		build_phases(ansatz, layer, theta);
	for (int layer = 0; layer < ansatz->layers; layer++)
		build_rotations(ansatz, layer, theta);
}

static void
pull_back_phases(const QsAnsatz *ansatz, int number, double *gradient)
{
	const QsQaoaProblem *problem = ansatz->problem;
	Layer		layer = layer_of(ansatz, number);
	const double *by_field = ansatz->by_field + (size_t) number * (size_t) problem->n;
	const double *by_coupling = ansatz->by_coupling + (size_t) number * (size_t) problem->pairs;
	size_t		at = layer.gamma;

	for (int k = 0; k < problem->fields; k++, at += layer.step)
		gradient[at] -= 2.0 * problem->field[k] * by_field[problem->field_qubit[k]];
	for (int64_t k = 0; k < problem->pairs; k++, at += layer.step)
		gradient[at] += problem->coupling[k] *
			(4.0 * by_coupling[k] - 2.0 * by_field[problem->first[k]] -
			 2.0 * by_field[problem->second[k]]);
}

static void
pull_back_rotations(const QsAnsatz *ansatz, int number, const double *theta, double *gradient)
{
	size_t		n = (size_t) ansatz->problem->n;
	Layer		layer = layer_of(ansatz, number);
	const double *by_angle = ansatz->by_angle + (size_t) number * (size_t) ansatz->units;

	for (int u = 0; u < ansatz->units; u++)
	{
		size_t		parameter = layer.beta + layer.step * (size_t) u;

		if (ansatz->warm)
		{
			double		beta = theta[parameter];
			double		sine = qs_sin(beta) * qs_sin(ansatz->warm[u]);
			double		square = fmax(1.0 - sine * sine, 1e-24);
			size_t		at = (size_t) number * n + (size_t) u;
			double		by_v = ansatz->by_field[at];

			if (number + 1 < ansatz->layers)
				by_v += ansatz->by_field[at + n];
			gradient[parameter] += by_angle[u] * qs_cos(beta) * qs_sin(ansatz->warm[u]) / sqrt(square);
			gradient[parameter] -= by_v * qs_cos(ansatz->warm[u]) / square;
		}
		else
			gradient[parameter] += by_angle[u];
	}
}

void
qs_ansatz_pull_back(const QsAnsatz *ansatz, const double *theta, double *gradient)
{
	memset(gradient, 0, (size_t) ansatz->parameters * sizeof(double));
	for (int layer = 0; layer < ansatz->layers; layer++)
	{
		pull_back_phases(ansatz, layer, gradient);
		pull_back_rotations(ansatz, layer, theta, gradient);
	}
}
