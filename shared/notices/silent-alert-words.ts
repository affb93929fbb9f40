import type { NoticeText, SilentAlertsNotice } from './notice.ts';

/*
 * Nobody must read that the trouble is gone: all that is known is that nothing
 * came any more, though the source spoke.
 */

/** The description has the summary too: among others in one message an alert shows its description only, and must say which alerts. */
function saying(name: string, summary: string, toDo: string, between = ''): NoticeText {
  return { name, summary, description: `${summary}${between}${toDo}` };
}

/** Alerts without a word in Simplified Chinese. */
export function silentAlertWordsZhCn(notice: SilentAlertsNotice): NoticeText {
  const { count, what } = notice;
  const list = listed(notice, '、', (more) => ` 等 ${more} 条`);
  return what === 'closed'
    ? saying(
        '告警久未更新，已关闭',
        `${count} 条告警很久没有再收到，已关闭（来源仍在发送）：${list}。`,
        `这不代表故障已消除：没有收到恢复通知。请到来源系统确认。再次收到时会作为新告警通知。查看：${closedRoute(notice)}`,
      )
    : saying(
        '告警久未更新',
        `${count} 条告警仍未恢复，却很久没有再收到（来源仍在发送）：${list}。`,
        `可能恢复通知丢失，或规则被删除、改名；也可能故障还在。请到来源系统确认。查看：${namedRoute(notice)}`,
      );
}

/** Alerts without a word in Traditional Chinese. */
export function silentAlertWordsZhTw(notice: SilentAlertsNotice): NoticeText {
  const { count, what } = notice;
  const list = listed(notice, '、', (more) => ` 等 ${more} 則`);
  return what === 'closed'
    ? saying(
        '警示久未更新，已關閉',
        `${count} 則警示很久沒有再收到，已關閉（來源仍在傳送）：${list}。`,
        `這不代表故障已消除：沒有收到恢復通知。請到來源系統確認。再次收到時會作為新警示通知。查看：${closedRoute(notice)}`,
      )
    : saying(
        '警示久未更新',
        `${count} 則警示尚未恢復，卻很久沒有再收到（來源仍在傳送）：${list}。`,
        `可能恢復通知遺失，或規則被刪除、改名；也可能故障還在。請到來源系統確認。查看：${namedRoute(notice)}`,
      );
}

/** Alerts without a word in English. */
export function silentAlertWordsEnUs(notice: SilentAlertsNotice): NoticeText {
  const { count, what } = notice;
  const list = listed(notice, ', ', (more) => ` (${more} in all)`);
  const alerts = count === 1 ? '1 alert' : `${count} alerts`;
  return what === 'closed'
    ? saying(
        'Alerts closed without a word',
        `${alerts} closed: nothing came of them for long, though their source speaks: ${list}.`,
        `This does not mean that the trouble is over: no recovery came. Look at the source. What comes again is told as new. List: ${closedRoute(notice)}`,
        ' ',
      )
    : saying(
        'Alerts without a word',
        `${alerts} still open, and nothing came of them for long, though their source speaks: ${list}.`,
        `The recovery may be lost, or the rule gone or renamed; or the trouble lasts. Look at the source. List: ${namedRoute(notice)}`,
        ' ',
      );
}

function listed({ examples, count }: SilentAlertsNotice, separator: string, all: (count: number) => string): string {
  return examples.join(separator) + (count > examples.length ? all(count) : '');
}

function namedRoute({ channel }: SilentAlertsNotice): string {
  return `GET /v1/alerts?channel=${encodeURIComponent(channel)}&silent=true`;
}

function closedRoute({ channel }: SilentAlertsNotice): string {
  return `GET /v1/alerts?channel=${encodeURIComponent(channel)}&state=suppressed`;
}
