import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseChannelInput } from '#shared/channels/channel-input.ts';
import { showChannel } from '#shared/channels/show-channel.ts';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';
import { fakeToken, fakeWebhookUrl } from '#test/builders/channel.ts';
import { channelOf, inputContext } from './input.ts';

const robot = (index: number): fc.Arbitrary<object> =>
  fc.record(
    {
      name: fc.constantFrom(`r${index}`, `机器人${index}`),
      webhookUrl: fc.constant(fakeWebhookUrl('dingtalk', index)),
      signatureKey: fc.constantFrom('SECa', 'b'),
      keyword: fc.constantFrom('OCP', ['a', 'b']),
    },
    { requiredKeys: ['name', 'webhookUrl'] },
  );

const input = fc.record(
  {
    name: fc
      .string({ unit: fc.constantFrom('a', '库', ' ', '-', '𠮷'), minLength: 1, maxLength: 20 })
      .map((s) => `x${s}`),
    type: fc.constant('dingtalk'),
    enabled: fc.boolean(),
    robots: fc
      .integer({ min: 1, max: 4 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => robot(i)))),
    proxy: fc.constantFrom('http:192.0.2.8:3128', 'http://u:p@192.0.2.8:3128'),
    mention: fc.record({ mobiles: fc.constantFrom('13800000000,13800000001', []), all: fc.boolean() }),
    message: fc.record({ templates: fc.record({ en_US: fc.record({ single: fc.string() }) }) }),
    limits: fc.record({ perMinute: fc.integer({ min: 1, max: 20 }), perHour: fc.constantFrom(null, 5) }),
  },
  { requiredKeys: ['name', 'type', 'robots'] },
);

test('any channel put back as it was shown stays what it is, and keeps every secret', () => {
  fc.assert(
    fc.property(input, (given) => {
      const stored = channelOf(given);
      const result = parseChannelInput(showChannel(stored), inputContext({ stored: { channel: stored } }));

      expect(result).toMatchObject({ kind: 'parsed', channel: { ...stored, revision: 2 } });
      const warnings = result.kind === 'parsed' ? result.warnings : ['not parsed'];
      expect(warnings).toEqual([]);
      if (result.kind !== 'parsed') return;
      for (const [index, change] of result.secrets.entries()) {
        const before = stored.robots[index];
        expect(change).toMatchObject({ ref: before?.secretRef, webhookUrl: { kind: 'kept', from: before?.secretRef } });
        expect(change.signatureKey.kind).toBe(before?.signed === true ? 'kept' : 'none');
      }
    }),
  );
});

test('any shown channel holds none of its secrets', () => {
  fc.assert(
    fc.property(input, (given) => {
      const shown = JSON.stringify(showChannel(channelOf(given)));
      expect(shown).not.toMatch(/0{60}|SECa|u:p|"signatureKey":"[^*]/);
    }),
  );
});

const FIELDS = ['name', 'type', 'robots', 'proxy', 'mention', 'mobiles', 'webhookUrl', 'signatureKey', 'keyword'];
const secret = fakeToken(7);
const rubbish = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(secret, `https://oapi.dingtalk.com/x?access_token=${secret}`, 'dingtalk', '***', null, 1, true),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...FIELDS, secret, '__proto__'), tie('value'), { maxKeys: 5 }),
  ),
})).value;

test('no input makes the parser throw or quote a secret', () => {
  fc.assert(
    fc.property(rubbish, (given) => {
      const result = parseChannelInput(
        given,
        inputContext({
          stored: { channel: channelOf({ name: 'a', type: 'dingtalk', robots: [{ webhookUrl: fakeWebhookUrl() }] }) },
        }),
      );
      if (result.kind === 'invalid') expect(JSON.stringify(result.errors)).not.toContain(secret);
    }),
    { numRuns: 500 },
  );
});

test('no text makes the file parser throw or quote a secret', () => {
  const text = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', ':', ' ', '\n', '-', '[', '{', '"', '&', '*', '#', secret), maxLength: 60 }),
    rubbish.map((value) => `version: 1\nchannels: ${JSON.stringify([value])}`),
  );

  fc.assert(
    fc.property(text, (given) => {
      const result = parseTocsinFile(given, { allowEnv: true });
      if (result.kind === 'invalid') expect(JSON.stringify(result.errors)).not.toContain(secret);
    }),
    { numRuns: 500 },
  );
});
