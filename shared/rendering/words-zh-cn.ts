import { durationParts } from './duration.ts';
import type { Words } from './words.ts';

const UNITS = { day: '天', hour: '小时', minute: '分', second: '秒' } as const;

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
  duration: (ms) => {
    const parts = durationParts(ms);
    if (parts.length === 1 && parts[0]?.unit === 'minute') return `${parts[0].count} 分钟`;
    return parts.map(({ unit, count }) => `${count} ${UNITS[unit]}`).join(' ');
  },
  ending: {
    recovered: (level, duration) => (duration === '' ? `（${level}）` : `（${level}，持续 ${duration}）`),
    repeat: (duration) => (duration === '' ? ' · 仍未恢复' : ` · 持续 ${duration}未恢复`),
    raised: (from) => (from === undefined ? ' · 级别升高' : ` · 由${from}升级`),
    refired: ' · 再次触发',
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
  late: (duration, time) => `${time} 已收到，晚了 ${duration}才送达`,
  several: (name, count) => `${name} × ${count}`,
  andOthers: (name, total) => `${name} 等 ${total} 条告警`,
  moreAlerts: (count) => `另有 ${count} 条未列出`,
  moreGroups: (groups, alerts) => `另有 ${groups} 类共 ${alerts} 条未列出`,
  moreTargets: (shown) => `${shown} 等`,
  levelCount: (level, count) => `${level} ${count}`,
  novelty: (fresh, ongoing, recovered) =>
    [
      fresh > 0 ? `新增 ${fresh}` : '',
      ongoing > 0 ? `仍在告警 ${ongoing}` : '',
      recovered > 0 ? `已恢复 ${recovered}` : '',
    ]
      .filter((part) => part !== '')
      .join('，'),
  ofWhichNew: (count) => `（新增 ${count}）`,
  cut: (bytes) => `…（已截断，共 ${bytes} 字节）`,
};
