import { durationParts } from './duration.ts';
import type { Words } from './words.ts';

const UNITS = { day: 'd', hour: 'h', minute: 'min', second: 's' } as const;

/** English. Levels are the words of OCP's console; times and units as short as a phone needs. */
export const EN_US: Words = {
  levels: { down: 'Down', critical: 'Critical', warning: 'Warning', caution: 'Caution', info: 'Info' },
  statuses: { firing: 'Active', resolved: 'Cleared' },
  tag: (word) => `[${word}] `,
  recovered: 'Recovered',
  unnamed: 'Unnamed alert',
  possiblyRepeated: '(Possibly a repeat: the answer to the last attempt was lost.)',
  test: 'Test',
  notice: 'Notice',
  testTitle: (channel) => `Channel ${channel} works`,
  listSeparator: ', ',
  colon: ': ',
  duration: (ms) =>
    durationParts(ms)
      .map(({ unit, count }) => `${count} ${UNITS[unit]}`)
      .join(' '),
  ending: {
    recovered: (level, duration) => (duration === '' ? ` (${level})` : ` (${level} for ${duration})`),
    repeat: (duration) => (duration === '' ? ' · still firing' : ` · still firing after ${duration}`),
    raised: (from) => (from === undefined ? ' · raised' : ` · raised from ${from}`),
    refired: ' · firing again',
    alsoRecovered: (count) => ` (and ${count} recovered)`,
  },
  since: (time, duration) => (duration === '' ? time : `${time}, for ${duration}`),
  sinceInList: (time, duration) => (duration === '' ? `since ${time}` : `since ${time}, ${duration}`),
  lasted: (level, duration) => (duration === '' ? level : `${level} for ${duration}`),
  frequency: (total, sinceLast) =>
    sinceLast > 0 && sinceLast < total ? `${times(total)}, ${sinceLast} since last told` : times(total),
  received: times,
  change: {
    raised: (from, to) => (from === undefined ? `raised to ${to}` : `raised from ${from} to ${to}`),
    refired: 'firing again after recovery',
    repeat: 'still firing',
    fleeting: 'recovered before this message was sent',
  },
  late: (duration, time) => `received at ${time}, delivered ${duration} late`,
  several: (name, count) => `${name} × ${count}`,
  andOthers: (name, total) => `${name} and others, ${total} alerts`,
  moreAlerts: (count) => `${count} more not listed`,
  moreGroups: (groups, alerts) => `${alerts} more of ${groups} ${groups === 1 ? 'kind' : 'kinds'} not listed`,
  moreTargets: (shown) => `${shown}, …`,
  levelCount: (level, count) => `${count} ${level}`,
  novelty: (fresh, ongoing, recovered) =>
    [
      fresh > 0 ? `${fresh} new` : '',
      ongoing > 0 ? `${ongoing} still firing` : '',
      recovered > 0 ? `${recovered} recovered` : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  ofWhichNew: (count) => ` (${count} new)`,
  cut: (bytes) => `… (cut, ${bytes} bytes in all)`,
};

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
