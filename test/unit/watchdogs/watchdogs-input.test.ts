import { expect, test } from 'vitest';
import type { Findings } from '#shared/channels/section.ts';
import { judgeWatchdogs, remarkUnheard } from '#shared/watchdogs/judge-watchdogs.ts';
import { readWatchdogs, WATCHDOG_BOUNDS } from '#shared/watchdogs/watchdogs-input.ts';
import { aWatchedSource } from '#test/builders/watchdogs.ts';

function read(input: unknown, path = '') {
  const findings: Findings = { errors: [], warnings: [] };
  return { watchdogs: readWatchdogs(input, path, findings), errors: findings.errors };
}

const SMALLEST = { source: ' ocp ', silentAfterMinutes: 30, channels: ['dba', 'dba'] };

const RULE = { source: 'ocp', silentAfterMinutes: 60, policy: 'close' };

test('the smallest watchdog has a level and a pace', () => {
  expect(read({ sources: [SMALLEST] })).toEqual({
    watchdogs: { sources: [aWatchedSource()], silentAlerts: [] },
    errors: [],
  });
  expect(read({ silentAlerts: [RULE] }).watchdogs).toEqual({ sources: [], silentAlerts: [RULE] });
  expect(read({})).toEqual({ watchdogs: { sources: [], silentAlerts: [] }, errors: [] });
});

test.each([
  ['x', '', /must be an object/],
  [{ source: [] }, 'source', /did you mean sources/],
  [{ sources: [null] }, 'sources[0]', /must be an object/],
  [{ sources: [{ ...SMALLEST, source: undefined }] }, 'sources[0].source', /is required/],
  [{ sources: [{ ...SMALLEST, source: 'a\nb' }] }, 'sources[0].source', /control characters/],
  [{ sources: [{ ...SMALLEST, source: 'x'.repeat(129) }] }, 'sources[0].source', /at most 128/],
  [{ sources: [{ ...SMALLEST, source: 'tocsin' }] }, 'sources[0].source', /the relay itself/],
  [{ sources: [SMALLEST, SMALLEST] }, 'sources[1].source', /is there twice/],
  [{ sources: [{ ...SMALLEST, silentAfterMinutes: undefined }] }, 'sources[0].silentAfterMinutes', /is required/],
  [{ sources: [{ ...SMALLEST, silentAfterMinutes: 4 }] }, 'sources[0].silentAfterMinutes', /from 5 to 10080/],
  [{ sources: [{ ...SMALLEST, silentAfterMinutes: '30' }] }, 'sources[0].silentAfterMinutes', /without quotes/],
  [{ sources: [{ ...SMALLEST, channels: undefined }] }, 'sources[0].channels', /at least one channel/],
  [{ sources: [{ ...SMALLEST, channels: [] }] }, 'sources[0].channels', /at least one channel/],
  [{ sources: [{ ...SMALLEST, channels: 'dba' }] }, 'sources[0].channels', /must be a list/],
  [{ sources: [{ ...SMALLEST, channels: ['a/b'] }] }, 'sources[0].channels[0]', /./],
  [{ sources: [{ ...SMALLEST, level: 'crtical' }] }, 'sources[0].level', /did you mean critical/],
  [{ sources: [{ ...SMALLEST, repeatMinutes: 0 }] }, 'sources[0].repeatMinutes', /from 10/],
  [{ sources: [{ ...SMALLEST, everyMinutes: 5 }] }, 'sources[0].everyMinutes', /is not a known field/],
  [{ silentAlerts: ['x'] }, 'silentAlerts[0]', /must be an object/],
  [{ silentAlerts: [{ ...RULE, silentAfterMinutes: 29 }] }, 'silentAlerts[0].silentAfterMinutes', /from 30/],
  [{ silentAlerts: [{ ...RULE, silentAfterMinutes: undefined }] }, 'silentAlerts[0].silentAfterMinutes', /required/],
  [{ silentAlerts: [{ ...RULE, policy: undefined }] }, 'silentAlerts[0].policy', /name .* or close/],
  [{ silentAlerts: [{ ...RULE, policy: 'closed' }] }, 'silentAlerts[0].policy', /did you mean close/],
  [{ silentAlerts: [{ ...RULE, source: 'tocsin' }] }, 'silentAlerts[0].source', /the relay itself/],
  [{ silentAlerts: [RULE, RULE] }, 'silentAlerts[1].source', /is there twice/],
  [{ silentAlerts: [{ ...RULE, channels: ['dba'] }] }, 'silentAlerts[0].channels', /is not a known field/],
])('%j is refused at %s, and only there', (input, field, message) => {
  const { errors } = read(input);

  expect(errors.map((error) => error.field)).toEqual([field]);
  expect(errors[0]?.message).toMatch(message);
});

test('there is a bound to how many are watched', () => {
  const many = Array.from({ length: WATCHDOG_BOUNDS.sources + 1 }, (_, nth) => ({ ...SMALLEST, source: `s${nth}` }));

  expect(read({ sources: many }, 'watchdogs').errors[0]?.field).toBe('watchdogs.sources');
});

test('a channel that is not there is refused with the one that may be meant, a disabled one only remarked', () => {
  const findings: Findings = { errors: [], warnings: [] };
  const watched = aWatchedSource({ channels: ['dba-oncal', 'off', 'file'] });
  judgeWatchdogs(
    { sources: [watched], silentAlerts: [] },
    'watchdogs',
    [{ name: 'dba-oncall', enabled: true }, { name: 'off', enabled: false }, { name: 'file' }],
    findings,
  );

  expect(findings.errors).toEqual([
    { field: 'watchdogs.sources[0].channels[0]', message: 'is no channel: did you mean dba-oncall?' },
  ]);
  expect(findings.warnings).toEqual(['watchdogs.sources[0].channels[1]: "off" is disabled: nothing is told in it']);
});

test('a source nobody has heard of is remarked, with the one that may be meant', () => {
  const findings: Findings = { errors: [], warnings: [] };
  const sources = ['ocp', 'promethues', 'cron'].map((source) => aWatchedSource({ source }));
  remarkUnheard({ sources, silentAlerts: [] }, ['ocp', 'prometheus'], findings);

  expect(findings.warnings).toEqual([
    'sources[1].source: "promethues" has sent no alert so far: did you mean prometheus?',
    'sources[2].source: "cron" has sent no alert so far',
  ]);
});
