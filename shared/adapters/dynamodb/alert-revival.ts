import { encodeDue } from '#shared/admission/due.ts';
import type { AlertRevival, Revival } from '#shared/dead-letters/alert-revival.ts';
import type { ConditionalWrite } from './alert-writes.ts';
import { numeric, text } from './attribute-values.ts';
import { type Table, tryUpdate } from './conditional.ts';
import { alertKey } from './keys.ts';

/** The way back of dead alerts in DynamoDB. */
export function createAlertRevival(table: Table): AlertRevival {
  return {
    async revive(revival) {
      const key = alertKey(revival.channel, revival.fingerprint);
      return (await tryUpdate(table, key, reviveWrite(revival))) === 'refused' ? 'refused' : 'revived';
    },
  };
}

/**
 * Due now and waiting since now, so that its age begins anew; `exp` goes, as
 * from everything that waits. What it was dead for stays for its story.
 *
 *   replay ──▶ dead? same v? ─┬─ yes: due, since, rep, was = dead; no dead, exp
 *   fire, recover ──▶ no dead ┘  no: refused, it waits already or changed
 */
function reviveWrite({ version, due }: Revival): ConditionalWrite {
  return {
    update: 'SET due = :due, since = :now, rep = :now, was = dead REMOVE dead, exp',
    condition: 'attribute_exists(dead) AND v = :v',
    values: { ':due': text(encodeDue(due)), ':now': numeric(due.atMs), ':v': numeric(version) },
  };
}
