import { LEVEL_WORDS } from './level-words.ts';

/** White space within a line; bounded, so that no text takes time that grows faster than it does. */
const GAP = '[ \\t]{1,3}';
const MAYBE_GAP = '[ \\t]{0,3}';

const WORD = `(?:${LEVEL_WORDS.map(([, { source }]) => source).join('|')})`;
/** More words that one denial is of: "no errors or warnings". */
const OR_WORDS = `(?:(?:或者?|${GAP}n?or${GAP})${WORD}){0,3}`;

/** 没有任何错误, 未失败, 未发现异常; not 有无异常, which asks. */
const CHINESE_NOT = `(?<!有)(?:没有?|沒有?|[无無]|未(?:[发發][现現]|[见見]|出[现現]|[发發]生|[检檢][测測]到)?|不存在|不再|[并並]非)(?:任何|新的?|其他|明[显顯]|[严嚴]重)*(?: (?=[a-z]))?`;
/** no new errors, without any error, wasn't a failure. */
const ENGLISH_NOT = `\\b(?:no|not|without|never|(?:is|was|are|were|did|does|do|has|have|had)n['’]t)${GAP}(?:(?:an?|the|any|new|more|further|other|known|open|longer|been|single|critical|severe|serious|major|fatal)${GAP}){0,3}`;

const COUNTER = '(?:[个個条條次项項起处處件笔筆台]|例)';
const COUNTED = `(?:(?:tests?|jobs?|tasks?|checks?|hosts?|nodes?|任[务務]|作[业業]|[节節][点點])${MAYBE_GAP})?`;
/** 0 failed, 0 个任务失败; not "disk 0 failed", where it is a number by which something is called. */
const ZERO_BEFORE = `(?:(?<=^|[\\n,;|(，；：、（]${MAYBE_GAP}|:${GAP}|[共有]|\\b(?:and|with|found|but|had|has|have|was|were|are|is)${GAP})(?:0|零|zero)${MAYBE_GAP}|(?<![\\d.])0${MAYBE_GAP}${COUNTER}${MAYBE_GAP})${COUNTED}`;

/** 失败：0, failed=0, failed 0 skipped 2, errors: none; not 错误：0 号机房, error: 0.5 nor critical: 0 of 3 replicas. */
const ZERO_AFTER = `(?:数量?|數量?|次[数數]|率|${GAP}(?:count|rate|total))?${MAYBE_GAP}[:：=]?${MAYBE_GAP}(?:0(?:%|${MAYBE_GAP}${COUNTER})?|零|[无無]|没有|沒有|none)(?=${MAYBE_GAP}(?:$|[\\n,;!|)，；。、！）]|\\.(?!\\d))|${GAP}(?!(?:of|out)\\b)\\p{L}+${MAYBE_GAP}[:：=]?${MAYBE_GAP}\\d)`;

const DENIED = new RegExp(
  `(?:${CHINESE_NOT}|${ENGLISH_NOT}|${ZERO_BEFORE})${WORD}${OR_WORDS}|${WORD}${ZERO_AFTER}`,
  'giu',
);

/** A text in two: what it says, and those words of a level of which it says that they are not so. */
export interface SaidAndDenied {
  readonly said: string;
  readonly denied: string;
}

/** Tells the words of levels that are denied ("no errors", "0 failed", 未失败) from the rest. */
export function tellDenied(text: string): SaidAndDenied {
  return { said: text.replaceAll(DENIED, ' '), denied: (text.match(DENIED) ?? []).join('\n') };
}
