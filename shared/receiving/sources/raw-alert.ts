import type { ParsedAlert } from '../../alert/alert.ts';
import { fingerprintOfId } from '../../alert/fingerprint.ts';
import { cleanText } from './clean-text.ts';
import { keepWithin } from './keep-within.ts';

/** Beyond this many characters text is not looked at: 20 kB are kept of it. */
const MAX_READ = 60_000;

/**
 * An alert made of text that nobody could read: better a raw text in the group
 * than an alert lost. Equal texts are the same alert.
 */
export function rawAlert(text: string, name: string): ParsedAlert {
  return keepWithin({
    id: rawId(text),
    name,
    level: 'warning',
    status: 'firing',
    target: '',
    summary: '',
    description: rawText(text) || '(empty body)',
    labels: { unreadable: 'true' },
    group: name,
  });
}

/** As much of a text as may be kept of it, fit to be shown. */
export function rawText(text: string): string {
  return cleanText(text.slice(0, MAX_READ));
}

/** The identity of a text by its content alone. */
export function rawId(text: string): string {
  return `raw-${fingerprintOfId('raw', text)}`;
}
