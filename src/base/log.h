/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines for the operator on standard error, with the priority prefix that
 * the service manager understands (sd-daemon(3)). Never content of traffic.
 */
#pragma once

#include "base/err.h"

enum log_level {
	LOG_ALERT_ = 1, /* somebody must act now */
	LOG_ERROR_ = 3,
	LOG_WARN_ = 4,
	LOG_NOTE_ = 5,
	LOG_INFO_ = 6,
	LOG_TRACE_ = 7,
};

/* Lines above this level are dropped; LOG_INFO_ at start. */
void log_set_level(enum log_level level);
/* One line, one write; any thread. */
void log_line(enum log_level level, const char *fmt, ...) PRINTF(2, 3);

#define log_alert(...) log_line(LOG_ALERT_, __VA_ARGS__)
#define log_error(...) log_line(LOG_ERROR_, __VA_ARGS__)
#define log_warn(...) log_line(LOG_WARN_, __VA_ARGS__)
#define log_note(...) log_line(LOG_NOTE_, __VA_ARGS__)
#define log_info(...) log_line(LOG_INFO_, __VA_ARGS__)
#define log_trace(...) log_line(LOG_TRACE_, __VA_ARGS__)
