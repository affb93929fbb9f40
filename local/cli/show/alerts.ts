import * as z from 'zod/mini';
import type { Session } from '../session.ts';
import { showFacts } from './facts.ts';
import { plainLines, plainText } from './plain-text.ts';
import type { Column } from './table.ts';
import { toneOf } from './tones.ts';

/** A row of the ledger, one alert in one channel. */
export const ALERT_ROW = z.object({
  id: z.string(),
  name: z.string(),
  level: z.string(),
  status: z.string(),
  target: z.string(),
  channel: z.string(),
  state: z.string(),
  reason: z.string(),
  occurrences: z.number(),
  lastAt: z.string(),
  dueAt: z.nullable(z.string()),
});

type AlertRow = z.infer<typeof ALERT_ROW>;

/** The ledger as a table. */
export function alertColumns(moment: Session['moment']): readonly Column<AlertRow>[] {
  return [
    { title: 'STATE', of: ({ state }) => state, tone: ({ state }) => toneOf(state) },
    { title: 'LEVEL', of: ({ level, status }) => (status === 'resolved' ? `${level} (over)` : level), tone: levelTone },
    { title: 'NAME', of: ({ name }) => name, mayShrink: true },
    { title: 'TARGET', of: ({ target }) => target, mayShrink: true },
    { title: 'CHANNEL', of: ({ channel }) => channel, mayShrink: true },
    { title: 'TIMES', of: ({ occurrences }) => String(occurrences), align: 'right', mayVanish: true },
    { title: 'LAST', of: ({ lastAt }) => moment(lastAt).slice(5, 16), mayVanish: true, tone: () => 'quiet' },
    { title: 'ID', of: ({ id }) => id },
    { title: 'WHY', of: ({ reason }) => reason, mayShrink: true },
  ];
}

function levelTone({ level, status }: AlertRow) {
  return status === 'resolved' ? ('quiet' as const) : toneOf(level);
}

/** An alert with its story. */
export const STORY = z.object({
  id: z.string(),
  source: z.string(),
  name: z.string(),
  level: z.string(),
  status: z.string(),
  target: z.string(),
  summary: z.string(),
  description: z.string(),
  url: z.optional(z.string()),
  labels: z.record(z.string(), z.string()),
  activeAt: z.optional(z.string()),
  channels: z.array(ALERT_ROW),
  story: z.array(
    z.object({
      at: z.string(),
      what: z.string(),
      channel: z.nullable(z.string()),
      delivery: z.nullable(z.string()),
      reason: z.string(),
    }),
  ),
});

type Story = z.infer<typeof STORY>;

/** All of one alert: its facts, its state in each channel, then what happened, oldest first. */
export function showStory(alert: Story, { moment, table, paint }: Pick<Session, 'moment' | 'table' | 'paint'>): string {
  return [
    paint('title', plainText(alert.name)),
    showFacts(factsOf(alert, moment)),
    ...(alert.description === '' ? [] : ['', plainLines(alert.description)]),
    '',
    table(stateColumns(moment), alert.channels),
    '',
    table(storyColumns(moment), alert.story),
  ].join('\n');
}

function factsOf(alert: Story, moment: Session['moment']): readonly (readonly [string, string | undefined])[] {
  return [
    ['level', alert.level],
    ['status', alert.status],
    ['target', alert.target],
    ['source', alert.source],
    ['id', alert.id],
    ['since', moment(alert.activeAt)],
    ['link', alert.url],
    ...Object.entries(alert.labels).map(([name, value]) => [`label ${name}`, value] as const),
    ['summary', alert.summary],
  ];
}

function stateColumns(moment: Session['moment']): readonly Column<AlertRow>[] {
  return [
    { title: 'CHANNEL', of: ({ channel }) => channel, mayShrink: true },
    { title: 'STATE', of: ({ state }) => state, tone: ({ state }) => toneOf(state) },
    { title: 'TIMES', of: ({ occurrences }) => String(occurrences), align: 'right' },
    { title: 'DUE', of: ({ dueAt }) => moment(dueAt) },
    { title: 'WHY', of: ({ reason }) => reason, mayShrink: true },
  ];
}

/** A time in the relay's own words. */
const RELAY_TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

function storyColumns(moment: Session['moment']): readonly Column<Story['story'][number]>[] {
  return [
    { title: 'AT', of: ({ at }) => moment(at), tone: () => 'quiet' },
    { title: 'WHAT', of: ({ what }) => what, tone: ({ what }) => toneOf(what) },
    { title: 'CHANNEL', of: ({ channel }) => channel ?? '', mayShrink: true },
    { title: 'WHY', of: ({ reason }) => reason.replace(RELAY_TIME, (time) => moment(time)), mayShrink: true },
    { title: 'DELIVERY', of: ({ delivery }) => delivery ?? '' },
  ];
}
