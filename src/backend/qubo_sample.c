/*
 * qubo_sample.c
 *	  qubo_sample(): low-energy assignments of a qubo, without any table; and the angles of
 *	  the circuit they are measured on.
 */
#include "compat.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/varbit.h"

#include "backend_host.h"
#include "option_read.h"
#include "qubo_json.h"
#include "qubo_type.h"
#include "record_fields.h"
#include "samplers/samplers.h"

PG_FUNCTION_INFO_V1(qubo_sample);
PG_FUNCTION_INFO_V1(qubo_sample_angles);

/* Up to so many variables solver 'auto' enumerates all assignments. */
#define AUTO_EXACT		26

typedef struct Request
{
	Qubo	   *q;
	QshrinkOptions options;
	QsSolver	solver;
	QsSamplerSettings *settings;	/* of options */
	QsSamplerInput input;		/* the qubo apart */
} Request;

typedef struct Row
{
	double		energy;
	int			sample;
} Row;

/* Samples in the order they are returned, and the next */
typedef struct Rows
{
	QsSamples  *samples;
	Row		   *rows;
	int			next;
} Rows;

static double *
read_numbers(const char *name, const JsonbValue *value, int *count)
{
	JsonbContainer *array = qshrink_json_array(name, value);
	double	   *numbers;

	*count = JsonContainerSize(array);
	numbers = palloc(*count * sizeof(double));
	for (int k = 0; k < *count; k++)
		numbers[k] = qshrink_json_number(psprintf("element %d of %s", k, name),
										 getIthJsonbValueFromContainer(array, k));
	return numbers;
}

/* "groups": [[0, 1, 2], [3, 4]], disjoint sets of variables exactly one of which is 1 */
static void
read_groups(const JsonbValue *value, Request *request)
{
	JsonbContainer *groups = qshrink_json_array("groups", value);
	int			count = JsonContainerSize(groups);
	int32_t    *start = palloc((count + 1) * sizeof(int32_t));
	int32_t    *qubit = palloc(Max(request->q->n, 1) * sizeof(int32_t));
	bool	   *taken = palloc0(Max(request->q->n, 1) * sizeof(bool));

	start[0] = 0;
	for (int g = 0; g < count; g++)
	{
		JsonbContainer *members = qshrink_json_array("every element of groups",
													 getIthJsonbValueFromContainer(groups, g));
		int			size = JsonContainerSize(members);

		start[g + 1] = start[g];
		if (size == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("group %d of groups is empty", g)));
		for (int k = 0; k < size; k++)
		{
			int			variable = qshrink_json_integer("member of a group",
														getIthJsonbValueFromContainer(members, k),
														0, Max(request->q->n, 1) - 1);

			if (taken[variable])
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("variable %d stands in groups twice", variable)));
			taken[variable] = true;
			qubit[start[g + 1]++] = variable;
		}
	}
	pfree(taken);
	request->input.groups = count;
	request->input.group_start = start;
	request->input.group_qubit = qubit;
}

/* "warm": [0.5, 1, ...], the probability of a one for every variable */
static void
read_warm(const JsonbValue *value, Request *request)
{
	int			count;

	request->input.warm = read_numbers("warm", value, &count);
	if (count != request->q->n)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("warm has %d elements, but the qubo has %d variables",
						count, request->q->n)));
	for (int k = 0; k < count; k++)
		if (!(request->input.warm[k] >= 0.0 && request->input.warm[k] <= 1.0))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("element %d of warm is %g, not a probability",
							k, request->input.warm[k])));
}

/* "start": "0110", where local solvers begin */
static void
read_start(const JsonbValue *value, Request *request)
{
	char	   *bits = qshrink_json_string("start", value);
	uint8_t    *start = palloc(Max(request->q->n, 1));
	size_t		length = strlen(bits);

	if (length != (size_t) request->q->n || strspn(bits, "01") != length)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("start must be a string of %d digits 0 and 1", request->q->n)));
	for (size_t k = 0; k < length; k++)
		start[k] = bits[k] == '1';
	request->input.start = start;
}

static void
read_own_option(void *context, const QshrinkOption *option, const JsonbValue *value)
{
	switch (option->kind)
	{
		case QSHRINK_GROUPS:
			read_groups(value, context);
			break;
		case QSHRINK_PROBABILITIES:
			read_warm(value, context);
			break;
		default:
			read_start(value, context);
			break;
	}
}

/* The solver that runs; ERROR when it does not take so many variables */
static QsSolver
resolve_solver(QsSolver solver, int n)
{
	if (solver == QS_SOLVER_AUTO)
		return n <= AUTO_EXACT ? QS_SOLVER_EXACT : QS_SOLVER_TABU;
	if (solver == QS_SOLVER_NONE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("solver \"none\" does not sample"),
				 errhint("It is for qshrink_solve; use \"uniform\" for random assignments.")));
	if (n > qs_solver_max_qubits(solver))
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%d variables are too many for solver \"%s\"", n, qs_solver_name(solver)),
				 errdetail("It takes at most %d.", qs_solver_max_qubits(solver)),
				 errhint("Fix or merge variables first (qubo_fix, qubo_merge), or use solver \"tabu\" or \"sa\".")));
	return solver;
}

static void
read_request(FunctionCallInfo fcinfo, Request *request)
{
	request->q = PG_GETARG_QUBO(0);
	request->options = qshrink_option_defaults();
	request->settings = &request->options.settings.sampler;
	qshrink_read_arguments(fcinfo, &request->options);
	qshrink_draw_seed(&request->options);
	request->solver = resolve_solver(request->options.settings.solver, request->q->n);
	request->options.settings.solver = request->solver;
	if (!PG_ARGISNULL(5))
		qshrink_read_options(&request->options, PG_GETARG_JSONB_P(5), QSHRINK_OF_SAMPLE,
							 read_own_option, request);
}

static void
refused(const Request *request, QsStatus status)
{
	const char *solver = qs_solver_name(request->solver);

	if (status == QS_UNSUPPORTED)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("solver \"%s\" does not support these options together", solver),
				 errdetail("Mixer \"%s\", %d groups, %d variables.",
						   qs_mixer_name(request->settings->mixer), request->input.groups,
						   request->q->n),
				 request->settings->device ?
				 errhint("The device has %d qubits, of which those of the circuit must hang together; solver \"qaoa\" alone knows devices.",
						 request->settings->device->qubits) :
				 request->settings->depolarizing > 0.0 && request->solver != QS_SOLVER_QAOA ?
				 errhint("Noise of gates (depolarizing) is for solver \"qaoa\".") :
				 errhint("Mixers \"xy-ring\" and \"xy-complete\" need the option groups, mixer \"warm\" the option warm.")));
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("options are out of range for solver \"%s\"", solver)));
}

static void
pack(const uint8_t *x, int n, uint8 *bits)
{
	memset(bits, 0, (n + 7) / 8);
	for (int k = 0; k < n; k++)
		if (x[k])
			bits[k / 8] |= 0x80 >> k % 8;
}

/* Before b in the output: by energy, then by bits */
static bool
comes_before(const QsSamples *samples, const Row *a, const Row *b)
{
	if (a->energy != b->energy)
		return a->energy < b->energy;
	return memcmp(samples->x + (Size) a->sample * samples->n,
				  samples->x + (Size) b->sample * samples->n, samples->n) < 0;
}

/*
 * Energies as `q @ x` gives them, bit for bit, and the rows in their order: the
 * sampler sums in another order, so its own may differ in the last place.
 */
static Row *
order_rows(const Qubo *q, const QsSamples *samples)
{
	Row		   *rows = MemoryContextAllocHuge(CurrentMemoryContext,
											  Max(samples->count, 1) * sizeof(Row));
	uint8	   *bits = palloc(q->n / 8 + 1);

	for (int k = 0; k < samples->count; k++)
	{
		Row			row = {.sample = k};
		int			at = k;

		CHECK_FOR_INTERRUPTS();
		pack(samples->x + (Size) k * q->n, q->n, bits);
		row.energy = qshrink_qubo_energy(q, bits);
		for (; at > 0 && comes_before(samples, &row, &rows[at - 1]); at--)
			rows[at] = rows[at - 1];
		rows[at] = row;
	}
	pfree(bits);
	return rows;
}

/* Reads the arguments and runs the sampler; ERROR when they do not fit together */
static QsSamples *
run_request(FunctionCallInfo fcinfo, QsHost *host, Request *request, QsSamplerReport *report)
{
	QsQubo	   *qubo;
	QsRandom	random;
	QsStatus	status;
	QsSamples  *samples;

	read_request(fcinfo, request);
	qubo = qshrink_qubo_adjacency(host, request->q);
	request->input.qubo = qubo;
	qs_random_seed(&random, request->options.settings.seed, 0);
	status = qs_sample(host, request->solver, &request->input, request->settings, &random,
					   &samples, report);
	if (samples == NULL)
		refused(request, status);
	qs_qubo_free(host, qubo);
	return samples;
}

/* In the memory of all calls */
static Rows *
begin_rows(FunctionCallInfo fcinfo)
{
	Rows	   *rows = palloc0(sizeof(Rows));
	Request		request = {0};

	rows->samples = run_request(fcinfo, qshrink_host_create(0), &request, NULL);
	rows->rows = order_rows(request.q, rows->samples);
	return rows;
}

static VarBit *
assignment(const uint8_t *x, int n)
{
	VarBit	   *bits = palloc(VARBITTOTALLEN(n));

	SET_VARSIZE(bits, VARBITTOTALLEN(n));
	VARBITLEN(bits) = n;
	pack(x, n, VARBITS(bits));
	return bits;
}

Datum
qubo_sample(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	Rows	   *rows;

	if (SRF_IS_FIRSTCALL())
	{
		MemoryContext caller;
		TupleDesc	descriptor;

		call = SRF_FIRSTCALL_INIT();
		caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		call->tuple_desc = BlessTupleDesc(descriptor);
		call->user_fctx = PG_ARGISNULL(0) ? NULL : begin_rows(fcinfo);
		MemoryContextSwitchTo(caller);
	}
	call = SRF_PERCALL_SETUP();
	rows = call->user_fctx;
	if (rows && rows->next < rows->samples->count)
	{
		const Row  *row = &rows->rows[rows->next++];
		const QsSamples *samples = rows->samples;
		Datum		values[3] = {
			VarBitPGetDatum(assignment(samples->x + (Size) row->sample * samples->n, samples->n)),
			Float8GetDatum(row->energy),
			Int64GetDatum(samples->occurrences[row->sample])
		};
		bool		nulls[3] = {false, false, false};

		SRF_RETURN_NEXT(call, HeapTupleGetDatum(heap_form_tuple(call->tuple_desc, values, nulls)));
	}
	SRF_RETURN_DONE(call);
}

/* Tied angles of QAOA: one gamma and one beta a layer */
static bool
are_tied(const Request *request, const QsSamplerReport *report)
{
	return request->solver == QS_SOLVER_QAOA && !request->settings->multi_angle &&
		report->angle_count == 2 * request->settings->layers;
}

static void
angle_fields(QshrinkFields *fields, const Request *request, const QsSamplerReport *report)
{
	bool		tied = are_tied(request, report);
	int			layers = tied ? request->settings->layers : 0;

	qshrink_field_reals(fields, "angles", report->angles, report->angle_count);
	qshrink_field_reals(fields, "gamma", tied ? report->angles : NULL, layers);
	qshrink_field_reals(fields, "beta", tied ? report->angles + layers : NULL, layers);
	qshrink_field_real(fields, "expectation", report->expectation);
	qshrink_field_real(fields, "cvar", report->objective);
}

static void
optimisation_fields(QshrinkFields *fields, const QsSamplerReport *report)
{
	int			count = report->history_count;
	int32_t    *number = palloc_array(int32_t, count + 1);
	double	   *value = palloc_array(double, count + 1);

	for (int k = 0; k < count; k++)
	{
		number[k] = report->history[k].number;
		value[k] = report->history[k].value;
	}
	qshrink_field_int(fields, "evaluations", report->evaluations);
	qshrink_field(fields, "optimization_shots", INT8OID, Int64GetDatum(report->optimization_shots),
				  report->optimization_shots < 0);
	qshrink_field_ints(fields, "history_evaluations", number, count);
	qshrink_field_reals(fields, "history_values", value, count);
	qshrink_field_bigint(fields, "circuit_depth", report->depth);
	qshrink_field_bigint(fields, "two_qubit_gates", report->two_qubit_gates);
}

/* The circuit as a program, and what noise makes of it */
static void
program_fields(QshrinkFields *fields, const QsSamplerReport *report)
{
	qshrink_field_real(fields, "noisy_expectation", report->noisy_expectation);
	qshrink_field_real(fields, "mitigated_expectation", report->mitigated_expectation);
	if (report->cx_depth == 0)
		return;
	qshrink_field_bigint(fields, "decomposed_depth", report->cx_depth);
	qshrink_field_bigint(fields, "decomposed_two_qubit_gates", report->cx_gates);
	qshrink_field_bigint(fields, "swaps", report->swaps);
}

/* qubo_sample_angles(q, solver, ...) -> what qubo_sample with the same arguments measures */
Datum
qubo_sample_angles(PG_FUNCTION_ARGS)
{
	Request		request = {0};
	QshrinkFields fields = {0};
	QsSamplerReport report;
	TupleDesc	descriptor;
	QsHost	   *host;

	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	host = qshrink_host_create(0);
	(void) run_request(fcinfo, host, &request, &report);
	angle_fields(&fields, &request, &report);
	optimisation_fields(&fields, &report);
	program_fields(&fields, &report);
	PG_RETURN_DATUM(HeapTupleGetDatum(qshrink_fields_form(&fields, BlessTupleDesc(descriptor))));
}
