/*
 * presolve_kernel.h
 *	  Independent-set kernelisation.
 */
#ifndef QS_PRESOLVE_KERNEL_H
#define QS_PRESOLVE_KERNEL_H

#include "presolve/presolve_record.h"

/* Exact reductions of a model whose rows are conflicts, with their graph */
extern void qs_presolve_kernel(QsPresolve *presolve, const QsStructure *structure);

#endif
