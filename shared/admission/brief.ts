import { createHash } from 'node:crypto';
import type { Alert, AlertStatus, People } from '../alert/alert.ts';
import { type Level, levelNumber, levelOfNumber } from '../alert/level.ts';
import { isCanary } from '../receiving/canary.ts';
import { packPeople, unpackPeople } from './brief-people.ts';
import { packWords, unpackWords } from './brief-words.ts';

/** What the index knows of an alert: enough for a line in a digest. */
export interface Brief {
  readonly level: Level;
  readonly status: AlertStatus;
  /** Hash of the group key: alerts with the same one share a message. */
  readonly group: string;
  readonly name: string;
  readonly target: string;
  /** Mark of the push rule that sent it, where that counts when it is told. */
  readonly rule?: string;
  /** Whom its sender wants named, as far as there was room for them. */
  readonly people?: People;
  /** It is the canary's: by its name nobody can tell. */
  readonly isCanary?: true;
  /** It is over, and that by itself is not told. */
  readonly isQuietEnd?: true;
}

/** An index entry is read for every waiting alert, so a brief stays below 120 bytes, and an ordinary one below 80. */
const SUBJECT_BYTES = { name: 54, target: 48 } as const;
/** 36 bits: among a channel's groups no two will be taken for one. */
const GROUP_CHARS = 6;
/** Group characters of the first form, of which the first six are those of today's. */
const GROUP_CHARS_1 = 8;

/** Level and status in one character, `down` first. The first form began with a digit instead. */
const FIRING = 'abcde';
const RESOLVED = 'ABCDE';

const CANARY_MARK = 'c';
const QUIET_END_MARK = 'q';

/**
 * Packs a brief: level and status, group hash, name, tab, target; words that
 * many alerts share in one byte each. Then, each with a tab before it, the mark
 * of a rule, whom its sender wants named, the mark of the canary and that of an
 * end which is not told.
 */
export function encodeBrief(alert: Alert, groupKey: string, rule?: string, end: 'told' | 'quiet' = 'told'): string {
  const kind = (alert.status === 'firing' ? FIRING : RESOLVED).charAt(levelNumber(alert.level) - 1);
  const group = createHash('sha256').update(groupKey).digest('base64url').slice(0, GROUP_CHARS);
  const name = subjectLine(alert.name, 'name');
  const target = subjectLine(alert.target, 'target');

  const people = alert.people === undefined ? '' : packPeople(alert.people);
  const marks = [isCanary(alert) ? CANARY_MARK : '', end === 'quiet' ? QUIET_END_MARK : ''];
  const more = [rule ?? '', people, ...marks].join('\t').trimEnd();
  return `${kind}${group}${packWords(name)}\t${packWords(target)}${more === '' ? '' : `\t${more}`}`;
}

/** A name or target as a brief has it. */
function subjectLine(text: string, field: keyof typeof SUBJECT_BYTES): string {
  return clip(oneLine(text), SUBJECT_BYTES[field]);
}

/** Whether a name or target of a brief may be this text's; several texts have the same one. */
export function isSubjectOf(line: string, text: string, field: keyof typeof SUBJECT_BYTES): boolean {
  return line === subjectLine(text, field);
}

/** Reads a brief, of the first form too. A broken one still names the alert as well as it can. */
export function decodeBrief(text: string): Brief {
  const kind = text.charAt(0);
  const firing = FIRING.indexOf(kind);
  const resolved = RESOLVED.indexOf(kind);
  if (kind === '' || (firing < 0 && resolved < 0)) return decodeFirstForm(text);

  return {
    level: levelOfNumber(Math.max(firing, resolved) + 1) ?? 'warning',
    status: firing >= 0 ? 'firing' : 'resolved',
    group: text.slice(1, 1 + GROUP_CHARS),
    ...subjectOf(unpackWords(text.slice(1 + GROUP_CHARS))),
  };
}

/** Level digit, status letter, eight characters of group hash, name, tab, target: what is in tables from before. */
function decodeFirstForm(text: string): Brief {
  return {
    level: levelOfNumber(Number(text.charAt(0))) ?? 'warning',
    status: text.charAt(1) === 'R' ? 'resolved' : 'firing',
    group: text.slice(2, 2 + GROUP_CHARS),
    ...subjectOf(text.slice(2 + GROUP_CHARS_1)),
  };
}

function subjectOf(text: string): Omit<Brief, 'level' | 'status' | 'group'> {
  const [name = '', target = '', rule = '', packed = '', canary = '', quiet = ''] = text.split('\t');
  const people = unpackPeople(packed);
  return {
    ...{ name, target },
    ...(rule === '' ? {} : { rule }),
    ...(people === undefined ? {} : { people }),
    ...(canary === CANARY_MARK ? { isCanary: true } : {}),
    ...(quiet === QUIET_END_MARK ? { isQuietEnd: true } : {}),
  };
}

/** Without control characters: some of them stand for packed words. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function clip(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text;
  let clipped = '';
  let bytes = 0;
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > maxBytes - 3) break;
    clipped += character;
  }

  return `${clipped}…`;
}
