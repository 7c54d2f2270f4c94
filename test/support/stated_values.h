/*
 * stated_values.h
 *	  Values of stated models, and the engine's model of a binary form.
 */
#ifndef STATED_VALUES_H
#define STATED_VALUES_H

#include "formulation/binary_form.h"

/* Objective at values of all variables, in double precision without soft rows, and
 * activity of a row.  O(terms). */
extern double stated_objective(const QsFormulation *formulation, const double *value);
extern double stated_activity(const QsFormulation *formulation, int row, const double *value);
extern QsModel *binary_form_model(QsHost *host, const QsBinaryForm *form);

#endif
