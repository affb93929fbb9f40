import type { Level } from '../../../alert/level.ts';
import { levelOfWord } from '../severity.ts';
import type { ZabbixEvent } from './event.ts';

/** Zabbix's six severities by number: not classified, information, warning, average, high, disaster. */
const LEVELS: readonly Level[] = ['warning', 'info', 'warning', 'warning', 'critical', 'down'];

/**
 * The level of an event. The number goes before the words, which every Zabbix
 * may rename. Nobody judged what is not classified: like any unknown word it
 * is a warning.
 */
export function levelOfEvent(event: ZabbixEvent): Level {
  return (
    (/^[0-5]$/.test(event.event_nseverity) ? LEVELS[Number(event.event_nseverity)] : undefined) ??
    levelOfWord(event.event_severity) ??
    levelOfWord(event.trigger_severity) ??
    'warning'
  );
}
