import { durationParts } from './duration.ts';
import type { Words } from './words.ts';

const UNITS = { day: '天', hour: '小时', minute: '分', second: '秒' } as const;

/** A cap's period, as the one that runs now and as what the cap is counted by. */
const PERIODS = { hour: { now: '本小时', each: '每小时' }, day: { now: '今天', each: '每天' } } as const;

/** Simplified Chinese. Levels and statuses are the exact words OCP sends. */
export const ZH_CN: Words = {
  levels: { down: '停服', critical: '严重', warning: '警告', caution: '注意', info: '提醒' },
  statuses: { firing: '告警中', resolved: '已消除' },
  tag: (word) => `【${word}】`,
  recovered: '已恢复',
  unnamed: '未命名告警',
  possiblyRepeated: '（可能与上一条重复：上次发送没有收到应答）',
  test: '测试',
  notice: '通知',
  testTitle: (channel) => `通道 ${channel} 可以送达`,
  listSeparator: '、',
  colon: '：',
  aside: (remarks) => (remarks.length === 0 ? '' : `（${remarks.join('，')}）`),
  duration: (ms) => {
    const parts = durationParts(ms);
    if (parts.length === 1 && parts[0]?.unit === 'minute') return `${parts[0].count} 分钟`;
    return parts.map(({ unit, count }) => `${count} ${UNITS[unit]}`).join(' ');
  },
  ending: {
    recovered: (level, duration) => (duration === '' ? `（${level}）` : `（${level}，持续 ${duration}）`),
    repeat: (duration) => (duration === '' ? ' · 仍未恢复' : ` · 持续 ${duration}未恢复`),
    again: ' · 重复收到',
    raised: (from) => (from === undefined ? ' · 级别升高' : ` · 由${from}升级`),
    refired: ' · 再次触发',
    flapping: ' · 抖动',
    alsoRecovered: (count) => `（另 ${count} 条已恢复）`,
  },
  since: (time, duration) => (duration === '' ? time : `${time}，已持续 ${duration}`),
  sinceInList: (time, duration) => (duration === '' ? `${time} 起` : `${time} 起，已持续 ${duration}`),
  lasted: (level, duration) => (duration === '' ? level : `${level}，持续 ${duration}`),
  frequency: (total, sinceLast) =>
    sinceLast > 0 && sinceLast < total ? `共收到 ${total} 次，上次通知后 ${sinceLast} 次` : `共收到 ${total} 次`,
  received: (total) => `${total} 次`,
  change: {
    raised: (from, to) => (from === undefined ? `级别升至${to}` : `级别由${from}升至${to}`),
    refired: '恢复后再次触发',
    repeat: '仍未恢复',
    fleeting: '通知发出前已恢复',
  },
  late: {
    only: (duration, time) => `晚了 ${duration}，应在 ${time} 送达`,
    oldest: (duration, time) => `最早的晚了 ${duration}，应在 ${time} 送达`,
  },
  flapping: {
    name: '抖动',
    told: (changes, duration) => `${within(duration)}变化 ${changes} 次，之后减少通知`,
    inList: (changes, duration) => `抖动：${within(duration)}变化 ${changes} 次`,
    several: (count) => `${count} 条反复触发与恢复，之后减少通知`,
  },
  note: {
    onlyCounted: (count) => `${count} 条告警等待过久，只计数`,
    forChannel: (channels) => `代通道 ${channels} 发送：该通道的机器人都发不出消息`,
    collapsed: (count, oldest) => `${count} 条告警等待过久，只计数不列出（最早的 ${oldest} 收到）`,
    capReached: (period, limit, until) =>
      `${PERIODS[period].now}的 ${limit} 条消息已用完：之后的告警先暂存，${until} 汇总发送`,
    heldByCap: (period, since) => `${since} 起达到${PERIODS[period].each}消息数上限，暂存的告警在此汇总`,
    heldByRule: (rule, count, since) => `${since} 起规则“${rule}”达到上限，暂存的 ${count} 条告警在此汇总`,
    ruleReached: (rule, period, limit, until, over) =>
      `规则“${rule}”${PERIODS[period].now}的 ${limit} 条告警额度已用完：${over === 'hold' ? `之后的告警先暂存，${until} 汇总发送` : `${until} 前的告警只记录、不发送`}`,
    ofChannel: (channel, line) => `通道 ${channel}：${line}`,
  },
  several: (name, count) => `${name} ×${count}`,
  andOthers: (name, total) => `${name} 等 ${total} 条告警`,
  moreAlerts: (count) => `另有 ${count} 条未列出`,
  moreGroups: (groups, alerts) => `另有 ${groups} 类共 ${alerts} 条未列出`,
  moreTargets: (shown) => `${shown} 等`,
  levelCount: (level, count) => `${level} ${count}`,
  novelty: ({ fresh, rose, ongoing, recovered }) =>
    [
      fresh > 0 ? `新增 ${fresh}` : '',
      rose > 0 ? `级别升高 ${rose}` : '',
      ongoing > 0 ? `仍在告警 ${ongoing}` : '',
      recovered > 0 ? `已恢复 ${recovered}` : '',
    ]
      .filter((part) => part !== '')
      .join('，'),
  some: {
    fresh: (count) => `新增 ${count}`,
    rose: (count) => `升级 ${count}`,
    flapping: (count) => `抖动 ${count}`,
    fleeting: (count) => `${count} 条此前未通知`,
  },
  rose: '级别升高',
  moreClusters: (clusters, alerts) => `另 ${clusters} 个集群共 ${alerts}`,
  elsewhere: '其他',
  cut: (bytes) => `…（已截断，共 ${bytes} 字节）`,
};

function within(duration: string): string {
  return duration === '' ? '' : `${duration}内`;
}
