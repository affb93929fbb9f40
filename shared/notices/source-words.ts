import type { Language } from '../channels/channel.ts';
import { wordsOf } from '../rendering/words.ts';
import type { NoticeText, SourceNotice } from './notice.ts';

/*
 * Read at night by somebody who did not set the watchdog up: what is silent and
 * for how long, that quiet is no good sign here, and where to look.
 */

/** A silent source in Simplified Chinese. */
export function sourceWordsZhCn(notice: SourceNotice): NoticeText {
  const { kind, source, heard, afterMinutes } = notice;
  const name = '告警来源没有消息';
  const lasted = duration(notice, 'zh_CN');
  if (kind === 'source-spoke') return { name, summary: `来源 ${source} 又有消息了，中断 ${lasted}。`, description: '' };

  return {
    name,
    summary: heard
      ? `已 ${lasted}没有收到来源 ${source} 的任何消息（超过 ${afterMinutes} 分钟即提醒）。`
      : `开始监视已 ${lasted}，没有收到来源 ${source} 的任何消息（超过 ${afterMinutes} 分钟即提醒）。`,
    description:
      '没有告警不等于没有故障：这段时间该来源的告警可能送不到这里。请检查：该监控系统是否在运行；' +
      '它到 Tocsin 的网络、地址和令牌（401、403）是否正常；由 Tocsin 读取的 OCP，原因在 Tocsin 的日志中（OCP not polled）。' +
      '它恢复发送后会通知本群；中断期间的告警请到该系统查看。',
  };
}

/** A silent source in Traditional Chinese. */
export function sourceWordsZhTw(notice: SourceNotice): NoticeText {
  const { kind, source, heard, afterMinutes } = notice;
  const name = '警示來源沒有訊息';
  const lasted = duration(notice, 'zh_TW');
  if (kind === 'source-spoke') return { name, summary: `來源 ${source} 又有訊息了，中斷 ${lasted}。`, description: '' };

  return {
    name,
    summary: heard
      ? `已 ${lasted}沒有收到來源 ${source} 的任何訊息（超過 ${afterMinutes} 分鐘即提醒）。`
      : `開始監視已 ${lasted}，沒有收到來源 ${source} 的任何訊息（超過 ${afterMinutes} 分鐘即提醒）。`,
    description:
      '沒有警示不等於沒有故障：這段時間該來源的警示可能送不到這裡。請檢查：該監控系統是否在運作；' +
      '它到 Tocsin 的網路、位址和權杖（401、403）是否正常；由 Tocsin 讀取的 OCP，原因在 Tocsin 的記錄中（OCP not polled）。' +
      '它恢復傳送後會通知本群；中斷期間的警示請到該系統查看。',
  };
}

/** A silent source in English. */
export function sourceWordsEnUs(notice: SourceNotice): NoticeText {
  const { kind, source, heard, afterMinutes } = notice;
  const name = 'Alert source is silent';
  const lasted = duration(notice, 'en_US');
  if (kind === 'source-spoke')
    return { name, summary: `Source ${source} speaks again after ${lasted}.`, description: '' };

  return {
    name,
    summary: heard
      ? `Nothing has come from source ${source} for ${lasted} (told after ${afterMinutes} min).`
      : `Watched for ${lasted}, and nothing has come from source ${source} (told after ${afterMinutes} min).`,
    description:
      'No alerts does not mean no trouble: alerts of this source may not get here meanwhile. Check that the ' +
      'monitoring system runs, and its way to Tocsin: network, address, token (401, 403); of an OCP that Tocsin reads, ' +
      'the log of Tocsin has the reason (OCP not polled). This group is told when it ' +
      'speaks again; what it raised in between is to be looked up there.',
  };
}

/** How long nothing came, to the minute: nobody reads seconds of it. */
function duration({ sinceMs, nowMs }: SourceNotice, language: Language): string {
  return wordsOf(language).duration(Math.floor(Math.max(0, nowMs - sinceMs) / 60_000) * 60_000);
}
