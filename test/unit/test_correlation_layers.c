/*
 * test_correlation_layers.c
 *	  Correlations of QAOA of several layers, as solves take them.
 */
#include "unit.h"

#include <math.h>
#include <stdlib.h>

#include "correlate/correlate.h"
#include "correlate/light_cone.h"

/* A cut of edges (u, v), maximised */
static QsModel *
cut_model(QsHost *host, int n, int edges, const int (*edge)[2])
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 3 * edges);
	QsModel    *model;

	for (int k = 0; k < edges; k++)
	{
		int			u = edge[k][0],
					v = edge[k][1];

		terms[3 * k] = (QsTerm) {u, u, 1.0};
		terms[3 * k + 1] = (QsTerm) {v, v, 1.0};
		terms[3 * k + 2] = (QsTerm) {u < v ? u : v, u < v ? v : u, -2.0};
	}
	model = qs_model_create(host, n, true, 0.0, terms, 3 * edges, NULL, 0);
	qs_free(host, terms);
	return model;
}

static QsModel *
ring(QsHost *host, int n)
{
	int			edge[64][2];

	for (int i = 0; i < n; i++)
	{
		edge[i][0] = i;
		edge[i][1] = (i + 1) % n;
	}
	return cut_model(host, n, n, edge);
}

static QsModel *
complete(QsHost *host, int n)
{
	static int	edge[2016][2];
	int			count = 0;

	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
		{
			edge[count][0] = j;
			edge[count++][1] = i;
		}
	return cut_model(host, n, count, edge);
}

static QsCorrelations *
correlations(QsHost *host, const QsModel *model, int layers)
{
	QsCorrelationInput input = {.model = model, .layers = layers, .complete = true};
	QsCorrelations *list = NULL;
	QsRandom	random;

	qs_random_seed(&random, 1, 0);
	assert_int_equal(qs_correlate(host, QS_CORRELATION_QAOA, &input, &random, &list), QS_OK);
	assert_int_equal(list->method, QS_CORRELATION_QAOA);
	return list;
}

/* At the best angles of p layers (2 p + 1) / (2 p + 2) of a long ring's edges are cut
 * (Farhi, Goldstone & Gutmann 2014; Wang et al. 2018). */
static void
rings_have_their_known_values(void **state)
{
	QsHost	   *host = unit_host(state);
	QsModel    *model = ring(host, 16);

	for (int layers = 1; layers <= 3; layers++)
	{
		QsCorrelations *list = correlations(host, model, layers);
		int			neighbours = 0;

		for (int64_t k = 0; k < list->count; k++)
		{
			int			apart = abs(list->pair[k].i - list->pair[k].j);

			if (apart != 1 && apart != 15)
				continue;
			neighbours++;
			assert_true(fabs(list->pair[k].value - (1.0 - (2.0 * layers + 1.0) / (layers + 1.0))) < 2e-3);
		}
		assert_int_equal(neighbours, 16);
		qs_correlations_free(host, list);
	}
	qs_model_free(host, model);
}

/* A cone that is too large is told with its size; where it has come to that on the way, there
 * are the correlations of one layer. */
static void
large_cones_leave_fewer_layers(void **state)
{
	QsHost	   *host = unit_host(state);
	QsModel    *model = complete(host, 24);
	QsConeSize	cone = qs_correlation_cone(host, model, NULL, 2, QS_LIGHT_CONE_QUBITS);
	QsCorrelations *two = correlations(host, model, 2);
	QsCorrelations *one = correlations(host, model, 1);

	assert_int_equal(cone.qubits, 24);
	assert_true(cone.j >= 0);
	assert_int_equal(two->count, one->count);
	for (int64_t k = 0; k < one->count; k++)
	{
		assert_int_equal(two->pair[k].i, one->pair[k].i);
		assert_int_equal(two->pair[k].j, one->pair[k].j);
		assert_true(two->pair[k].value == one->pair[k].value);
	}
	qs_correlations_free(host, two);
	qs_correlations_free(host, one);
	qs_model_free(host, model);
	model = ring(host, 30);
	cone = qs_correlation_cone(host, model, NULL, 3, QS_LIGHT_CONE_QUBITS);
	assert_int_equal(cone.qubits, 8);
	qs_model_free(host, model);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(rings_have_their_known_values),
		UNIT_TEST(large_cones_leave_fewer_layers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
