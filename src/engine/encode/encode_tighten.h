/*
 * encode_tighten.h
 *	  Guides of a small model, tightened on the states they get wrong.
 *
 * Guided rows stay what they are, a plane and a square each, so two numbers a row are all there
 * is to choose.  They are chosen in rounds: the lowest states of the function as it is
 * (low_states.h) are judged on the model; the best feasible one met so far is to lie below every
 * other one met, by a margin; of all weights that do that, the ones of least variance are taken
 * (cut_fit.h), for phases of a circuit are energies divided by their deviation.  Margins grow at
 * first, so that more states are met, and end small.
 *
 * What goes in: objective and rows of at most QS_TIGHTEN_STATES states a round.  Nothing says
 * that the best of them is the model's optimum, nor that two numbers a row can put it lowest.
 */
#ifndef QS_ENCODE_TIGHTEN_H
#define QS_ENCODE_TIGHTEN_H

#include "encode/encode_penalty.h"

#define QS_TIGHTEN_QUBITS	64		/* models of more variables, */
#define QS_TIGHTEN_ROWS		64		/* or with more guided rows, are left as they are */
#define QS_TIGHTEN_STATES	256		/* judged in a round */
#define QS_TIGHTEN_ROUNDS	60
#define QS_TIGHTEN_LOOKED	0x1p25	/* states that enumeration looks at, over all rounds */

/* Does the model fit the limits, and has it guided rows? */
extern bool qs_tighten_applies(const QsPenalties *penalties);

/*
 * Change slope, square and constant of the guided rows.  base: the objective with the penalties
 * of the exact rows; scale: its typical change by one flip, the unit of margins.  At most
 * QS_TIGHTEN_ROUNDS rounds, of at most QS_TIGHTEN_LOOKED states together up to 20 variables.
 */
extern void qs_tighten_guides(QsHost *host, const QsQubo *base, double scale,
							  QsPenalties *penalties);

#endif
