import type { Brief } from '../admission/brief.ts';
import { isSubjectOf } from '../admission/brief.ts';
import { fitsWildcard } from '../receiving/wildcard.ts';
import { type CompiledMatcher, compileMatcher, matchesAll, parseMatcher, sharedPatterns } from '../routing/matcher.ts';
import type { Subject } from '../routing/subject.ts';
import type { Silence } from './silence.ts';

/** What of a silence says which alerts it is for. */
export type SilencedAlerts = Pick<Silence, 'matchers' | 'channels' | 'objectType' | 'excludedObjects'>;

/** The label in which OCP says what kind of object an alert is about. */
export const OBJECT_TYPE_LABEL = 'alarm_scope';

/** Whether a silence speaks of a channel. */
export function coversChannel({ channels }: SilencedAlerts, channel: string): boolean {
  return channels === undefined || channels.includes(channel);
}

/** Whether a silence is for an alert, in a channel it covers. */
export function isSilenced(silence: SilencedAlerts, subject: Subject): boolean {
  const { objectType, excludedObjects } = silence;
  if (objectType !== undefined && subject.labels[OBJECT_TYPE_LABEL] !== objectType) return false;
  if (excludedObjects.some((pattern) => fitsWildcard(subject.target, pattern))) return false;

  return matchesAll(compiled(silence), subject);
}

/** Whether it may be for an alert of which no more than its brief is known: false only where that is certain. */
export function mayBeSilenced(silence: SilencedAlerts, brief: Brief): boolean {
  return compiled(silence).every((matcher) => mayMatch(matcher, brief));
}

function mayMatch({ name, operator, value, accepts }: CompiledMatcher, brief: Brief): boolean {
  switch (name) {
    case 'name':
    case 'alertname':
      return operator !== '=' || isSubjectOf(brief.name, value, 'name');
    case 'target':
      return operator !== '=' || isSubjectOf(brief.target, value, 'target');
    case 'level':
      // An end bears the level its sender gave it, an alert the one it fired with.
      return brief.status === 'resolved' || accepts(brief.level);
    default:
      return true;
  }
}

const KNOWN = new WeakMap<SilencedAlerts, readonly CompiledMatcher[]>();

/** A silence's matchers, made ready once as long as it is remembered. */
function compiled(silence: SilencedAlerts): readonly CompiledMatcher[] {
  const known = KNOWN.get(silence);
  if (known !== undefined) return known;

  const patterns = sharedPatterns();
  const matchers = silence.matchers.map((text) => compileMatcher(readStored(text), patterns));
  KNOWN.set(silence, matchers);
  return matchers;
}

/** What was stored was judged before. */
function readStored(text: string) {
  const reading = parseMatcher(text);
  if ('problem' in reading) throw new Error(`a stored matcher is none: ${reading.problem}`);

  return reading.matcher;
}
