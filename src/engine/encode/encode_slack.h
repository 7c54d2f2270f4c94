/*
 * encode_slack.h
 *	  Inequalities as equalities with binary slack bits.
 */
#ifndef QS_ENCODE_SLACK_H
#define QS_ENCODE_SLACK_H

#include "encode/encode_penalty.h"

/*
 * Slack bits of a row: -1 when its coefficients are no integers, even times a
 * small power of ten; 0 for rows that need none.
 */
extern int	qs_slack_bits(const QsModel *model, int row);

/* Fill qubo, variable_of, slack_* and promised of encoding.  QS_UNSUPPORTED for
 * rows without an integer form, QS_LIMIT for too many terms. */
extern QsStatus qs_encode_slack(QsHost *host, const QsModel *model,
								QsEncodeRequest *request, QsEncoding *encoding);

/* qubo with further, unused variables behind: n in all */
extern void qs_qubo_widen(QsHost *host, QsQubo *qubo, int n);

/* Set the slack bits of encoding to the best value for x. */
extern void qs_slack_assign(const QsEncoding *encoding, const QsModel *model,
							const uint8_t *x, uint8_t *qubits);

#endif
