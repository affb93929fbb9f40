import { expect, test } from 'vitest';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';

const parse = (inhibitions: string) => parseTocsinFile(`version: 1\n${inhibitions}`, { allowEnv: false });

test('inhibition rules of a file are read as the API reads them', () => {
  const result = parse(`inhibitions:
  - { name: server down, sourceMatchers: [level=down], targetMatchers: ["level!=down"], equal: [host_ip] }
`);

  expect(result).toMatchObject({
    kind: 'parsed',
    file: { inhibitions: { rules: [{ name: 'server down', equal: ['host_ip'], sourceTimeoutMs: 21_600_000 }] } },
  });
});

test('a file that says nothing of them has none', () => {
  for (const text of ['', 'inhibitions:', 'inhibitions: []']) {
    expect(parse(text)).toMatchObject({
      kind: 'parsed',
      file: expect.not.objectContaining({ inhibitions: expect.anything() }),
    });
  }
});

test('mistakes are refused with line and field', () => {
  expect(
    parse('inhibitions:\n  - name: a\n    sourceMatchers: [level=down]\n    targetMatchers: [nonsense]\n'),
  ).toMatchObject({
    kind: 'invalid',
    errors: [{ field: 'inhibitions[0].targetMatchers[0]', line: 5 }],
  });
});
