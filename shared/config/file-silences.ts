import { isRecord, openSection, readList, type Section } from '../channels/section.ts';
import type { FileSilence } from '../silences/apply-silences.ts';
import { readSilence, SILENCE_FIELDS } from '../silences/silence-input.ts';

/** Silences a file can have. */
const MAX_SILENCES = 100;

/** Reads the `silences:` of `tocsin.yaml` as the API would. Every mistake is reported with its field. */
export function parseFileSilences(top: Section): readonly FileSilence[] {
  const { findings } = top;

  return readList(top, 'silences', MAX_SILENCES).flatMap((entry, index) => {
    const path = `silences[${index}]`;
    if (!isRecord(entry)) {
      findings.errors.push({ field: path, message: 'must be an object with at least matchers and endsAt' });
      return [];
    }
    const section = openSection(entry, path, SILENCE_FIELDS, findings);
    return [readSilence(section, { said: 'again-and-again', author: 'tocsin.yaml' })];
  });
}
