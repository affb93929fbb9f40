import { expect, test } from 'vitest';
import { lineTelemetry } from '#functions/edge/line-telemetry.ts';
import { operatorLog } from '#local/operator-log.ts';
import type { OperatorEvent } from '#shared/notices/operator-hook.ts';

async function lineOf(event: OperatorEvent): Promise<unknown> {
  const lines: string[] = [];
  await operatorLog(lineTelemetry((line) => lines.push(line))).tell(event);

  return JSON.parse(lines.join('\n'));
}

test('what operators are told is one warning in the log, with the fields of the event', async () => {
  expect(await lineOf({ kind: 'robot-misconfigured', channel: 'dba', robot: '1', reason: 'token' })).toEqual({
    level: 'warn',
    message: expect.stringContaining('GET /v1/robots'),
    operator: 'robot-misconfigured',
    channel: 'dba',
    robot: '1',
    reason: 'token',
  });
});

test('how much of a quota is used does not take the place of the line’s own level', async () => {
  expect(await lineOf({ kind: 'quota', pool: 'pool/a', used: 9, limit: 10, level: 90 })).toMatchObject({
    level: 'warn',
    operator: 'quota',
    percent: 90,
    used: 9,
  });
});
