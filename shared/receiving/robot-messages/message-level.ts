import type { Level } from '../../alert/level.ts';
import { type SaidAndDenied, tellDenied } from './denied-words.ts';
import { LEVEL_WORDS } from './level-words.ts';

/** A mark that everything is well again, and what would turn it round. */
const RECOVERED =
  /恢复|恢復|已消除|解除|已解决|已解決|\b(?:resolved|recovered|recovery|restored|back to normal)\b|^\W*(?:\[?ok\]?)\b/iu;
const NOT_RECOVERED =
  /(?:未|没有|沒有|无法|無法|不能|尚未|待|等待|请|請)\s*(?:恢复|恢復|解除|解决|解決)|(?:恢复|恢復)\s*(?:失败|失敗|中|异常|異常)|\b(?:not|un|never|failed to be|can(?:no|')t be)\s*-?\s*(?:resolved|recovered|restored)|\bunresolved\b|\b(?:recovery|restore)\s+failed\b/iu;

/** The level of a message that says nothing of one. */
const BY_DEFAULT: Level = 'warning';

/**
 * How bad a message is, by its words: what its title says counts before its
 * text. Only a title says that something is over, and a message that is over is
 * `info`: it is told like any other, and never taken for the end of an alert.
 *
 * A word that is denied ("no errors") does not count, and is no good news
 * either: "server unreachable, no errors in its log". A title that denies
 * something good ("备份未成功") is no `info`.
 */
export function messageLevel(title: string, text: string): Level {
  if (RECOVERED.test(title) && !NOT_RECOVERED.test(title)) return 'info';

  const [head, body] = [tellDenied(title), tellDenied(text)];
  const said = levelIn(head.said) ?? levelIn(body.said) ?? BY_DEFAULT;
  return said === 'info' && deniesGood(head) ? BY_DEFAULT : said;
}

/** The worst level whose words are in a text. */
function levelIn(text: string): Level | undefined {
  return LEVEL_WORDS.find(([, words]) => words.test(text))?.[0];
}

function deniesGood({ denied }: SaidAndDenied): boolean {
  return LEVEL_WORDS.some(([level, words]) => level === 'info' && words.test(denied));
}
