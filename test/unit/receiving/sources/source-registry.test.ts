import { expect, it } from 'vitest';
import { SOURCES, sourceFor } from '#shared/receiving/source-registry.ts';

it('finds each source by its kind', () => {
  expect(SOURCES.map((source) => source.kind)).toEqual([
    'native',
    'ocp',
    'alertmanager',
    'grafana',
    'zabbix',
    'nightingale',
    'uptime-kuma',
    'cloudwatch',
  ]);
  for (const source of SOURCES) expect(sourceFor(source.kind)).toBe(source);
});

it.each(['', 'prometheus', 'OCP', '__proto__', 'constructor'])('knows no source %j', (kind) => {
  expect(sourceFor(kind)).toBeUndefined();
});

it('names a setting that makes requests smaller for every source', () => {
  for (const source of SOURCES) expect(source.splitSetting).not.toBe('');
  expect(sourceFor('alertmanager')?.splitSetting).toContain('max_alerts');
});
