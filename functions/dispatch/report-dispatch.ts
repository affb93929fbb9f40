import { reasonOf } from '#shared/delivery/record-rows.ts';
import { describeSkew } from '#shared/delivery/robot-clocks.ts';
import type { DispatchEvent } from '#shared/dispatching/dispatch-ports.ts';
import type { Telemetry } from '../edge/telemetry.ts';

/** Log lines and figures of what the dispatcher does. The outcome's word is the figure's name. */
export function reportDispatch(telemetry: Telemetry): (event: DispatchEvent) => void {
  return (event) => {
    switch (event.kind) {
      case 'attempted':
        attempted(event, telemetry);
        return;
      case 'silenced':
        telemetry.count('silenced', event.alertCount);
        telemetry.info('alerts are silenced', {
          channel: event.channel,
          silence: event.silence,
          alerts: event.alertCount,
        });
        return;
      case 'inhibited':
        telemetry.count('inhibited', event.alertCount);
        telemetry.info('alerts are inhibited', {
          channel: event.channel,
          by: event.by,
          alerts: event.alertCount,
        });
        return;
      case 'buried':
        telemetry.count('dead', event.alertCount);
        telemetry.warn('alerts are dead', {
          channel: event.channel,
          alerts: event.alertCount,
          reason: event.reason,
        });
        return;
      case 'held-by-rule':
        heldByRule(event, telemetry);
        return;
      case 'template-fallback':
        telemetry.count('templateFallback', 1);
        telemetry.warn('template failed, default used', { channel: event.channel, reason: event.reason });
        return;
      case 'quota':
        telemetry.count(event.level === 70 ? 'quota70' : 'quota90', 1);
        telemetry.warn('a quota is running out', { pool: event.pool, percent: event.level });
        return;
      case 'source-silent':
        telemetry.warn('a source is silent', { source: event.source, minutes: minutesOf(event.silentMs) });
        return;
      case 'source-spoke':
        telemetry.info('a source speaks again', { source: event.source, minutes: minutesOf(event.silentMs) });
        return;
      case 'alerts-silent':
        telemetry.warn('alerts fire without a word', {
          channel: event.channel,
          what: event.what,
          alerts: event.alertCount,
        });
        return;
      case 'canary':
        telemetry.count('canary', 1);
        return;
      case 'mention-dropped':
        telemetry.warn('a mention was given up: too many wait', { channel: event.channel, robot: event.robot });
        return;
      case 'reclaimed':
        telemetry.warn('took over a lane whose worker died', { lane: event.lane.slice(0, 12) });
        return;
      case 'frozen':
        telemetry.warn('was frozen before sending', {
          lane: event.lane.slice(0, 12),
          ms: Math.round(event.forMs),
        });
        return;
      case 'clock-skew':
        telemetry.count('clockSkew', 1);
        telemetry.warn('clocks differ', { lane: event.lane.slice(0, 12), skew: describeSkew(event.skewMs) });
        return;
      case 'not-announced':
        telemetry.count('notAnnounced', 1);
        telemetry.error('could not announce', event.error, { about: event.about, whom: event.whom });
        return;
      default:
        event satisfies never;
    }
  };
}

function heldByRule(event: Extract<DispatchEvent, { kind: 'held-by-rule' }>, telemetry: Telemetry): void {
  const { channel, rule, reason, alertCount } = event;
  const what = event.until === 'never' ? 'alerts are not told' : 'alerts are told later';
  telemetry.info(`${what}, as their push rule says`, { channel, rule, reason, alerts: alertCount });
}

function minutesOf(ms: number): number {
  return Math.floor(ms / 60_000);
}

function attempted(event: Extract<DispatchEvent, { kind: 'attempted' }>, telemetry: Telemetry): void {
  const { outcome } = event;
  telemetry.count(outcome.kind, 1);
  const fields = {
    channel: event.channel,
    robot: event.robot,
    kind: event.message,
    outcome: outcome.kind,
    reason: reasonOf(outcome),
    errcode: outcome.errcode ?? null,
    alerts: event.alertCount,
    latencyMs: Math.round(event.latencyMs),
  };
  if (outcome.kind === 'delivered') telemetry.info('delivered', fields);
  else telemetry.warn('not delivered', { ...fields, errmsg: outcome.errmsg ?? '' });
}
