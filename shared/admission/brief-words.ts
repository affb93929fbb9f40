/**
 * Words many briefs share, each packed into the control character at its place.
 * OCP writes a target as `ob_cluster=obcluster-1:tenant_name=sys`; its rules'
 * names begin and end alike. Two of three bytes of such a line are these.
 *
 * The order is stored: new words go to the end, none is ever taken out.
 */
const WORDS: readonly (readonly [code: string, word: string])[] = [
  ['\u0001', 'ob_cluster='],
  ['\u0002', ':tenant_name='],
  ['\u0003', ':svr_ip='],
  ['\u0004', ':host='],
  ['\u0005', ':ob_tenant='],
  ['\u0006', ':host_ip='],
  ['\u0007', 'service='],
  ['\u000e', 'OB 租户'],
  ['\u000f', 'OB 服务器'],
  ['\u0010', 'OB 集群'],
  ['\u0011', '使用率超限'],
];

const CODES = new Map(WORDS.map(([code, word]) => [word, code]));
const MEANINGS = new Map(WORDS);
const ANY_WORD = new RegExp(WORDS.map(([, word]) => word).join('|'), 'g');
const ANY_CODE = new RegExp(`[${WORDS.map(([code]) => code).join('')}]`, 'g');

/** Packs the words of a line that holds no control characters. */
export function packWords(line: string): string {
  return line.replace(ANY_WORD, (word) => CODES.get(word) ?? word);
}

/** Reads what `packWords` wrote. A character that stands for no word stays. */
export function unpackWords(packed: string): string {
  return packed.replace(ANY_CODE, (code) => MEANINGS.get(code) ?? code);
}
