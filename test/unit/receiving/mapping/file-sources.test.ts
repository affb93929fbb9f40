import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';
import { BUILT_IN_KINDS } from '#shared/receiving/mapping/source-mapping.ts';
import { SOURCES } from '#shared/receiving/source-registry.ts';

function problems(yaml: string): readonly string[] {
  const result = parseTocsinFile(`version: 1\nsources:\n${yaml}\n`, { allowEnv: false });
  return result.kind === 'parsed' ? [] : result.errors.map(({ line, field, message }) => `${line} ${field} ${message}`);
}

describe('the sources of a file', () => {
  it.each([
    ['  - {}', /^3 sources\[0\]\.name is required/],
    ['  - nonsense', /^3 sources\[0\] must be an object/],
    ['  - { name: Orders }', /small letters/],
    ['  - { name: ocp }', /must not be the name of a built-in source/],
    ['  - { name: a }\n  - { name: a }', /^4 sources\[1\]\.name is the name of another source/],
    ['  - { name: a, chanels: [x] }', /sources\[0\]\.chanels is not a known field: did you mean channels\?/],
    ['  - { name: a, channels: x }', /must be a list/],
    ['  - { name: a, channels: [7] }', /must be a list of names/],
    [
      '  - name: a\n    alert:\n      targt: x',
      /^5 sources\[0\]\.alert\.targt is not a known field: did you mean target\?/,
    ],
    ['  - name: a\n    alert:\n      id: "x["', /^5 sources\[0\]\.alert\.id is no JMESPath expression/],
    ['  - { name: a, alert: { id: lengt(x) } }', /lengt\(\), which is no function/],
    ['  - { name: a, alert: { id: "length(a, b)" } }', /too few or too many arguments/],
    ['  - { name: a, alert: { id: 7 } }', /must be a JMESPath expression/],
    ['  - { name: a, alert: { labels: { x: "[" } } }', /sources\[0\]\.alert\.labels\.x is no JMESPath/],
    ['  - { name: a, levels: { P1: critcal } }', /did you mean critical\?/],
    ['  - { name: a, statuses: { x: open } }', /must be one of firing, resolved/],
    ['  - { name: a, levels: x }', /must be a table/],
    ['  - { name: a, defaults: { level: high } }', /must be one of down/],
    ['  - { name: a, defaults: { url: x } }', /defaults\.url is not a known field/],
    ['  - { name: a, match: {} }', /must be an event pattern/],
    ['  - { name: a, match: { source: aws.ec2 } }', /match\.source must be a list/],
    ['  - { name: a, match: { source: [] } }', /match\.source must be a list/],
    ['  - { name: a, match: { source: [{ prefx: a }] } }', /did you mean prefix\?/],
    ['  - { name: a, match: { source: [{ cidr: 10.0.0.0/8 }] } }', /not known here: known are prefix/],
    ['  - { name: a, match: { x: [{ numeric: [">", a] }] } }', /operand that numeric does not take/],
    ['  - { name: a, match: { x: [{ exists: yes please }] } }', /operand that exists does not take/],
    ['  - { name: a, match: { x: [[a]] } }', /must list values, or operators/],
    ['  - { name: a, match: { $or: [{ x: [a] }] } }', /two patterns or more/],
  ])('are refused for %j', (yaml, message) => {
    expect(problems(yaml)).toEqual([expect.stringMatching(message)]);
  });

  it('may be without anything but a name, and without sources at all', () => {
    expect(problems('  - { name: plain }')).toEqual([]);
    const result = parseTocsinFile('version: 1\n', { allowEnv: false });
    expect(result).toMatchObject({ kind: 'parsed', file: { sources: [] } });
  });

  it('take every operator that is compared here', () => {
    const match =
      '{ a: [{ prefix: x }, { prefix: { equals-ignore-case: x } }, { suffix: x }, { wildcard: "x*" }, { exists: true }], b: [{ numeric: [">", 1, "<", 5] }, { anything-but: [1] }, { anything-but: { wildcard: ["a*"] } }, null, 1, true], $or: [{ c: [1] }, { d: [2] }] }';

    expect(problems(`  - { name: a, match: ${match} }`)).toEqual([]);
  });

  it.each(['docs/aws-sources.md', 'tocsin.example.yaml'])('of %s are taken', (path) => {
    const text = readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
    const [, yaml = ''] = /^(sources:\n(?:(?: .*)?\n)*)/m.exec(text) ?? [];

    const result = parseTocsinFile(`version: 1\n${yaml}`, { allowEnv: false });
    expect(result).toMatchObject({ kind: 'parsed', file: { sources: [{ name: 'orders' }] } });
  });

  it('know the kinds that are built in', () => {
    expect(SOURCES.map(({ kind }) => kind)).toEqual(BUILT_IN_KINDS);
  });
});
