import { durationParts } from './duration.ts';
import type { Words } from './words.ts';

const UNITS = { day: '天', hour: '小時', minute: '分', second: '秒' } as const;

/** A cap's period, as the one that runs now and as what the cap is counted by. */
const PERIODS = { hour: { now: '本小時', each: '每小時' }, day: { now: '今天', each: '每天' } } as const;

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
  aside: (remarks) => (remarks.length === 0 ? '' : `（${remarks.join('，')}）`),
  duration: (ms) => {
    const parts = durationParts(ms);
    if (parts.length === 1 && parts[0]?.unit === 'minute') return `${parts[0].count} 分鐘`;
    return parts.map(({ unit, count }) => `${count} ${UNITS[unit]}`).join(' ');
  },
  ending: {
    recovered: (level, duration) => (duration === '' ? `（${level}）` : `（${level}，持續 ${duration}）`),
    repeat: (duration) => (duration === '' ? ' · 尚未恢復' : ` · 持續 ${duration}未恢復`),
    again: ' · 重複收到',
    raised: (from) => (from === undefined ? ' · 級別升高' : ` · 由${from}升級`),
    refired: ' · 再次觸發',
    flapping: ' · 反覆',
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
  late: {
    only: (duration, time) => `晚了 ${duration}，應在 ${time} 送達`,
    oldest: (duration, time) => `最早的晚了 ${duration}，應在 ${time} 送達`,
  },
  flapping: {
    name: '反覆',
    told: (changes, duration) => `${within(duration)}變化 ${changes} 次，之後減少通知`,
    inList: (changes, duration) => `反覆：${within(duration)}變化 ${changes} 次`,
    several: (count) => `${count} 則反覆觸發與恢復，之後減少通知`,
  },
  note: {
    onlyCounted: (count) => `${count} 則警示等待過久，只計數`,
    forChannel: (channels) => `代通道 ${channels} 傳送：該通道的機器人都無法傳送訊息`,
    collapsed: (count, oldest) => `${count} 則警示等待過久，只計數不列出（最早的 ${oldest} 收到）`,
    capReached: (period, limit, until) =>
      `${PERIODS[period].now}的 ${limit} 則訊息已用完：之後的警示先暫存，${until} 彙總傳送`,
    heldByCap: (period, since) => `${since} 起達到${PERIODS[period].each}訊息數上限，暫存的警示在此彙總`,
    heldByRule: (rule, count, since) => `${since} 起規則「${rule}」達到上限，暫存的 ${count} 則警示在此彙總`,
    ruleReached: (rule, period, limit, until, over) =>
      `規則「${rule}」${PERIODS[period].now}的 ${limit} 則警示額度已用完：${over === 'hold' ? `之後的警示先暫存，${until} 彙總傳送` : `${until} 前的警示只記錄、不傳送`}`,
    ofChannel: (channel, line) => `通道 ${channel}：${line}`,
  },
  several: (name, count) => `${name} ×${count}`,
  andOthers: (name, total) => `${name} 等 ${total} 則警示`,
  moreAlerts: (count) => `另有 ${count} 則未列出`,
  moreGroups: (groups, alerts) => `另有 ${groups} 類共 ${alerts} 則未列出`,
  moreTargets: (shown) => `${shown} 等`,
  levelCount: (level, count) => `${level} ${count}`,
  novelty: ({ fresh, rose, ongoing, recovered }) =>
    [
      fresh > 0 ? `新增 ${fresh}` : '',
      rose > 0 ? `級別升高 ${rose}` : '',
      ongoing > 0 ? `仍在警示 ${ongoing}` : '',
      recovered > 0 ? `已恢復 ${recovered}` : '',
    ]
      .filter((part) => part !== '')
      .join('，'),
  some: {
    fresh: (count) => `新增 ${count}`,
    rose: (count) => `升級 ${count}`,
    flapping: (count) => `反覆 ${count}`,
    fleeting: (count) => `${count} 則此前未通知`,
  },
  rose: '級別升高',
  moreClusters: (clusters, alerts) => `另 ${clusters} 個叢集共 ${alerts}`,
  elsewhere: '其他',
  cut: (bytes) => `…（已截斷，共 ${bytes} 位元組）`,
};

function within(duration: string): string {
  return duration === '' ? '' : `${duration}內`;
}
