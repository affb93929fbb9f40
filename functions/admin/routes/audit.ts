import { AUDIT_WORDS, type AuditEntry } from '#shared/audit/audit-entry.ts';
import type { AuditQuery } from '#shared/audit/audit-log.ts';
import type { Handlers } from '../../edge/app.ts';
import { limit, oneOf, readQuery, text, time } from '../../edge/query.ts';
import { rfc3339 } from '../../edge/times.ts';
import type { AdminDeps } from '../deps.ts';
import { listedAsJson } from './listed.ts';

/** The route of the audit log: who changed what. */
export function auditRoutes({ audit }: AdminDeps): Pick<Handlers<'admin'>, 'listAudit'> {
  return {
    listAudit: ({ query }) =>
      listedAsJson(
        readQuery<AuditQuery>(query, {
          since: time,
          until: time,
          who: text,
          what: oneOf(AUDIT_WORDS),
          object: text,
          limit: limit(100),
          cursor: text,
        }),
        audit,
        shown,
      ),
  };
}

function shown({ id, at, who, what, object, outcome, changes }: AuditEntry): object {
  return {
    id,
    at: rfc3339(at),
    who: { kind: who.kind, name: who.name, id: who.kind === 'token' ? who.id : null },
    what,
    object,
    outcome,
    changes,
  };
}
