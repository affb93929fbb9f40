import type { ParsedAlert } from '../../../alert/alert.ts';
import type { Level } from '../../../alert/level.ts';
import type { Variables } from './variables.ts';
import { statusOf } from './words.ts';

/**
 * Whether the trouble lasts, is over or was masked in OCP: what the status says;
 * when it says nothing, the heading of the message; at last a time of recovery,
 * except for level 5, whose reminders OCP never recovers.
 */
export function readState(
  variables: Variables,
  level: Level,
  heading: 'firing' | 'recovery' | 'none',
): Pick<ParsedAlert, 'status' | 'masked'> {
  const status = statusOf(variables.get('alarm_status') ?? '');
  switch (status) {
    case 'silenced':
    case 'inhibited':
      return { status: 'firing', masked: status };
    case 'firing':
    case 'resolved':
      return { status };
    case undefined:
      return { status: heading === 'recovery' || isOver(variables, level, heading) ? 'resolved' : 'firing' };
    default:
      return status satisfies never;
  }
}

function isOver(variables: Variables, level: Level, heading: 'firing' | 'none'): boolean {
  return heading === 'none' && level !== 'info' && variables.has('alarm_resolved_at');
}
