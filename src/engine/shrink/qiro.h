/*
 * qiro.h
 *	  Quantum-informed recursive optimisation of independent sets (Finzgar, Kerschbaumer,
 *	  Schuetz, Mendl & Katzgraber, "Quantum-informed recursive optimization algorithms",
 *	  PRX Quantum 5, 020327, 2024).
 *
 * The strongest of all expectations <Z_i>, <Z_i Z_j> of the model's QAOA decides, by what
 * the problem makes of it instead of a merge:
 *	inclusion	a vertex that is probably in is put in, and its neighbours are left out
 *	exclusion	one that is probably out is left out; so are two neighbours that agree
 *	neighbours	of two neighbours that differ one is in: what touches both is left out
 * One that changes nothing gives way to the next.  Between steps the graph is reduced to
 * its kernel by exact reductions, so the rules speak of the kernel only.
 */
#ifndef QS_QIRO_H
#define QS_QIRO_H

#include "shrink/shrink.h"

/* Rows that are conflicts, or of one variable, and nothing else; a linear objective? */
extern bool qs_qiro_applies(const QsModel *model, const QsStructure *structure);

/*
 * As qs_shrink(), down to settings->max_qubits; expectations are those of
 * settings->method (AUTO: qaoa) with settings->layers.  QS_UNSUPPORTED: qs_qiro_applies()
 * says no, or the method has nothing to say.
 */
extern QsStatus qs_shrink_qiro(QsHost *host, const QsShrinkInput *input,
							   const QsShrinkSettings *settings, QsRandom *random,
							   QsShrunk *out);

#endif
