/*
 * instance: the Postfix instances of each host.  A queue id is its instance's own: two instances with a queue each may
 * use the same id at the same time.
 *
 * A tag begins with its writer's syslog_name, and that need not be the instance's: a service in master.cf may have one
 * of its own ("submission/smtpd", "postfix-slow/smtp").  Instances are the names under which a queue manager or a master
 * speaks.  Where a host has two or more, and no Postfix daemon on it bears another name, its ids are kept apart; where
 * one does, no line says whose service that is, and ids are the host's, as on a host with one instance.
 *
 * Only all lines together say which names there are.  A pass goes by what was seen before it; where what it sees itself
 * makes a difference, it is repeated.
 */
#ifndef PM_ANALYSIS_INSTANCE_H
#define PM_ANALYSIS_INSTANCE_H

#include "postmortem/base/span.h"

enum { PM_INSTANCES_MAX = 12 }; /* a host with more names is not looked at so closely */

/* A host's instances: the hashes of their names. */
typedef struct {
    uint64_t names[PM_INSTANCES_MAX];
    size_t n;
} pm_host_instances;

typedef struct pm_instances pm_instances;

pm_instances *pm_instances_new(void);
void pm_instances_free(pm_instances *s); /* NULL is welcome */

/* A Postfix daemon logged under this tag; speaks_for_it: it is one that each instance has once. */
void pm_instances_see(pm_instances *s, uint64_t host_hash, pm_span tag, bool speaks_for_it);
void pm_instances_add(pm_instances *s, const pm_instances *other);
/* Would some host's ids be kept apart otherwise under the one than under the other, which has seen more? */
bool pm_instances_differ(const pm_instances *s, const pm_instances *more);

/* The instances whose ids are kept apart; NULL: the ids are the host's.  Valid until something is seen or added. */
const pm_host_instances *pm_instances_of(const pm_instances *s, uint64_t host_hash);
/* Of the instance that a tag names, as in pm_host_instances. */
uint64_t pm_instance_hash(pm_span tag);

#endif
