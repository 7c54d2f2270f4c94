/*
 * settings.h
 *	  The qshrink.* configuration parameters.
 */
#ifndef QSHRINK_SETTINGS_H
#define QSHRINK_SETTINGS_H

/* Values of the parameters; names are those of qshrink_solve's arguments. */
extern int	qshrink_memory_limit;	/* kilobytes; superuser-set ceiling */
extern double qshrink_tolerance;	/* relative, of rows that are not exact */
extern int	qshrink_simd;		/* QsSimd */
extern char *qshrink_solver;
extern char *qshrink_correlation;
extern char *qshrink_encoding;
extern int	qshrink_max_qubits;
extern int	qshrink_layers;
extern int	qshrink_shots;
extern int	qshrink_rounds;		/* 0: by structure */
extern int	qshrink_solutions;
extern int	qshrink_time_limit; /* milliseconds; 0: none */
extern bool qshrink_notices;

extern void qshrink_define_settings(void);

#endif
