import type { AlertState } from '#shared/admission/alert-item.ts';
import type { OutcomeKind } from '#shared/delivery/outcome.ts';
import type { StoryWord } from '#shared/delivery/story-entries.ts';
import type { MessageKind } from '#shared/rendering/message.ts';
import type { SilenceState } from '#shared/silences/silence-effect.ts';

/** Every outcome, as queries and the documentation name them. */
export const OUTCOMES = wordsOf<OutcomeKind>({
  delivered: true,
  throttled: true,
  misconfigured: true,
  rejected: true,
  unreachable: true,
  unknown: true,
});

/** Every state of an alert in a channel. */
export const STATES = wordsOf<AlertState>({ waiting: true, delivered: true, suppressed: true, dead: true });

/** Everything that can happen to an alert. */
export const STORY_WORDS = wordsOf<StoryWord>({
  accepted: true,
  repeated: true,
  queued: true,
  'in-message': true,
  delivered: true,
  throttled: true,
  misconfigured: true,
  rejected: true,
  unreachable: true,
  unknown: true,
  replayed: true,
  waiting: true,
  suppressed: true,
  dead: true,
});

/** Every state of a silence. */
export const SILENCE_STATES = wordsOf<SilenceState>({
  scheduled: true,
  'in-effect': true,
  'outside-period': true,
  expired: true,
});

/** Every kind of message. */
export const MESSAGE_KINDS = wordsOf<MessageKind>({
  single: true,
  aggregated: true,
  digest: true,
  recovery: true,
  mention: true,
  notice: true,
  test: true,
});

/** A record must name every member of a union, so that a new one can't be left out here. */
function wordsOf<Word extends string>(all: Readonly<Record<Word, true>>): readonly Word[] {
  const words: Word[] = [];
  for (const word in all) words.push(word);

  return words;
}
