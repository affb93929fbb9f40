import { describe, expect, it } from 'vitest';
import { native } from '#shared/receiving/sources/native/native.ts';

function errorsOf(value: unknown): readonly (readonly [string, string])[] {
  const result = native.parse(typeof value === 'string' ? value : JSON.stringify(value), 0);
  return result.kind === 'invalid' ? result.errors.map(({ field, message }) => [field, message] as const) : [];
}

function alertOf(value: unknown) {
  const result = native.parse(JSON.stringify(value), 0);
  if (result.kind === 'invalid') throw new Error(JSON.stringify(result.errors));
  return result.alerts[0];
}

describe('a native alert', () => {
  it('needs only a name', () => {
    expect(alertOf({ name: 'Disk full' })).toEqual({
      name: 'Disk full',
      level: 'warning',
      status: 'firing',
      target: '',
      summary: '',
      description: '',
      labels: {},
    });
  });

  it.each([
    [1, 'down'],
    [2, 'critical'],
    [3, 'warning'],
    [4, 'caution'],
    [5, 'info'],
    ['down', 'down'],
    ['info', 'info'],
    [null, 'warning'],
  ])('takes level %j for %s', (level, expected) => {
    expect(alertOf({ name: 'x', level })?.level).toBe(expected);
  });

  it('loses its control characters, not its line ends', () => {
    const alert = alertOf({
      name: ' a\u0007\nb ',
      description: 'one\r\ntwo\u0000\u009b\tthree',
      labels: { 'k\n': 'v\u0001' },
    });
    expect(alert).toMatchObject({ name: 'a b', description: 'one\ntwo\tthree', labels: { k: 'v' } });
  });

  it('has half characters replaced', () => {
    expect(alertOf({ name: 'x\ud800' })?.name).toBe('x\ufffd');
  });

  it('keeps numbers and booleans of labels as text and leaves null and empty ones out', () => {
    expect(alertOf({ name: 'x', labels: { a: 1, b: true, c: null, d: '', e: 'f' } })?.labels).toEqual({
      a: '1',
      b: 'true',
      e: 'f',
    });
  });

  it("takes Go's zero time for none, and keeps an end only when resolved", () => {
    const times = { activeAt: '0001-01-01T00:00:00Z', resolvedAt: '2026-11-21T04:04:05Z' };
    expect(alertOf({ name: 'x', ...times })).not.toHaveProperty('activeAt');
    expect(alertOf({ name: 'x', ...times })).not.toHaveProperty('resolvedAt');
    expect(alertOf({ name: 'x', status: 'resolved', ...times })).toMatchObject({ resolvedAt: '2026-11-21T04:04:05Z' });
  });
});

describe('the path of an error', () => {
  const bad = { name: 'x', level: 'fatal' };

  it('is the field alone for a single alert', () => {
    expect(errorsOf(bad).map(([field]) => field)).toEqual(['level']);
  });

  it('has the index in an array and in {"alerts":[…]}', () => {
    const ok = { name: 'ok' };
    expect(errorsOf([ok, ok, ok, bad]).map(([field]) => field)).toEqual(['alerts[3].level']);
    expect(errorsOf({ alerts: [ok, ok, ok, bad] }).map(([field]) => field)).toEqual(['alerts[3].level']);
  });

  it('is listed for every mistake: all or nothing', () => {
    const errors = errorsOf([{ name: '' }, { name: 'x', status: 'open', url: 'ftp://x', labels: { a: [] } }, 7]);
    expect(errors.map(([field]) => field)).toEqual([
      'alerts[0].name',
      'alerts[1].status',
      'alerts[1].url',
      'alerts[1].labels.a',
      'alerts[2]',
    ]);
  });

  it('is listed a hundred times at most, then counted', () => {
    const errors = errorsOf(Array.from({ length: 2_000 }, () => bad));
    expect(errors).toHaveLength(101);
    expect(errors.at(-1)?.[1]).toBe('and 1900 more errors');
  });
});

describe('an error says what is accepted', () => {
  it.each([
    [{}, 'name', 'is required'],
    [{ name: null }, 'name', 'is required'],
    [{ name: '\u0000 ' }, 'name', 'must not be empty'],
    [{ name: 5 }, 'name', 'must be a string, not 5'],
    [{ name: 'x', level: 6 }, 'level', 'down, critical, warning, caution, info or a number 1 to 5, not 6'],
    [{ name: 'x', level: 'WARNING' }, 'level', 'not "WARNING"'],
    [{ name: 'x', level: 1.5 }, 'level', 'not 1.5'],
    [{ name: 'x', status: 'Firing' }, 'status', 'must be firing or resolved'],
    [{ name: 'x', activeAt: '2026-11-21 09:30' }, 'activeAt', '2026-11-21T09:30:00+08:00'],
    [{ name: 'x', activeAt: 1_700_000_000 }, 'activeAt', 'RFC 3339'],
    [{ name: 'x', updatedAt: '2026-02-30T00:00:00Z' }, 'updatedAt', 'RFC 3339'],
    [{ name: 'x', labels: ['a'] }, 'labels', 'object of strings'],
    [{ name: 'x', severity: 'high' }, 'severity', 'did you mean level?'],
    [{ name: 'x', lables: {} }, 'lables', 'did you mean labels?'],
    [{ name: 'x', active_at: '' }, 'active_at', 'did you mean activeAt?'],
    [{ name: 'x', wholly_unknown: 1 }, 'wholly_unknown', 'the fields are id, source, name'],
    [{ alerts: [], alert: 1 }, 'alert', 'did you mean alerts?'],
    [{ alerts: {} }, 'alerts', 'must be an array'],
    ['"text"', 'body', 'is a string; send one alert as an object'],
    ['null', 'body', 'is null'],
  ])('%j: %s', (value, field, message) => {
    const errors = errorsOf(value);
    expect(errors.map(([name]) => name)).toContain(field);
    expect(errors.find(([name]) => name === field)?.[1]).toContain(message);
  });
});

describe('a body that is not JSON', () => {
  it.each([
    ['', 'is empty'],
    ['{"name":"x",}', 'line 1, column 13 (position 12): nothing follows the comma before it; remove the comma'],
    ['{"name":"x"\n "level":1}', 'line 2, column 2 (position 13): a comma is missing before this "'],
    ["{'name':'x'}", 'strings stand in double quotes, not single ones'],
    ['{name:"x"}', 'keys stand in double quotes'],
    ['{"name":x}', 'x starts no value; strings stand in double quotes'],
    ['{"name":"a\nb"}', 'a line end or control character inside a string; write it as \\n'],
    ['{"name":"C:\\data"}', 'a backslash that escapes nothing'],
    ['{"name":"x"', 'the text ends where , or } is expected; is it cut off?'],
    ['{"name":"x', 'this string never ends'],
    ['{"name":"a"}{"name":"b"}', 'several alerts go into an array'],
    ['{"name":}', '} where value is expected'],
    ['{"name":"x","level":01}', 'starts no value'],
    ['[1,]', 'remove the comma'],
    ['\uFEFF{"name" "x"}', '" where : is expected'],
  ])('%j is refused with place and remedy', (body, message) => {
    expect(errorsOf(body)).toEqual([['body', expect.stringContaining(message)]]);
  });

  it('finds a fault wherever JSON.parse finds one, and only there', () => {
    for (const body of ['{"a":[1,-2.5e3,true,null,{"b":"\\u0041\\n"}]}', '[]', '{}', '[[]]', ' "x" ', '-0']) {
      expect(errorsOf(body).some(([, message]) => message.includes('is not JSON'))).toBe(false);
    }
  });
});

it('reads 2,000 alerts in well under 200 ms', () => {
  const alerts = Array.from({ length: 2_000 }, (_, index) => ({
    name: `Disk full ${index}`,
    level: 'critical',
    target: '192.0.2.10',
    summary: '数据盘使用率超限 96 %',
    description: 'x'.repeat(300),
    activeAt: '2026-11-21T03:04:05+08:00',
    labels: { env: 'prod', number: index },
  }));
  const body = JSON.stringify({ alerts });
  const fastest = Math.min(
    ...Array.from({ length: 3 }, () => {
      const started = performance.now();
      expect(native.parse(body, 0).kind).toBe('parsed');
      return performance.now() - started;
    }),
  );

  expect(fastest).toBeLessThan(200);
});
