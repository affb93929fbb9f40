import { durationParts } from './duration.ts';
import type { Words } from './words.ts';

const UNITS = { day: 'd', hour: 'h', minute: 'min', second: 's' } as const;

/** A cap's period, as the one that runs now and as what the cap is counted by. */
const PERIODS = { hour: { now: 'this hour', each: 'hourly' }, day: { now: 'today', each: 'daily' } } as const;

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
  aside: (remarks) => (remarks.length === 0 ? '' : ` (${remarks.join(', ')})`),
  duration: (ms) =>
    durationParts(ms)
      .map(({ unit, count }) => `${count} ${UNITS[unit]}`)
      .join(' '),
  ending: {
    recovered: (level, duration) => (duration === '' ? ` (${level})` : ` (${level} for ${duration})`),
    repeat: (duration) => (duration === '' ? ' · still firing' : ` · still firing after ${duration}`),
    again: ' · received again',
    raised: (from) => (from === undefined ? ' · raised' : ` · raised from ${from}`),
    refired: ' · firing again',
    flapping: ' · flapping',
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
  late: {
    only: (duration, time) => `delivered ${duration} late, was due at ${time}`,
    oldest: (duration, time) => `the oldest delivered ${duration} late, was due at ${time}`,
  },
  flapping: {
    name: 'flapping',
    told: (changes, duration) => `changed ${times(changes)}${within(duration)}; told less often from now on`,
    inList: (changes, duration) => `flapping: changed ${times(changes)}${within(duration)}`,
    several: (count) =>
      `${count} ${count === 1 ? 'alert goes' : 'alerts go'} back and forth; told less often from now on`,
  },
  note: {
    onlyCounted: (count) => `${count} ${count === 1 ? 'alert' : 'alerts'} waited too long, only counted`,
    forChannel: (channels) => `Sent for channel ${channels}: none of its own robots can send`,
    collapsed: (count, oldest) =>
      `${count} ${count === 1 ? 'alert' : 'alerts'} waited too long, counted but not listed (oldest received at ${oldest})`,
    capReached: (period, limit, until) =>
      `${limit === 1 ? `The one message of ${PERIODS[period].now} is` : `All ${limit} messages of ${PERIODS[period].now} are`} used up: alerts from now on are held and summarised at ${until}`,
    heldByCap: (period, since) => `Alerts held since ${since} by the ${PERIODS[period].each} cap are summarised here`,
    heldByRule: (rule, count, since) =>
      `${count} ${count === 1 ? 'alert' : 'alerts'} held since ${since} by the limits of rule “${rule}” ${count === 1 ? 'is' : 'are'} summarised here`,
    ruleReached: (rule, period, limit, until, over) =>
      `The limit of rule “${rule}”, ${limit} ${limit === 1 ? 'alert' : 'alerts'} ${period === 'hour' ? 'an hour' : 'a day'}, is reached: ${over === 'hold' ? `alerts from now on are held and summarised at ${until}` : `alerts before ${until} are recorded and not sent`}`,
    ofChannel: (channel, line) => `Channel ${channel}: ${line}`,
  },
  several: (name, count) => `${name} ×${count}`,
  andOthers: (name, total) => `${name} and others, ${total} alerts`,
  moreAlerts: (count) => `${count} more not listed`,
  moreGroups: (groups, alerts) => `${alerts} more of ${groups} ${groups === 1 ? 'kind' : 'kinds'} not listed`,
  moreTargets: (shown) => `${shown}, …`,
  levelCount: (level, count) => `${count} ${level}`,
  novelty: ({ fresh, rose, ongoing, recovered }) =>
    [
      fresh > 0 ? `${fresh} new` : '',
      rose > 0 ? `${rose} raised` : '',
      ongoing > 0 ? `${ongoing} still firing` : '',
      recovered > 0 ? `${recovered} recovered` : '',
    ]
      .filter((part) => part !== '')
      .join(', '),
  some: {
    fresh: (count) => `${count} new`,
    rose: (count) => `${count} raised`,
    flapping: (count) => `${count} flapping`,
    fleeting: (count) => `${count} not told before`,
  },
  rose: 'raised',
  moreClusters: (clusters, alerts) => `${clusters} more with ${alerts}`,
  elsewhere: 'elsewhere',
  cut: (bytes) => `… (cut, ${bytes} bytes in all)`,
};

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function within(duration: string): string {
  return duration === '' ? '' : ` in ${duration}`;
}
