import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeSignature, openKey, SIGNATURE_VALID_MS, sealKey } from '#shared/access/signing-key.ts';

const TOKEN = 'tocsin_0123456789abcdef_fake-secret-of-the-token';
const KEY = 'SEC0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef';

describe('a sealed key', () => {
  test('is opened by the value of its token, and by nothing else', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.string(), fc.string(), (key, value, other) => {
        const sealed = sealKey(key, value);

        expect(openKey(sealed, value)).toBe(key.toWellFormed());
        if (other !== value) expect(openKey(sealed, other)).toBe(undefined);
      }),
      { numRuns: 50 },
    );
  });

  test('holds neither the key nor the value, and is not opened once changed', () => {
    const sealed = sealKey(KEY, TOKEN);
    const changed = sealed.startsWith('A') ? `B${sealed.slice(1)}` : `A${sealed.slice(1)}`;

    expect(Buffer.from(sealed, 'base64url').toString('latin1')).not.toContain(KEY.slice(0, 8));
    for (const broken of ['', 'x', changed, sealed.slice(0, -2)]) expect(openKey(broken, TOKEN)).toBe(undefined);
  });
});

describe('a signature', () => {
  // Published vectors: the official sample's secret, and one of ours beyond ASCII (checked with openssl and Python).
  test.each([
    ['1577262236757', 'this is secret', 'hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM='],
    ['1700000000000', KEY, 'bTgY2yDbep+wesS7jKiNj+srsHoADES4+C4f8LCHFtU='],
    ['1700000000000', 'SEC密钥测试', 'efYgCPKVvKSVhe1tGlKwjkJbWIAO0GM7Nc1PWOnGvM4='],
  ])('of %s by %s is right for an hour either way', (timestamp, key, sign) => {
    const at = (offsetMs: number) => judgeSignature({ timestamp, sign }, key, Number(timestamp) + offsetMs);

    expect([0, SIGNATURE_VALID_MS, -SIGNATURE_VALID_MS].map(at)).toEqual(['right', 'right', 'right']);
    expect([SIGNATURE_VALID_MS + 1, -SIGNATURE_VALID_MS - 1].map(at)).toEqual(['expired', 'expired']);
  });

  test.each([
    ['nothing', '', ''],
    ['another time', '1700000000001', 'bTgY2yDbep+wesS7jKiNj+srsHoADES4+C4f8LCHFtU='],
    ['no time', 'now', 'bTgY2yDbep+wesS7jKiNj+srsHoADES4+C4f8LCHFtU='],
    ['a part of it', '1700000000000', 'bTgY2yDbep+wesS7'],
    ['one encoded twice', '1700000000000', 'bTgY2yDbep%2BwesS7jKiNj%2BsrsHoADES4%2BC4f8LCHFtU%3D'],
  ])('that is %s is wrong', (_, timestamp, sign) => {
    expect(judgeSignature({ timestamp, sign }, KEY, 1_700_000_000_000)).toBe('wrong');
  });
});
