import type { SettingsStore } from '../settings/settings-store.ts';
import type { InhibitionRule } from './inhibition-rule.ts';

/** Who goes by the rules. */
export interface InhibitionReader {
  /** The rules in force, at most ten seconds old. */
  rules(): Promise<readonly InhibitionRule[]>;
}

/** Where the rules are kept. */
export interface InhibitionStore extends SettingsStore<readonly InhibitionRule[]>, InhibitionReader {}
