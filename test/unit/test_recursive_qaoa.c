/*
 * test_recursive_qaoa.c
 *	  Recursive QAOA (Bravyi, Kliesch, Koenig & Tang 2020) as a configuration of a solve,
 *	  against a loop written from the paper that shares nothing with the engine.
 */
#include "unit.h"

#include <math.h>
#include <string.h>

#include "solve/pipeline.h"

#define MOST	50
#define STOP	8				/* vertices left to enumeration, as in the paper */

/* ---------------------------------------------------------------------------
 * The textbook: maximise sum w_ij (1 - z_i z_j) / 2
 */
typedef struct Graph
{
	int			n;
	double		w[MOST][MOST];
	bool		gone[MOST];
	int			onto[MOST];
	int			sign[MOST];
} Graph;

/* <Z_u Z_v> = A sin 4b + B sin^2 2b at one layer with phases w_ij g (Wang, Hadfield, Jiang
 * & Rieffel 2018, for weights) */
static void
expect_pair(const Graph *graph, int u, int v, double g, double *a, double *b)
{
	double		by_u = 1.0,
				by_v = 1.0,
				sum = 1.0,
				difference = 1.0;

	for (int k = 0; k < graph->n; k++)
	{
		if (graph->gone[k] || k == u || k == v)
			continue;
		by_u *= cos(g * graph->w[u][k]);
		by_v *= cos(g * graph->w[v][k]);
		sum *= cos(g * (graph->w[u][k] + graph->w[v][k]));
		difference *= cos(g * (graph->w[u][k] - graph->w[v][k]));
	}
	*a = 0.5 * sin(g * graph->w[u][v]) * (by_u + by_v);
	*b = 0.5 * (difference - sum);
}

/* Least A sin 4b + B sin^2 2b, and where */
static double
best_mixing(double a, double b, double *beta)
{
	/* = A sin t + B / 2 - B / 2 cos t with t = 4b */
	double		t = atan2(-a, 0.5 * b);

	*beta = t / 4.0;
	return a * sin(t) + 0.5 * b - 0.5 * b * cos(t);
}

static double
energy_at(const Graph *graph, double g, double *beta)
{
	double		a = 0.0,
				b = 0.0;

	for (int u = 0; u < graph->n; u++)
		for (int v = u + 1; v < graph->n; v++)
			if (!graph->gone[u] && !graph->gone[v] && graph->w[u][v] != 0.0)
			{
				double		x,
							y;

				expect_pair(graph, u, v, g, &x, &y);
				a += graph->w[u][v] * x;
				b += graph->w[u][v] * y;
			}
	return best_mixing(a, b, beta);
}

/* A scan, then thirds of the interval around the best point */
static double
best_phase(const Graph *graph, double *beta)
{
	double		square = 0.0,
				unit,
				best = INFINITY,
				g = 0.0;
	int			left = 0;

	for (int u = 0; u < graph->n; u++)
	{
		left += !graph->gone[u];
		for (int v = 0; v < graph->n; v++)
			if (!graph->gone[u] && !graph->gone[v])
				square += graph->w[u][v] * graph->w[u][v];
	}
	unit = square > 0.0 ? 1.0 / sqrt(square / left) : 1.0;
	for (int k = 1; k <= 100; k++)
	{
		double		here = energy_at(graph, 0.026 * k * unit, beta);

		if (here < best - 1e-12)
		{
			best = here;
			g = 0.026 * k * unit;
		}
	}
	for (double step = 0.026 * unit; step > 1e-10 * unit; step *= 2.0 / 3.0)
	{
		double		low = energy_at(graph, g - step / 3.0, beta);
		double		high = energy_at(graph, g + step / 3.0, beta);

		g += low < high ? -step / 3.0 : step / 3.0;
	}
	energy_at(graph, g, beta);
	return g;
}

static int
value_of(const Graph *graph, int v, uint32_t bits, const int *place)
{
	int			sign = 1;

	while (graph->gone[v])
	{
		sign *= graph->sign[v];
		v = graph->onto[v];
	}
	return sign * (bits >> place[v] & 1 ? -1 : 1);
}

/* The cut that the textbook ends with */
static double
textbook_cut(const Graph *given)
{
	Graph		graph = *given;
	int			place[MOST];
	int			left = graph.n;
	double		best = -INFINITY;

	while (left > STOP)
	{
		double		beta,
					g = best_phase(&graph, &beta);
		double		strongest = 0.0,
					chosen = 0.0;
		int			i = -1,
					j = -1;

		for (int pass = 0; pass < 2; pass++)
			for (int u = 0; u < graph.n; u++)
				for (int v = u + 1; v < graph.n; v++)
				{
					double		a,
								b,
								value;

					if (graph.gone[u] || graph.gone[v] || graph.w[u][v] == 0.0)
						continue;
					expect_pair(&graph, u, v, g, &a, &b);
					value = a * sin(4.0 * beta) + b * sin(2.0 * beta) * sin(2.0 * beta);
					strongest = fmax(strongest, fabs(value));
					/* the first of equals */
					if (pass == 1 && i < 0 && fabs(value) > strongest - 1e-8)
					{
						i = u;
						j = v;
						chosen = value;
					}
				}
		if (i < 0)
			break;
		graph.gone[i] = true;
		graph.onto[i] = j;
		graph.sign[i] = chosen > 0.0 ? 1 : -1;
		for (int k = 0; k < graph.n; k++)
			if (k != j && !graph.gone[k])
			{
				graph.w[j][k] += graph.sign[i] * graph.w[i][k];
				graph.w[k][j] = graph.w[j][k];
			}
		left--;
	}
	left = 0;
	for (int v = 0; v < graph.n; v++)
		if (!graph.gone[v])
			place[v] = left++;
	for (uint32_t bits = 0; bits < (uint32_t) 1 << left; bits++)
	{
		double		cut = 0.0;

		for (int u = 0; u < graph.n; u++)
			for (int v = u + 1; v < graph.n; v++)
				if (given->w[u][v] != 0.0)
					cut += given->w[u][v] *
						(value_of(&graph, u, bits, place) != value_of(&graph, v, bits, place));
		best = fmax(best, cut);
	}
	return best;
}

/* ---------------------------------------------------------------------------
 * The solve
 */
static QsModel *
cut_model(QsHost *host, const Graph *graph)
{
	QsTerm	   *terms = QS_ARRAY(host, QsTerm, 3 * MOST * MOST);
	int64_t		count = 0;
	QsModel    *model;

	for (int i = 0; i < graph->n; i++)
		for (int j = i + 1; j < graph->n; j++)
			if (graph->w[i][j] != 0.0)
			{
				terms[count++] = (QsTerm) {i, i, graph->w[i][j]};
				terms[count++] = (QsTerm) {j, j, graph->w[i][j]};
				terms[count++] = (QsTerm) {i, j, -2.0 * graph->w[i][j]};
			}
	model = qs_model_create(host, graph->n, true, 0.0, terms, count, NULL, 0);
	qs_free(host, terms);
	return model;
}

static QsSettings
recursive_qaoa(void)
{
	QsSettings	settings = qs_settings_defaults;

	settings.solver = QS_SOLVER_EXACT;
	settings.correlation = QS_CORRELATION_QAOA;
	settings.max_qubits = STOP;
	settings.rounds = 1;
	settings.batch = 1;
	settings.construct = settings.presolve = settings.certified = settings.proof = false;
	settings.anchor = settings.repair = settings.polish = false;
	settings.sampler = qs_sampler_defaults;
	return settings;
}

static double
solved_cut(QsHost *host, const Graph *graph)
{
	QsModel    *model = cut_model(host, graph);
	QsSettings	settings = recursive_qaoa();
	QsRun	   *run = qs_solve(host, model, &settings);
	double		cut = -run->round[0].raw_objective;

	assert_int_equal(run->rounds, 1);
	assert_int_equal(run->round[0].merges, graph->n - STOP);
	assert_true(run->objective == run->round[0].raw_objective);
	qs_run_free(host, run);
	qs_model_free(host, model);
	return cut;
}

static double
best_cut(QsHost *host, const Graph *graph)
{
	QsModel    *model = cut_model(host, graph);
	QsSettings	settings = qs_settings_defaults;
	QsRun	   *run;
	double		cut;

	settings.solver = QS_SOLVER_AUTO;
	settings.rounds = 6;
	settings.sampler = qs_sampler_defaults;
	run = qs_solve(host, model, &settings);
	cut = -run->objective;
	qs_run_free(host, run);
	qs_model_free(host, model);
	return cut;
}

/* Three stubs a vertex joined at random, until there is no loop and no double edge */
static void
random_cubic(QsRandom *random, int n, Graph *graph)
{
	int			stub[3 * MOST];
	bool		simple = false;

	while (!simple)
	{
		memset(graph, 0, sizeof(*graph));
		graph->n = n;
		for (int k = 0; k < 3 * n; k++)
			stub[k] = k / 3;
		for (int k = 3 * n - 1; k > 0; k--)
		{
			int			other = (int) qs_random_below(random, (uint32_t) k + 1);
			int			swap = stub[k];

			stub[k] = stub[other];
			stub[other] = swap;
		}
		simple = true;
		for (int k = 0; k < 3 * n && simple; k += 2)
		{
			simple = stub[k] != stub[k + 1] && graph->w[stub[k]][stub[k + 1]] == 0.0;
			graph->w[stub[k]][stub[k + 1]] = graph->w[stub[k + 1]][stub[k]] = 1.0;
		}
	}
}

static void
random_cubic_graphs_are_cut_as_by_the_textbook(void **state)
{
	enum {GRAPHS = 12};
	QsHost	   *host = unit_host(state);
	QsRandom	random;
	double		ratio = 0.0;

	qs_random_seed(&random, 90, 0);
	for (int trial = 0; trial < GRAPHS; trial++)
	{
		Graph		graph;
		double		cut;

		random_cubic(&random, 50, &graph);
		cut = solved_cut(host, &graph);
		assert_true(cut == textbook_cut(&graph));
		ratio += cut / best_cut(host, &graph) / GRAPHS;
	}
	print_message("mean share of the best cut: %.4f\n", ratio);
	assert_true(ratio > 0.96 && ratio <= 1.0);
}

/* Rings of couplings +1 and -1, where one layer alone reaches 3/4: exact */
static void
rings_are_solved(void **state)
{
	QsHost	   *host = unit_host(state);
	QsRandom	random;

	qs_random_seed(&random, 91, 0);
	for (int trial = 0; trial < 40; trial++)
	{
		Graph		ring = {.n = 9 + (int) qs_random_below(&random, 40)};
		int			negative = 0;
		double		best = 0.0;

		for (int i = 0; i < ring.n; i++)
		{
			int			j = (i + 1) % ring.n;
			double		w = qs_random_below(&random, 2) ? 1.0 : -1.0;

			ring.w[i][j] = ring.w[j][i] = w;
			negative += w < 0.0;
			best += fmax(w, 0.0);
		}
		/* frustrated when the positive edges are odd in number */
		if ((ring.n - negative) % 2)
			best -= 1.0;
		assert_true(solved_cut(host, &ring) == best);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		UNIT_TEST(random_cubic_graphs_are_cut_as_by_the_textbook),
		UNIT_TEST(rings_are_solved),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
