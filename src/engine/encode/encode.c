/*
 * encode.c
 *	  From a constrained model to a QUBO: choice of the encoding, layout of the
 *	  qubits, and the way back.
 */
#include "encode/encode.h"

#include <math.h>
#include <string.h>

#include "encode/encode_blocks.h"
#include "encode/encode_guaranteed.h"
#include "encode/encode_guides.h"
#include "encode/encode_penalty.h"
#include "encode/encode_scale.h"
#include "encode/encode_slack.h"
#include "encode/encode_substitution.h"

/* exact, the last one, is of whole problems only. */
static const QsName kinds[] = {
	{"auto", QS_ENCODING_AUTO, "subspace where permutations are all there is, else dual"},
	{"dual", QS_ENCODING_DUAL, "no slack bits; other rows than conflicts and one-hot groups are guides from dual prices"},
	{"unbalanced", QS_ENCODING_UNBALANCED, "the same with one weight for all guides"},
	{"slack", QS_ENCODING_SLACK, "slack bits for every row but conflicts and counts"},
	{"subspace", QS_ENCODING_SUBSPACE, "permutations lose a row and a column; one-hot groups are left to the mixer"},
	{"exact", QS_ENCODING_EXACT, "proved weights, slack bits for rows that need them; of qshrink_encode only"},
};

const QsNames qs_encoding_names = QS_NAMES("encoding", kinds);
const QsNames qs_shrunk_encoding_names = QS_FIRST_NAMES("encoding", kinds, QS_ENCODING_EXACT);

bool
qs_encoding_kind(const char *name, QsEncodingKind *kind)
{
	const QsName *found = qs_name_find(&qs_shrunk_encoding_names, name);

	if (found)
		*kind = (QsEncodingKind) found->value;
	return found != NULL;
}

const char *
qs_encoding_kind_name(QsEncodingKind kind)
{
	return qs_name_of(&qs_encoding_names, (int) kind)->name;
}

/* Variables in permutation grids, and the qubits saved by eliminating */
static void
survey_blocks(const QsModel *model, const QsStructure *structure, int64_t *covered,
			  int64_t *saved)
{
	*covered = *saved = 0;
	if (structure->order > 0)
	{
		*covered = model->n;
		*saved = 2 * (int64_t) structure->order - 1;
		return;
	}
	for (int r = 0; r < model->m; r++)
	{
		int64_t		k = qs_block_of_row(model, structure, r);

		*covered += k * k;
		*saved += k > 0 ? 2 * k - 1 : 0;
	}
}

static QsEncodingKind
resolve(const QsModel *model, const QsStructure *structure, QsEncodingKind kind)
{
	int64_t		covered,
				saved;

	if (kind != QS_ENCODING_AUTO)
		return kind;
	survey_blocks(model, structure, &covered, &saved);
	return covered == model->n && covered > 0 && model->n - saved <= QS_BLOCK_QUBITS
		? QS_ENCODING_SUBSPACE : QS_ENCODING_DUAL;
}

/* One-hot rows of a single variable are fixings, not groups. */
static bool
is_group(const QsModel *model, const QsStructure *structure, int r)
{
	return structure->row_kind[r] == QS_ROW_ONE_HOT &&
		model->row_start[r + 1] - model->row_start[r] >= 2;
}

static bool
has_one_hot(const QsModel *model, const QsStructure *structure)
{
	for (int r = 0; r < model->m; r++)
		if (is_group(model, structure, r))
			return true;
	return false;
}

int64_t
qs_encode_qubits(const QsModel *model, const QsStructure *structure, QsEncodingKind kind)
{
	int64_t		qubits = model->n;
	int64_t		covered,
				saved;

	switch (resolve(model, structure, kind))
	{
		case QS_ENCODING_SUBSPACE:
			if (!has_one_hot(model, structure))
				return -1;
			survey_blocks(model, structure, &covered, &saved);
			return qubits - saved;
		case QS_ENCODING_SLACK:
			for (int r = 0; r < model->m; r++)
			{
				int			bits = qs_slack_bits(model, r);

				if (bits < 0)
					return -1;
				qubits += bits;
			}
			return qubits <= QS_MAX_VARIABLES ? qubits : -1;
		case QS_ENCODING_EXACT:
			return -1;
		default:
			return qubits;
	}
}

/* ---- layout ----------------------------------------------------------------- */

/* Blocks, their qubits, and the rows they keep; every variable's qubit or -1 */
static void
lay_out_blocks(QsHost *host, const QsModel *model, const QsStructure *structure,
			   QsEncoding *encoding, bool *kept, int32_t *qubit_of)
{
	int			qubits = 0;

	encoding->blocks = qs_find_blocks(host, model, structure, &encoding->block_size,
									  &encoding->block_variable);
	encoding->block_qubit = QS_ARRAY0(host, int32_t *, encoding->blocks);
	memset(qubit_of, 0, (size_t) model->n * sizeof(int32_t));
	for (int b = 0; b < encoding->blocks; b++)
	{
		int			k = encoding->block_size[b];
		const int32_t *variable = encoding->block_variable[b];

		encoding->block_qubit[b] = QS_ARRAY(host, int32_t, (size_t) k * (size_t) k);
		for (int cell = 0; cell < k * k; cell++)
		{
			if (cell / k == k - 1 || cell % k == k - 1)
				qubit_of[variable[cell]] = -1;
			for (int64_t e = model->column_start[variable[cell]];
				 e < model->column_start[variable[cell] + 1]; e++)
				if (structure->row_kind[model->column_row[e]] == QS_ROW_ONE_HOT)
					kept[model->column_row[e]] = true;
		}
	}
	for (int i = 0; i < model->n; i++)
		if (qubit_of[i] >= 0)
			qubit_of[i] = qubits++;
	for (int b = 0; b < encoding->blocks; b++)
		for (int cell = 0; cell < encoding->block_size[b] * encoding->block_size[b]; cell++)
			encoding->block_qubit[b][cell] = qubit_of[encoding->block_variable[b][cell]];
}

static int
name_qubits(QsHost *host, QsEncoding *encoding, const int32_t *qubit_of)
{
	int			qubits = 0;

	for (int i = 0; i < encoding->variables; i++)
		qubits += qubit_of[i] >= 0;
	encoding->variable_of = QS_ARRAY(host, int32_t, qubits);
	for (int i = 0; i < encoding->variables; i++)
		if (qubit_of[i] >= 0)
			encoding->variable_of[qubit_of[i]] = i;
	return qubits;
}

/*
 * Disjoint one-hot rows outside the blocks, first come first served.  in_group
 * [m] marks the rows chosen.
 */
static void
lay_out_groups(QsHost *host, const QsModel *model, const QsStructure *structure,
			   QsEncoding *encoding, const bool *kept, const int32_t *qubit_of,
			   bool *in_group)
{
	bool	   *taken = QS_ARRAY0(host, bool, model->n);
	int			groups = 0;
	int32_t		members = 0;

	for (int r = 0; r < model->m; r++)
	{
		bool		open = is_group(model, structure, r) && !kept[r];

		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1] && open; k++)
			open = !taken[model->row_variable[k]];
		in_group[r] = open;
		if (!open)
			continue;
		groups++;
		members += (int32_t) (model->row_start[r + 1] - model->row_start[r]);
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			taken[model->row_variable[k]] = true;
	}
	qs_free(host, taken);
	encoding->groups = groups;
	encoding->group_start = QS_ARRAY0(host, int32_t, (size_t) groups + 1);
	encoding->group_qubit = QS_ARRAY(host, int32_t, members);
	groups = members = 0;
	for (int r = 0; r < model->m; r++)
	{
		if (!in_group[r])
			continue;
		for (int64_t k = model->row_start[r]; k < model->row_start[r + 1]; k++)
			encoding->group_qubit[members++] = qubit_of[model->row_variable[k]];
		encoding->group_start[++groups] = members;
	}
}

/* ---- encoding --------------------------------------------------------------- */

/* Of the rows that a mixer or a block keeps, the first with a given weight; -1: none */
static int
kept_with_weight(const QsModel *model, const QsEncodeRequest *request, const bool *kept)
{
	for (int r = 0; r < model->m && request->row_weight; r++)
		if (kept[r] && !isnan(request->row_weight[r]))
			return r;
	return -1;
}

/* The one-hot rows of a variable outside the blocks may cross one inside only by
 * guides, so blocks and groups never share a variable. */
static QsStatus
encode_subspace(QsHost *host, const QsModel *model, const QsStructure *structure,
				QsEncodeRequest *request, QsEncoding *encoding)
{
	bool	   *kept = QS_ARRAY0(host, bool, model->m);
	bool	   *in_group = QS_ARRAY0(host, bool, model->m);
	int32_t    *qubit_of = QS_ARRAY(host, int32_t, model->n);
	QsQubo	   *penalised = NULL;
	QsStatus	status = QS_UNSUPPORTED;
	int			qubits;

	lay_out_blocks(host, model, structure, encoding, kept, qubit_of);
	lay_out_groups(host, model, structure, encoding, kept, qubit_of, in_group);
	qubits = name_qubits(host, encoding, qubit_of);
	for (int r = 0; r < model->m; r++)
		kept[r] = kept[r] || in_group[r];
	request->failed_row = kept_with_weight(model, request, kept);
	if (request->failed_row >= 0)
		request->reason = "this encoding keeps it without a penalty";
	else if (encoding->blocks > 0 && qubits > QS_BLOCK_QUBITS)
		status = QS_LIMIT;
	else if (encoding->blocks + encoding->groups > 0)
		status = qs_encode_penalties(host, model, QS_ENCODING_DUAL, request, kept,
									 encoding->promised, &penalised);
	if (status == QS_OK && encoding->blocks > 0)
	{
		encoding->qubo = qs_substitute_blocks(host, encoding, qubits, penalised, true);
		qs_qubo_free(host, penalised);
	}
	else
		encoding->qubo = penalised;
	for (int r = 0; r < model->m && qubits <= QS_SCALE_QUBITS; r++)
		if (kept[r] && !in_group[r])
			encoding->promised[r] = 1;
	qs_free(host, kept);
	qs_free(host, in_group);
	qs_free(host, qubit_of);
	return status;
}

static QsStatus
encode_plain(QsHost *host, const QsModel *model, const QsStructure *structure,
			 QsEncodeRequest *request, QsEncoding *encoding)
{
	bool	   *kept = QS_ARRAY0(host, bool, model->m);
	bool	   *in_group = QS_ARRAY0(host, bool, model->m);
	int32_t    *qubit_of = QS_ARRAY(host, int32_t, model->n);
	QsStatus	status;

	for (int i = 0; i < model->n; i++)
		qubit_of[i] = i;
	lay_out_groups(host, model, structure, encoding, kept, qubit_of, in_group);
	if (encoding->kind == QS_ENCODING_SLACK)
		status = qs_encode_slack(host, model, request, encoding);
	else if (encoding->kind == QS_ENCODING_EXACT)
		status = qs_encode_guaranteed(host, model, request, encoding);
	else
	{
		(void) name_qubits(host, encoding, qubit_of);
		status = qs_encode_penalties(host, model, encoding->kind, request, NULL,
									 encoding->promised, &encoding->qubo);
	}
	qs_free(host, kept);
	qs_free(host, in_group);
	qs_free(host, qubit_of);
	return status;
}

/* The objective over the encoding's qubits, without any penalty */
static QsQubo *
encoded_objective(QsHost *host, const QsModel *model, const QsEncoding *encoding)
{
	QsQubo	   *objective = qs_explicit_objective(host, model);
	QsQubo	   *substituted;

	if (objective == NULL || encoding->blocks == 0)
		return objective;
	substituted = qs_substitute_blocks(host, encoding, encoding->qubo->n, objective, false);
	qs_qubo_free(host, objective);
	return substituted;
}

/* objective + factor * (what the encoding added to it) */
static QsStatus
multiply_penalties(QsHost *host, const QsModel *model, double factor, QsEncoding *encoding)
{
	QsQubo	   *objective = encoded_objective(host, model, encoding);
	QsQubo	   *penalties;

	if (objective == NULL)
		return QS_LIMIT;
	penalties = qs_qubo_sum(host, encoding->qubo, objective, -1.0);
	qs_qubo_free(host, encoding->qubo);
	qs_qubo_widen(host, objective, penalties->n);
	encoding->qubo = qs_qubo_sum(host, objective, penalties, factor);
	qs_qubo_free(host, objective);
	qs_qubo_free(host, penalties);
	return QS_OK;
}

QsStatus
qs_encode_request(QsHost *host, const QsModel *model, const QsStructure *structure,
				  QsEncodeRequest *request, QsEncoding **out)
{
	QsEncoding *encoding = QS_NEW(host, QsEncoding);
	QsStatus	status;

	request->failed_row = -1;
	request->reason = NULL;
	encoding->kind = resolve(model, structure, request->kind);
	encoding->variables = model->n;
	encoding->promised = QS_ARRAY0(host, uint8_t, model->m);
	if (encoding->kind == QS_ENCODING_SUBSPACE)
		status = encode_subspace(host, model, structure, request, encoding);
	else
		status = encode_plain(host, model, structure, request, encoding);
	if (status == QS_OK && request->factor != 1.0)
		status = multiply_penalties(host, model, request->factor, encoding);
	if (model->m > 0 && (request->row_weight || request->factor != 1.0))
		memset(encoding->promised, 0, (size_t) model->m);
	/* squares of a row whose side is far beyond its reach may overflow */
	if (status == QS_OK && !qs_qubo_is_finite(encoding->qubo))
	{
		status = QS_LIMIT;
		request->reason = "its coefficients would pass double precision";
	}
	if (status != QS_OK)
	{
		qs_encoding_free(host, encoding);
		encoding = NULL;
	}
	*out = encoding;
	return status;
}

QsStatus
qs_encode(QsHost *host, const QsModel *model, const QsStructure *structure,
		  QsEncodingKind kind, const double *dual, QsEncoding **out)
{
	QsEncodeRequest request = {.kind = kind, .dual = dual, .factor = 1.0, .tighten = true};

	return qs_encode_request(host, model, structure, &request, out);
}

void
qs_encoding_free(QsHost *host, QsEncoding *encoding)
{
	if (encoding == NULL)
		return;
	qs_qubo_free(host, encoding->qubo);
	qs_free(host, encoding->variable_of);
	qs_free(host, encoding->group_start);
	qs_free(host, encoding->group_qubit);
	if (encoding->block_qubit)
		for (int b = 0; b < encoding->blocks; b++)
			qs_free(host, encoding->block_qubit[b]);
	qs_free(host, encoding->block_qubit);
	qs_blocks_free(host, encoding->blocks, encoding->block_size, encoding->block_variable);
	qs_free(host, encoding->slack_row);
	qs_free(host, encoding->slack_first);
	qs_free(host, encoding->slack_scale);
	qs_free(host, encoding->slack_bound);
	qs_free(host, encoding->slack_sign);
	qs_free(host, encoding->slack_value);
	qs_free(host, encoding->promised);
	qs_free(host, encoding);
}

/* ---- and back --------------------------------------------------------------- */

/* Eliminated cells from the others; out of range values are clamped */
static void
decode_block(const QsEncoding *encoding, int b, uint8_t *x)
{
	int			k = encoding->block_size[b];
	const int32_t *variable = encoding->block_variable[b];
	int			total = 0;

	for (int r = 0; r < k - 1; r++)
	{
		int			in_row = 0,
					in_column = 0;

		for (int c = 0; c < k - 1; c++)
		{
			in_row += x[variable[r * k + c]];
			in_column += x[variable[c * k + r]];
		}
		x[variable[r * k + k - 1]] = in_row == 0;
		x[variable[(k - 1) * k + r]] = in_column == 0;
		total += in_row;
	}
	x[variable[k * k - 1]] = total > k - 2;
}

void
qs_decode(const QsEncoding *encoding, const uint8_t *qubits, uint8_t *x)
{
	for (int q = 0; q < encoding->qubo->n; q++)
		if (encoding->variable_of[q] >= 0)
			x[encoding->variable_of[q]] = qubits[q];
	for (int b = 0; b < encoding->blocks; b++)
		decode_block(encoding, b, x);
}

void
qs_encode_assignment(const QsEncoding *encoding, const QsModel *model, const uint8_t *x,
					 uint8_t *qubits)
{
	for (int q = 0; q < encoding->qubo->n; q++)
		if (encoding->variable_of[q] >= 0)
			qubits[q] = x[encoding->variable_of[q]];
	qs_slack_assign(encoding, model, x, qubits);
}
