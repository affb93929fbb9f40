import { describe, expect, it } from 'vitest';
import { parseTimestamp, readTimestamp } from '#shared/receiving/sources/timestamp.ts';
import { webLink } from '#shared/receiving/sources/web-link.ts';

describe('a time', () => {
  it.each([
    ['2026-11-21T09:30:00+08:00', '2026-11-21T09:30:00+08:00'],
    ['2026-11-21t09:30:00.5z', '2026-11-21T09:30:00.5Z'],
    ['2026-11-21 09:30:00+0800', '2026-11-21T09:30:00+08:00'],
    ['2026-11-21T09:30:00.1234567891Z', '2026-11-21T09:30:00.123456789Z'],
    ['2024-02-29T23:59:60Z', '2024-02-29T23:59:59Z'],
  ])('%s is read as %s', (text, expected) => {
    expect(parseTimestamp(text)).toBe(expected);
  });

  it.each([
    '',
    'now',
    '2026-11-21',
    '2026-11-21T09:30:00',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-11-21T25:00:00Z',
    '2026-11-21T09:30:00+99:00',
    // In UTC they are of a year with more than four digits, or before the first: their texts would not sort.
    '9999-12-31T23:59:59-01:00',
    '0000-01-01T00:00:00+01:00',
  ])('%j is none', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });

  it.each([
    [1_763_688_600, '2025-11-21T01:30:00.000Z'],
    ['1763688600000', '2025-11-21T01:30:00.000Z'],
    [' 2026-11-21T09:30:00Z ', '2026-11-21T09:30:00Z'],
    ['0001-01-01T00:00:00Z', undefined],
    [{}, undefined],
    [null, undefined],
  ])('of a foreign sender, %j, is read as %s', (value, expected) => {
    expect(readTimestamp(value)).toBe(expected);
  });
});

describe('a link', () => {
  it.each(['http://192.0.2.1:8080/alarm/event/1', 'https://a.example.test/x?a=[b]&c=%20'])('%s is kept', (link) => {
    expect(webLink(link)).toBe(link);
  });

  it.each([
    '',
    'ftp://a',
    'javascript:alert(1)',
    'http://a b',
    'http://',
    `https://a.example.test/${'x'.repeat(3_000)}`,
  ])('%j is none', (link) => {
    expect(webLink(link)).toBeUndefined();
  });
});
