/*
 * password.h
 *	  Asking for a password without showing it.
 */
#ifndef QSHRINK_CLIENT_PASSWORD_H
#define QSHRINK_CLIENT_PASSWORD_H

/* From the terminal, to be freed; NULL: there is no terminal to ask on */
extern char *password_ask(const char *user);

#endif
