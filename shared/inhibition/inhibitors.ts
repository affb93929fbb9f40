import type { AlertItem } from '../admission/alert-item.ts';
import type { Subject } from '../routing/subject.ts';
import type { InhibitionRule } from './inhibition-rule.ts';
import { inhibiting } from './inhibits.ts';
import type { InhibitingSource } from './source-register.ts';

/** What keeps an alert from being told: which alert, by which rule, and until when at the latest. */
export interface Inhibitor {
  readonly rule: InhibitionRule;
  readonly source: InhibitingSource;
  readonly untilMs: number;
}

/** An alert, the channel it is in, and what is known of its telling. */
export interface Inhibitable
  extends Pick<AlertItem, 'channel' | 'fingerprint' | 'status' | 'told' | 'heldBack' | 'episode'> {
  readonly subject: Subject;
}

/** For how long a source that ended still answers for what it held and is over too, ms: both recover in one breath. */
const AFTERWARDS_MS = 120_000;

/** What inhibits an alert at a time. */
export type InhibitorsAt = (target: Inhibitable, nowMs: number) => readonly Inhibitor[];

/**
 * What inhibits alerts, of the sources there are: made once for many alerts. A source does while it fires and is not
 * forgotten; an alert never inhibits itself.
 *
 *   source   F ───────────────── R
 *   target       F (held) ────────── R     nobody heard of it, and now nobody has to: the source still answers for it
 */
export function inhibitorsAmong(rules: readonly InhibitionRule[], sources: readonly InhibitingSource[]): InhibitorsAt {
  const sides = rules.map((rule) => ({ rule, sourcesFor: inhibiting(rule, sources) }));

  return (target, nowMs) =>
    sides
      .filter(({ rule: { channels } }) => channels === undefined || channels.includes(target.channel))
      .flatMap(({ rule, sourcesFor }) =>
        sourcesFor(target.subject)
          .filter((source) => counts(source, rule, target, nowMs))
          .map((source) => ({ rule, source, untilMs: source.lastAt + rule.sourceTimeoutMs })),
      );
}

function counts(source: InhibitingSource, rule: InhibitionRule, target: Inhibitable, nowMs: number): boolean {
  const { endedAt, lastAt, fingerprint, within } = source;
  if (fingerprint === target.fingerprint || within?.includes(target.channel) === false) return false;

  return endedAt === undefined
    ? nowMs < lastAt + rule.sourceTimeoutMs
    : answersFor(endedAt, rule, source, target, nowMs);
}

function answersFor(
  endedAt: number,
  rule: InhibitionRule,
  { id }: InhibitingSource,
  { status, told, heldBack, episode }: Inhibitable,
  nowMs: number,
): boolean {
  if (status !== 'resolved' || told === 'firing' || nowMs > endedAt + AFTERWARDS_MS) return false;
  return heldBack?.by === inhibitorId(rule.name, id) && episode <= new Date(endedAt).toISOString();
}

/** What stands on an alert that is held back: rule and source, for people to read. A rule's name holds no `/`. */
export function inhibitorId(rule: string, sourceId: string): string {
  return `${rule}/${sourceId}`;
}

/** Reads what `inhibitorId` wrote. */
export function parseInhibitorId(by: string): { readonly rule: string; readonly alert: string } {
  const at = by.indexOf('/');
  return { rule: by.slice(0, Math.max(0, at)), alert: by.slice(at + 1) };
}
