import type { ParsedAlert } from '#shared/alert/alert.ts';
import { OWN_SOURCE } from '#shared/notices/own-source.ts';
import type { Batch, ReceiveResult } from '#shared/receiving/receive.ts';
import type { ReceiveDeps } from './deps.ts';

/** A request that was over a limit. Its sender gets a 4xx and does not come back, so people must hear of it. */
export interface TooLarge {
  /** The sender: `?source=`, else the kind of source. */
  readonly source: string;
  /** Which limit: bytes of the body, or alerts × channels. */
  readonly over: 'body' | 'pairs';
  readonly limit: number;
  /** The sender's setting that makes its requests smaller. */
  readonly setting: string;
  /** The channels the request named, existing or not; absent: it goes where push settings send it. */
  readonly channels?: readonly string[];
  /** The only channels that may be told: those the sender's token is bound to. */
  readonly within?: readonly string[];
}

/**
 * Tells the channels concerned that alerts were refused for their size, by an
 * alert of our own: stored, repeated and told as any other, so a sender that
 * goes on for hours causes a message in every interval, not one a request.
 */
export async function noticeTooLarge(
  refused: TooLarge,
  deps: Pick<ReceiveDeps, 'receive' | 'telemetry'>,
): Promise<void> {
  try {
    const result = await tell(refused, refused.channels, deps);
    if (result.kind !== 'accepted') {
      deps.telemetry.warn('nobody hears of a refused request', { source: refused.source, reason: result.kind });
    }
  } catch (error) {
    // The sender's answer is the same: it says what to change.
    deps.telemetry.error('notice of a refused request failed', error, { source: refused.source });
  }
}

async function tell(
  refused: TooLarge,
  channels: readonly string[] | undefined,
  { receive }: Pick<ReceiveDeps, 'receive'>,
): Promise<ReceiveResult> {
  const { within } = refused;
  const batch: Batch = {
    source: OWN_SOURCE,
    alerts: [tooLargeAlert(refused)],
    ...(within === undefined ? {} : { within }),
  };
  const result = await receive(channels === undefined ? batch : { ...batch, channels });
  if (result.kind !== 'unknown-channel') return result;

  const { names } = result;
  const known = channels?.filter((name) => !names.includes(name)) ?? [];
  return known.length === 0 ? result : receive({ ...batch, channels: known });
}

/** The alert that tells of a refused request: one per sender and limit, in the two languages its readers have. */
export function tooLargeAlert({ source, over, limit, setting }: TooLarge): ParsedAlert {
  const what = over === 'body' ? `${limit} bytes a request` : `${limit} alerts × channels a request`;

  return {
    id: `too-large/${over}/${source}`,
    name: '告警请求过大，已被拒收 / Alerts refused: request too large',
    level: 'critical',
    status: 'firing',
    target: source,
    summary: `发送方 ${source} 的请求超过上限，其中的告警没有送达。请调小其设置：${setting}`,
    description: `A request of ${source} was over the limit of ${what}; the alerts in it are lost. Make its requests smaller: ${setting}.`,
    labels: {},
  };
}
