/*
 * presolve_internal.h
 *	  The reductions for any model.
 */
#ifndef QS_PRESOLVE_INTERNAL_H
#define QS_PRESOLVE_INTERNAL_H

#include "presolve/presolve_record.h"

/* The reductions, cheapest first.  Each works on the model as it is and leaves
 * once further reductions need it rebuilt. */
extern void qs_presolve_rows(QsPresolve *presolve);
extern void qs_presolve_probing(QsPresolve *presolve);
extern void qs_presolve_persistency(QsPresolve *presolve);
extern void qs_presolve_dominance(QsPresolve *presolve);
extern void qs_presolve_roof_duality(QsPresolve *presolve);
extern void qs_presolve_components(QsPresolve *presolve);

#endif
