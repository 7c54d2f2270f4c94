/*
 * independent_set_search.h
 *	  The long searches for an independent set of equal weights, and what they know.
 */
#ifndef QS_INDEPENDENT_SET_SEARCH_H
#define QS_INDEPENDENT_SET_SEARCH_H

#include "classes/independent_set/independent_set_best.h"

typedef struct QsSetSearch QsSetSearch;

extern void qs_set_search_free(QsHost *host, QsSetSearch *search);

#endif
