/*
 * addr: IPv4 and IPv6 addresses as text from logs, and what kind of place they name.
 * Ranges: RFC 6890 and the IANA special-purpose registries (2024).
 */
#ifndef PM_BASE_ADDR_H
#define PM_BASE_ADDR_H

#include "postmortem/base/span.h"

typedef struct {
    uint8_t family;    /* 4, 6, or 0: no address */
    uint8_t bytes[16]; /* network order; 4 used for IPv4 */
} pm_addr;

typedef enum {
    PM_ADDR_NONE,      /* not an address */
    PM_ADDR_PUBLIC,    /* anything not below, the documentation ranges included */
    PM_ADDR_LOOPBACK,  /* 127/8, ::1 */
    PM_ADDR_PRIVATE,   /* RFC 1918, fc00::/7, link-local, 100.64/10 */
} pm_addr_kind;

bool pm_addr_parse(pm_span s, pm_addr *out);            /* "192.0.2.7", "2001:db8::7", "IPv6:…" */
pm_addr_kind pm_addr_kind_of(const pm_addr *a);
pm_addr_kind pm_addr_kind_of_text(pm_span s);
/* The net used by the findings: /24 for IPv4, /48 for IPv6; text into buf (at least 52 bytes). */
pm_span pm_addr_net(pm_span address, char *buf, size_t size);

#endif
