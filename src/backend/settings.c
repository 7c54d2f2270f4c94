/*
 * settings.c
 *	  Defines the qshrink.* configuration parameters and reserves the prefix.
 */
#include "compat.h"

#include <limits.h>

#include "utils/guc.h"

#include "correlate/correlate.h"
#include "encode/encode.h"
#include "base/host.h"
#include "model/model.h"
#include "sampling/sampler.h"
#include "settings.h"

int			qshrink_memory_limit;
double		qshrink_tolerance;
int			qshrink_simd;
char	   *qshrink_solver;
char	   *qshrink_correlation;
char	   *qshrink_encoding;
int			qshrink_max_qubits;
int			qshrink_layers;
int			qshrink_shots;
int			qshrink_rounds;
int			qshrink_solutions;
int			qshrink_time_limit;
bool		qshrink_notices;

static const struct config_enum_entry simd_options[] = {
	{"auto", QS_SIMD_AUTO, false},
	{"portable", QS_SIMD_PORTABLE, false},
	{"avx2", QS_SIMD_AVX2, false},
	{"avx512", QS_SIMD_AVX512, false},
	{NULL, 0, false}
};

static bool
check_solver(char **value, void **extra, GucSource source)
{
	QsSolver	solver;

	(void) extra;
	(void) source;
	if (qs_solver(*value, &solver))
		return true;
	GUC_check_errhint("Available values: qaoa, auto, exact, tabu, sa, sqa, vqe, pce, uniform, none.");
	return false;
}

static bool
check_correlation(char **value, void **extra, GucSource source)
{
	QsCorrelationMethod method;

	(void) extra;
	(void) source;
	if (qs_correlation_method(*value, &method))
		return true;
	GUC_check_errhint("Available values: auto, lp, sdp, qaoa, pool.");
	return false;
}

static bool
check_encoding(char **value, void **extra, GucSource source)
{
	QsEncodingKind kind;

	(void) extra;
	(void) source;
	if (qs_encoding_kind(*value, &kind))
		return true;
	GUC_check_errhint("Available values: auto, dual, unbalanced, slack, subspace.");
	return false;
}

void
qshrink_define_settings(void)
{
	DefineCustomIntVariable("qshrink.memory_limit",
							"Most memory one qshrink call may use in a backend.",
							"Every large allocation is checked against it first.",
							&qshrink_memory_limit, 1024 * 1024, 1024, INT_MAX,
							PGC_SUSET, GUC_UNIT_KB, NULL, NULL, NULL);
	DefineCustomRealVariable("qshrink.tolerance",
							 "Tolerance of constraints whose numbers are not exact decimals, relative to the largest of them.",
							 "Constraints whose numbers become integers below 2^53 under one power of ten are judged exactly.",
							 &qshrink_tolerance, QS_TOLERANCE, 1e-15, 1e-3,
							 PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomEnumVariable("qshrink.simd",
							 "Instruction set of the numeric kernels.",
							 "\"portable\" gives the same rows on every machine.",
							 &qshrink_simd, QS_SIMD_AUTO, simd_options,
							 PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomStringVariable("qshrink.solver",
							   "Default of qshrink_solve's argument solver.", NULL,
							   &qshrink_solver, "qaoa",
							   PGC_USERSET, 0, check_solver, NULL, NULL);
	DefineCustomStringVariable("qshrink.correlation",
							   "Default of qshrink_solve's argument correlation.", NULL,
							   &qshrink_correlation, "auto",
							   PGC_USERSET, 0, check_correlation, NULL, NULL);
	DefineCustomStringVariable("qshrink.encoding",
							   "Default of qshrink_solve's argument encoding.", NULL,
							   &qshrink_encoding, "auto",
							   PGC_USERSET, 0, check_encoding, NULL, NULL);
	DefineCustomIntVariable("qshrink.max_qubits",
							"Default qubit budget of the shrunk problem.", NULL,
							&qshrink_max_qubits, 16, 1, 30,
							PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("qshrink.layers",
							"Default number of QAOA layers (p).", NULL,
							&qshrink_layers, 4, 1, 64,
							PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("qshrink.shots",
							"Default number of measurements per round.", NULL,
							&qshrink_shots, 1000, 1, 10000000,
							PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("qshrink.rounds",
							"Default limit on rounds; 0: 30, or as many as a time limit allows.", NULL,
							&qshrink_rounds, 0, 0, 1000000,
							PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("qshrink.solutions",
							"Default number of solutions stored and returned.", NULL,
							&qshrink_solutions, 10, 1, 10000,
							PGC_USERSET, 0, NULL, NULL, NULL);
	DefineCustomIntVariable("qshrink.time_limit",
							"Default time limit of a solve; 0 means none.",
							"At the limit the best solution so far is kept and returned.",
							&qshrink_time_limit, 0, 0, INT_MAX,
							PGC_USERSET, GUC_UNIT_MS, NULL, NULL, NULL);
	DefineCustomBoolVariable("qshrink.notices",
							 "Report each round of a solve as a NOTICE.", NULL,
							 &qshrink_notices, false,
							 PGC_USERSET, 0, NULL, NULL, NULL);
	MarkGUCPrefixReserved("qshrink");
}
