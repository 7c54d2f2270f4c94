/*
 * classes.c
 *	  The list of problem classes: a new one is a folder beside these and a line here.
 */
#include "classes/classes.h"

#include "classes/assignment/assignment_class.h"
#include "classes/colouring/colouring_class.h"
#include "classes/generic/generic_class.h"
#include "classes/independent_set/independent_set_class.h"
#include "classes/knapsack/knapsack_class.h"
#include "classes/quadratic/quadratic_class.h"

/* A knapsack's rows may all be conflicts when their graph is too large to write out;
 * generic takes what is left. */
const QsClassOps *const qs_classes[] = {
	&qs_assignment_class,
	&qs_independent_set_class,
	&qs_knapsack_class,
	&qs_colouring_class,
	&qs_quadratic_class,
	&qs_generic_class,
	NULL
};
