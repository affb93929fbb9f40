import type { GroupEntry } from '../sandbox/chat-record.ts';
import type { Group } from '../sandbox/group.ts';
import { entryLines } from '../sandbox/transcript.ts';

/** Lines of one storm message that are shown, and storm entries shown from the beginning and the end. */
const STORM_LINES = 9;
const STORM_FIRST = 2;
const STORM_LAST = 1;

const INDENT = '  ';

function shortened(lines: readonly string[]): readonly string[] {
  const more = lines.length - STORM_LINES;

  return more <= 1 ? lines : [...lines.slice(0, STORM_LINES), `          … ${more} more lines`];
}

function stormLines(entries: readonly GroupEntry[]): readonly string[] {
  const left = entries.length - STORM_FIRST - STORM_LAST;
  const show = (some: readonly GroupEntry[]): readonly string[] =>
    some.flatMap((entry) => [...shortened(entryLines(entry)), '']);
  if (left <= 1) return show(entries);

  return [
    ...show(entries.slice(0, STORM_FIRST)),
    `          … ${left} more messages`,
    '',
    ...show(entries.slice(-STORM_LAST)),
  ];
}

/** What a group received, as its members read it: the calm part in full, the storm shortened. */
export function groupStory(group: Group, stormAtMs: number): string {
  const { product, name } = group.settings;
  const calm = group.entries.filter(({ at }) => at < stormAtMs).flatMap((entry) => [...entryLines(entry), '']);
  const storm = stormLines(group.entries.filter(({ at }) => at >= stormAtMs));
  const head = `${product === 'dingtalk' ? 'DingTalk' : 'WeCom'} group “${name}” received ${group.counters.delivered} messages`;

  return [head, '', ...calm, '········  the storm begins', '', ...storm]
    .map((line) => (line === '' ? '' : INDENT + line))
    .join('\n');
}
