import { expect, test } from 'vitest';
import { deadReasonKind } from '#shared/dead-letters/dead-reason.ts';

test.each([
  ['rejected: content-filter (430104)', 'rejected'],
  ['rejected', 'rejected'],
  ['too old: every robot failed (token)', 'too-old'],
  ['set aside: it made the dispatcher fail three times', 'set-aside'],
  ['', 'other'],
  ['constructor', 'other'],
])('%j is of the kind %s', (reason, kind) => {
  expect(deadReasonKind(reason)).toBe(kind);
});
