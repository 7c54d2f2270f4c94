/*
 * encode_guides.h
 *	  The dual and the unbalanced encoding.
 */
#ifndef QS_ENCODE_GUIDES_H
#define QS_ENCODE_GUIDES_H

#include "encode/encode.h"

/*
 * Objective and rows of the dual or the unbalanced encoding.  skip[m] (or NULL)
 * marks rows the caller keeps by other means.  promised[m] is filled, see
 * encode.h.  QS_LIMIT: too many terms.
 */
extern QsStatus qs_encode_penalties(QsHost *host, const QsModel *model,
									QsEncodingKind kind, const QsEncodeRequest *request,
									const bool *skip, uint8_t *promised, QsQubo **out);

#endif
