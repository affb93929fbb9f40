import { describe, expect, it } from 'vitest';
import { uptimeKuma } from '#shared/receiving/sources/uptime-kuma/uptime-kuma.ts';

function alertOf(beat: object, monitor: object = {}, msg = 'text') {
  const heartbeat = { status: 0, time: '2026-11-21 01:30:00.123', msg: 'timed out', important: true, ...beat };
  const body = { heartbeat, monitor: { id: 7, name: 'Shop', ...monitor }, msg };
  const result = uptimeKuma.parse(JSON.stringify(body), 0);
  return result.kind === 'parsed' ? result.alerts[0] : undefined;
}

function messageOf(msg: string) {
  const result = uptimeKuma.parse(JSON.stringify({ heartbeat: null, monitor: null, msg }), 0);
  return result.kind === 'parsed' ? result.alerts[0] : undefined;
}

it.each([
  [0, 'firing', 'critical'],
  [1, 'resolved', 'critical'],
  [2, 'firing', 'caution'],
  [3, 'firing', 'info'],
  [9, 'firing', 'critical'],
])('a beat of status %i is %s, %s, of the same monitor', (status, expected, level) => {
  expect(alertOf({ status })).toMatchObject({ id: 'monitor-7', status: expected, level });
});

it('takes the level of an outage from a tag of the monitor, and no other level', () => {
  const tags = [{ name: 'severity', value: 'P1' }];

  expect(alertOf({}, { tags })?.level).toBe('down');
  expect(alertOf({ status: 3 }, { tags })?.level).toBe('info');
  expect(alertOf({}, { tags: [{ name: 'severity', value: 'odd' }] })?.level).toBe('critical');
});

it('knows the start only from the beat that changed, since a repeat has a time of its own', () => {
  expect(alertOf({})?.activeAt).toBe('2026-11-21T01:30:00.123Z');
  expect(alertOf({ important: 1 })?.activeAt).toBe('2026-11-21T01:30:00.123Z');
  expect(alertOf({ important: false })).not.toHaveProperty('activeAt');
  expect(alertOf({ status: 1 })).toMatchObject({ resolvedAt: '2026-11-21T01:30:00.123Z' });
});

describe('what is watched', () => {
  it('is the address, without user, password and query', () => {
    const url = 'https://watch:secret@shop.example.test/health?token=abc#top';
    const alert = alertOf({}, { url });

    expect(alert).toMatchObject({
      target: 'https://shop.example.test/health',
      url: 'https://shop.example.test/health',
    });
    expect(JSON.stringify(alert)).not.toMatch(/secret|abc/);
  });

  it('is host and port, else the place in the list', () => {
    expect(alertOf({}, { url: 'https://', hostname: '192.0.2.52', port: 2883 })).toMatchObject({
      target: '192.0.2.52:2883',
    });
    expect(alertOf({}, { hostname: '192.0.2.52', port: null })?.target).toBe('192.0.2.52');
    expect(alertOf({}, { pathName: 'Jobs / Backup' })?.target).toBe('Jobs / Backup');
  });
});

it('puts monitors of one group into one message', () => {
  const group = (pathName: string, name: string) => alertOf({}, { pathName, name })?.group;

  expect(group('Public / Shop', 'Shop')).toBe(group('Public / Blog', 'Blog'));
  expect(group('Public / Shop', 'Shop')).not.toBe(group('Inner / Shop', 'Shop'));
  expect(group('Shop', 'Shop')).toBe(group('Blog', 'Blog'));
});

it('reads the same from a form', () => {
  const body = JSON.stringify({ heartbeat: { status: 0 }, monitor: { id: 7, name: 'Shop' }, msg: 'm' });
  const form = `--x\r\nContent-Disposition: form-data; name="data"\r\n\r\n${body}\r\n--x--\r\n`;

  expect(uptimeKuma.parse(form, 0)).toEqual(uptimeKuma.parse(body, 0));
});

it('tells what comes without a monitor: a test quietly, a certificate as a warning', () => {
  expect(messageOf('Tocsin Testing')).toMatchObject({ level: 'info', status: 'firing', summary: 'Tocsin Testing' });
  expect(messageOf('[Shop] certificate will expire in 7 days')?.level).toBe('warning');
  expect(messageOf('a')?.id).not.toBe(messageOf('b')?.id);
});
