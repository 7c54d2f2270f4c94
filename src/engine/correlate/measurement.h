/*
 * measurement.h
 *	  What a round has measured: shots over the shrunk model, and how the variables
 *	  of the model before stand to their bits.
 *
 * A merge is an assumption of the round, not something it measured.  So a shot is
 * expanded through merges only as far as they were believed in: a variable that was
 * tied to a bit by a correlation c follows that bit with E[z_variable z_bit] =
 * QS_FADE |c| (the weakest tie of several), and what was fixed follows the reference
 * in the same way.  Ties that nothing new supports fade, and are measured again.
 */
#ifndef QS_MEASUREMENT_H
#define QS_MEASUREMENT_H

#include "model/contraction.h"
#include "sampling/sampler.h"

#define QS_FADE		0.95		/* what a tie keeps of its strength from round to round */

typedef struct QsMeasurement
{
	int			n;				/* variables */
	int32_t    *bit;			/* n: the bit of a shot it is tied to, or QS_REFERENCE */
	uint8_t    *flipped;		/* n: ... as unequal */
	double	   *trust;			/* n: 1: it is the bit; less: tied to it, 0: nothing is known */
	int			bits;
	int			shots;			/* distinct ones */
	uint8_t    *x;				/* shots rows of bits bytes */
	double	   *weight;			/* shots: how often each was seen */
	double		total;			/* sum of the weights, and the one shot that is added */
	double	   *mean;			/* bits: expectation of the spin */
} QsMeasurement;

/*
 * x: `shots` rows over reduced's variables with weights, of a round that contracted so.
 * before: what was known of contraction->base's variables (or NULL): it stays for those
 * that took their values from an incumbent, of which neither a correlation nor a shot
 * says anything.  O(n + steps + shots bits).
 */
extern QsMeasurement *qs_measurement_create(QsHost *host, QsContraction *contraction,
											const QsReduced *reduced, const uint8_t *x,
											const double *weight, int shots,
											const QsMeasurement *before);

/* Copies; in which variable k is variable[k] of the given one; or the other way round, where of
 * the n variables those that variable[] does not name are unknown. */
extern QsMeasurement *qs_measurement_copy(QsHost *host, const QsMeasurement *measurement);
extern QsMeasurement *qs_measurement_restrict(QsHost *host, const QsMeasurement *measurement,
											  const int32_t *variable, int count);
extern QsMeasurement *qs_measurement_spread(QsHost *host, const QsMeasurement *measurement,
											const int32_t *variable, int n);
extern void qs_measurement_free(QsHost *host, QsMeasurement *measurement);

/*
 * Shots whose bits contradict merges that were made since weigh less:
 * exp(-severity * share of the bits).  The measurement is over contraction->base.
 */
extern void qs_measurement_condition(QsHost *host, QsMeasurement *measurement,
									 QsContraction *contraction, double severity);

/* E[z_variable], and E[z_a z_b] of two bits, O(shots).  One shot of uniform bits is added
 * to what was seen, so that a few shots that agree are not certainty. */
extern double qs_measurement_spin(const QsMeasurement *measurement, int variable);
extern double qs_measurement_bit_pair(const QsMeasurement *measurement, int a, int b);

#endif
