import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { adviceFor } from '#shared/delivery/advice.ts';
import { robotFor } from '#shared/robots/registry.ts';

const products = fc.constantFrom('dingtalk' as const, 'wecom' as const);
const statuses = fc.oneof(
  fc.constantFrom(200, 204, 301, 400, 403, 407, 429, 500, 502),
  fc.integer({ min: 100, max: 599 }),
);
const codes = fc.oneof(fc.constantFrom(0, '0', -1, 130101, 310000, 300001, 45009, 93000, 40058, null), fc.jsonValue());
const bodies = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.record({ errcode: codes, errmsg: fc.oneof(fc.string(), fc.jsonValue()) }).map((answer) => JSON.stringify(answer)),
  fc.record({ errcode: codes }).map((answer) => JSON.stringify(answer).slice(0, -1)),
);

describe('any answer', () => {
  test.prop([products, statuses, bodies], { numRuns: 3_000 })(
    'means something, and something can be advised',
    (product, status, body) => {
      const outcome = robotFor(product).interpret({ status, body });

      expect(adviceFor(outcome, 'zh_CN')).not.toBe('');
      expect((outcome.errmsg ?? '').length).toBeLessThanOrEqual(500);
      if (outcome.kind === 'throttled') expect(outcome.retryAfterMs).toBeGreaterThan(0);
    },
  );

  test.prop([products, statuses, bodies], { numRuns: 3_000 })(
    'is success only with an errcode of exactly 0 under a 2xx',
    (product, status, body) => {
      const outcome = robotFor(product).interpret({ status, body });
      if (outcome.kind !== 'delivered') return;

      expect([0, '0']).toContain(JSON.parse(body.trim()).errcode);
      expect(Math.floor(status / 100)).toBe(2);
    },
  );
});
