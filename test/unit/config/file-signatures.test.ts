import { expect, test } from 'vitest';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';

function parse(entry: string, allowEnv = false) {
  const result = parseTocsinFile(`version: 1\ngrafanaSignatures:\n  - ${entry}\n`, { allowEnv });
  return result.kind === 'parsed'
    ? result.file.grafanaSignatures
    : result.errors.map(({ line, field, message }) => `${line}: ${field} ${message}`);
}

test('a sender and its key are enough; the header is Grafana’s own, and there is no time', () => {
  expect(parse('{ source: grafana-prod, key: { secret: senders/grafana-prod } }')).toEqual([
    {
      source: 'grafana-prod',
      key: { kind: 'secret', name: 'senders/grafana-prod' },
      header: 'X-Grafana-Alerting-Signature',
      maxAgeSeconds: 300,
    },
  ]);
});

test('headers of one’s own, the time, and on one machine the environment', () => {
  const entry = '{ source: g, key: { env: GRAFANA_KEY }, header: X-Sig, timestampHeader: X-Time, maxAgeSeconds: 60 }';

  expect(parse(entry, true)).toEqual([
    {
      source: 'g',
      key: { kind: 'env', name: 'GRAFANA_KEY' },
      header: 'X-Sig',
      timestampHeader: 'X-Time',
      maxAgeSeconds: 60,
    },
  ]);
  expect(parse(entry)).toEqual([expect.stringMatching(/^3: grafanaSignatures\[0\]\.key .*only on one machine/)]);
});

const KEY = 'key: { secret: senders/g }';
test.each([
  [`{ ${KEY} }`, 'source is required'],
  ['{ source: g }', 'key must be a reference'],
  ['{ source: g, key: fake-literal-key }', 'key must be a reference'],
  ['{ source: g, key: { secret: dba-oncall } }', 'key must be a secret whose name begins with senders/'],
  [`{ source: g, ${KEY}, maxAgeSeconds: 60 }`, 'maxAgeSeconds has no effect without timestampHeader'],
  [`{ source: g, ${KEY}, timestampHeader: X-T, maxAgeSeconds: 0 }`, 'maxAgeSeconds must be a whole number from 10'],
  [`{ source: g, ${KEY}, header: Authorization }`, 'header must be the name of a header of its own'],
  [`{ source: g, ${KEY}, header: "x y" }`, 'header must be the name of a header'],
  [`{ source: g, ${KEY}, header: X-S, timestampHeader: x-s }`, 'timestampHeader must be another header'],
  [`{ source: g, ${KEY}, secrets: x }`, 'secrets is not a known field'],
  ['nonsense', 'must be an object with at least source and key'],
  [`{ source: g, ${KEY} }\n  - { source: g, ${KEY} }`, 'source is named by another entry'],
])('%s is refused by the field: %s', (entry, words) => {
  expect(parse(entry)).toContainEqual(expect.stringContaining(words));
});
