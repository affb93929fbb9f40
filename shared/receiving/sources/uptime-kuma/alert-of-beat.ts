import type { AlertStatus, ParsedAlert } from '../../../alert/alert.ts';
import { fingerprintOfId } from '../../../alert/fingerprint.ts';
import type { Level } from '../../../alert/level.ts';
import { labelsOf, lineAt, listAt, present, textAt } from '../fields.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import { keepWithin } from '../keep-within.ts';
import { levelOfLabels } from '../severity.ts';
import { readTimestamp } from '../timestamp.ts';
import { targetOfMonitor, urlOfMonitor } from './monitor-address.ts';

/** The name of a monitor that has none. */
const NAMELESS = 'Uptime Kuma 监控项 (Uptime Kuma monitor)';

interface Reading {
  readonly word: string;
  readonly status: AlertStatus;
  /** The level of what is no outage, whatever the monitor's tags say. */
  readonly level?: Level;
}

/**
 * What a beat's number means (its `src/util.ts`: DOWN, UP, PENDING,
 * MAINTENANCE). Only `up` says that trouble is over; an unknown number is trouble.
 */
const READINGS: ReadonlyMap<string, Reading> = new Map([
  ['0', { word: 'down', status: 'firing' }],
  ['1', { word: 'up', status: 'resolved' }],
  ['2', { word: 'pending', status: 'firing', level: 'caution' }],
  ['3', { word: 'maintenance', status: 'firing', level: 'info' }],
]);

/** The alert of a monitor's beat. A monitor is one alert, whatever its beats say. */
export function alertOfBeat(beat: JsonObject, monitor: JsonObject, text: string): ParsedAlert {
  const number = lineAt(beat, 'status');
  const reading = READINGS.get(number) ?? { word: number, status: 'firing' };
  const tags = tagsOf(monitor);
  const name = lineAt(monitor, 'name') || NAMELESS;

  return keepWithin({
    id: idOf(beat, monitor, name),
    name,
    level: reading.level ?? levelOfLabels(tags, 'critical'),
    status: reading.status,
    target: targetOfMonitor(monitor),
    summary: textAt(beat, 'msg') || text,
    description: textAt(monitor, 'description'),
    ...timesOf(beat, reading.status),
    ...present({ url: urlOfMonitor(monitor) }),
    labels: {
      ...Object.fromEntries(tags),
      ...labelsOf({ monitor_type: lineAt(monitor, 'type'), heartbeat: reading.word, ping_ms: lineAt(beat, 'ping') }),
    },
    group: groupOf(monitor),
  });
}

function idOf(beat: JsonObject, monitor: JsonObject, name: string): string {
  const number = lineAt(monitor, 'id') || lineAt(beat, 'monitorID');
  return `monitor-${number || fingerprintOfId('monitor', name)}`;
}

/**
 * A beat's time is UTC without saying so. It is the start only where the beat
 * is marked as a change: the same outage told again comes with a time of its own.
 */
function timesOf(beat: JsonObject, status: AlertStatus): Pick<ParsedAlert, 'activeAt' | 'updatedAt' | 'resolvedAt'> {
  const at = readTimestamp(`${lineAt(beat, 'time')}Z`);
  if (status === 'resolved') return present({ resolvedAt: at });

  const isChange = beat['important'] === true || beat['important'] === 1;
  return isChange && lineAt(beat, 'status') === '0' ? present({ activeAt: at }) : present({ updatedAt: at });
}

/** Monitors of one group share a message; those without a group share one too. */
function groupOf(monitor: JsonObject): string {
  const path = lineAt(monitor, 'pathName');
  const name = lineAt(monitor, 'name');
  const parent = path.endsWith(` / ${name}`) ? path.slice(0, -name.length - 3) : '';
  return `monitors|${parent}`;
}

/** A monitor's tags: `[{"name","value"}]`. */
function tagsOf(monitor: JsonObject): ReadonlyMap<string, string> {
  const pairs = listAt(monitor, 'tags')
    .filter(isJsonObject)
    .map((one) => [lineAt(one, 'name'), lineAt(one, 'value') || 'true'] as const)
    .filter(([name]) => name !== '');
  return new Map(pairs);
}
