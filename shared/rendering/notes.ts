import { clipCharacters } from './cut.ts';
import { minuteTime } from './local-time.ts';
import type { Note, OneOfSeveral } from './message.ts';
import type { View } from './view.ts';

/** Longest name in a note, in characters: the longest a channel or a rule can have. */
const MAX_NAME_CHARACTERS = 64;
/** Channels a note names. */
const MAX_CHANNELS = 3;
/** Lines of notes in one place: more are of no use to anyone, and must not crowd out the alerts. */
const MAX_LINES = 4;

/**
 * The notes of a message as lines of text, in the places where they are read:
 * before it what one must know to read it (for whom, and from when it is);
 * behind it what is missing in it and what happens next, for a chat opens at
 * the end of its last message.
 */
export interface NoteLines {
  readonly before: readonly string[];
  readonly behind: readonly string[];
}

/** Notes in words. What is said of several channels at once becomes one line where it can. */
export function noteLines(notes: readonly Note[], view: View): NoteLines {
  const held = notes.filter((note) => note.kind === 'held-by-cap' || note.kind === 'held-by-rule');
  const collapsed = notes.filter((note) => note.kind === 'collapsed');
  const capped = notes.filter((note) => note.kind === 'cap-reached' || note.kind === 'rule-reached');
  return {
    before: [...forChannels(notes, view), ...held.map((note) => inWords(note, view))].slice(0, MAX_LINES),
    behind: [...collapsed, ...capped].map((note) => inWords(note, view)).slice(0, MAX_LINES),
  };
}

function forChannels(notes: readonly Note[], { words }: View): readonly string[] {
  const channels = new Set(notes.flatMap((note) => (note.kind === 'for-channel' ? [shown(note.channel)] : [])));
  if (channels.size === 0) return [];

  const names = [...channels].slice(0, MAX_CHANNELS).join(words.listSeparator);
  return [words.note.forChannel(channels.size > MAX_CHANNELS ? words.moreTargets(names) : names)];
}

function inWords(note: Exclude<Note, { kind: 'for-channel' }>, view: View): string {
  const { words, timeZone, nowMs } = view;
  const time = (ms: number): string => minuteTime(ms, timeZone, nowMs);
  switch (note.kind) {
    case 'collapsed':
      return ofChannel(note, words.note.collapsed(note.count, time(note.oldestAt)), view);
    case 'cap-reached':
      return ofChannel(note, words.note.capReached(note.period, note.limit, time(note.untilMs)), view);
    case 'held-by-cap':
      return ofChannel(note, words.note.heldByCap(note.period, time(note.sinceMs)), view);
    case 'held-by-rule':
      return ofChannel(note, words.note.heldByRule(shown(note.rule), note.count, time(note.sinceMs)), view);
    case 'rule-reached': {
      const { rule, period, limit, untilMs, over } = note;
      return ofChannel(note, words.note.ruleReached(shown(rule), period, limit, time(untilMs), over), view);
    }
    default:
      return note satisfies never;
  }
}

function ofChannel({ channel }: OneOfSeveral, line: string, { words }: View): string {
  return channel === undefined ? line : words.note.ofChannel(shown(channel), line);
}

/** A name of ours that may hold line breaks, from before they were refused. */
function shown(name: string): string {
  return clipCharacters(name.replace(/\s+/g, ' ').trim(), MAX_NAME_CHARACTERS);
}
