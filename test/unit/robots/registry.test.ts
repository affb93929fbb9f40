import { expect, test } from 'vitest';
import { robotFor } from '#shared/robots/registry.ts';

test.each(['dingtalk', 'wecom'] as const)('there is a robot for %s, and it takes 20 messages a minute', (product) => {
  expect(robotFor(product)).toMatchObject({ product, perMinute: 20 });
});
