import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { FileError } from '#shared/channels/file-channel.ts';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';
import { fakeToken, fakeWebhookUrl } from '#test/builders/channel.ts';

function errorsOf(text: string, allowEnv = true): readonly FileError[] {
  const result = parseTocsinFile(text, { allowEnv });
  return result.kind === 'invalid' ? result.errors : [];
}

const channel = (fields: string): string => `version: 1
channels:
  - name: dba
    type: dingtalk
${fields.replaceAll(/^/gm, '    ')}`;
const ROBOTS = 'robots: [{ webhookUrl: { secret: dba } }]';

test.each([
  ['version: 1'],
  ['# nothing yet\nversion: 1\nchannels:\npushSettings: {}\nsilences: []\n'],
  [channel(ROBOTS)],
  [channel('proxy: http:192.0.2.8:3128\nrobots:\n  - webhookUrl: { env: DBA_WEBHOOK }\n    signatureKey: null')],
])('a fit file is read: %j', (text) => {
  expect(parseTocsinFile(text, { allowEnv: true })).toMatchObject({ kind: 'parsed', warnings: [] });
});

test('anchors and merges work', () => {
  const result = parseTocsinFile(
    `version: 1
channels:
  - &first { name: a, type: dingtalk, robots: [{ webhookUrl: { secret: a } }], enabled: false }
  - <<: *first
    name: b`,
    { allowEnv: false },
  );

  expect(result).toMatchObject({ file: { channels: [{ name: 'a' }, { name: 'b', input: { enabled: false } }] } });
});

test('secrets are taken out as references', () => {
  const result = parseTocsinFile(
    channel('proxy: { secret: proxy }\nrobots:\n  - webhookUrl: { secret: w }\n    signatureKey: { env: KEY }'),
    { allowEnv: true },
  );

  expect(result).toMatchObject({
    file: {
      channels: [
        {
          name: 'dba',
          path: 'channels[0]',
          input: { name: 'dba', type: 'dingtalk', robots: [{}] },
          references: [
            { field: 'webhookUrl', robot: 0, reference: { kind: 'secret', name: 'w' } },
            { field: 'signatureKey', robot: 0, reference: { kind: 'env', name: 'KEY' } },
            { field: 'proxy', reference: { kind: 'secret', name: 'proxy' } },
          ],
        },
      ],
    },
  });
});

describe('a literal secret is refused and not quoted', () => {
  test.each<[string, string, string, number]>([
    ['webhook', `robots: [{ webhookUrl: "${fakeWebhookUrl('dingtalk', 7)}" }]`, 'robots[0].webhookUrl', 5],
    [
      'signing key',
      `robots:\n  - webhookUrl: { secret: w }\n    signatureKey: SEC${fakeToken(7)}`,
      'robots[0].signatureKey',
      7,
    ],
    ['proxy with credentials', `${ROBOTS}\nproxy: http://user:${fakeToken(7)}@192.0.2.8:3128`, 'proxy', 6],
    ['list', `robots: [{ webhookUrl: ["${fakeToken(7)}"] }]`, 'robots[0].webhookUrl', 5],
    [
      'reference to a URL',
      `robots: [{ webhookUrl: { secret: "${fakeWebhookUrl('dingtalk', 7)}" } }]`,
      'robots[0].webhookUrl',
      5,
    ],
    ['reference of two kinds', 'robots: [{ webhookUrl: { secret: a, env: B } }]', 'robots[0].webhookUrl', 5],
    ['reference without a name', 'robots: [{ webhookUrl: { secret: } }]', 'robots[0].webhookUrl', 5],
  ])('%s', (_, fields, field, line) => {
    const errors = errorsOf(channel(fields));

    expect(errors).toEqual([
      { field: `channels[0].${field}`, message: expect.stringContaining('{ secret: name }'), line },
    ]);
    expect(JSON.stringify(errors)).not.toContain(fakeToken(7).slice(-20));
  });

  test('the environment, where the file is for a stack', () => {
    const text = channel('robots: [{ webhookUrl: { env: DBA_WEBHOOK } }]');

    expect(errorsOf(text, false)).toEqual([
      { field: 'channels[0].robots[0].webhookUrl', message: expect.stringContaining('only on one machine'), line: 5 },
    ]);
  });
});

describe('errors carry their lines', () => {
  test('all at once, in the order of the lines', () => {
    const errors = errorsOf(`versoin: 1
channels:
  - name: a
    type: dingtalk
    robots:
      - webhookUrl: { secret: a }
        keywrod: OCP
    limits:
      perMinute: 99
  - name: a
    type: wecom
    robots: [{ webhookUrl: { secret: b } }]
  - type: wecom
pushSettings: { rules: [{ name: x }] }
silences:
  - {}
`);

    expect(errors.map(({ line, field }) => `${line} ${field}`)).toEqual([
      '1 versoin',
      '1 version',
      '7 channels[0].robots[0].keywrod',
      '9 channels[0].limits.perMinute',
      '13 channels[2].name',
      '13 channels[2].robots',
      '14 pushSettings.rules[0].channels',
      '14 pushSettings.defaultChannel',
      '16 silences[0].matchers',
      '16 silences[0].endsAt',
    ]);
  });

  test('two robots that refer to one webhook', () => {
    const robots = (second: string): string =>
      `robots:\n  - webhookUrl: { secret: dba }\n  - webhookUrl: ${second}\n    signatureKey: { secret: dba }`;

    expect(errorsOf(channel(robots('{ secret: dba }')))).toEqual([
      { field: 'channels[0].robots[1].webhookUrl', message: expect.stringContaining('of robots[0] too'), line: 7 },
    ]);
    expect(errorsOf(channel(robots('{ secret: dba-2 }')))).toEqual([]);
    expect(errorsOf(channel(robots('{ env: dba }')))).toEqual([]);
  });

  test('a channel that falls back on itself', () => {
    expect(errorsOf(channel(`${ROBOTS}\ndelivery: { fallbackChannel: dba }`))).toEqual([
      { field: 'channels[0].delivery.fallbackChannel', message: expect.stringContaining('another channel'), line: 6 },
    ]);
  });

  test('two channels of one name', () => {
    const both = `${channel(ROBOTS)}\n  - name: ' dba'\n    type: wecom\n    ${ROBOTS}`;
    expect(errorsOf(both)).toEqual([
      { field: 'channels[1].name', message: expect.stringContaining('another channel'), line: 6 },
    ]);
  });

  test.each<[string, string, RegExp, number]>([
    ['broken YAML', `version: 1\nchannels: [\n  "${fakeToken(7)}`, /not valid YAML \([A-Z_]+\)/, 3],
    ['a field twice', 'version: 1\nversion: 1', /twice/, 2],
    ['two documents', 'version: 1\n---\nversion: 1', /not valid YAML/, 2],
    ['a list', '- version: 1', /version: 1|object/, 1],
    ['nothing', '', /version: 1/, 1],
    ['an alias to nothing', 'version: 1\nchannels: *x', /alias/i, 1],
    ['channels that are no list', 'version: 1\nchannels: {}', /list/, 2],
    ['a channel that is no object', `version: 1\nchannels:\n  - "${fakeToken(7)}"`, /object/, 3],
    ['a robot that is a text', channel(`robots: ["${fakeToken(7)}"]`), /object/, 5],
  ])('%s', (_, text, message, line) => {
    const [error, ...more] = errorsOf(text);

    expect(error).toMatchObject({ message: expect.stringMatching(message), line });
    expect(JSON.stringify([error, ...more])).not.toContain(fakeToken(7));
  });

  test('aliases that multiply without end are refused', () => {
    const lines = Array.from({ length: 12 }, (_, i) => `  - &a${i} [${Array(9).fill(i === 0 ? 'x' : `*a${i - 1}`)}]`);
    const [first] = errorsOf(`version: 1\nchannels:\n${lines.join('\n')}`);

    expect(first?.message).toContain('aliases');
  });
});

test('what is odd is a warning with its place', () => {
  const text = channel(ROBOTS).replace('dingtalk', 'wecom').replace('} }]', '}, signatureKey: { secret: k } }]');

  expect(parseTocsinFile(text, { allowEnv: false })).toMatchObject({
    warnings: [expect.stringMatching(/^channels\[0\]\.robots\[0\]\.signatureKey: .*no effect/)],
  });
});

test('the example file is fit, on one machine and for a stack', async () => {
  const text = await readFile(new URL('../../../tocsin.example.yaml', import.meta.url), 'utf8');

  expect(errorsOf(text, false)).toEqual([]);
  expect(parseTocsinFile(text, { allowEnv: true })).toMatchObject({ kind: 'parsed', warnings: [] });
});
