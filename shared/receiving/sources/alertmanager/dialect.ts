import type { JsonObject } from '../json.ts';

/** What differs between senders of Alertmanager's kind of notification: Grafana has an Alertmanager inside. */
export interface Dialect {
  /** The name of an alert made of what nobody could read; the description is the text. */
  readonly unreadable: string;
  /** What an alert is called, by its labels and annotations; empty when they don't say. */
  nameOf(labels: ReadonlyMap<string, string>, annotations: ReadonlyMap<string, string>): string;
  /** The name of an alert whose labels and annotations give none. */
  readonly nameless: string;
  /** The fields of an entry that may hold its link, the best first. */
  readonly links: readonly string[];
  /** Further labels, out of the entry's other fields; empty ones count as absent. */
  labelsOf(entry: JsonObject): Readonly<Record<string, string>>;
  /** What to say of an entry whose annotations say nothing; may be empty. */
  describe(entry: JsonObject): string;
  /** The alert that tells of alerts the sender left out: its name, and what to do about it. */
  readonly cut: { readonly name: string; readonly advice: string };
}
