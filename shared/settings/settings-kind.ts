import type { Channel } from '../channels/channel.ts';
import type { Findings } from '../channels/section.ts';

/** A channel that settings may name. One of a file that is only being applied is known by its name alone. */
export type NamedChannel = Pick<Channel, 'name'> & Partial<Channel>;

/**
 * What is particular to one kind of settings, of which all else is the same: they are replaced whole, over the API or
 * by a file, and whoever made them changes them.
 */
export interface SettingsKind<Settings> {
  /** As a sentence calls them. */
  readonly words: string;
  /** How the API and the audit call them. */
  readonly path: 'push-settings' | 'inhibitions' | 'watchdogs';
  /** Where `tocsin.yaml` has them. */
  readonly field: 'pushSettings' | 'inhibitions' | 'watchdogs';
  /** Settings that say nothing. */
  readonly none: Settings;
  /** The body that makes them say nothing. */
  readonly emptyBody: string;
  /** Reads a body of the API. */
  read(input: unknown, findings: Findings): Settings;
  /** Holds them against the channels there are; `path` is where they stand in the input. */
  judge(settings: Settings, channels: readonly NamedChannel[], findings: Findings, path: string): void;
  /** Each part of them under its name, so that an audit tells which of them changed. */
  byName(settings: Settings): object;
}
