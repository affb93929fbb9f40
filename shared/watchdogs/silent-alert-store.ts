import type { AlertKey } from '../admission/alert-store.ts';

/** An alert that fires without a word, as it was looked at. */
export interface SilentAlert extends AlertKey {
  readonly version: number;
  /** When it was last received, ms. */
  readonly lastAtMs: number;
}

/** What is written on alerts that fire without a word; refused where one was received or changed meanwhile. */
export interface SilentAlertStore {
  /** Notes that people were told of it. */
  name(alert: SilentAlert): Promise<'named' | 'refused'>;
  /** Ends it without a recovery. Whatever comes of it afterwards, a repeat or its end, begins a new episode and is told. */
  close(alert: SilentAlert, nowMs: number): Promise<'closed' | 'refused'>;
}
