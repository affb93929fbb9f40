import { durationParts } from './duration.ts';
import type { Words } from './words.ts';

const UNITS = { day: '天', hour: '小時', minute: '分', second: '秒' } as const;

/** Traditional Chinese. OCP says 警示 here where the mainland says 告警. */
export const ZH_TW: Words = {
  levels: { down: '停服', critical: '嚴重', warning: '警告', caution: '注意', info: '提醒' },
  statuses: { firing: '警示中', resolved: '已消除' },
  tag: (word) => `【${word}】`,
  recovered: '已恢復',
  unnamed: '未命名警示',
  possiblyRepeated: '（可能與上一則重複：上次傳送沒有收到回應）',
  test: '測試',
  notice: '通知',
  testTitle: (channel) => `通道 ${channel} 可以送達`,
  listSeparator: '、',
  colon: '：',
  duration: (ms) => {
    const parts = durationParts(ms);
    if (parts.length === 1 && parts[0]?.unit === 'minute') return `${parts[0].count} 分鐘`;
    return parts.map(({ unit, count }) => `${count} ${UNITS[unit]}`).join(' ');
  },
  ending: {
    recovered: (level, duration) => (duration === '' ? `（${level}）` : `（${level}，持續 ${duration}）`),
    repeat: (duration) => (duration === '' ? ' · 尚未恢復' : ` · 持續 ${duration}未恢復`),
    raised: (from) => (from === undefined ? ' · 級別升高' : ` · 由${from}升級`),
    refired: ' · 再次觸發',
    alsoRecovered: (count) => `（另 ${count} 則已恢復）`,
  },
  since: (time, duration) => (duration === '' ? time : `${time}，已持續 ${duration}`),
  sinceInList: (time, duration) => (duration === '' ? `${time} 起` : `${time} 起，已持續 ${duration}`),
  lasted: (level, duration) => (duration === '' ? level : `${level}，持續 ${duration}`),
  frequency: (total, sinceLast) =>
    sinceLast > 0 && sinceLast < total ? `共收到 ${total} 次，上次通知後 ${sinceLast} 次` : `共收到 ${total} 次`,
  received: (total) => `${total} 次`,
  change: {
    raised: (from, to) => (from === undefined ? `級別升至${to}` : `級別由${from}升至${to}`),
    refired: '恢復後再次觸發',
    repeat: '尚未恢復',
    fleeting: '通知送出前已恢復',
  },
  late: (duration, time) => `${time} 已收到，晚了 ${duration}才送達`,
  several: (name, count) => `${name} × ${count}`,
  andOthers: (name, total) => `${name} 等 ${total} 則警示`,
  moreAlerts: (count) => `另有 ${count} 則未列出`,
  moreGroups: (groups, alerts) => `另有 ${groups} 類共 ${alerts} 則未列出`,
  moreTargets: (shown) => `${shown} 等`,
  levelCount: (level, count) => `${level} ${count}`,
  novelty: (fresh, ongoing, recovered) =>
    [
      fresh > 0 ? `新增 ${fresh}` : '',
      ongoing > 0 ? `仍在警示 ${ongoing}` : '',
      recovered > 0 ? `已恢復 ${recovered}` : '',
    ]
      .filter((part) => part !== '')
      .join('，'),
  ofWhichNew: (count) => `（新增 ${count}）`,
  cut: (bytes) => `…（已截斷，共 ${bytes} 位元組）`,
};
