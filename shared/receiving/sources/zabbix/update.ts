import type { ZabbixEvent } from './event.ts';

/**
 * Whether an event tells something of the trouble itself. What a person does to
 * a problem (acknowledge, comment, suppress) does not: told as a repeat it would
 * ring again. A changed severity is news; a problem closed by hand brings a
 * recovery of its own.
 */
export function isNews({ event_update_status: update, event_update_action: action }: ZabbixEvent): boolean {
  return update !== '1' || /\bchanged severity\b/i.test(action);
}
