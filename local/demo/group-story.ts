import type { GroupEntry } from '../sandbox/chat-record.ts';
import type { Group } from '../sandbox/group.ts';
import { PRODUCT_NAMES } from '../sandbox/product-names.ts';
import { entryLines } from '../sandbox/transcript.ts';

/** Lines of one storm message that are shown, and storm entries shown from the beginning and the end. */
const STORM_LINES = 9;
const STORM_FIRST = 2;
const STORM_LAST = 1;
/** Characters of a storm line that are shown. */
const STORM_WIDTH = 100;

const INDENT = '  ';

function clipped(line: string): string {
  const characters = [...line];

  return characters.length <= STORM_WIDTH ? line : `${characters.slice(0, STORM_WIDTH - 1).join('')}…`;
}

function shortened(lines: readonly string[]): readonly string[] {
  const more = lines.length - STORM_LINES;
  const shown = more <= 1 ? lines : [...lines.slice(0, STORM_LINES), `          … ${more} more lines`];

  return shown.map(clipped);
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
  const head = `${PRODUCT_NAMES[product]} group “${name}” received ${group.counters.delivered} messages:`;

  const body = [...calm, '········  the storm begins', '', ...storm].map((line) => (line === '' ? '' : INDENT + line));

  return [head, '', ...body].join('\n');
}
