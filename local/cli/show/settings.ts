import { stringify } from 'yaml';
import { plainLines } from './plain-text.ts';

/** Settings as `tocsin.yaml` would write them. */
export function showSettings(settings: unknown): string {
  return plainLines(stringify(settings)).trimEnd();
}
