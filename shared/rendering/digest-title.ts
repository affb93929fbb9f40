import { type DigestFigures, firingLevels } from './digest-figures.ts';
import { literal, Markup, type Piece, value } from './pieces.ts';
import { shortName, subject } from './title.ts';
import type { View } from './view.ts';

/**
 * `【停服 3】【严重 12】OB 服务器无法连接 等 512 条告警（另 9 条已恢复）`: how bad,
 * the worst by name, how many. A phone shows some thirty characters of it, so
 * the rest must still make sense when only its beginning is seen. A message that
 * names nothing says how many alerts it counts.
 */
export function digestTitle(figures: DigestFigures, onlyCounted: number, view: View): Markup {
  const { words } = view;
  const [worst] = figures.groups;
  if (worst === undefined) {
    const subject = onlyCounted > 0 ? words.note.onlyCounted(onlyCounted) : words.unnamed;
    return new Markup([literal(words.tag(words.notice)), value(subject)]);
  }

  const over = worst.status === 'resolved';
  // The number behind a name counts what is at its level, not what is over.
  const counted = over ? figures.total : figures.total - figures.recovered;
  const alsoOver = over || figures.recovered === 0 ? '' : words.ending.alsoRecovered(figures.recovered);
  const tags = over ? words.tag(words.recovered) : levelTags(figures, view);
  return new Markup([literal(tags), ...subjectOf(figures, counted, view), literal(alsoOver)]);
}

/** What it is about: one alert with its place, one name with its number, or the worst name and the number of all. */
function subjectOf(figures: DigestFigures, counted: number, view: View): readonly Piece[] {
  const { words } = view;
  const [worst] = figures.groups;
  if (worst === undefined) return [];

  const name = shortName(worst.name, view);
  if (counted === 1) return subject(name, worst.places[0] ?? '');

  const told = worst.count === counted ? words.several(name, counted) : words.andOthers(name, counted);
  const cluster = onlyCluster(figures);
  return [value(told), ...(cluster === undefined ? [] : [literal(' · '), value(cluster)])];
}

/** The word for each level one is woken for, with its number where the title doesn't say it anyway. */
function levelTags(figures: DigestFigures, { words }: View): string {
  const levels = firingLevels(figures);
  const [worst] = levels;
  if (worst === undefined) return '';
  if (levels.length === 1) return words.tag(words.levels[worst.level]);

  const waking = levels.filter(({ level }) => level === 'down' || level === 'critical');
  return (waking.length === 0 ? [worst] : waking)
    .map(({ level, count }) => words.tag(words.levelCount(words.levels[level], count)))
    .join('');
}

/** The cluster all that fires is in, if it is one. */
function onlyCluster({ clusters }: DigestFigures): string | undefined {
  const { named, elsewhere } = clusters;
  return named.length === 1 && elsewhere === 0 ? named[0]?.name : undefined;
}
