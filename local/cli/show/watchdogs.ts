import * as z from 'zod/mini';
import type { Session } from '../session.ts';
import { plainText } from './plain-text.ts';
import type { Column, Tone } from './table.ts';

/** Watchdogs as far as a table shows them. */
export const WATCHDOGS = z.object({
  sources: z._default(
    z.array(
      z.object({
        source: z.string(),
        silentAfterMinutes: z.number(),
        channels: z.array(z.string()),
        level: z.string(),
        repeatMinutes: z.number(),
      }),
    ),
    [],
  ),
  silentAlerts: z._default(
    z.array(z.object({ source: z.string(), silentAfterMinutes: z.number(), policy: z.string() })),
    [],
  ),
});

/** How watched sources are. */
export const SOURCE_STATUSES = z.object({
  items: z.array(
    z.object({
      source: z.string(),
      state: z.string(),
      lastHeardAt: z.nullable(z.string()),
      silentSince: z.nullable(z.string()),
    }),
  ),
});

type Watched = z.infer<typeof WATCHDOGS>['sources'][number];
type Status = z.infer<typeof SOURCE_STATUSES>['items'][number];

const TONES: Readonly<Record<string, Tone>> = { silent: 'bad', waiting: 'quiet', speaks: 'good' };

/** Each watched source, how it is, and who is told. */
export function showWatchdogs(
  { sources, silentAlerts }: z.infer<typeof WATCHDOGS>,
  { items }: z.infer<typeof SOURCE_STATUSES>,
  { table, moment }: Session,
): string {
  const rules = silentAlerts.map(ruleLine);
  if (sources.length === 0) return ['no watchdogs: no source is watched', ...rules].join('\n');
  const statusOf = (source: string): Status | undefined => items.find((one) => one.source === source);
  const columns: readonly Column<Watched>[] = [
    { title: 'SOURCE', of: ({ source }) => source, mayShrink: true },
    {
      title: 'STATE',
      of: ({ source }) => statusOf(source)?.state ?? 'waiting',
      tone: ({ source }) => TONES[statusOf(source)?.state ?? ''],
    },
    { title: 'LAST HEARD', of: ({ source }) => heard(statusOf(source), moment) },
    { title: 'SILENT AFTER', of: ({ silentAfterMinutes }) => `${silentAfterMinutes} min` },
    { title: 'AGAIN AFTER', of: ({ repeatMinutes }) => `${repeatMinutes} min` },
    { title: 'LEVEL', of: ({ level }) => level },
    { title: 'CHANNELS', of: ({ channels }) => channels.join(', '), mayShrink: true },
  ];

  return [table(columns, sources), ...(rules.length > 0 ? ['', ...rules] : [])].join('\n');
}

function ruleLine({ source, silentAfterMinutes, policy }: z.infer<typeof WATCHDOGS>['silentAlerts'][number]): string {
  const then = policy === 'close' ? 'named and closed' : 'named';
  return `alerts of ${plainText(source)} without a word for ${silentAfterMinutes} min are ${then}`;
}

function heard(status: Status | undefined, moment: Session['moment']): string {
  const at = status?.lastHeardAt ?? null;
  return at === null ? 'never' : moment(at);
}
