/*
 * encode_guaranteed.h
 *	  The encoding "exact": every minimiser of its QUBO is an optimum of the model.
 */
#ifndef QS_ENCODE_GUARANTEED_H
#define QS_ENCODE_GUARANTEED_H

#include "encode/encode.h"

/*
 * Fill qubo, variable_of, slack_* and promised of encoding; request gives weights
 * and takes the row that failed.  QS_UNSUPPORTED: a row has no exact form, or no
 * assignment meets it, or the numbers pass what doubles hold exactly; QS_LIMIT: too
 * many terms or qubits.
 */
extern QsStatus qs_encode_guaranteed(QsHost *host, const QsModel *model,
									 QsEncodeRequest *request, QsEncoding *encoding);

#endif
