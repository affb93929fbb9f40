import type { Language } from '../channels/channel.ts';
import { MISCONFIGURED_EN_US } from '../delivery/advice-en-us.ts';
import { MISCONFIGURED_ZH_CN } from '../delivery/advice-zh-cn.ts';
import { MISCONFIGURED_ZH_TW } from '../delivery/advice-zh-tw.ts';
import type { Notice, NoticeWords } from './notice.ts';
import { silentAlertWordsEnUs, silentAlertWordsZhCn, silentAlertWordsZhTw } from './silent-alert-words.ts';
import { sourceWordsEnUs, sourceWordsZhCn, sourceWordsZhTw } from './source-words.ts';

type Quota = Extract<Notice, { kind: 'quota' }>;

/** How to list the dead letters of a channel, and how to send them again. */
function routes(channel: string): { readonly list: string; readonly replay: string } {
  return {
    list: `GET /v1/dead-letters?channel=${encodeURIComponent(channel)}`,
    replay: `POST /v1/dead-letters/replay {"channel":${JSON.stringify(channel)}}`,
  };
}

function share({ used, limit }: Quota): string {
  return limit === null ? String(used) : `${used} / ${limit}`;
}

const ZH_CN: NoticeWords = {
  deadReasons: {
    rejected: '机器人拒收',
    'too-old': '机器人持续失败，已超过最长等待时间',
    'set-aside': '处理时反复出错',
    other: '无法送达',
  },
  deadLetters: ({ channel, count, reason }, why) => ({
    name: '告警未能送达',
    summary: `通道 ${channel} 有 ${count} 条告警未能送达：${why}（${reason}）。告警已保留为死信。`,
    description: `查看：${routes(channel).list}；处理后重新发送：${routes(channel).replay}`,
  }),
  robot: ({ channel, robot, reason }) => ({
    name: '机器人配置有误',
    summary: `通道 ${channel} 的机器人 ${robot} 暂停使用，将定时重试。`,
    description: MISCONFIGURED_ZH_CN[reason],
  }),
  quota: (notice) => ({
    name: notice.level === 100 ? '消息配额已用完' : '消息配额即将用完',
    summary: `${notice.month} 已用 ${share(notice)} 条。`,
    description: {
      70: '请在管理后台提高配额，或减少告警。',
      90: '从现在起，停服和严重以外的告警只以间隔较长的摘要发送。',
      100: '下月之前由备用通道发送；没有备用通道时由平台决定是否接收。',
    }[notice.level],
  }),
  source: sourceWordsZhCn,
  silentAlerts: silentAlertWordsZhCn,
};

const ZH_TW: NoticeWords = {
  deadReasons: {
    rejected: '機器人拒收',
    'too-old': '機器人持續失敗，已超過最長等候時間',
    'set-aside': '處理時反覆出錯',
    other: '無法送達',
  },
  deadLetters: ({ channel, count, reason }, why) => ({
    name: '警示未能送達',
    summary: `通道 ${channel} 有 ${count} 則警示未能送達：${why}（${reason}）。警示已保留為死信。`,
    description: `查看：${routes(channel).list}；處理後重新傳送：${routes(channel).replay}`,
  }),
  robot: ({ channel, robot, reason }) => ({
    name: '機器人設定有誤',
    summary: `通道 ${channel} 的機器人 ${robot} 暫停使用，將定時重試。`,
    description: MISCONFIGURED_ZH_TW[reason],
  }),
  quota: (notice) => ({
    name: notice.level === 100 ? '訊息配額已用完' : '訊息配額即將用完',
    summary: `${notice.month} 已用 ${share(notice)} 則。`,
    description: {
      70: '請在管理後台提高配額，或減少警示。',
      90: '從現在起，停服和嚴重以外的警示只以間隔較長的摘要傳送。',
      100: '下月之前由備用通道傳送；沒有備用通道時由平台決定是否接收。',
    }[notice.level],
  }),
  source: sourceWordsZhTw,
  silentAlerts: silentAlertWordsZhTw,
};

const EN_US: NoticeWords = {
  deadReasons: {
    rejected: 'refused by the robot',
    'too-old': 'the robots failed for longer than alerts may wait',
    'set-aside': 'handling failed again and again',
    other: 'no robot takes it',
  },
  deadLetters: ({ channel, count, reason }, why) => ({
    name: 'Alerts not delivered',
    summary: `Channel ${channel} could not deliver ${count === 1 ? '1 alert' : `${count} alerts`}: ${why} (${reason}). Kept as dead letters.`,
    description: `Look: ${routes(channel).list}; send again when mended: ${routes(channel).replay}`,
  }),
  robot: ({ channel, robot, reason }) => ({
    name: 'Robot misconfigured',
    summary: `Robot ${robot} of channel ${channel} is out of use and tried again from time to time.`,
    description: MISCONFIGURED_EN_US[reason],
  }),
  quota: (notice) => ({
    name: notice.level === 100 ? 'Message quota used up' : 'Message quota running out',
    summary: `${share(notice)} messages sent in ${notice.month}.`,
    description: {
      70: 'Raise the quota in the administration console, or send fewer alerts.',
      90: 'From now on all but down and critical alerts come as digests far apart.',
      100: 'Until next month the fallback channel takes over; without one the platform decides what it takes.',
    }[notice.level],
  }),
  source: sourceWordsEnUs,
  silentAlerts: silentAlertWordsEnUs,
};

/** The notices in each language of a channel. */
export const NOTICE_WORDS: Readonly<Record<Language, NoticeWords>> = { zh_CN: ZH_CN, zh_TW: ZH_TW, en_US: EN_US };
