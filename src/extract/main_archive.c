/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kouan-extract: opens archives and office documents for the gateway, which
 * alone starts it.
 */
#include "extract/archive.h"
#include "extract/template.h"

int
main(void)
{
	static const struct opener opener = {
		.name = "kouan-extract",
		.rehearse = archive_rehearse,
		.open = archive_open,
	};
	return template_main(&opener);
}
