import type { Level } from '../../alert/level.ts';
import { type SaidAndDenied, tellDenied } from './denied-words.ts';
import { LEVEL_WORDS } from './level-words.ts';

/** A mark that everything is well again, and what would turn it round. */
const RECOVERED =
  /恢复|恢復|已消除|解除|已解决|已解決|\b(?:resolved|recovered|recovery|restored|back to normal)\b|^\W*(?:\[?ok\]?)\b/iu;
const NOT_RECOVERED =
  /(?:未|没有|沒有|无法|無法|不能|尚未|待|等待|请|請)\s*(?:恢复|恢復|解除|解决|解決)|(?:恢复|恢復)\s*(?:失败|失敗|中|异常|異常)|\b(?:not|un|never|failed to be|can(?:no|')t be)\s*-?\s*(?:resolved|recovered|restored)|\bunresolved\b|\b(?:recovery|restore)\s+failed\b/iu;

/** Trouble in words of no level, where no count of none follows: "timeout", not "timeouts: 0". */
const TROUBLE =
  /(?:超时|超時|失联|失聯|中断|中斷|断开|斷開|断连|斷連|死锁|死鎖|丢失|丟失|拒绝|拒絕|无法|無法|不能|不足|不通|写满|寫滿|已满|已滿|将满|將滿|泄漏|过高|過高|过低|過低|卡住|\b(?:unreachable|time-?outs?|timed out|lost|loss|broken|split[ -]brain|full|stuck|hangs?|hung|refused|deadlock|cannot|can['’]t|unable|missing|dead|crash(?:ed|es)?|leak(?:s|ing)?|exhausted|exceeded|too (?:high|low|long|slow|many|few|late))\b)(?!数?[ \t]{0,3}[=:：]?[ \t]{0,3}(?:0(?![.\d])|无|無|none))/iu;

/** The level of a message that says nothing of one. */
const BY_DEFAULT: Level = 'warning';

/**
 * How bad a message is, by its words: what its title says counts before its
 * text. Only a title says that something is over, and a message that is over is
 * `info`: it is told like any other, and never taken for the end of an alert.
 *
 * A word that is denied does not count. Where that leaves none, a message that
 * there is nothing bad is `info`, unless it speaks of trouble in other words:
 * "server unreachable, no errors in its log"; a title that denies something
 * good is no `info`.
 */
export function messageLevel(title: string, text: string): Level {
  if (RECOVERED.test(title) && !NOT_RECOVERED.test(title)) return 'info';

  const [head, body] = [tellDenied(title), tellDenied(text)];
  const said = levelIn(head.said) ?? levelIn(body.said) ?? levelByDenial(head, body);
  return said === 'info' && deniesGood(head) ? BY_DEFAULT : said;
}

/** The worst level whose words are in a text. */
function levelIn(text: string): Level | undefined {
  return LEVEL_WORDS.find(([, words]) => words.test(text))?.[0];
}

/** The level of a message that names levels only to say that they are not so. */
function levelByDenial(head: SaidAndDenied, body: SaidAndDenied): Level {
  if (TROUBLE.test(`${head.said}\n${body.said}`)) return BY_DEFAULT;
  const worst = levelIn(`${head.denied}\n${body.denied}`);
  return worst === 'down' || worst === 'critical' ? 'info' : BY_DEFAULT;
}

function deniesGood({ denied }: SaidAndDenied): boolean {
  return LEVEL_WORDS.some(([level, words]) => level === 'info' && words.test(denied));
}
