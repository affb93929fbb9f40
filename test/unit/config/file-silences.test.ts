import { describe, expect, test } from 'vitest';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';

const parse = (silences: string) => parseTocsinFile(`version: 1\n${silences}`, { allowEnv: false });

describe('silences of a file', () => {
  test('are read as the API reads them, of the file’s name where nobody is named', () => {
    const result = parse(`silences:
  - matchers: [ob_tenant=report, 'level=~"warning|info"']
    endsAt: 2027-06-30T00:00:00+08:00
    daily: { from: "22:00", to: "06:00" }
`);

    expect(result).toMatchObject({
      kind: 'parsed',
      file: {
        silences: [
          {
            matchers: ['ob_tenant=report', 'level=~"warning|info"'],
            excludedObjects: [],
            startsAt: 0,
            endsAt: Date.UTC(2027, 5, 29, 16),
            daily: { from: '22:00', to: '06:00', timeZone: 'Asia/Shanghai' },
            author: 'tocsin.yaml',
          },
        ],
      },
    });
  });

  test('are none where the file says nothing of them', () => {
    expect(parse('')).toMatchObject({ kind: 'parsed', file: { silences: [] } });
    expect(parse('silences: []')).toMatchObject({ kind: 'parsed', file: { silences: [] } });
  });

  test('are refused with line and field, all at once', () => {
    const result = parse(`silences:
  - matchers: [nonsense]
    duration: 6h
  - 7
  - matchers: [a=b]
    endsAt: tomorrow
    until: 8
`);

    expect(result).toEqual({
      kind: 'invalid',
      errors: [
        { field: 'silences[0].matchers[0]', message: expect.stringContaining('operator'), line: 3 },
        { field: 'silences[0].duration', message: expect.stringContaining('give endsAt'), line: 4 },
        { field: 'silences[1]', message: expect.stringContaining('must be an object'), line: 5 },
        { field: 'silences[2].endsAt', message: expect.stringContaining('a time like'), line: 7 },
        { field: 'silences[2].until', message: expect.stringContaining('not a known field'), line: 8 },
      ],
    });
  });
});
