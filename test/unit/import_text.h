/*
 * import_text.h
 *	  Reading a content that must be accepted, or must be refused.
 */
#ifndef QS_IMPORT_TEXT_H
#define QS_IMPORT_TEXT_H

#include "unit.h"

#include "importer/importer.h"

/* Fails the test with the reader's message; qs_import_free() the result. */
extern QsImport *import_text(QsHost *host, const char *content, QsFormat format);

/* The refusal must name the line and hold the part of a message; nothing may leak. */
extern void refuse(QsHost *host, const char *content, QsFormat format, int line, const char *part);

#endif
