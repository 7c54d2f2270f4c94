/*
 * settings.h
 *	  The qshrink.* configuration parameters: option_table.h says which there are,
 *	  with their ranges and defaults.
 */
#ifndef QSHRINK_SETTINGS_H
#define QSHRINK_SETTINGS_H

extern int	qshrink_memory_limit;	/* kilobytes; superuser-set ceiling */
extern int	qshrink_threads;
extern double qshrink_tolerance;	/* relative, of rows that are not exact */
extern int	qshrink_max_workers;
extern int	qshrink_simd;		/* QsSimd */
extern int	qshrink_solver;		/* QsSolver */
extern int	qshrink_correlation;	/* QsCorrelationMethod */
extern int	qshrink_encoding;	/* QsEncodingKind */
extern int	qshrink_max_qubits;
extern int	qshrink_log;		/* QsLog */
extern int	qshrink_layers;
extern int	qshrink_shots;
extern int	qshrink_rounds;		/* 0: by structure */
extern int	qshrink_solutions;
extern double qshrink_time_limit;	/* milliseconds; 0: none */
extern bool qshrink_notices;

#endif
