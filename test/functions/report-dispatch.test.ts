import { describe, expect, test } from 'vitest';
import { reportDispatch } from '#functions/dispatch/report-dispatch.ts';
import type { Outcome } from '#shared/delivery/outcome.ts';
import type { DispatchEvent } from '#shared/dispatching/dispatch-ports.ts';
import { recordedTelemetry } from './fakes.ts';

function reported(event: DispatchEvent) {
  const telemetry = recordedTelemetry();
  reportDispatch(telemetry)(event);

  return telemetry;
}

const OUTCOMES: readonly Outcome[] = [
  { kind: 'delivered', errcode: 0 },
  { kind: 'throttled', reason: 'robot-rate', retryAfterMs: 600_000 },
  { kind: 'misconfigured', reason: 'token' },
  { kind: 'rejected', reason: 'format' },
  { kind: 'unreachable', reason: 'proxy' },
  { kind: 'unknown', reason: 'no-answer' },
];

describe('what the dispatcher did', () => {
  test.each(OUTCOMES.map((outcome) => [outcome.kind, outcome] as const))(
    'counts a message that was %s by that word, as its log line does',
    (word, outcome) => {
      const attempted = {
        lane: 'l',
        channel: 'dba',
        robot: '1',
        message: 'single',
        alertCount: 1,
        latencyMs: 20.4,
      } as const;
      const { counts, lines } = reported({ kind: 'attempted', ...attempted, outcome });

      expect(counts).toEqual([{ name: word, value: 1 }]);
      expect(lines).toMatchObject([{ fields: { outcome: word, channel: 'dba', latencyMs: 20 } }]);
    },
  );

  test.each<[DispatchEvent, string, number]>([
    [{ kind: 'buried', channel: 'dba', alertCount: 7, reason: 'rejected: format' }, 'dead', 7],
    [{ kind: 'silenced', channel: 'dba', silence: 's-1', alertCount: 3 }, 'silenced', 3],
    [{ kind: 'inhibited', channel: 'dba', by: 'server down/7', alertCount: 2 }, 'inhibited', 2],
    [{ kind: 'template-fallback', channel: 'dba', reason: 'no such filter' }, 'templateFallback', 1],
    [{ kind: 'quota', pool: 'pool/corp-a', level: 70 }, 'quota70', 1],
    [{ kind: 'quota', pool: 'pool/corp-a', level: 90 }, 'quota90', 1],
    [{ kind: 'quota', pool: 'pool/corp-a', level: 100 }, 'quota90', 1],
    [{ kind: 'canary', channel: 'dba' }, 'canary', 1],
    [{ kind: 'clock-skew', lane: 'l', skewMs: 90_000 }, 'clockSkew', 1],
    [{ kind: 'not-announced', about: 'quota', whom: 'dba', error: new Error('x') }, 'notAnnounced', 1],
  ])('counts %j', (event, name, value) => {
    expect(reported(event).counts).toEqual([{ name, value }]);
  });

  test.each<DispatchEvent>([
    { kind: 'reclaimed', lane: 'l' },
    { kind: 'mention-dropped', channel: 'dba', robot: '1' },
    { kind: 'source-silent', source: 'ocp', silentMs: 1_900_000 },
    { kind: 'source-spoke', source: 'ocp', silentMs: 1_900_000 },
    { kind: 'alerts-silent', channel: 'dba', what: 'closed', alertCount: 3 },
    { kind: 'frozen', lane: 'l', forMs: 1_200 },
    { kind: 'held-by-rule', channel: 'dba', rule: 'r', reason: 'over-cap', until: 'never', alertCount: 3 },
    { kind: 'held-by-rule', channel: 'dba', rule: 'r', reason: 'outside-window', until: 'later', alertCount: 3 },
  ])('only logs %j', (event) => {
    const { counts, lines } = reported(event);

    expect([counts, lines.length]).toEqual([[], 1]);
  });
});
