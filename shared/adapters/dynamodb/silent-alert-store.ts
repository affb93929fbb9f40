import type { SilentAlert, SilentAlertStore } from '#shared/watchdogs/silent-alert-store.ts';
import { CLOSED_SILENT, FIRING, NOT_WAITING } from './alert-clauses.ts';
import { KEEP_SUPPRESSED_MS } from './alert-store.ts';
import type { ConditionalWrite } from './alert-writes.ts';
import { numeric, text } from './attribute-values.ts';
import { type Table, tryUpdate } from './conditional.ts';
import { alertKey } from './keys.ts';

/** Nothing came of it since it was looked at, and nothing is due. */
const AS_LOOKED_AT = `${FIRING} AND v = :v AND lastAt = :last AND ${NOT_WAITING}`;

/**
 * Before every episode there is: so the firing that repeats after all, with the
 * start it always had, is a newer one and not a late copy, and so is its end.
 */
const BEFORE_ALL_EPISODES = new Date(0).toISOString();

/** What is written on alerts that fire without a word. */
export function createSilentAlertStore(table: Table, keepMs: number = KEEP_SUPPRESSED_MS): SilentAlertStore {
  return {
    async name(alert) {
      const done = await tryUpdate(table, alertKey(alert.channel, alert.fingerprint), nameWrite(alert));
      return done === 'refused' ? done : 'named';
    },
    async close(alert, nowMs) {
      const write = closeWrite(alert, Math.floor((nowMs + keepMs) / 1000));
      const done = await tryUpdate(table, alertKey(alert.channel, alert.fingerprint), write);
      return done === 'refused' ? done : 'closed';
    },
  };
}

function nameWrite(alert: SilentAlert): ConditionalWrite {
  return { update: 'SET nl = :last', condition: AS_LOOKED_AT, values: valuesOf(alert) };
}

/**
 *   F told ── close ──▶ R, `sup`, not due ── raise | refire ──▶ F due       it repeated after all
 *                                          └─ recoverUnseen ──▶ R due       it is over after all
 */
function closeWrite(alert: SilentAlert, expSeconds: number): ConditionalWrite {
  return {
    update: 'SET st = :R, ep = :before, sup = :sup, exp = :exp ADD v :one REMOVE up, nl, quiet',
    condition: `${AS_LOOKED_AT} AND told = :F`,
    values: {
      ...valuesOf(alert),
      ':R': text('R'),
      ':before': text(BEFORE_ALL_EPISODES),
      ':sup': text(CLOSED_SILENT),
      ':exp': numeric(expSeconds),
      ':one': numeric(1),
    },
  };
}

function valuesOf({ version, lastAtMs }: SilentAlert) {
  return { ':F': text('F'), ':v': numeric(version), ':last': numeric(lastAtMs) };
}
