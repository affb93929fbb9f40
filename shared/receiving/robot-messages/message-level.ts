import type { Level } from '../../alert/level.ts';

/** A mark that everything is well again, and what would turn it round. */
const RECOVERED =
  /恢复|恢復|已消除|解除|已解决|已解決|\b(?:resolved|recovered|recovery|restored|back to normal)\b|^\W*(?:\[?ok\]?)\b/iu;
const NOT_RECOVERED =
  /(?:未|没有|沒有|无法|無法|不能|尚未|待|等待|请|請)\s*(?:恢复|恢復|解除|解决|解決)|(?:恢复|恢復)\s*(?:失败|失敗|中|异常|異常)|\b(?:not|un|never|failed to be|can(?:no|')t be)\s*-?\s*(?:resolved|recovered|restored)|\bunresolved\b|\b(?:recovery|restore)\s+failed\b/iu;

/** OCP's words for its levels first, then common ones in Chinese and English; the worst level first. */
const WORDS: readonly (readonly [Level, RegExp])[] = [
  [
    'down',
    /停服|停服務|停機|停机|宕机|宕機|不可用|崩溃|崩潰|灾难|災難|\b(?:down|outage|unavailable|disaster|fatal|emergency|panic|p0|sev-?0)\b/iu,
  ],
  [
    'critical',
    /严重|嚴重|紧急|緊急|致命|故障|失败|失敗|错误|錯誤|异常|異常|\b(?:critical|crit|urgent|error|errors|failed|failure|major|p1|sev-?1)\b/iu,
  ],
  ['warning', /警告|告警|预警|預警|警示|\b(?:warning|warn|alert|alerting|firing|p2|sev-?2)\b/iu],
  ['caution', /注意|关注|關注|\b(?:caution|minor|unstable|p3)\b/iu],
  [
    'info',
    /提醒|提示|通知|成功|完成|日报|周报|\b(?:info|information|notice|reminder|success|successful|succeeded|passed|completed|p4)\b/iu,
  ],
];

/** The level of a message that says nothing of one. */
const BY_DEFAULT: Level = 'warning';

/**
 * How bad a message is, by its words: what its title says counts before its
 * text. Only a title says that something is over, and a message that is over is
 * `info`: it is told like any other, and never taken for the end of an alert.
 */
export function messageLevel(title: string, text: string): Level {
  if (RECOVERED.test(title) && !NOT_RECOVERED.test(title)) return 'info';

  return levelIn(title) ?? levelIn(text) ?? BY_DEFAULT;
}

function levelIn(text: string): Level | undefined {
  return WORDS.find(([, words]) => words.test(text))?.[0];
}
