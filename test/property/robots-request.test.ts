import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { MessageDraft } from '#shared/rendering/message.ts';
import { robotFor } from '#shared/robots/registry.ts';

const words = fc.oneof(
  fc.string({ maxLength: 80 }),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom(
    '告警'.repeat(900),
    'x\n'.repeat(1_500),
    '😀'.repeat(700),
    '- a\n- b\n> c\n\n### d\n[e](https://f.example)\n'.repeat(60),
  ),
);
const people = fc.array(fc.stringMatching(/^[\w+-]{1,20}$/), { maxLength: 60 });
const drafts: fc.Arbitrary<MessageDraft> = fc.record({
  format: fc.constantFrom('markdown', 'text'),
  title: words,
  text: fc.array(words, { maxLength: 4 }).map((parts) => parts.join('\n')),
  mention: fc.record({ mobiles: people, userIds: people, all: fc.boolean() }),
});
const keywords = fc.array(fc.stringMatching(/^[\w告警 ]{1,30}$/), { maxLength: 3 });
const context = { secret: { webhookUrl: 'https://h/s?access_token=fake' }, messageId: 'm', nowMs: 1_700_000_000_000 };

describe.each(['dingtalk', 'wecom'] as const)('any message of %s', (product) => {
  const robot = robotFor(product);

  test.prop([drafts, keywords, fc.integer({ min: 0, max: 3 })], { numRuns: 500 })(
    'has content and a keyword, and names everyone it should, in as many messages as there are slots',
    (draft, wanted, slots) => {
      const plan = robot.plan(draft, slots);
      const bodies = plan.map((one) => robot.request(one, { ...context, keywords: wanted }).body);

      expect(plan.length).toBeLessThanOrEqual(Math.max(1, slots));
      for (const body of bodies) {
        const { msgtype, ...sent } = JSON.parse(body);
        const shown = sent[msgtype].text ?? sent[msgtype].content;
        expect(shown).toMatch(/\S/);
        const searched = `${sent[msgtype].title ?? ''}\n${shown}`;
        if (wanted.length > 0) expect(wanted.some((keyword) => searched.includes(keyword))).toBe(true);
      }
      const all = bodies.join('\n');
      if (draft.mention.all) expect(all).toMatch(/"isAtAll":true|"@all"/);
      for (const mobile of draft.mention.mobiles.slice(0, 50)) expect(all).toContain(mobile);
    },
  );

  test.prop([drafts, keywords], { numRuns: 500 })(
    'that is over by 0 or less is within the product’s limit',
    (draft, wanted) => {
      fc.pre(robot.overBy(draft, wanted) <= 0);
      const { body } = robot.request(draft, { ...context, keywords: wanted });

      if (product === 'dingtalk') expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000);
      const { markdown, text } = JSON.parse(body);
      if (product === 'wecom')
        expect(Buffer.byteLength((markdown ?? text).content)).toBeLessThanOrEqual(markdown ? 4_096 : 2_048);
    },
  );

  test.prop([drafts, keywords])('that fits is not cut', (draft, wanted) => {
    fc.pre(robot.overBy(draft, wanted) <= 0 && !draft.text.includes('…') && !draft.title.includes('…'));

    expect(robot.request(draft, { ...context, keywords: wanted }).body).not.toContain('…');
  });
});
