import { describe, expect, test } from 'vitest';
import { decodeBrief, encodeBrief } from '#shared/admission/brief.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { coversChannel, isSilenced, mayBeSilenced, type SilencedAlerts } from '#shared/silences/silence-matches.ts';

const ALERT: Alert = {
  id: '1',
  source: 'ocp',
  name: 'OB 租户会话数超限',
  level: 'warning',
  status: 'firing',
  target: 'ob_cluster=obcluster-1:tenant_name=report',
  summary: '',
  description: '',
  labels: { ob_cluster: 'obcluster-1', tenant_name: 'report', alarm_scope: '租户', team: 'dba' },
};

const for_ = (some: Partial<SilencedAlerts>): SilencedAlerts => ({
  matchers: ['name=~.+'],
  excludedObjects: [],
  ...some,
});

/** What Alertmanager's documentation says of matchers of a silence, and what OCP's form for masking offers. */
describe('a silence is for an alert', () => {
  test.each<[string, Partial<SilencedAlerts>, boolean]>([
    ['equal matcher: the label has this value', { matchers: ['team=dba'] }, true],
    ['equal matcher: the label has another value', { matchers: ['team=ops'] }, false],
    ['equal matcher: the alert has no such label', { matchers: ['zone=z1'] }, false],
    ['equal matcher: an empty value is a missing label', { matchers: ['team=dba', 'zone=""'] }, true],
    ['negative equal matcher: another value', { matchers: ['team!=ops'] }, true],
    ['negative equal matcher: this value', { matchers: ['team!=dba'] }, false],
    ['negative equal matcher: a missing label is another value', { matchers: ['team=dba', 'zone!=z1'] }, true],
    ['regex matcher: matches the whole value', { matchers: ['team=~"d.a|ops"'] }, true],
    ['regex matcher: a part of the value is not enough', { matchers: ['team=~db'] }, false],
    ['negative regex matcher: does not match', { matchers: ['team!~"ops|dev"'] }, true],
    ['negative regex matcher: matches', { matchers: ['team!~"d.*"'] }, false],
    ['all matchers have to match', { matchers: ['team=dba', 'ob_cluster=obcluster-2'] }, false],
    ['all of eight match', { matchers: Array.from({ length: 8 }, () => 'team=dba') }, true],
    ['the name of the alert, as name', { matchers: ['name="OB 租户会话数超限"'] }, true],
    ['the name of the alert, as alertname', { matchers: ['alertname=~"OB 租户.*"'] }, true],
    ['its level', { matchers: ['level=~"warning|caution"'] }, true],
    ['another level', { matchers: ['level=critical'] }, false],
    ['its source', { matchers: ['source=ocp'] }, true],
    ['its target', { matchers: ['target=~".*tenant_name=report"'] }, true],
    ['OCP: object type, as OCP writes it', { objectType: '租户' }, true],
    ['OCP: another object type', { objectType: '集群' }, false],
    ['OCP: an excluded object, exactly', { excludedObjects: ['ob_cluster=obcluster-1:tenant_name=report'] }, false],
    ['OCP: an excluded object, by pattern', { excludedObjects: ['*tenant_name=sys', '*tenant_name=rep*'] }, false],
    ['OCP: another excluded object', { excludedObjects: ['*tenant_name=sys*', 'ob_cluster=obcluster-1'] }, true],
    [
      'OCP: tags, object type and excluded objects together',
      {
        matchers: ['ob_cluster=obcluster-1'],
        objectType: '租户',
        excludedObjects: ['*tenant_name=sys*'],
      },
      true,
    ],
  ])('%s', (_case, some, is) => {
    expect(isSilenced(for_(some), ALERT)).toBe(is);
  });

  test('an alert of a sender that knows no object types has none', () => {
    expect(isSilenced(for_({ objectType: '租户' }), { ...ALERT, labels: {} })).toBe(false);
  });
});

test('a silence without channels covers all of them', () => {
  expect(coversChannel(for_({}), 'dba')).toBe(true);
  expect(coversChannel(for_({ channels: ['dba'] }), 'dba')).toBe(true);
  expect(coversChannel(for_({ channels: ['dba'] }), 'ops')).toBe(false);
});

describe('from its brief an alert', () => {
  const brief = (some: Partial<Alert> = {}) => decodeBrief(encodeBrief({ ...ALERT, ...some }, 'group'));

  test.each<[string, readonly string[], boolean]>([
    ['of another name', ['name=other'], false],
    ['of another name, as alertname', ['alertname=other'], false],
    ['of another level', ['level=down'], false],
    ['of a level that is excluded', ['level!=warning'], false],
    ['of another target', ['target=other'], false],
    ['of this name', ['name="OB 租户会话数超限"'], true],
    ['of a label nobody sees there', ['team=ops'], true],
    ['of a name by a pattern', ['name=~other'], true],
    ['with one matcher that is certain', ['team=ops', 'level=down'], false],
  ])('%s: may be meant: %s', (_what, matchers, may) => {
    expect(mayBeSilenced(for_({ matchers }), brief())).toBe(may);
  });

  test('that is over may have fired with another level', () => {
    expect(mayBeSilenced(for_({ matchers: ['level=down'] }), brief({ status: 'resolved' }))).toBe(true);
  });

  test('with a name too long for a brief is told from others of the same beginning only by reading it', () => {
    const name = 'x'.repeat(100);
    expect(mayBeSilenced(for_({ matchers: [`name=${name}`] }), brief({ name: `${name}y` }))).toBe(true);
    expect(mayBeSilenced(for_({ matchers: ['name=xxx'] }), brief({ name }))).toBe(false);
  });
});
