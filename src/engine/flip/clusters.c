/*
 * clusters.c
 *	  Mixing two assignments of a sparse QUBO cluster by cluster.
 */
#include "flip/clusters.h"

#include <string.h>

QsClusters
qs_clusters_create(QsFlipState *state)
{
	QsClusters	clusters = {.state = state};

	clusters.open = QS_ARRAY(state->host, uint8_t, state->n);
	clusters.member = QS_ARRAY(state->host, int32_t, state->n);
	return clusters;
}

void
qs_clusters_free(QsClusters *clusters)
{
	qs_free(clusters->state->host, clusters->open);
	qs_free(clusters->state->host, clusters->member);
}

/* The set whose clusters are looked at; returns whether it has any member */
static bool
open_set(QsClusters *clusters, const uint8_t *x, const uint8_t *other)
{
	int			n = clusters->state->n;
	int			count = 0;
	uint8_t		turned;

	for (int i = 0; i < n; i++)
		count += x[i] ^ other[i];
	turned = count > n / 2;
	for (int i = 0; i < n; i++)
		clusters->open[i] = (uint8_t) (x[i] ^ other[i] ^ turned);
	return count > 0 && count < n;
}

/* Gather the cluster of `first`; returns its size, *delta what flipping it changes */
static int
gather(QsClusters *clusters, int first, int64_t *delta)
{
	const QsFlipState *state = clusters->state;
	const QsQubo *qubo = state->integer->qubo;
	int			size = 0;

	*delta = 0;
	clusters->open[first] = 0;
	clusters->member[size++] = first;
	for (int k = 0; k < size; k++)
	{
		int			i = clusters->member[k];

		*delta += qs_flip_delta(state, i);
		for (int64_t e = qubo->start[i]; e < qubo->start[i + 1]; e++)
		{
			int			j = qubo->neighbour[e];

			if (!clusters->open[j])
				continue;
			clusters->open[j] = 0;
			clusters->member[size++] = j;
		}
	}
	return size;
}

/* What flipping pairs of the cluster together adds: members are marked for it, from 1 on */
static int64_t
pairs_within(QsClusters *clusters, int size)
{
	const QsFlipState *state = clusters->state;
	const QsQubo *qubo = state->integer->qubo;
	int64_t		sum = 0;

	for (int k = 0; k < size; k++)
	{
		int			i = clusters->member[k];

		for (int64_t e = qubo->start[i]; e < qubo->start[i + 1]; e++)
		{
			int			j = qubo->neighbour[e];

			/* open again: already added with its pairs */
			if (clusters->open[j] == 2)
				sum += state->x[i] == state->x[j] ? qs_integer_weight(state->integer, e) :
					-qs_integer_weight(state->integer, e);
		}
		clusters->open[i] = 2;
	}
	for (int k = 0; k < size; k++)
		clusters->open[clusters->member[k]] = 0;
	return sum;
}

void
qs_clusters_mix(QsClusters *clusters, QsRandom *random, uint8_t *x, const uint8_t *other)
{
	QsFlipState *state = clusters->state;

	qs_flip_state_load(state, x);
	if (!open_set(clusters, x, other))
		return;
	for (int first = 0; first < state->n; first++)
	{
		int64_t		delta;
		int			size;

		if (!clusters->open[first])
			continue;
		size = gather(clusters, first, &delta);
		delta += pairs_within(clusters, size);
		if (delta > 0 || (delta == 0 && qs_random_next(random) >> 63))
			continue;
		for (int k = 0; k < size; k++)
			qs_flip(state, clusters->member[k]);
	}
	memcpy(x, state->x, (size_t) state->n);
}
