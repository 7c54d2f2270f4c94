/*
 * contraction_internal.h
 *	  Parts of qs_contraction_reduce().
 */
#ifndef QS_CONTRACTION_INTERNAL_H
#define QS_CONTRACTION_INTERNAL_H

#include "model/contraction.h"

/* The contracted model of an assignment with its matrices; NULL when it is none any
 * more, or so small that its terms are better written out. */
extern QsModel *qs_contraction_subgrid(QsHost *host, QsContraction *contraction);

#endif
