import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBrief, encodeBrief } from '#shared/admission/brief.ts';
import { MAX_PEOPLE_BYTES, packPeople, unpackPeople } from '#shared/admission/brief-people.ts';
import { packContent, unpackContent } from '#shared/admission/content.ts';
import type { Alert, People } from '#shared/alert/alert.ts';
import { robotFor } from '#shared/robots/registry.ts';
import { MUTATIONS, mutate } from '#test/builders/mutate-json.ts';
import { DINGTALK_MESSAGES, startDropIn, WECOM_MESSAGES } from '#test/functions/drop-in.ts';

interface Sent {
  readonly product: 'dingtalk' | 'wecom';
  readonly text: string;
}

/** A message as it should be, with something in it replaced by anything, and then perhaps cut or garbled as text. */
const mutated: fc.Arbitrary<Sent> = fc
  .record({
    message: fc.oneof(
      fc.record({
        product: fc.constant('dingtalk' as const),
        body: fc.constantFrom(...Object.values(DINGTALK_MESSAGES)),
      }),
      fc.record({ product: fc.constant('wecom' as const), body: fc.constantFrom(...Object.values(WECOM_MESSAGES)) }),
    ),
    anything: fc.oneof(
      fc.jsonValue(),
      fc.string({ unit: 'grapheme', maxLength: 300 }),
      fc.constant('错'.repeat(9_000)),
    ),
    at: fc.nat(),
    how: fc.constantFrom(...MUTATIONS),
  })
  .map(({ message: { product, body }, anything, at, how }) => ({ product, text: mutate(body, anything, at, how) }));

test('whatever is sent is answered as the product does, and what is answered with 0 is told', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(mutated, { minLength: 1, maxLength: 12 }), async (all) => {
      const { api, paths } = await startDropIn();
      let accepted = 0;
      for (const { product, text } of all) {
        const { status, json } = await api.callRaw(paths[product], text);
        expect(status).toBe(200);
        expect(json).toEqual({ errcode: expect.any(Number), errmsg: expect.any(String) });
        expect(json.errcode).not.toBe(-1);
        if (json.errcode === 0) accepted += 1;
        await api.run(1_000);
      }
      await api.run(1_800_000);

      const { items } = (await api.call('GET', '/v1/alerts?limit=1000')).json;
      expect(items.every(({ state }: { state: string }) => state === 'delivered')).toBe(true);
      expect(items.reduce((sum: number, { occurrences }: { occurrences: number }) => sum + occurrences, 0)).toBe(
        accepted,
      );
      expect(api.telemetry.lines.filter(({ level }) => level === 'error')).toEqual([]);
    }),
    { numRuns: 60 },
  );
}, 30_000);

const people: fc.Arbitrary<People> = fc.record({
  product: fc.constantFrom('dingtalk', 'wecom'),
  mobiles: fc.array(fc.stringMatching(/^1\d{10}$/), { maxLength: 50 }),
  userIds: fc.array(fc.stringMatching(/^[\w.\u4e00-\u4e10-]{1,64}$/), { maxLength: 50 }),
  all: fc.boolean(),
});

const alertOf = (named: People): Alert => ({
  ...{ id: 'x', source: 's', name: 'disk', level: 'warning', status: 'firing', target: 'h', summary: '' },
  ...{ description: '', labels: {}, people: named },
});

test('people fit in a brief, as many as there is room for, and nobody else is named', () => {
  fc.assert(
    fc.property(people, (named) => {
      const packed = packPeople(named);
      const read = unpackPeople(packed);

      expect(Buffer.byteLength(packed)).toBeLessThanOrEqual(MAX_PEOPLE_BYTES);
      expect(read).toMatchObject({ product: named.product, all: named.all });
      for (const one of read?.mobiles ?? []) expect(named.mobiles).toContain(one);
      for (const one of read?.userIds ?? []) expect(named.userIds).toContain(one);
      if (named.mobiles.length + named.userIds.length < 6) expect(read).toEqual(named);
      for (const rule of [undefined, 'rule-1']) {
        const brief = decodeBrief(encodeBrief(alertOf(named), 'g', rule));
        expect(brief).toMatchObject({ name: 'disk', target: 'h', people: read });
        expect(brief.rule).toBe(rule);
      }
      expect(unpackContent(packContent(alertOf(named)))).toEqual(alertOf(named));
    }),
  );
});

test('whatever is stored as a message is passed on within what the product takes, or not at all', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        mutated.map(({ text }) => text),
        fc.string(),
      ),
      fc.array(fc.string(), { maxLength: 3 }),
      (body, words) => {
        for (const product of ['dingtalk', 'wecom'] as const) {
          const passed = robotFor(product).passOn(body, words);
          if (passed === undefined) continue;
          const draft = { format: passed.format, body: passed.body, title: '', text: '', mention: NOBODY };
          const context = {
            secret: { webhookUrl: 'https://example.com/' },
            keywords: words,
            messageId: 'm'.repeat(24),
            nowMs: 0,
          };
          const request = robotFor(product).request(draft, context);

          expect(Buffer.byteLength(request.body)).toBeLessThanOrEqual(
            product === 'dingtalk' ? 20_000 : Number.POSITIVE_INFINITY,
          );
          const [keyword] = words.filter((word) => word !== '');
          if (keyword !== undefined)
            expect(words.some((word) => word !== '' && holds(JSON.parse(passed.body), word))).toBe(true);
        }
      },
    ),
    { numRuns: 300 },
  );
});

const NOBODY = { mobiles: [], userIds: [], all: false };

function holds(value: unknown, word: string): boolean {
  if (typeof value === 'string') return value.includes(word);
  return value !== null && typeof value === 'object' && Object.values(value).some((one) => holds(one, word));
}
