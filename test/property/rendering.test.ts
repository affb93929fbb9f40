import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Alert } from '#shared/alert/alert.ts';
import { LEVELS } from '#shared/alert/level.ts';
import { LANGUAGES } from '#shared/channels/channel.ts';
import { clipBytes } from '#shared/rendering/cut.ts';
import type { DigestEntry, Note, ToldAlert } from '#shared/rendering/message.ts';
import { noteLines } from '#shared/rendering/notes.ts';
import { cleanText } from '#shared/rendering/pieces.ts';
import { type Face, type MessageContent, type RenderRequest, renderMessage } from '#shared/rendering/render.ts';
import { wordsOf } from '#shared/rendering/words.ts';
import { robotFor } from '#shared/robots/registry.ts';

const NOW = Date.parse('2026-11-20T19:10:32Z');
const SEGMENTER = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Text as senders could send it: any code units, markup, emoji, template syntax, long runs. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  fc
    .array(
      fc.constantFrom(
        ...['](', '![', '<@all>', '<font color="warning">', '\n#', '\n> ', '# ', '${alarm_id}', '{{ x }}', '{% if %}'],
        ...[
          '👨‍👩‍👧‍👦',
          'e\u0301',
          '停服',
          'http://192.0.2.1/a)b',
          '[x',
          '!',
          '<',
          ']',
          '(',
          '`',
          '**',
          '\r\n',
          '\u202e',
          ' ',
        ],
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join('')),
  fc.tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 4 }), fc.nat(3000)).map(([s, n]) => s.repeat(n)),
);
const time = fc.oneof(
  fc.constant(undefined),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  text,
);
const alert: fc.Arbitrary<Alert> = fc
  .record({
    id: text,
    source: text,
    name: text,
    level: fc.constantFrom(...LEVELS),
    status: fc.constantFrom('firing' as const, 'resolved' as const),
    target: fc.oneof(
      text,
      text.map((t) => `ob_cluster=c-1:svr_ip=${t}`),
    ),
    summary: text,
    description: text,
    labels: fc.dictionary(text, text, { maxKeys: 4 }),
    activeAt: time,
    resolvedAt: time,
    url: fc.oneof(
      fc.constant(undefined),
      text,
      fc.webUrl(),
      text.map((t) => `http://192.0.2.1/${t}`),
    ),
  })
  .map(({ activeAt, resolvedAt, url, ...rest }) => ({
    ...rest,
    ...(activeAt === undefined ? {} : { activeAt }),
    ...(resolvedAt === undefined ? {} : { resolvedAt }),
    ...(url === undefined ? {} : { url }),
  }));
const moment = fc.oneof(fc.integer({ min: NOW - 10 ** 9, max: NOW }), fc.double());
const told: fc.Arbitrary<ToldAlert> = fc.record(
  {
    alert,
    change: fc.constantFrom('new', 'repeat', 'escalated', 'refired', 'recovered', 'fired-and-recovered'),
    occurrences: fc.nat(10_000),
    sinceLast: fc.nat(10_000),
    firstAt: moment,
    lastAt: fc.integer({ min: NOW - 10 ** 9, max: NOW }),
    lateMs: fc.nat(10 ** 9),
    flapping: fc.record({ changes: fc.nat(1000), sinceMs: moment }),
  },
  { requiredKeys: ['alert', 'change', 'occurrences', 'sinceLast', 'firstAt', 'lastAt'] },
);
const entry: fc.Arbitrary<DigestEntry> = fc.record(
  {
    level: fc.constantFrom(...LEVELS),
    name: text,
    target: fc.oneof(
      text,
      text.map((t) => `ob_cluster=${t}:svr_ip=192.0.2.1`),
    ),
    status: fc.constantFrom('firing', 'resolved'),
    isNew: fc.boolean(),
    since: fc.integer({ min: NOW - 10 ** 9, max: NOW }),
    rose: fc.constant(true as const),
    flapping: fc.constant(true as const),
  },
  { requiredKeys: ['level', 'name', 'target', 'status', 'isNew', 'since'] },
);
const period = fc.constantFrom('hour' as const, 'day' as const);
const note: fc.Arbitrary<Note> = fc.oneof(
  fc.record({ kind: fc.constant('for-channel' as const), channel: text }),
  fc.record(
    { kind: fc.constant('collapsed' as const), count: fc.nat(10 ** 6), oldestAt: moment, channel: text },
    { requiredKeys: ['kind', 'count', 'oldestAt'] },
  ),
  fc.record(
    { kind: fc.constant('cap-reached' as const), period, limit: fc.nat(1000), untilMs: moment, channel: text },
    { requiredKeys: ['kind', 'period', 'limit', 'untilMs'] },
  ),
  fc.record(
    { kind: fc.constant('held-by-cap' as const), period, sinceMs: moment, channel: text },
    { requiredKeys: ['kind', 'period', 'sinceMs'] },
  ),
  fc.record(
    { kind: fc.constant('held-by-rule' as const), rule: text, count: fc.nat(10 ** 6), sinceMs: moment, channel: text },
    { requiredKeys: ['kind', 'rule', 'count', 'sinceMs'] },
  ),
  fc.record(
    {
      ...{ kind: fc.constant('rule-reached' as const), rule: text, period, limit: fc.nat(1000), untilMs: moment },
      ...{ over: fc.constantFrom<'drop' | 'hold'>('drop', 'hold'), channel: text },
    },
    { requiredKeys: ['kind', 'rule', 'period', 'limit', 'untilMs', 'over'] },
  ),
);
const content: fc.Arbitrary<MessageContent> = fc.oneof(
  fc.record({ kind: fc.constant('single' as const), told }),
  fc.record({ kind: fc.constant('recovery' as const), told }),
  fc.record({
    kind: fc.constant('aggregated' as const),
    told: fc.array(told, { minLength: 1, maxLength: 8 }),
    groupBy: text,
  }),
  fc.record(
    { kind: fc.constant('digest' as const), entries: fc.array(entry, { maxLength: 30 }), lateMs: fc.nat(10 ** 9) },
    { requiredKeys: ['kind', 'entries'] },
  ),
  fc.record({ kind: fc.constant('test' as const), channelName: text }),
  fc.record({ kind: fc.constant('notice' as const), title: text, lines: fc.array(text, { maxLength: 5 }) }),
);
const template = fc.oneof(
  fc.constant(undefined),
  text,
  fc
    .array(
      fc.constantFrom(
        ...['${alarm_name}', '${alarm_description}', '[${alarm_name}](${alarm_url})', '\n', '> ', '- ', '### ', '**'],
        ...[
          '{% for a in alerts %}',
          '{% endfor %}',
          '${a.says}',
          '{% capture c %}',
          '{% endcapture %}',
          '${c}',
          '{{',
          '%}',
        ],
        ...[
          '{% if name %}',
          '{% endif %}',
          '${labels}',
          '{{ description | split: "" | reverse | join: "" }}',
          '${title}',
        ],
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join('')),
);

const request: fc.Arbitrary<RenderRequest> = fc
  .record({
    content,
    template,
    product: fc.constantFrom('dingtalk' as const, 'wecom' as const),
    format: fc.constantFrom('markdown' as const, 'text' as const),
    language: fc.constantFrom(...LANGUAGES),
    notes: fc.array(note, { maxLength: 10 }),
  })
  .map(({ content: what, template: own, product, format, language, notes }) => ({
    ...what,
    notes,
    settings: {
      format,
      language,
      timeZone: 'Asia/Shanghai',
      recovery: true,
      templates: own === undefined ? {} : { [language]: { single: own, recovery: own, aggregated: own, digest: own } },
    },
    product,
    face: robotFor(product),
    keywords: ['OCP'],
    mention: { mobiles: ['13800000000'], userIds: ['zhang'], all: false },
    nowMs: NOW,
    link: 'https://tocsin.example.com/alerts',
  }));

function limited(face: Face, maxBytes: number): Face {
  return { escape: face.escape, overBy: (draft) => Buffer.byteLength(draft.text) - maxBytes };
}

describe('any alert under any template', () => {
  test.prop([request], { numRuns: 300 })('makes a message that the robot takes', (each) => {
    const message = renderMessage(each);
    expect(message.text.trim()).not.toBe('');
    expect(message.title.trim()).not.toBe('');
    expect(message.title).not.toContain('\n');
    expect(each.face.overBy(message, each.keywords)).toBeLessThanOrEqual(0);
    expect(message.fellBack ?? '').not.toContain('could not be made');
    expect(message.text.isWellFormed()).toBe(true);
  });

  test.prop([request, fc.integer({ min: 60, max: 5000 })], { numRuns: 300 })(
    'fits within any limit, in bytes, and says so when something is missing',
    (each, maxBytes) => {
      const face = limited(each.face, maxBytes);
      const whole = renderMessage({ ...each, face: limited(each.face, 10 ** 9) });
      const message = renderMessage({ ...each, face });
      expect(Buffer.byteLength(message.text)).toBeLessThanOrEqual(maxBytes);
      expect(message.text.isWellFormed()).toBe(true);
      if (message.text !== whole.text) expect(message.cut || message.fellBack !== undefined).toBe(true);
    },
  );
});

describe("alert text under the channel's default templates", () => {
  test.prop([request.map((each) => ({ ...each, settings: { ...each.settings, templates: {} } }))], { numRuns: 300 })(
    'mentions nobody, fakes no link, image, colour, heading or quote',
    (each) => {
      const { text: shown, format } = renderMessage(each);
      const links = [...shown.matchAll(/\[[^\n]*?\]\((https?:\/\/[^\s()]+)\)/g)];
      expect(shown.split('](').length - 1).toBe(format === 'markdown' ? links.length : 0);
      expect(shown).not.toMatch(/!\[|<@|<font/i);
      // One heading, our own, and quotes only where the template has them.
      expect(shown.match(/^\s*#/gm) ?? []).toHaveLength(format === 'markdown' ? 1 : 0);
      if (format === 'text') expect(shown).not.toMatch(/^\s*>/m);
    },
  );
});

describe('notes', () => {
  // Text that the products' escape leaves alone can be looked for as it is.
  const plain = request.map((each) => ({ ...each, face: { ...each.face, escape: (value: string) => value } }));
  test.prop([plain], { numRuns: 200 })(
    'are all kept however little room the alerts leave, in lines of their own',
    (each) => {
      const { before, behind } = noteLines(each.notes ?? [], {
        words: wordsOf(each.settings.language),
        timeZone: each.settings.timeZone,
        nowMs: each.nowMs,
      });
      const lines = renderMessage({ ...each, face: limited(each.face, 10_000) }).text.split('\n');
      // A name of a thousand bytes is cut like any value.
      const whole = [...before, ...behind].map(cleanText).filter((line) => Buffer.byteLength(line) <= 1024);
      expect(whole.filter((line) => !lines.includes(line))).toEqual([]);
    },
  );
});

describe('cutting', () => {
  test.prop([text, fc.nat(4000)])('keeps whole characters and as many bytes as it may', (whole, maxBytes) => {
    const kept = clipBytes(whole.toWellFormed(), maxBytes);
    expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(Math.max(0, maxBytes));
    expect(whole.toWellFormed().startsWith(kept)).toBe(true);
    const ends = new Set([0, whole.length]);
    for (const { index } of SEGMENTER.segment(whole.toWellFormed())) ends.add(index);
    expect(ends.has(kept.length)).toBe(true);
  });
});
