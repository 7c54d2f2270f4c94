/*
 * colouring_local.h
 *	  Colourings: construct, repair, polish, search.
 */
#ifndef QS_COLOURING_LOCAL_H
#define QS_COLOURING_LOCAL_H

#include "classes/colouring/colouring_state.h"
#include "structure/structure.h"

typedef struct QsColouringLocal
{
	const QsColouring *colouring;
	struct QsGeneric *generic;	/* moves of any model, where values cost something; or NULL */
	int			failures;		/* repairs in a row that ended with conflicts */
	bool		remembers;
	int32_t    *attempt;		/* vertices: where the last search for fewer colours stopped, */
	uint8_t    *attempt_closed; /* values: with these not allowed, */
	double		attempt_cost;	/* to beat this cost; NAN: there is none to go on with */
	double		attempt_work;	/* of one set of closed colours; grows with failures */
} QsColouringLocal;

extern QsColouringLocal *qs_colouring_local_create(QsHost *host, const QsColouring *colouring,
												   const QsStructure *structure);
extern void qs_colouring_local_free(QsHost *host, QsColouringLocal *local);

/* Let searches go on from where earlier ones stopped. */
extern void qs_colouring_remember(QsColouringLocal *local);

/* As qs_repair(), qs_construct(), qs_polish() and qs_search(): see structure/local.h */
extern QsStatus qs_colouring_repair(QsHost *host, QsColouringLocal *local, QsRandom *random,
									uint8_t *x);
extern QsStatus qs_colouring_construct(QsHost *host, QsColouringLocal *local, QsRandom *random,
									   double noise, uint8_t *x);
extern QsStatus qs_colouring_polish(QsHost *host, const QsColouringLocal *local, uint8_t *x,
									int64_t *moves);
extern QsStatus qs_colouring_search(QsHost *host, QsColouringLocal *local, QsRandom *random,
									double effort, double target, uint8_t *x, int64_t *moves);

/* Greedy values in the order of saturation (colouring_construct.c); at: vertices, written.
 * Values may clash where no free one is left. */
extern void qs_colouring_greedy(QsHost *host, const QsColouring *colouring, QsRandom *random,
								double noise, int32_t *at);

/* Descent of a state without conflicts: cheaper values, exchanges of two colours along a
 * chain (colouring_polish.c). */
extern QsStatus qs_colouring_descend(QsHost *host, QsColouringState *state, int64_t *moves);

#endif
