import { expect, test } from 'vitest';
import { CHANNEL_SCHEMA, type JsonSchema } from '#shared/channels/channel-schema.ts';
import { showChannel } from '#shared/channels/show-channel.ts';
import { fakeWebhookUrl } from '#test/builders/channel.ts';
import { channelOf, errorsOf, minimal } from './input.ts';

const templates = { single: 'x', aggregated: 'x', recovery: 'x', digest: 'x' };
const full = {
  ...minimal(),
  robots: [{ name: 'a', webhookUrl: fakeWebhookUrl(), signatureKey: 'SEC', keyword: 'OCP' }],
  proxy: 'http://192.0.2.8:3128',
  message: { templates: { zh_CN: templates, zh_TW: templates, en_US: templates } },
  responseCheck: { json: {}, regex: 'x', status: 200 },
  levelWords: { down: ['a'], critical: ['b'], warning: ['c'], caution: ['d'], info: ['e'] },
  limits: { quotaPool: 'p' },
  delivery: { fallbackChannel: 'f' },
};

function propertiesOf(schema: JsonSchema): readonly (readonly [string, JsonSchema])[] {
  return Object.entries(Object(schema['properties'])) as readonly (readonly [string, JsonSchema])[];
}

/** Every field, down to the last object, as `message.templates.zh_CN.single`. */
function schemaPaths(schema: JsonSchema, prefix = ''): readonly string[] {
  return propertiesOf(schema).flatMap(([name, property]) => {
    const inner = property['type'] === 'array' ? Object(property['items']) : property;
    return [prefix + name, ...schemaPaths(inner, `${prefix + name}.`)];
  });
}

function valuePaths(value: unknown, prefix = ''): readonly string[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];

  return Object.entries(value).flatMap(([name, inner]) => [
    prefix + name,
    ...valuePaths(Array.isArray(inner) ? inner[0] : inner, `${prefix + name}.`),
  ]);
}

test('the schema has exactly the fields that the parser takes and answers show', () => {
  const answer = { ...showChannel(channelOf(full)), warnings: [], remarks: [] };

  expect(schemaPaths(CHANNEL_SCHEMA).toSorted()).toEqual(valuePaths(answer).toSorted());
});

test('the defaults it states are those a channel gets', () => {
  const shown = showChannel(channelOf(minimal()));
  const stated = (schema: JsonSchema, value: unknown): void => {
    for (const [name, property] of propertiesOf(schema)) {
      const actual = Object(value)[name];
      if ('default' in property) expect(actual, name).toEqual(property['default']);
      stated(property, actual);
    }
  };

  stated(CHANNEL_SCHEMA, shown);
});

test('the bounds it states are those the parser keeps', () => {
  for (const [section, schema] of propertiesOf(CHANNEL_SCHEMA)) {
    for (const [field, property] of propertiesOf(schema)) {
      const [min, max] = [property['minimum'], property['maximum']];
      if (typeof min !== 'number' || typeof max !== 'number') continue;

      const fits = (value: number): boolean => errorsOf({ ...minimal(), [section]: { [field]: value } }).length === 0;
      expect([min - 1, min, max, max + 1].map(fits), field).toEqual([false, true, true, false]);
    }
  }
});
