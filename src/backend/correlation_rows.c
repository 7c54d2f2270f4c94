/*
 * correlation_rows.c
 *	  Correlations as rows (i, j, correlation) of SQL.
 */
#include "compat.h"

#include "funcapi.h"
#include "miscadmin.h"
#include "utils/tuplestore.h"

#include "correlation_rows.h"

void
qshrink_put_correlations(ReturnSetInfo *result, const QsCorrelations *correlations)
{
	for (int64_t k = 0; k < correlations->count; k++)
	{
		const QsCorrelation *pair = &correlations->pair[k];
		Datum		values[] = {Int32GetDatum(pair->i), Int32GetDatum(pair->j), Float8GetDatum(pair->value)};
		bool		nulls[] = {false, pair->j == QS_REFERENCE, false};

		CHECK_FOR_INTERRUPTS();
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}
