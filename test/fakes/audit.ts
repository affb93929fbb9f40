import type { Audit } from '#shared/audit/audit.ts';
import type { Change } from '#shared/audit/audit-entry.ts';

/** Makes changes and writes nothing down, where a test is about something else. */
export const unaudited: Audit = (_, make) => make();

/** Makes changes and keeps what was written down of them. */
export function recordedAudit() {
  const changes: (Change & { readonly outcome: 'done' | 'not-done' })[] = [];
  const audit: Audit = async (change, make, isMade = () => true) => {
    const result = await make();
    changes.push({ ...change, outcome: isMade(result) ? 'done' : 'not-done' });
    return result;
  };

  return { audit, changes };
}
