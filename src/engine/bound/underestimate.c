/*
 * underestimate.c
 *	  Linear models that stand below a quadratic one.
 */
#include "bound/underestimate.h"

#include <string.h>

#include "bound/linear_rows.h"

QsStatus
qs_underestimate_by(QsHost *host, const QsModel *model, const QsStructure *structure,
					const double *cost, double constant, QsUnderestimate *out)
{
	QsStructure *own;
	QsStatus	status;

	memset(out, 0, sizeof(*out));
	out->model = qs_linear_rows(host, model, cost, constant);
	own = qs_structure_create(host, out->model, structure->classes);
	status = qs_relax(host, out->model, own, NULL, 0, &out->relaxation);
	qs_structure_free(host, own);
	if (status != QS_OK)
		qs_underestimate_free(host, out);
	return status;
}

void
qs_underestimate_free(QsHost *host, QsUnderestimate *underestimate)
{
	qs_relaxation_free(host, underestimate->relaxation);
	qs_model_free(host, underestimate->model);
	memset(underestimate, 0, sizeof(*underestimate));
}
