/*
 * encode.h
 *	  From the (shrunk) constrained model to the QUBO a sampler minimises.
 *
 * The QUBO is a sampler's guide, not the truth: whatever it returns is decoded
 * and judged on the model's own rows and objective.
 */
#ifndef QS_ENCODE_H
#define QS_ENCODE_H

#include "model.h"
#include "structure.h"

typedef enum QsEncodingKind
{
	QS_ENCODING_AUTO,			/* subspace for disjoint sub-permutations, else dual */
	QS_ENCODING_DUAL,			/* slack-free, weighted by the duals of the relaxation */
	QS_ENCODING_UNBALANCED,		/* Montanez-Barrera et al.: linear + quadratic, one weight */
	QS_ENCODING_SLACK,			/* binary slack bits, quadratic penalty */
	QS_ENCODING_SUBSPACE		/* one-hot groups left to the mixer; sub-permutations lose
								 * their last row and column */
} QsEncodingKind;

extern bool qs_encoding_kind(const char *name, QsEncodingKind *kind);
extern const char *qs_encoding_kind_name(QsEncodingKind kind);

typedef struct QsEncoding
{
	QsEncodingKind kind;		/* never AUTO */
	QsQubo	   *qubo;			/* qubits = qubo->n */
	int			variables;		/* n of the model */
	int32_t    *variable_of;	/* qubits: the model's variable a qubit carries, -1 for slack */

	/* one-hot groups over qubits that an XY mixer may preserve (may be 0) */
	int			groups;
	int32_t    *group_start;	/* groups + 1 */
	int32_t    *group_qubit;

	/* sub-permutation blocks: the eliminated cells are decoded from the others */
	int			blocks;
	int32_t    *block_size;		/* k of each block */
	int32_t   **block_variable; /* k x k variables of the model, row-major */
	int32_t   **block_qubit;	/* k x k, -1 on the eliminated last row and column */
} QsEncoding;

/*
 * Encode.  dual: multipliers of the model's rows (engine sense, see relax.h) or
 * NULL (then a Lagrangian ascent supplies them).  QS_UNSUPPORTED when the kind
 * does not apply (subspace without such groups, slack on non-integral rows).
 */
extern QsStatus qs_encode(QsHost *host, const QsModel *model, const QsStructure *structure,
						  QsEncodingKind kind, const double *dual, QsEncoding **out);
extern void qs_encoding_free(QsHost *host, QsEncoding *encoding);

/* How many qubits encoding the model would take, without building it. */
extern int64_t qs_encode_qubits(const QsModel *model, const QsStructure *structure,
								QsEncodingKind kind);

/* Qubit bits (bytes 0/1) -> x of the model. */
extern void qs_decode(const QsEncoding *encoding, const uint8_t *qubits, uint8_t *x);

/* x of the model -> qubits (slack bits set to the best value). */
extern void qs_encode_assignment(const QsEncoding *encoding, const QsModel *model,
								 const uint8_t *x, uint8_t *qubits);

#endif
