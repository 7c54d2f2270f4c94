/*
 * bench_correlations.c
 *	  Time of each correlation source on generated problems: best of three runs.
 */
#include <math.h>
#include <stdio.h>

#include "correlate/correlate.h"
#include "generate.h"
#include "standalone_host.h"
#include "structure/structure.h"
#include "classes/classes.h"

#define RUNS	3

static const QsCorrelationMethod method[] = {
	QS_CORRELATION_SDP, QS_CORRELATION_QAOA, QS_CORRELATION_LP
};

static void
measure(QsHost *host, const char *name, QsModel *model, QsCorrelationMethod source,
		bool message_passing)
{
	QsStructure *structure = qs_structure_create(host, model, qs_classes);
	QsCorrelationInput input = {
		.model = model, .structure = structure, .message_passing = message_passing
	};
	int64_t		entries = model->row_start[model->m];
	double		best = INFINITY;
	int64_t		count = 0;

	for (int run = 0; run < RUNS; run++)
	{
		QsCorrelations *correlations = NULL;
		double		started = qs_clock(host);
		QsRandom	random;

		qs_random_seed(&random, 1, 0);
		if (qs_correlate(host, source, &input, &random, &correlations) != QS_OK)
			break;
		best = fmin(best, qs_clock(host) - started);
		count = correlations->count;
		qs_correlations_free(host, correlations);
	}
	printf("%-34s %6d %8lld %9lld  %-22s %9lld %8.3f\n", name, model->n,
		   (long long) qs_qubo_pairs(model->objective), (long long) entries,
		   message_passing ? "sdp, message passing" : qs_correlation_method_name(source),
		   (long long) count, best);
	fflush(stdout);
	qs_structure_free(host, structure);
}

/* Every source that says something on the model */
static void
measure_sources(QsHost *host, const char *name, QsModel *model)
{
	for (size_t k = 0; k < sizeof(method) / sizeof(*method); k++)
		if (method[k] != QS_CORRELATION_LP || model->m > 0)
			measure(host, name, model, method[k], false);
	if (model->m > 0)
		measure(host, name, model, QS_CORRELATION_SDP, true);
	qs_model_free(host, model);
}

static void
measure_graph(QsHost *host, const char *name, int n, int edges, bool cut)
{
	QsRandom	random;
	QsGraph    *graph;

	qs_random_seed(&random, 1, 0);
	graph = qs_generate_random_graph(host, &random, n, edges / (0.5 * n * (n - 1.0)));
	measure_sources(host, name, cut ? qs_generate_max_cut(host, &random, graph, 1, 1)
					: qs_generate_independent_set(host, &random, graph, 1));
	qs_graph_free(host, graph);
}

int
main(void)
{
	QsStandaloneHost *standalone = qs_standalone_create((size_t) 4 << 30);
	QsHost	   *host = &standalone->host;
	QsRandom	random;

	printf("%-34s %6s %8s %9s  %-22s %9s %8s\n", "problem", "n", "pairs", "in rows", "source",
		   "found", "seconds");
	measure_graph(host, "max-cut, 20,000 edges", 2000, 20000, true);
	measure_graph(host, "independent set, 20,000 edges", 2000, 20000, false);
	measure_graph(host, "max-cut, 50,000 edges", 10000, 50000, true);
	qs_random_seed(&random, 1, 0);
	measure_sources(host, "knapsack, 30 rows", qs_generate_knapsack(host, &random, 500, 30, 0.5));
	measure_sources(host, "quadratic, density 0.1", qs_generate_quadratic(host, &random, 1000, 0.1));
	qs_standalone_destroy(standalone);
	return 0;
}
