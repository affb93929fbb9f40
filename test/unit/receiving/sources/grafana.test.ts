import { describe, expect, it } from 'vitest';
import { grafana } from '#shared/receiving/sources/grafana/grafana.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

function alertsOf(payload: object) {
  const result = grafana.parse(JSON.stringify(payload), NOW);
  return result.kind === 'parsed' ? result.alerts : [];
}

function alertOf(entry: object, payload: object = {}) {
  return alertsOf({
    status: 'firing',
    groupKey: 'g',
    alerts: [{ labels: { alertname: 'X' }, ...entry }],
    ...payload,
  })[0];
}

function legacy(rule: object) {
  return alertsOf({ ruleId: 17, orgId: 2, ruleName: 'Disk usage', state: 'alerting', ...rule })[0];
}

describe('an alert of Grafana', () => {
  it('links to the panel, else the dashboard, else the rule, else Grafana', () => {
    const links = {
      panelURL: 'https://g.example.test/panel',
      dashboardURL: 'https://g.example.test/dashboard',
      generatorURL: 'https://g.example.test/rule',
    };
    const externalURL = 'https://g.example.test/';

    expect(alertOf(links, { externalURL })?.url).toBe(links.panelURL);
    expect(alertOf({ ...links, panelURL: '' }, { externalURL })?.url).toBe(links.dashboardURL);
    expect(alertOf({ generatorURL: links.generatorURL }, { externalURL })?.url).toBe(links.generatorURL);
    expect(alertOf({ generatorURL: '?orgId=1' }, { externalURL })?.url).toBe(externalURL);
  });

  it('keeps its values and the link to silence it as labels', () => {
    const alert = alertOf({ values: { B: 95.25, C: 1 }, silenceURL: 'https://g.example.test/s', imageURL: 'no link' });

    expect(alert?.labels).toEqual({ values: 'B=95.25, C=1', silence_url: 'https://g.example.test/s', alertname: 'X' });
  });

  it('is called by its rule when the rule has no data', () => {
    expect(alertOf({ labels: { alertname: 'DatasourceNoData', rulename: 'Lag' } })?.name).toBe(
      'Lag (DatasourceNoData)',
    );
  });

  it('without annotations says that there is no data, or its values', () => {
    expect(alertOf({ labels: { alertname: 'DatasourceNoData' } })?.description).toMatch(/no data/);
    expect(alertOf({ values: { B: 95.25 } })?.description).toBe('B=95.25');
    expect(alertOf({ values: { B: 95.25 }, annotations: { summary: 's' } })?.description).toBe('');
  });

  it('says why a data source failed', () => {
    const entry = { labels: { alertname: 'DatasourceError', rulename: 'Lag' }, annotations: { Error: 'timed out' } };

    expect(alertOf(entry)?.description).toBe('timed out');
  });

  it.each([
    ['severity', 'P1', 'down'],
    ['level', 'error', 'critical'],
    ['priority', 'low', 'caution'],
    ['severity', 'odd', 'warning'],
  ])('with the label %s=%s is %s', (label, word, level) => {
    expect(alertOf({ labels: { alertname: 'X', [label]: word } })?.level).toBe(level);
  });

  it('is the same alert when it is over, whatever else changed', () => {
    const entry = { fingerprint: 'abc', labels: { alertname: 'X' }, startsAt: '2026-11-21T10:00:00Z' };
    const firing = alertOf({ ...entry, values: { B: 1 } });
    const over = alertOf({
      ...entry,
      status: 'resolved',
      endsAt: '2026-11-21T11:00:00Z',
      annotations: { summary: 's' },
    });

    expect(over).toMatchObject({ id: firing?.id, status: 'resolved', activeAt: firing?.activeAt });
  });

  it('that Max Alerts cut off is told of, with the setting by name', () => {
    const [, notice] = alertsOf({ groupKey: 'g', truncatedAlerts: 3, alerts: [{ labels: { alertname: 'X' } }] });

    expect(notice?.summary).toContain('3');
    expect(notice?.description).toContain('Max Alerts');
  });
});

describe('a rule of a dashboard', () => {
  it.each([
    ['alerting', 'firing', 'critical'],
    ['no_data', 'firing', 'critical'],
    ['ok', 'resolved', 'critical'],
    ['paused', 'firing', 'info'],
    ['pending', 'firing', 'info'],
    ['new_word', 'firing', 'critical'],
  ])('in the state %s is %s, %s', (state, status, level) => {
    expect(legacy({ state, tags: { severity: 'high' } })).toMatchObject({ status, level, id: 'rule-2-17' });
  });

  it('is known by its number in its organisation, a test by its name', () => {
    expect(legacy({ ruleName: 'renamed', state: 'ok' })?.id).toBe('rule-2-17');
    expect(legacy({ orgId: 3 })?.id).toBe('rule-3-17');
    expect(legacy({ ruleId: 0 })?.id).toBe('rule-2-Disk usage');
  });

  it('is about what its tags name, else the series that matched', () => {
    const evalMatches = [{ metric: 'db-1', value: 91 }];

    expect(legacy({ evalMatches, tags: { instance: 'db-9' } })?.target).toBe('db-9');
    expect(legacy({ evalMatches })).toMatchObject({ target: 'db-1', description: 'db-1: 91' });
  });
});
