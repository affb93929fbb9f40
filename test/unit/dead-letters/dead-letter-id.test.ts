import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import { deadLetterId, deadLetterKey } from '#shared/dead-letters/dead-letter-id.ts';

const key = fc.record({
  channel: fc
    .string({ minLength: 1, maxLength: 64, unit: 'grapheme' })
    .map((name) => [...name.toWellFormed()].slice(0, 64).join('')),
  fingerprint: fc.string().map((id) => fingerprintOfId('test', id)),
});

test('an id leads back to its alert, and is safe in a path as it is', () => {
  fc.assert(
    fc.property(key, (one) => {
      const id = deadLetterId(one);

      expect(id).toMatch(/^[\w-]+$/);
      expect(deadLetterKey(id)).toEqual(one);
    }),
  );
});

test('text that no list gave is no id, whatever it decodes to', () => {
  const id = deadLetterId({ channel: 'dba', fingerprint: fingerprintOfId('test', '1') });
  for (const text of [
    '',
    'replay',
    id.slice(0, 29),
    `${id}=`,
    `${id} `,
    ` ${id}`,
    '../../x',
    '运维',
    'x'.repeat(5_000),
    deadLetterId({ channel: '值'.repeat(65), fingerprint: fingerprintOfId('test', '1') }),
  ]) {
    expect(deadLetterKey(text)).toBeUndefined();
  }
});

test('reading any text never throws, and what is read is what it came from', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const read = deadLetterKey(text);
      if (read !== undefined) expect(deadLetterId(read)).toBe(text);
    }),
  );
});
