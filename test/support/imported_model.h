/*
 * imported_model.h
 *	  The engine's model of an imported problem.
 */
#ifndef IMPORTED_MODEL_H
#define IMPORTED_MODEL_H

#include "importer/importer.h"

extern QsModel *imported_model(QsHost *host, const QsImported *problem);

#endif
