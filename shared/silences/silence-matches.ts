import type { Brief } from '../admission/brief.ts';
import { mayMatch } from '../admission/may-match.ts';
import { fitsWildcard } from '../receiving/wildcard.ts';
import { matchesAll } from '../routing/matcher.ts';
import { storedMatchers } from '../routing/stored-matchers.ts';
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

  return matchesAll(storedMatchers(silence.matchers), subject);
}

/** Whether it may be for an alert of which no more than its brief is known: false only where that is certain. */
export function mayBeSilenced(silence: SilencedAlerts, brief: Brief): boolean {
  return storedMatchers(silence.matchers).every((matcher) => mayMatch(matcher, brief));
}
