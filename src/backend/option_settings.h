/*
 * option_settings.h
 *	  The qshrink.* configuration parameters, from the table of options.
 */
#ifndef QSHRINK_OPTION_SETTINGS_H
#define QSHRINK_OPTION_SETTINGS_H

extern void qshrink_define_settings(void);

#endif
