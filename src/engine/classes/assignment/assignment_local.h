/*
 * assignment_local.h
 *	  Assignments: permutations with a quadratic cost, by 2-exchanges.
 *
 * Two forms of the cost are served alike.  Matrices (a QAP): couplings between
 * facilities times distances between locations.  Explicit terms (an assignment
 * written by hand): the couplings are read off the objective's adjacency lists.
 */
#ifndef QS_ASSIGNMENT_LOCAL_H
#define QS_ASSIGNMENT_LOCAL_H

#include "base/random.h"
#include "model/model.h"
#include "structure/structure.h"

typedef struct QsAssignmentMoves
{
	const QsModel *model;
	int			order;
	int			stride;			/* doubles per row of every matrix */
	int32_t    *variable_at;	/* order x order: the variable of facility f at l */
	int32_t    *facility_of;	/* n */
	int32_t    *location_of;	/* n */
	double	   *linear;			/* order x stride: cost of f at l by itself */
	bool		matrices;
	bool		symmetric;		/* one matrix is: cost = sum_{i<j} flow[i][j] distance[..] */
	double	   *flow;			/* order x stride, diagonal 0; symmetric: a + a' */
	double	   *distance;		/* order x stride, diagonal 0; symmetric */
	double	   *flow_turned;	/* transposes; NULL when symmetric */
	double	   *distance_turned;
	bool		explicit_terms; /* the objective has quadratic terms of its own */
} QsAssignmentMoves;

extern QsAssignmentMoves *qs_assignment_moves_create(QsHost *host, const QsModel *model,
													 const QsStructure *structure);
extern void qs_assignment_moves_free(QsHost *host, QsAssignmentMoves *moves);

/* Cost of two placements together (explicit terms and matrices); 0 when they
 * exclude each other. */
extern double qs_assignment_pair(const QsAssignmentMoves *assignment, int f, int l,
								 int g, int k);

extern QsStatus qs_assignment_repair(QsHost *host, const QsAssignmentMoves *assignment,
									 uint8_t *x);
extern QsStatus qs_assignment_construct(QsHost *host, const QsAssignmentMoves *assignment,
										QsRandom *random, double noise, uint8_t *x);
extern QsStatus qs_assignment_polish(QsHost *host, const QsAssignmentMoves *assignment,
									 uint8_t *x, int64_t *moves);
extern QsStatus qs_assignment_search(QsHost *host, const QsAssignmentMoves *assignment,
									 QsRandom *random, double effort, double target,
									 uint8_t *x, int64_t *moves);

#endif
