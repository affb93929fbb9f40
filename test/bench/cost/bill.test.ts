import { expect, test } from 'vitest';
import { billedSeconds, billOf, logBytes, type Shapes, sumOf } from './bill.ts';
import { metricsIn } from './emitted-metrics.ts';
import { idleMonth } from './idle-month.ts';
import type { FunctionUsage, Usage } from './traffic.ts';

const NOTHING: FunctionUsage = { invocations: 0, waitedMs: 0, cpuMs: 0, logBytes: 0, logLines: 0 };
const IDLE: Usage = {
  apiRequests: 0,
  bytesOut: 0,
  receive: NOTHING,
  dispatch: NOTHING,
  writeUnits: 0,
  readUnits: 0,
  wakeUpsSent: 0,
  operatorsTold: 0,
  secretReads: 0,
  messages: 0,
};
const SHAPES: Shapes = {
  receive: { memory: 1_769, platformLines: false },
  dispatch: { memory: 1_769, platformLines: true },
};

test('processor time grows as memory shrinks, waiting does not', () => {
  const used = { ...NOTHING, invocations: 2, waitedMs: 100, cpuMs: 10 };

  expect(billedSeconds(used, { memory: 1_769, platformLines: false })).toBeCloseTo(0.111);
  expect(billedSeconds(used, { memory: 1_769 / 2, platformLines: false })).toBeCloseTo(0.121);
});

test('a bill multiplies what was counted by the list prices', () => {
  const bill = billOf(
    { ...IDLE, apiRequests: 1, writeUnits: 8, readUnits: 4, wakeUpsSent: 1 },
    SHAPES,
    { gigabyteMonths: 0 },
    1e6,
  );
  const usdOf = (service: string) => sumOf(bill.filter((line) => line.service === service));

  expect(usdOf('API Gateway')).toBeCloseTo(1);
  expect(usdOf('DynamoDB')).toBeCloseTo(5.5);
  expect(usdOf('SQS')).toBeCloseTo(1.2);
});

test('lines of Lambda itself are paid like ours', () => {
  const used = { ...NOTHING, invocations: 1, logBytes: 100, logLines: 1 };

  expect(logBytes(used, SHAPES.receive)).toBe(126);
  expect(logBytes(used, SHAPES.dispatch)).toBeGreaterThan(400);
});

test('a metric counts once, however often and with whatever value it is written', () => {
  const line = (value: number, service: string) =>
    JSON.stringify({
      _aws: { CloudWatchMetrics: [{ Namespace: 'N', Dimensions: [['service']], Metrics: [{ Name: 'm' }] }] },
      service,
      m: value,
    });

  expect(metricsIn([line(1, 'a'), line(2, 'a'), line(1, 'b'), '{"level":"info"}']).size).toBe(2);
});

test('an idle month knows what an account gets for nothing', () => {
  const standing = {
    secrets: 1,
    dashboards: 1,
    alarmMetrics: 12,
    alarms: 11,
    compositeAlarms: 0,
    polledQueues: 1,
    keys: 0,
  };
  const lines = idleMonth({ standing, robots: 3, metrics: 1, sweeps: { usage: IDLE, count: 60 }, shapes: SHAPES });
  const alone = lines.reduce((sum, { withAllowances }) => sum + withAllowances, 0);

  expect(sumOf(lines)).toBeCloseTo(1.6 + 1.2 + 0.3 + 0.26, 1);
  expect(alone).toBeCloseTo(1.6 + 0.2, 1);
});
