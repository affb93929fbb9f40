import { describe, expect, test } from 'vitest';
import { DEFAULT_GROUP_BY } from '#shared/admission/aggregation-key.ts';
import { CHANNEL_DEFAULTS } from '#shared/channels/channel-defaults.ts';
import { type ChannelInputContext, parseChannelInput } from '#shared/channels/channel-input.ts';
import type { LintTemplate } from '#shared/channels/template-remark.ts';
import { fakeKey, fakeToken, fakeWebhookUrl } from '#test/builders/channel.ts';
import { channelOf, errorsOf, inputContext, minimal } from './input.ts';

describe('a channel with only what is required', () => {
  test('gets every default', () => {
    expect(channelOf(minimal())).toEqual({
      ...CHANNEL_DEFAULTS,
      name: 'dba-oncall',
      type: 'dingtalk',
      robots: [
        {
          name: '1',
          shownUrl: 'https://oapi.dingtalk.com/robot/send?access_token=***',
          webhookId: expect.stringMatching(/^[0-9a-f]{64}$/),
          secretRef: 'ref-1',
          signed: false,
          keywords: [],
        },
      ],
      revision: 1,
      origin: 'api',
    });
  });

  test('groups as the aggregation key expects of a default', () => {
    expect(channelOf(minimal()).aggregation.groupBy).toEqual(DEFAULT_GROUP_BY);
  });

  test('reads null and empty sections as left out', () => {
    const fields = ['enabled', 'mention', 'proxy', 'message', 'aggregation', 'responseCheck', 'limits', 'delivery'];
    const nulls = Object.fromEntries(fields.map((field) => [field, null]));

    expect(channelOf({ ...minimal(), ...nulls })).toEqual(channelOf(minimal()));
    expect(channelOf({ ...minimal(), mention: {}, message: { templates: {} }, limits: { perHour: null } })).toEqual(
      channelOf(minimal()),
    );
  });
});

describe('what is accepted', () => {
  test.each<[string, object, object]>([
    ['a trimmed name of any script', { name: '  值班 DBA ' }, { name: '值班 DBA' }],
    ['64 characters beyond the basic plane', { name: '𠮷'.repeat(64) }, { name: '𠮷'.repeat(64) }],
    ['a name in another Unicode form', { name: 'e\u0301quipe' }, { name: '\u00e9quipe' }],
    ["OCP's older proxy form", { proxy: 'http:192.0.2.8:3128' }, { proxy: 'http://192.0.2.8:3128' }],
    ['mobiles as a list', { mention: { mobiles: ['13800000000'] } }, { mention: { mobiles: ['13800000000'] } }],
    [
      "mobiles as OCP's text, the comma of either width",
      { mention: { mobiles: '13800000000, 13800000001，+852-12345678,' } },
      { mention: { mobiles: ['13800000000', '13800000001', '+852-12345678'] } },
    ],
    [
      'mobiles that YAML made numbers of',
      { mention: { mobiles: [13800000000] } },
      { mention: { mobiles: ['13800000000'] } },
    ],
    [
      'the same mobile twice',
      { mention: { mobiles: '13800000000,13800000000' } },
      { mention: { mobiles: ['13800000000'] } },
    ],
    ['user ids with an @ inside', { mention: { userIds: ['a.b@corp'] } }, { mention: { userIds: ['a.b@corp'] } }],
    [
      'levels in the order given',
      { mention: { levels: ['critical', 'down'] } },
      { mention: { levels: ['critical', 'down'] } },
    ],
    ['no level at all', { mention: { levels: [] } }, { mention: { levels: [] } }],
    ['another time zone', { message: { timeZone: 'Europe/Berlin' } }, { message: { timeZone: 'Europe/Berlin' } }],
    [
      'templates, kept with their line ends; a blank one means the default',
      { message: { templates: { en_US: { single: 'a\n', recovery: ' ' }, zh_TW: {} } } },
      { message: { templates: { en_US: { single: 'a\n' } } } },
    ],
    [
      'group keys',
      { aggregation: { groupBy: ['name', 'source', 'target', 'level', 'labels.a.b/c'] } },
      { aggregation: { groupBy: ['name', 'source', 'target', 'level', 'labels.a.b/c'] } },
    ],
    ['no group key', { aggregation: { groupBy: [] } }, { aggregation: { groupBy: [] } }],
    [
      'all three response checks at once',
      { responseCheck: { json: { errcode: 0 }, regex: '.*"ok".*', status: 200 } },
      { responseCheck: { json: { errcode: 0 }, regex: '.*"ok".*', status: 200 } },
    ],
    ['bounds themselves', { limits: { perMinute: 1, perHour: 1200 } }, { limits: { perMinute: 1, perHour: 1200 } }],
    ['a quota pool', { limits: { quotaPool: 'corp-a' } }, { limits: { quotaPool: 'corp-a' } }],
    ['a fallback', { delivery: { fallbackChannel: ' wecom ' } }, { delivery: { fallbackChannel: 'wecom' } }],
  ])('%s', (_, fields, expected) => {
    expect(channelOf({ ...minimal(), ...fields })).toMatchObject(expected);
  });

  test.each<[string, unknown, readonly string[]]>([
    ['a word', 'OCP', ['OCP']],
    ['words', ['OCP', ' 告警 ', 'OCP'], ['OCP', '告警']],
    ['none', '', []],
    ['null', null, []],
  ])('keyword: %s', (_, keyword, expected) => {
    const robots = [{ webhookUrl: fakeWebhookUrl(), keyword }];
    expect(channelOf({ ...minimal(), robots }).robots[0].keywords).toEqual(expected);
  });

  test('robots without a name are counted', () => {
    const robots = [1, 2, 3].map((seed) => ({ webhookUrl: fakeWebhookUrl('dingtalk', seed) }));
    expect(channelOf({ ...minimal(), robots }).robots.map(({ name }) => name)).toEqual(['1', '2', '3']);
  });
});

describe('what is refused, with its path and the fix', () => {
  const robot = (fields: object): object => ({ robots: [{ webhookUrl: fakeWebhookUrl(), ...fields }] });

  test.each<[string, object, string, RegExp]>([
    ['no name', { name: undefined }, 'name', /required/],
    ['a blank name', { name: ' ' }, 'name', /1 to 64/],
    ['a long name', { name: 'x'.repeat(65) }, 'name', /64/],
    ['a comma in the name', { name: 'a,b' }, 'name', /","/],
    ['a slash in the name', { name: 'a/b' }, 'name', /hyphen/],
    ['a question mark in the name', { name: 'a?' }, 'name', /hyphen/],
    ['a hash in the name', { name: '#a' }, 'name', /hyphen/],
    ['a line end in the name', { name: 'a\nb' }, 'name', /control/],
    ['a name that turns writing direction', { name: 'a\u202Eb' }, 'name', /control/],
    ['half a character in the name', { name: 'a\ud800' }, 'name', /control/],
    ['a name that paths swallow', { name: '..' }, 'name', /"\.\."/],
    ['no type', { type: undefined }, 'type', /dingtalk, wecom/],
    ['a type written otherwise', { type: 'DingTalk' }, 'type', /did you mean dingtalk/],
    ['enabled as a text', { enabled: 'yes' }, 'enabled', /true or false/],
    ['no robots', { robots: [] }, 'robots', /at least one/],
    ['robots that are no list', { robots: {} }, 'robots', /list/],
    ['21 robots', { robots: Array(21).fill({}) }, 'robots', /at most 20/],
    ['a robot without webhook', { robots: [{}] }, 'robots[0].webhookUrl', /required/],
    ['a webhook of null', robot({ webhookUrl: null }), 'robots[0].webhookUrl', /required/],
    ['an unknown field', { robot: [] }, 'robot', /did you mean robots\?/],
    ['an unknown field in a robot', robot({ webhook_url: 'x' }), 'robots[0].webhook_url', /did you mean webhookUrl\?/],
    ['an unknown field without likeness', { colour: 1 }, 'colour', /known are name, type/],
    ['a field that may be a secret', { [fakeToken(3)]: 1 }, '(unreadable name)', /known are/],
    [
      '11 keywords',
      robot({ keyword: Array.from({ length: 11 }, (_, i) => `k${i}`) }),
      'robots[0].keyword',
      /at most 10/,
    ],
    ['a keyword of two lines', robot({ keyword: ['a', 'b\nc'] }), 'robots[0].keyword[1]', /one line/],
    ['a masked key that is not stored', robot({ signatureKey: '***' }), 'robots[0].signatureKey', /there is none/],
    ['a mobile with +86', { mention: { mobiles: ['+86-13800000000'] } }, 'mention.mobiles[0]', /13800000000/],
    [
      'an overseas mobile without hyphen',
      { mention: { mobiles: ['+85212345678'] } },
      'mention.mobiles[0]',
      /\+852-12345678/,
    ],
    ['mobiles apart by blanks', { mention: { mobiles: '13800000000 13800000001' } }, 'mention.mobiles', /no spaces/],
    ['a user id of everybody', { mention: { userIds: ['@all'] } }, 'mention.userIds[0]', /mention\.all/],
    ['a user id that closes a tag', { mention: { userIds: ['a>'] } }, 'mention.userIds[0]', /< and >/],
    ['an unknown level', { mention: { levels: ['critcal'] } }, 'mention.levels[0]', /did you mean critical/],
    ['a proxy without port', { proxy: 'http://192.0.2.8' }, 'proxy', /http:\/\/host:port/],
    ['a language written otherwise', { message: { language: 'zh-CN' } }, 'message.language', /did you mean zh_CN/],
    ['no time zone', { message: { timeZone: 'Mars/Base' } }, 'message.timeZone', /IANA/],
    ['JSON as format', { message: { format: 'json' } }, 'message.format', /markdown, text/],
    [
      'an unknown template',
      { message: { templates: { zh_CN: { digests: 'x' } } } },
      'message.templates.zh_CN.digests',
      /digest\?/,
    ],
    [
      'a template that is no text',
      { message: { templates: { zh_CN: { single: 1 } } } },
      'message.templates.zh_CN.single',
      /text/,
    ],
    [
      'a long template',
      { message: { templates: { zh_CN: { single: 'x'.repeat(8001) } } } },
      'message.templates.zh_CN.single',
      /8000/,
    ],
    [
      'a long first wait (ALM40022)',
      { aggregation: { firstWaitSeconds: 601 } },
      'aggregation.firstWaitSeconds',
      /0 to 600/,
    ],
    [
      'an interval out of range (ALM40023)',
      { aggregation: { intervalSeconds: -1 } },
      'aggregation.intervalSeconds',
      /86400/,
    ],
    [
      'an unknown group key',
      { aggregation: { groupBy: ['name', 'label.x'] } },
      'aggregation.groupBy[1]',
      /labels\.SOMETHING/,
    ],
    ['a number as text', { limits: { perMinute: '20' } }, 'limits.perMinute', /without quotes/],
    ['more than the vendor allows', { limits: { perMinute: 21 } }, 'limits.perMinute', /1 to 20/],
    ['half a message', { limits: { perHour: 1.5 } }, 'limits.perHour', /whole number/],
    ['a regex that does not compile', { responseCheck: { regex: '(' } }, 'responseCheck.regex', /regular expression/],
    [
      'a regex that breaks out of its group',
      { responseCheck: { regex: 'a)|(b' } },
      'responseCheck.regex',
      /regular expression/,
    ],
    ['a long regex', { responseCheck: { regex: 'x'.repeat(501) } }, 'responseCheck.regex', /500/],
    ['a JSON check that is no object', { responseCheck: { json: 'ok' } }, 'responseCheck.json', /object/],
    ['a patience of zero', { delivery: { patienceSeconds: 0 } }, 'delivery.patienceSeconds', /1 to/],
    ['a fallback that can be no channel', { delivery: { fallbackChannel: 'a/b' } }, 'delivery.fallbackChannel', /"\/"/],
  ])('%s', (_, fields, field, message) => {
    const errors = errorsOf({ ...minimal(), ...fields });

    expect(errors).toEqual([{ field, message: expect.stringMatching(message) }]);
  });

  test.each([[undefined], [null], [[]], ['x'], [1]])('an input that is no object: %s', (input) => {
    expect(errorsOf(input)).toEqual([{ field: '', message: 'must be a JSON object' }]);
  });

  test('a robot that is no object', () => {
    expect(errorsOf({ ...minimal(), robots: ['x'] })[0]).toEqual({
      field: 'robots[0]',
      message: 'must be an object {…}',
    });
  });

  test('all problems at once', () => {
    const fields = errorsOf({
      type: 'wecom',
      enable: true,
      robots: [{ webhookUrl: 'x' }, { webhookUrl: fakeWebhookUrl('wecom'), keyword: 1.5, name: '1' }],
      limits: { perMinute: 0, perHour: 0 },
    }).map(({ field }) => field);

    expect(fields.toSorted()).toEqual(
      ['enable', 'limits.perHour', 'limits.perMinute', 'name', 'robots[0].webhookUrl', 'robots[1].name'].toSorted(),
    );
  });

  test('two robots of one name', () => {
    const robots = [1, 2].map((seed) => ({ name: 'a', webhookUrl: fakeWebhookUrl('dingtalk', seed) }));
    expect(errorsOf({ ...minimal(), robots })).toEqual([
      { field: 'robots[1].name', message: expect.stringContaining('of robots[0] too') },
    ]);
  });

  test('one webhook twice, whatever its spelling', () => {
    const robots = [
      { webhookUrl: fakeWebhookUrl() },
      { webhookUrl: ` ${fakeWebhookUrl().replace('https://oapi', 'HTTPS://OAPI')}#x` },
    ];
    expect(errorsOf({ ...minimal(), robots })).toEqual([
      { field: 'robots[1].webhookUrl', message: expect.stringContaining('of robots[0] too') },
    ]);
  });

  test('of three robots that are one, each but the first names the first', () => {
    const robots = [1, 2, 1, 1].map((seed) => ({ webhookUrl: fakeWebhookUrl('dingtalk', seed) }));
    expect(errorsOf({ ...minimal(), robots })).toEqual(
      [2, 3].map((at) => ({
        field: `robots[${at}].webhookUrl`,
        message: expect.stringContaining('of robots[0] too'),
      })),
    );
  });

  test('itself as fallback, whatever channels there are', () => {
    const delivery = { fallbackChannel: ' dba-oncall' };
    const refused = [{ field: 'delivery.fallbackChannel', message: expect.stringContaining('another channel') }];

    expect(errorsOf({ ...minimal(), delivery })).toEqual(refused);
    expect(errorsOf({ ...minimal(), delivery }, { channelNames: ['dba-oncall'] })).toEqual(refused);
  });
});

describe('what is odd, and accepted with a warning', () => {
  const warningsOf = (fields: object, context: Partial<ChannelInputContext> = {}): readonly string[] => {
    const result = parseChannelInput({ ...minimal(), ...fields }, inputContext(context));
    return result.kind === 'parsed' ? result.warnings : ['invalid'];
  };
  const dingtalk = 'https://oapi.dingtalk.com/robot/send?access_token=';

  test.each<[string, object, RegExp[]]>([
    ['nothing', { robots: [{ webhookUrl: fakeWebhookUrl(), signatureKey: 'SEC0' }] }, []],
    [
      'nothing, with every limit, a fallback and a second robot',
      {
        robots: [1, 2].map((seed) => ({ webhookUrl: fakeWebhookUrl('dingtalk', seed) })),
        limits: { perMinute: 20, perHour: 60, perDay: 200, monthlyQuota: 3_000, quotaPool: 'corp-a' },
        delivery: { patienceSeconds: 60, fallbackChannel: 'wecom-oncall' },
      },
      [],
    ],
    ['a short token', { robots: [{ webhookUrl: `${dingtalk}abc` }] }, [/^robots\[0\]\.webhookUrl: .*64 hex/]],
    [
      'a key that is no UUID',
      { type: 'wecom', robots: [{ webhookUrl: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=abc' }] },
      [/UUID/],
    ],
    [
      'another path',
      { robots: [{ webhookUrl: `https://oapi.dingtalk.com/send?access_token=${fakeToken(1)}` }] },
      [/path/],
    ],
    ['a pasted signature', { robots: [{ webhookUrl: `${fakeWebhookUrl()}&timestamp=1&sign=x` }] }, [/made anew/]],
    [
      'a signing key without SEC',
      { robots: [{ webhookUrl: fakeWebhookUrl(), signatureKey: 'abc' }] },
      [/^robots\[0\]\.signatureKey: .*SEC/],
    ],
    [
      'a signing key on WeCom',
      { type: 'wecom', robots: [{ webhookUrl: fakeWebhookUrl('wecom'), signatureKey: 'SECx' }] },
      [/no effect/],
    ],
    ['a regex that may run long', { responseCheck: { regex: '(a+)+' } }, [/slow/]],
  ])('%s', (_, fields, expected) => {
    expect(warningsOf(fields)).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });

  test('what the template lint says, by its place', () => {
    const lintTemplate: LintTemplate = (template, { kind, product, format }) => [
      { severity: 'warning', line: 2, column: 3, message: `${kind} ${product} ${format} ${template.length}` },
      { severity: 'hint', line: 1, column: 1, message: 'no warning', suggestion: 'x' },
    ];
    const message = { format: 'text', templates: { en_US: { digest: '${x}' } } };
    const result = parseChannelInput({ ...minimal(), message }, inputContext({ lintTemplate }));

    const field = 'message.templates.en_US.digest';
    expect(result).toMatchObject({
      warnings: [`${field}: line 2, column 3: digest dingtalk text 4`],
      remarks: [
        { field, severity: 'warning', line: 2, column: 3, message: 'digest dingtalk text 4' },
        { field, severity: 'hint', line: 1, column: 1, message: 'no warning', suggestion: 'x' },
      ],
    });
  });
});

describe('no error or warning quotes a secret', () => {
  test.each<[string, object]>([
    ['a webhook on a strange host', { robots: [{ webhookUrl: `https://${fakeKey(7)}/x?access_token=${fakeKey(7)}` }] }],
    ['a bare token for a URL', { robots: [{ webhookUrl: fakeKey(7) }] }],
    ['a URL for a name', { robots: [{ name: `\n${fakeKey(7)}`, webhookUrl: fakeWebhookUrl() }] }],
    ['a token as a key of an object', { robots: [{ [fakeKey(7)]: 1 }], [fakeKey(7)]: 2 }],
    ['a token for a type', { type: fakeKey(7) }],
    ['a proxy with credentials that is unfit', { proxy: `http://user:${fakeKey(7)}@host` }],
    ['credentials without a colon', { proxy: `http://${fakeKey(7)}@192.0.2.8:3128` }],
    ['a long signing key', { robots: [{ webhookUrl: fakeWebhookUrl(), signatureKey: fakeKey(7).repeat(99) }] }],
  ])('%s', (_, fields) => {
    expect(JSON.stringify(errorsOf({ ...minimal(), ...fields }))).not.toContain(fakeKey(7).slice(-12));
  });
});
