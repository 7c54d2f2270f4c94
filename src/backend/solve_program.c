/*
 * solve_program.c
 *	  qshrink_circuit(): the circuit of a round as a program for a device, and what it costs.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/snapmgr.h"

#include "backend_host.h"
#include "option_read.h"
#include "problem_arguments.h"
#include "problem_sql.h"
#include "quantum/device_plan.h"
#include "quantum/qasm.h"
#include "record_fields.h"
#include "solve_circuit.h"

PG_FUNCTION_INFO_V1(qshrink_circuit);

static QshrinkOptions
read_options(FunctionCallInfo fcinfo, int argument)
{
	QshrinkOptions options = qshrink_option_initial();

	if (!PG_ARGISNULL(argument))
		qshrink_read_options(&options, PG_GETARG_JSONB_P(argument), QSHRINK_OF_CIRCUIT, NULL, NULL);
	return options;
}

/* The places of the qubits; NULL: any two interact */
static QsCoupling *
find_coupling(QsHost *host, const QshrinkOptions *options, int n)
{
	const QsDevice *device = options->settings.sampler.device;
	bool		on_lattice = device ? device->lattice != QS_LATTICE_ALL : options->coupling != QS_LATTICE_ALL;
	QsCoupling *coupling;
	bool		fits;

	if (on_lattice && n > QS_ROUTE_QUBITS)
		ereport(ERROR,
				(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
				 errmsg("%d qubits are too many to place on a device", n),
				 errdetail("At most %d are placed.", QS_ROUTE_QUBITS)));
	if (device == NULL)
		return qs_coupling_create(host, (QsLattice) options->coupling, n);
	coupling = qs_device_coupling(host, device, n, &fits);
	if (!fits)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the device has no room for a circuit of %d qubits", n),
				 n > device->qubits ? errdetail("It has %d qubits.", device->qubits) :
				 errdetail("Too few of its qubits hang together.")));
	return coupling;
}

static void
refuse(const QshrinkCircuit *circuit, QsStatus status)
{
	if (status == QS_INVALID)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_EXCEPTION),
				 errmsg("the angles of round %d of run " INT64_FORMAT " do not fit its circuit",
						circuit->round, circuit->run_id)));
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("solver \"%s\" of run " INT64_FORMAT " has no circuit",
					circuit->qasm.title, circuit->run_id),
			 errhint("Circuits are written for the solvers \"qaoa\" and \"vqe\".")));
}

/* Host memory goes with the host, so the row is formed before. */
static HeapTuple
form_row(const char *program, const QsGateCost *cost, const QsCoupling *coupling, TupleDesc descriptor)
{
	QshrinkFields fields = {0};

	qshrink_field_text(&fields, "program", program);
	qshrink_field_bigint(&fields, "depth", cost->depth);
	qshrink_field_bigint(&fields, "two_qubit_gates", cost->two_qubit_gates);
	qshrink_field_bigint(&fields, "swaps", cost->swaps);
	qshrink_field_ints(&fields, "device_qubits", coupling ? coupling->site : NULL, coupling ? coupling->n : 0);
	return qshrink_fields_form(&fields, descriptor);
}

/* qshrink_circuit(problem_id, run_id, round, options) -> (program, depth, ...) */
Datum
qshrink_circuit(PG_FUNCTION_ARGS)
{
	int64		problem_id = qshrink_problem_argument(fcinfo, 0);
	int			round = qshrink_round_argument(fcinfo, 2);
	QshrinkOptions options = read_options(fcinfo, 3);
	MemoryContext caller = CurrentMemoryContext;
	QshrinkCircuit *circuit;
	QsCoupling *coupling;
	QsHost	   *host;
	QsGateCost	cost;
	char	   *program;
	TupleDesc	descriptor;
	HeapTuple	row;
	QsStatus	status;

	qshrink_require_argument(fcinfo, 1, "run_id");
	if (get_call_result_type(fcinfo, NULL, &descriptor) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	descriptor = BlessTupleDesc(descriptor);
	SPI_connect();
	host = qshrink_host_create(0);
	qshrink_push_statement_snapshot();
	circuit = qshrink_circuit_read(host, qshrink_namespace(fcinfo), problem_id, PG_GETARG_INT64(1), round);
	PopActiveSnapshot();
	coupling = find_coupling(host, &options, circuit->input.qubo->n);
	circuit->qasm.coupling = coupling;
	circuit->qasm.keep_rzz = options.keep_rzz ||
		(options.settings.sampler.device && options.settings.sampler.device->has_rzz);
	status = qs_qasm_write(host, &circuit->qasm, &circuit->input, &program, &cost);
	if (status != QS_OK)
		refuse(circuit, status);
	MemoryContextSwitchTo(caller);
	row = form_row(program, &cost, coupling, descriptor);
	qshrink_host_destroy(host);
	SPI_finish();
	PG_RETURN_DATUM(HeapTupleGetDatum(row));
}
