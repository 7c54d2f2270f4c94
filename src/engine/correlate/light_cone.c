/*
 * light_cone.c
 *	  Cones of pairs, and a state vector for each.
 */
#include "correlate/light_cone.h"

#include <string.h>

#include "quantum/statevector/statevector.h"

/* Vertices are counted from 0 within a cone; those of its pair are 0 and 1. */
typedef struct Cone
{
	int32_t		i;
	int32_t		j;				/* or -1 */
	bool		field_i;		/* the energy counts the field of i here */
	bool		field_j;
	int64_t		entry;			/* of (i, j) in the adjacency */
	int			n;
	int			pairs;
	int32_t    *vertex;			/* n */
	int32_t    *first;			/* pairs */
	int32_t    *second;
	double	   *coupling;
} Cone;

struct QsLightCones
{
	QsHost	   *host;
	const QsIsing *ising;
	int			layers;
	bool		fields;			/* of any vertex */
	int64_t		count;
	Cone	   *cone;
	int			largest;
	int64_t		most_pairs;
	QsStatevector *state[QS_LIGHT_CONE_QUBITS + 1];	/* by size, NULL: there is no such cone */
	double	   *field;			/* scratch for one circuit: layers x largest, ... */
	double	   *coupling;
	double	   *angle;
};

/* ---------------------------------------------------------------------------
 * Breadth first from a pair
 */
typedef struct Walk
{
	const QsIsing *ising;
	int32_t    *place;			/* n: place in found, -1: not found */
	int32_t    *found;			/* n */
	int8_t	   *distance;		/* n, by place */
	int			count;
} Walk;

static Walk
walk_create(QsHost *host, const QsIsing *ising)
{
	Walk		walk = {.ising = ising};

	walk.place = QS_ARRAY(host, int32_t, ising->n);
	walk.found = QS_ARRAY(host, int32_t, ising->n);
	walk.distance = QS_ARRAY(host, int8_t, ising->n);
	for (int i = 0; i < ising->n; i++)
		walk.place[i] = -1;
	return walk;
}

static void
walk_free(QsHost *host, Walk *walk)
{
	qs_free(host, walk->place);
	qs_free(host, walk->found);
	qs_free(host, walk->distance);
}

static void
reach(Walk *walk, int v, int distance)
{
	walk->place[v] = walk->count;
	walk->found[walk->count] = v;
	walk->distance[walk->count++] = (int8_t) distance;
}

/* Find what lies within `layers` of i and j; forgets what was found before. */
static void
walk_from(QsHost *host, Walk *walk, int i, int j, int layers)
{
	const QsIsing *ising = walk->ising;

	for (int k = 0; k < walk->count; k++)
		walk->place[walk->found[k]] = -1;
	walk->count = 0;
	reach(walk, i, 0);
	if (j >= 0)
		reach(walk, j, 0);
	for (int k = 0; k < walk->count && walk->distance[k] < layers; k++)
	{
		int			v = walk->found[k];

		for (int64_t e = ising->start[v]; e < ising->start[v + 1]; e++)
			if (walk->place[ising->neighbour[e]] < 0)
				reach(walk, ising->neighbour[e], walk->distance[k] + 1);
		if ((k & 255) == 255)
			qs_check(host);
	}
}

int
qs_light_cone_limit(QsHost *host)
{
	int			most = QS_LIGHT_CONE_QUBITS;

	/* states of the smaller sizes take as much again, at most */
	while (most > 2 && !qs_memory_fits(host, 2.0 * qs_statevector_bytes(most, true)))
		most--;
	return most;
}

QsConeSize
qs_light_cone_largest(QsHost *host, const QsIsing *ising, int layers, int most)
{
	Walk		walk = walk_create(host, ising);
	QsConeSize	largest = {.i = 0, .j = -1, .qubits = 0};

	for (int i = 0; i < ising->n && largest.qubits <= most; i++)
	{
		bool		alone = ising->start[i] == ising->start[i + 1];

		for (int64_t e = ising->start[i] - alone; e < ising->start[i + 1] && largest.qubits <= most; e++)
		{
			int			j = alone ? -1 : ising->neighbour[e];

			if (!alone && j < i)
				continue;
			walk_from(host, &walk, i, j, layers);
			if (walk.count > largest.qubits)
				largest = (QsConeSize) {i, j, walk.count};
		}
		qs_check(host);
	}
	walk_free(host, &walk);
	return largest;
}

/* ---------------------------------------------------------------------------
 * Cones
 */
static void
fill_cone(QsLightCones *cones, Cone *cone, const Walk *walk)
{
	QsHost	   *host = cones->host;
	const QsIsing *ising = cones->ising;
	int64_t		pairs = 0;

	cone->n = walk->count;
	cone->vertex = QS_ARRAY(host, int32_t, cone->n);
	memcpy(cone->vertex, walk->found, (size_t) cone->n * sizeof(int32_t));
	for (int pass = 0; pass < 2; pass++)
	{
		if (pass == 1)
		{
			cone->first = QS_ARRAY(host, int32_t, pairs);
			cone->second = QS_ARRAY(host, int32_t, pairs);
			cone->coupling = QS_ARRAY(host, double, pairs);
		}
		pairs = 0;
		for (int a = 0; a < cone->n; a++)
		{
			int			v = cone->vertex[a];

			/* of what follows none is nearer, and between two of the farthest nothing matters */
			if (walk->distance[a] == cones->layers)
				break;
			for (int64_t e = ising->start[v]; e < ising->start[v + 1]; e++)
			{
				int			b = walk->place[ising->neighbour[e]];

				if (b < a)
					continue;
				if (pass == 1)
				{
					cone->first[pairs] = a < b ? a : b;
					cone->second[pairs] = a < b ? b : a;
					cone->coupling[pairs] = ising->coupling[e];
				}
				pairs++;
			}
		}
	}
	cone->pairs = (int) pairs;
	if (pairs > cones->most_pairs)
		cones->most_pairs = pairs;
	if (cone->n > cones->largest)
		cones->largest = cone->n;
}

static void
add_cone(QsLightCones *cones, Walk *walk, int i, int64_t entry, bool *counted)
{
	Cone	   *cone = &cones->cone[cones->count++];

	cone->i = i;
	cone->j = entry < 0 ? -1 : cones->ising->neighbour[entry];
	cone->entry = entry;
	cone->field_i = !counted[i];
	counted[i] = true;
	if (cone->j >= 0)
	{
		cone->field_j = !counted[cone->j];
		counted[cone->j] = true;
	}
	walk_from(cones->host, walk, i, cone->j, cones->layers);
	fill_cone(cones, cone, walk);
}

static void
make_room(QsLightCones *cones)
{
	QsHost	   *host = cones->host;
	size_t		layers = (size_t) cones->layers;

	cones->field = QS_ARRAY(host, double, layers * (size_t) cones->largest);
	cones->angle = QS_ARRAY(host, double, layers * (size_t) cones->largest);
	cones->coupling = QS_ARRAY(host, double, layers * (size_t) cones->most_pairs);
	for (int64_t k = 0; k < cones->count; k++)
	{
		int			n = cones->cone[k].n;

		if (cones->state[n] == NULL)
			cones->state[n] = cones->fields ? qs_statevector_create(host, n, true) :
				qs_statevector_create_half(host, n, true);
	}
}

QsStatus
qs_light_cones_create(QsHost *host, const QsIsing *ising, int layers, QsLightCones **out)
{
	int			limit = qs_light_cone_limit(host);
	QsLightCones *cones;
	Walk		walk;
	bool	   *counted;

	*out = NULL;
	if (qs_light_cone_largest(host, ising, layers, limit).qubits > limit)
		return QS_LIMIT;
	cones = QS_NEW(host, QsLightCones);
	cones->host = host;
	cones->ising = ising;
	cones->layers = layers;
	cones->cone = QS_ARRAY0(host, Cone, ising->start[ising->n] / 2 + ising->n);
	walk = walk_create(host, ising);
	counted = QS_ARRAY0(host, bool, ising->n);
	for (int i = 0; i < ising->n; i++)
	{
		cones->fields |= ising->field[i] != 0.0;
		for (int64_t e = ising->start[i]; e < ising->start[i + 1]; e++)
			if (ising->neighbour[e] > i)
				add_cone(cones, &walk, i, e, counted);
		if (ising->start[i] == ising->start[i + 1] && ising->field[i] != 0.0)
			add_cone(cones, &walk, i, -1, counted);
		qs_check(host);
	}
	qs_free(host, counted);
	walk_free(host, &walk);
	make_room(cones);
	*out = cones;
	return QS_OK;
}

void
qs_light_cones_free(QsLightCones *cones)
{
	QsHost	   *host;

	if (cones == NULL)
		return;
	host = cones->host;
	for (int64_t k = 0; k < cones->count; k++)
	{
		qs_free(host, cones->cone[k].vertex);
		qs_free(host, cones->cone[k].first);
		qs_free(host, cones->cone[k].second);
		qs_free(host, cones->cone[k].coupling);
	}
	for (int n = 0; n <= QS_LIGHT_CONE_QUBITS; n++)
		qs_statevector_free(cones->state[n]);
	qs_free(host, cones->cone);
	qs_free(host, cones->field);
	qs_free(host, cones->coupling);
	qs_free(host, cones->angle);
	qs_free(host, cones);
}

double
qs_light_cones_work(const QsLightCones *cones)
{
	double		work = 0.0;

	for (int64_t k = 0; k < cones->count; k++)
		work += (cones->layers + 2.0) * ldexp(1.0, cones->cone[k].n);
	return work;
}

/* ---------------------------------------------------------------------------
 * Expectations
 */

/* z = 1 - 2 x: fields and couplings of the spin form as functions of bits */
static QsCircuit
circuit_of(QsLightCones *cones, const Cone *cone, const double *gamma, const double *beta)
{
	for (int l = 0; l < cones->layers; l++)
	{
		double	   *field = cones->field + l * cone->n;
		double	   *coupling = cones->coupling + l * cone->pairs;

		for (int a = 0; a < cone->n; a++)
		{
			field[a] = -2.0 * gamma[l] * cones->ising->field[cone->vertex[a]];
			cones->angle[l * cone->n + a] = beta[l];
		}
		for (int k = 0; k < cone->pairs; k++)
		{
			double		c = gamma[l] * cone->coupling[k];

			field[cone->first[k]] -= 2.0 * c;
			field[cone->second[k]] -= 2.0 * c;
			coupling[k] = 4.0 * c;
		}
	}
	return (QsCircuit)
	{
		.n = cone->n, .layers = cones->layers, .pairs = cone->pairs, .first = cone->first,
		.second = cone->second, .field = cones->field, .coupling = cones->coupling,
		.angle = cones->angle,
	};
}

/* <a Z_0 + b Z_1 + c Z_0 Z_1> of the pair of a cone */
static QsStatus
spin_mean(QsLightCones *cones, const Cone *cone, double a, double b, double c, double *mean)
{
	static const int32_t first = 0;
	static const int32_t second = 1;
	double		linear[QS_LIGHT_CONE_QUBITS] = {0.0};
	double		coefficient = 4.0 * c;
	QsQuadratic function = {
		.n = cone->n, .constant = a + b + c, .linear = linear, .pairs = cone->j >= 0 && c != 0.0,
		.first = &first, .second = &second, .coefficient = &coefficient
	};

	linear[0] = -2.0 * (a + c);
	if (cone->j >= 0)
		linear[1] = -2.0 * (b + c);
	return qs_statevector_expectation(cones->state[cone->n], &function, mean);
}

static QsStatus
note_spins(QsLightCones *cones, const Cone *cone, double *z, double *zz)
{
	const QsIsing *ising = cones->ising;
	QsStatus	status = QS_OK;

	if (cones->fields && cone->field_i)
		status = spin_mean(cones, cone, 1.0, 0.0, 0.0, &z[cone->i]);
	if (status == QS_OK && cones->fields && cone->j >= 0 && cone->field_j)
		status = spin_mean(cones, cone, 0.0, 1.0, 0.0, &z[cone->j]);
	if (status != QS_OK || cone->j < 0)
		return status;
	status = spin_mean(cones, cone, 0.0, 0.0, 1.0, &zz[cone->entry]);
	for (int64_t e = ising->start[cone->j]; e < ising->start[cone->j + 1]; e++)
		if (ising->neighbour[e] == cone->i)
			zz[e] = zz[cone->entry];
	return status;
}

QsStatus
qs_light_cones_evaluate(QsLightCones *cones, const double *gamma, const double *beta,
						double *energy, double *z, double *zz)
{
	const QsIsing *ising = cones->ising;

	*energy = 0.0;
	for (int i = 0; z && i < ising->n; i++)
		z[i] = 0.0;
	for (int64_t k = 0; k < cones->count; k++)
	{
		const Cone *cone = &cones->cone[k];
		QsCircuit	circuit = circuit_of(cones, cone, gamma, beta);
		double		mean = 0.0;
		QsStatus	status = qs_stop_requested(cones->host) ? QS_INTERRUPTED :
			qs_statevector_run(cones->state[cone->n], &circuit);

		if (status == QS_OK)
			status = spin_mean(cones, cone, cone->field_i ? ising->field[cone->i] : 0.0,
							   cone->field_j ? ising->field[cone->j] : 0.0,
							   cone->j >= 0 ? ising->coupling[cone->entry] : 0.0, &mean);
		if (status == QS_OK && z && zz)
			status = note_spins(cones, cone, z, zz);
		if (status != QS_OK)
			return status;
		*energy += mean;
	}
	return QS_OK;
}
