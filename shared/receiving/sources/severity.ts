import type { Level } from '../../alert/level.ts';

/** Where a severity stands, the first that is there counts. */
const LABELS = ['severity', 'level', 'priority'] as const;

/** The words in use for severities, and the level each is nearest to. Others are `warning`. */
const WORDS: Readonly<Record<string, Level>> = {
  blocker: 'down',
  disaster: 'down',
  down: 'down',
  emerg: 'down',
  emergency: 'down',
  fatal: 'down',
  p0: 'down',
  p1: 'down',
  s1: 'down',
  sev0: 'down',
  sev1: 'down',
  alert: 'critical',
  crit: 'critical',
  critical: 'critical',
  err: 'critical',
  error: 'critical',
  high: 'critical',
  major: 'critical',
  p2: 'critical',
  page: 'critical',
  s2: 'critical',
  sev2: 'critical',
  urgent: 'critical',
  average: 'warning',
  medium: 'warning',
  moderate: 'warning',
  p3: 'warning',
  s3: 'warning',
  sev3: 'warning',
  warn: 'warning',
  warning: 'warning',
  caution: 'caution',
  low: 'caution',
  minor: 'caution',
  p4: 'caution',
  s4: 'caution',
  sev4: 'caution',
  ticket: 'caution',
  debug: 'info',
  info: 'info',
  information: 'info',
  informational: 'info',
  none: 'info',
  notice: 'info',
  ok: 'info',
  p5: 'info',
  s5: 'info',
  sev5: 'info',
  1: 'down',
  2: 'critical',
  3: 'warning',
  4: 'caution',
  5: 'info',
};

/** The level of an alert by its labels; `unknown` when they hold no word we know (the label itself stays). */
export function levelOfLabels(labels: ReadonlyMap<string, string>, unknown: Level = 'warning'): Level {
  return severityOfLabels(labels)?.level ?? unknown;
}

/** The label that tells the severity and its word, the first that is known; undefined where there is no such label. */
export function severityOfLabels(
  labels: ReadonlyMap<string, string>,
): { readonly label: string; readonly word: string; readonly level: Level | undefined } | undefined {
  const found = LABELS.flatMap((label) => {
    const word = labels.get(label) ?? '';
    return word === '' ? [] : [{ label, word, level: levelOfWord(word) }];
  });
  return found.find(({ level }) => level !== undefined) ?? found[0];
}

/** The level a word for a severity is nearest to, in any case; undefined for a word we don't know. */
export function levelOfWord(word: string): Level | undefined {
  const plain = word.trim().toLowerCase();
  return Object.hasOwn(WORDS, plain) ? WORDS[plain] : undefined;
}
