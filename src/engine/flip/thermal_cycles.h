/*
 * thermal_cycles.h
 *	  Heating and cooling an assignment of a sparse QUBO again and again, what got better kept.
 *
 * Thermal cycling (Moebius, Neklioudov, Diaz-Sanchez, Hoffmann, Fachat & Schreiber 1997), with
 * two differences.  The assignment before and the one after a cycle are mixed cluster by cluster:
 * on a sparse graph a cycle changes many places that hardly touch, and each is judged by itself.
 * And every cycle begins with the flip of a variable that is held while the others cool around
 * it: variables of many pairs are the first to freeze, and no later heat moves them.
 */
#ifndef QS_THERMAL_CYCLES_H
#define QS_THERMAL_CYCLES_H

#include "flip/annealing.h"
#include "flip/clusters.h"

typedef struct QsThermalCycles
{
	QsAnnealer	annealer;
	QsClusters	clusters;
	uint8_t    *trial;			/* n */
} QsThermalCycles;

/* On the state's QUBO; looks for the temperatures (qs_annealer_create). */
extern QsThermalCycles qs_thermal_cycles_create(QsFlipState *state, QsRandom *random);
extern void qs_thermal_cycles_free(QsThermalCycles *cycles);

typedef struct QsThermalLimits
{
	int			cycles;
	int			sweeps;			/* of a cycle */
	double		target;			/* an energy that is good enough */
	int64_t		evaluations;	/* of moves, roughly */
} QsThermalLimits;

/*
 * That many cycles from x, fewer when the target is reached or the evaluations are spent.  x and
 * *energy (offset included) hold the best, never worse than the start; *evaluations is increased
 * by what was spent.  QS_OK, or QS_INTERRUPTED at the deadline.  O(sweeps * n + t) a cycle.
 */
extern QsStatus qs_thermal_cycles_run(QsThermalCycles *cycles, QsRandom *random,
									  const QsThermalLimits *limits, uint8_t *x, double *energy,
									  int64_t *evaluations);

#endif
