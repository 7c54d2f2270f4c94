/*
 * generate.h
 *	  Seeded random instances of the benchmark classes, for tests, demonstrations
 *	  and measurements.
 *
 * All data are integers.  Equal arguments and an equal state of the random
 * numbers give the equal instance.  Sizes must be positive and within
 * QS_MAX_VARIABLES, an order within its square root.  Memory is the host's; models
 * are freed by qs_model_free(), graphs by qs_graph_free().
 */
#ifndef QS_GENERATE_H
#define QS_GENERATE_H

#include "model/model.h"
#include "base/random.h"

/* An undirected simple graph: edge k joins tail[k] < head[k], in ascending order
 * of (head, tail). */
typedef struct QsGraph
{
	int			n;
	int64_t		edges;
	int32_t    *tail;
	int32_t    *head;
} QsGraph;

/* Every pair an edge with the given probability, 0 to 1.  O(n + edges), by skipping
 * ahead to the next edge (Batagelj & Brandes, "Efficient generation of large random
 * networks", 2005). */
extern QsGraph *qs_generate_random_graph(QsHost *host, QsRandom *random, int n,
										 double probability);

/* n points uniform on the unit square, joined when no farther apart than radius.
 * x and y, of n elements, receive the points unless NULL.  O(n + edges) for
 * points spread evenly. */
extern QsGraph *qs_generate_geometric_graph(QsHost *host, QsRandom *random, int n,
											double radius, double *x, double *y);
extern void qs_graph_free(QsHost *host, QsGraph *graph);

/* Maximum independent set: one conflict row per edge, vertex weights uniform on
 * 1 .. largest_weight (1: unweighted). */
extern QsModel *qs_generate_independent_set(QsHost *host, QsRandom *random,
											const QsGraph *graph, int largest_weight);

/* Maximum cut: weights uniform on the non-zero integers from smallest to largest
 * ((1, 1): unweighted, (-1, 1): spin glass); not both may be 0. */
extern QsModel *qs_generate_max_cut(QsHost *host, QsRandom *random, const QsGraph *graph,
									int smallest, int largest);

/*
 * Multidimensional knapsack of n items and m capacities after Chu & Beasley
 * ("A genetic algorithm for the multidimensional knapsack problem", 1998): weights
 * uniform on 1 .. 1000, each capacity the given share (0.25, 0.5, 0.75) of its
 * row's sum, profits the mean weight of the item plus up to 500, so that profits
 * and weights are correlated.
 */
extern QsModel *qs_generate_knapsack(QsHost *host, QsRandom *random, int n, int m,
									 double tightness);

/* Quadratic assignment with flows and distances uniform on 0 .. largest and zero
 * diagonals, symmetric or not (the unstructured instances of Taillard, "Robust
 * taboo search for the quadratic assignment problem", 1991, have 99). */
extern QsModel *qs_generate_assignment(QsHost *host, QsRandom *random, int order,
									   bool symmetric, int largest);

/* Quadratic assignment of rows x columns facilities to the cells of a grid,
 * distances of city blocks, sparse symmetric flows that favour small values, as in
 * Nugent, Vollmann & Ruml ("An experimental comparison of techniques for the
 * assignment of facilities to locations", 1968). */
extern QsModel *qs_generate_grid_assignment(QsHost *host, QsRandom *random, int rows,
											int columns);

/* Unconstrained maximisation of x'Qx, Q symmetric, each entry of its upper triangle
 * present with probability density and uniform on the integers -100 .. 100
 * (Beasley's bqp instances); entries off the diagonal count twice. */
extern QsModel *qs_generate_quadratic(QsHost *host, QsRandom *random, int n, double density);

#endif
