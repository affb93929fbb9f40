import type { Alert } from '#shared/alert/alert.ts';
import type { Language, MessageFormat, TemplateKind } from '#shared/channels/channel.ts';
import { type DigestEntry, NOBODY, type ToldAlert } from '#shared/rendering/message.ts';
import type { Face, RenderSettings } from '#shared/rendering/render-request.ts';

/** 2026-11-21 03:10:32 in Shanghai. */
export const NOW = Date.parse('2026-11-20T19:10:32Z');

/** Takes everything and leaves text as it is. */
export const OPEN_FACE: Face = { escape: (text) => text, overBy: () => -1 };

/** Shows what was escaped: `‹text›`. */
export const MARKING_FACE: Face = { escape: (text) => (text === '' ? '' : `‹${text}›`), overBy: () => -1 };

/** Takes at most so many bytes of text. */
export function faceOf(maxBytes: number): Face {
  return { escape: (text) => text, overBy: ({ text }) => Buffer.byteLength(text) - maxBytes };
}

export function alert(changes: Partial<Alert> = {}): Alert {
  return {
    id: '1000160',
    source: 'ocp',
    name: 'OB 服务器无法连接',
    level: 'down',
    status: 'firing',
    target: 'ob_cluster=obcluster-1:svr_ip=192.0.2.10',
    summary: 'ob_cluster=obcluster-1:svr_ip=192.0.2.10 OB 服务器无法连接',
    description: '连续 3 次连接 2881 端口失败',
    activeAt: '2026-11-20T19:07:12Z',
    url: 'http://ocp.example.com:8080/alarm/event/1000160',
    labels: { alarm_type: 'ob_cannot_connected', app_type: 'OB', ob_cluster: 'obcluster-1', host_ip: '192.0.2.10' },
    ...changes,
  };
}

export function told(changes: Partial<Omit<ToldAlert, 'alert'>> = {}, alertChanges: Partial<Alert> = {}): ToldAlert {
  return {
    alert: alert(alertChanges),
    change: 'new',
    occurrences: 1,
    sinceLast: 1,
    firstAt: NOW - 20_000,
    lastAt: NOW - 20_000,
    ...changes,
  };
}

export function entry(changes: Partial<DigestEntry> = {}): DigestEntry {
  return {
    level: 'warning',
    name: '磁盘使用率超限',
    target: '',
    status: 'firing',
    isNew: true,
    since: NOW,
    ...changes,
  };
}

interface SettingChanges {
  readonly language?: Language;
  readonly format?: MessageFormat;
  readonly timeZone?: string;
  readonly face?: Face;
  readonly link?: string;
  readonly softBytes?: number;
  /** The channel's own templates, for its language. */
  readonly own?: Partial<Record<TemplateKind, string>>;
}

export function settings(changes: SettingChanges = {}): RenderSettings {
  const {
    language = 'zh_CN',
    format = 'markdown',
    timeZone = 'Asia/Shanghai',
    face = OPEN_FACE,
    own,
    ...rest
  } = changes;
  const templates = own === undefined ? {} : { [language]: own };
  return {
    settings: { format, language, timeZone, recovery: true, templates },
    product: 'dingtalk',
    face,
    keywords: [],
    mention: NOBODY,
    nowMs: NOW,
    ...rest,
  };
}
