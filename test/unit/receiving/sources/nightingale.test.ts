import { expect, it } from 'vitest';
import { nightingale, UNREADABLE_NIGHTINGALE } from '#shared/receiving/sources/nightingale/nightingale.ts';

const EVENT = { hash: 'abc', rule_id: 88, rule_name: 'Disk', severity: 1, tags: ['ident=a', 'rulename=Disk'] };

function alertsOf(body: unknown) {
  const result = nightingale.parse(JSON.stringify(body), 0);
  return result.kind === 'parsed' ? result.alerts : [];
}

function alertOf(changes: object) {
  return alertsOf({ ...EVENT, ...changes })[0];
}

it.each([
  [1, {}, 'critical'],
  [2, {}, 'warning'],
  [3, {}, 'info'],
  ['1', {}, 'critical'],
  [9, {}, 'warning'],
  [9, { tags: ['severity=high'] }, 'critical'],
])('severity %j with %j is %s', (severity, more, level) => {
  expect(alertOf({ severity, ...more })?.level).toBe(level);
});

it('is the same alert and episode when it repeats and when it is over', () => {
  const first = alertOf({ first_trigger_time: 1_795_222_200, trigger_time: 1_795_222_200 });
  const again = alertOf({ first_trigger_time: 1_795_222_200, trigger_time: 1_795_225_800, trigger_value: '95' });
  const over = alertOf({ first_trigger_time: 1_795_222_200, is_recovered: true, last_eval_time: 1_795_226_400 });

  expect(again).toMatchObject({ id: first?.id, activeAt: first?.activeAt, labels: { value: '95' } });
  expect(over).toMatchObject({ id: first?.id, activeAt: first?.activeAt, status: 'resolved' });
  expect(over?.resolvedAt).toBe('2026-11-21T02:00:00.000Z');
});

it('has no start when only the time of the event is known', () => {
  expect(alertOf({ trigger_time: 1_795_222_200, first_trigger_time: 0 })).not.toHaveProperty('activeAt');
});

it('without a hash is known by rule, target and tags', () => {
  const id = (changes: object) => alertOf({ hash: '', ...changes })?.id;

  expect(id({ trigger_value: '1' })).toBe(id({ trigger_value: '2', is_recovered: true }));
  expect(id({})).not.toBe(id({ tags: ['ident=b'] }));
  expect(id({})).not.toBe(id({ rule_id: 89 }));
});

it('reads tags with further equals signs, or their map, and keeps nobody’s numbers', () => {
  expect(alertOf({ tags: ['expr=a=b', 'alone', 5] })?.labels).toEqual({ expr: 'a=b' });
  expect(alertOf({ tags: null, tags_map: { path: '/data', rulename: 'Disk' } })?.labels).toEqual({ path: '/data' });
  expect(JSON.stringify(alertOf({ notify_users_obj: [{ phone: '13000000000' }] }))).not.toContain('13000000000');
});

it('links to the dashboard of the annotations, else to the runbook', () => {
  const runbook_url = 'https://wiki.example.test/disk';

  expect(alertOf({ runbook_url })?.url).toBe(runbook_url);
  expect(alertOf({ runbook_url, annotations: { dashboard_url: 'https://n9e.example.test/3' } })?.url).toBe(
    'https://n9e.example.test/3',
  );
});

it('reads the others of a list when one can not be read', () => {
  expect(alertsOf([EVENT, 5, { ...EVENT, hash: 'def' }])).toMatchObject([
    { id: 'abc' },
    { name: UNREADABLE_NIGHTINGALE, description: '5' },
    { id: 'def' },
  ]);
});

it('reads the list of a body of one’s own', () => {
  expect(alertsOf({ events: [EVENT, { ...EVENT, hash: 'def' }], sendtos: [] })).toMatchObject([
    { id: 'abc' },
    { id: 'def' },
  ]);
  expect(alertsOf({ events: [] })).toEqual([]);
});
