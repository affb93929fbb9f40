import type { Level } from '../../alert/level.ts';

/** The words of each level: OCP's own first, then common ones in Chinese and English; the worst level first. */
export const LEVEL_WORDS: readonly (readonly [Level, RegExp])[] = [
  [
    'down',
    /停服|停服務|停機|停机|宕机|宕機|不可用|崩溃|崩潰|灾难|災難|\b(?:down|outage|unavailable|disaster|fatal|emergency|panic|p0|sev-?0)\b/iu,
  ],
  [
    'critical',
    /严重|嚴重|紧急|緊急|致命|故障|失败|失敗|错误|錯誤|异常|異常|\b(?:critical|crit|urgent|error|errors|failed|failure|failures|major|p1|sev-?1)\b/iu,
  ],
  ['warning', /警告|告警|预警|預警|警示|\b(?:warning|warnings|warn|alert|alerts|alerting|firing|p2|sev-?2)\b/iu],
  ['caution', /注意|关注|關注|\b(?:caution|minor|unstable|p3)\b/iu],
  [
    'info',
    /提醒|提示|通知|成功|完成|日报|周报|\b(?:info|information|notice|reminder|success|successful|succeeded|passed|completed|p4)\b/iu,
  ],
];
