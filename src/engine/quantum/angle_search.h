/*
 * angle_search.h
 *	  Angles of a QAOA circuit: where they start, and how they are improved.
 */
#ifndef QS_ANGLE_SEARCH_H
#define QS_ANGLE_SEARCH_H

#include "quantum/qaoa_simulator.h"
#include "sampling/history.h"

typedef struct QsAngleSearch
{
	QsHost	   *host;
	const QsSamplerSettings *settings;
	QsQaoaSimulator *simulator;
	QsAnsatz   *ansatz;			/* of the layers being optimised */
	int			evaluations;	/* made so far */
	int64_t		shots;			/* spent on them; -1: they were read off the state */
	QsHistory	history;
	uint64_t	seed;			/* of estimates and of SPSA */
} QsAngleSearch;

/* Are the angles of the settings, if there are any, as many as the circuit has, or a
 * gamma and a beta a layer? */
extern bool qs_angle_search_fits(const QsAngleSearch *search);

/*
 * Angles of search->ansatz: those given, or found as settings->init and
 * settings->optimizer say, at most settings->evaluations.  The rest of search is filled.  Leaves random as it is: a
 * replay of the angles draws the same shots.  May throw; QS_INTERRUPTED when the time was up, with angles all the
 * same.
 */
extern QsStatus qs_angle_search(QsAngleSearch *search, const QsRandom *random, double *theta);

#endif
