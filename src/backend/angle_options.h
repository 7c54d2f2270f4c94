/*
 * angle_options.h
 *	  Options that say which angles a circuit has and how they are found.
 */
#ifndef QSHRINK_ANGLE_OPTIONS_H
#define QSHRINK_ANGLE_OPTIONS_H

#include "compat.h"

#include "option_table.h"

/* Checked copies of values as they are given: of the options angles, and angles_from.  ERROR with
 * what is wrong otherwise. */
extern Jsonb *qshrink_angles_value(const JsonbValue *value);
extern Jsonb *qshrink_angle_source_value(const JsonbValue *value);

/* Two numbers, not both 0, up to QS_LARGEST_ANGLE as all angles */
extern void qshrink_pair_value(const char *name, const JsonbValue *value, double pair[2]);

/* The run of angles_from, and its round, 0: none was named */
extern int64 qshrink_angle_source(const Jsonb *source, int *round);

/* When all options are read: options->settings.sampler gets the angles that options->angles
 * says; ERROR where their number is another one than the circuit's. */
extern void qshrink_angle_options_settle(QshrinkOptions *options);

#endif
