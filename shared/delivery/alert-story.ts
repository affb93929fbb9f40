import type { Alert } from '../alert/alert.ts';
import { alertOf } from '../dispatching/told-alert.ts';
import { attemptsOf } from './alert-attempts.ts';
import { type AlertRow, alertRow } from './alert-row.ts';
import { type FindAlertPorts, type FoundAlert, findAlert } from './find-alert.ts';
import type { Ledger } from './ledger.ts';
import { type StoryEntry, storyEntries } from './story-entries.ts';

/** What is known of one alert. */
export type AlertStory =
  | {
      readonly kind: 'found';
      readonly alert: Alert;
      /** Its ledger rows, one per channel. */
      readonly rows: readonly AlertRow[];
      /** Oldest first. */
      readonly story: readonly StoryEntry[];
    }
  | Exclude<FoundAlert, { kind: 'found' }>;

/** What telling a story needs of the world. */
export interface StoryPorts extends FindAlertPorts {
  readonly ledger: Pick<Ledger, 'get' | 'list'>;
  now(): number;
}

/** The whole story of an alert, by the id its sender gave or the one the ledger shows. */
export async function tellStory(id: string, source: string | undefined, ports: StoryPorts): Promise<AlertStory> {
  const found = await findAlert(id, source, ports);
  if (found.kind !== 'found') return found;

  const { alert, items } = found;
  const nowMs = ports.now();
  const stories = await Promise.all(
    items.map(async (item) => storyEntries(item, await attemptsOf(item, ports.ledger), nowMs)),
  );

  return {
    kind: 'found',
    alert,
    rows: items.map((item) => alertRow(item, alertOf(item), item.channel, nowMs)),
    story: stories.flat().toSorted((a, b) => a.at - b.at),
  };
}
