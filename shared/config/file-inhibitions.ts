import type { Section } from '../channels/section.ts';
import type { FileInhibitions } from '../inhibition/apply-inhibitions.ts';
import { readInhibitions } from '../inhibition/inhibition-input.ts';
import { isGiven } from '../routing/push-settings-input.ts';

const FIELD = 'inhibitions';

/** Reads the `inhibitions:` of `tocsin.yaml` as the API would; undefined where there are none. */
export function parseFileInhibitions(top: Section, lineOf: (field: string) => number): FileInhibitions | undefined {
  return isGiven(top, FIELD) ? { rules: readInhibitions(top, FIELD), lineOf } : undefined;
}
