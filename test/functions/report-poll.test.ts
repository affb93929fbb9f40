import { beforeEach, expect, test, vi } from 'vitest';
import { reportPoll } from '#functions/edge/report-poll.ts';

const QUIET = {
  batch: 'full' as const,
  ...{ problems: [], active: 2, pages: 1, ended: 0, unknown: 0, left: 0 },
};
const telemetry = { info: vi.fn(), warn: vi.fn() };
beforeEach(() => {
  vi.clearAllMocks();
});

test('a round in which nothing ended is not worth a line', () => {
  reportPoll('ocp-prod', QUIET, telemetry);
  expect(telemetry.info).not.toHaveBeenCalled();
  expect(telemetry.warn).not.toHaveBeenCalled();
});

test.each(['ended', 'unknown'] as const)('%s alarms are counted in one', (count) => {
  reportPoll('ocp-prod', { ...QUIET, [count]: 3 }, telemetry);
  expect(telemetry.info).toHaveBeenCalledWith(
    'OCP polled',
    expect.objectContaining({ source: 'ocp-prod', [count]: 3 }),
  );
});

test('what could not be read is a warning with the reasons', () => {
  reportPoll('ocp-prod', { ...QUIET, batch: 'partial', problems: ['page 2: OCP answered 500'] }, telemetry);
  expect(telemetry.warn).toHaveBeenCalledWith(
    'OCP not polled in full',
    expect.objectContaining({ problems: ['page 2: OCP answered 500'] }),
  );
});
