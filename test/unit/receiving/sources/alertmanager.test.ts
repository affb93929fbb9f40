import { describe, expect, it } from 'vitest';
import { alertmanager, CUT_NOTICE } from '#shared/receiving/sources/alertmanager/alertmanager.ts';
import { TARGET_LABELS } from '#shared/receiving/sources/subject.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

function alertsOf(payload: object) {
  const result = alertmanager.parse(
    JSON.stringify({ version: '4', groupKey: '{}:{}', status: 'firing', ...payload }),
    NOW,
  );
  return result.kind === 'parsed' ? result.alerts : [];
}

function alertOf(entry: object, payload: object = {}) {
  return alertsOf({ alerts: [{ labels: { alertname: 'X' }, ...entry }], ...payload })[0];
}

describe('the level', () => {
  it.each([
    ['down', 'disaster emergency fatal p1 P0 sev1 1'],
    ['critical', 'critical CRITICAL error high major page P2'],
    ['warning', 'warning warn average P3 mystery'],
    ['caution', 'minor low caution P4'],
    ['info', 'info information none notice ok debug P5'],
  ])('is %s for %s', (level, words) => {
    for (const severity of words.split(' ')) expect(alertOf({ labels: { severity } })?.level).toBe(level);
  });

  it('keeps the word as a label, and is warning without one', () => {
    expect(alertOf({ labels: { alertname: 'X', severity: 'mystery' } })).toMatchObject({
      level: 'warning',
      labels: { severity: 'mystery' },
    });
    expect(alertOf({})?.level).toBe('warning');
  });

  it('looks into level and priority behind severity', () => {
    expect(alertOf({ labels: { severity: 'odd', priority: 'P1' } })?.level).toBe('down');
  });
});

describe('the target', () => {
  it('is the first of the labels in their documented order', () => {
    for (const [index, label] of TARGET_LABELS.entries()) {
      const labels = Object.fromEntries(TARGET_LABELS.slice(index).map((name) => [name, `value of ${name}`]));
      expect(alertOf({ labels })?.target).toBe(`value of ${label}`);
    }
  });

  it('is empty without any of them', () => {
    expect(alertOf({})?.target).toBe('');
  });
});

describe('the status', () => {
  const over = '2026-11-21T11:00:00Z';

  it.each([
    ['its own', { status: 'resolved' }, 'firing', 'resolved'],
    ["the group's without its own", {}, 'resolved', 'resolved'],
    ['its own before that of the group', { status: 'firing' }, 'resolved', 'firing'],
    ['resolved when its end has passed and nobody says it', { endsAt: over }, '', 'resolved'],
    ['firing when its end is to come', { endsAt: '2026-11-21T13:00:00Z' }, '', 'firing'],
  ])('is %s', (_, entry, group, status) => {
    expect(alertOf(entry, { status: group })?.status).toBe(status);
  });

  it('has an end only when resolved, and never the year 1', () => {
    expect(alertOf({ status: 'firing', endsAt: over })).not.toHaveProperty('resolvedAt');
    expect(alertOf({ status: 'resolved', endsAt: over })).toMatchObject({ resolvedAt: over });
    expect(alertOf({ status: 'resolved', endsAt: '0001-01-01T00:00:00Z' })).not.toHaveProperty('resolvedAt');
  });
});

describe('the identity', () => {
  it('is the fingerprint, else the labels alone', () => {
    expect(alertOf({ fingerprint: 'abc' })?.id).toBe('abc');

    const id = alertOf({
      annotations: { summary: 'a', runbook_url: 'https://a.example.test' },
      startsAt: '2026-11-21T10:00:00Z',
    })?.id;
    expect(alertOf({ status: 'resolved', annotations: { summary: 'b' } })?.id).toBe(id);
    expect(alertOf({ labels: { alertname: 'X', instance: 'i' } })?.id).not.toBe(id);
  });
});

describe('texts', () => {
  it.each([
    [
      { summary: 's', description: 'd', title: 't', message: 'm' },
      { summary: 's', description: 'd' },
    ],
    [
      { title: 't', message: 'm' },
      { summary: 't', description: 'm' },
    ],
    [{}, { summary: '', description: '' }],
  ])('of %j', (annotations, texts) => {
    expect(alertOf({ annotations })).toMatchObject(texts);
  });

  it('keeps runbook and dashboard as labels, other annotations not', () => {
    const annotations = { runbook_url: 'https://r.example.test', dashboard: 'd', secret: 's' };
    expect(alertOf({ annotations })?.labels).toEqual({
      alertname: 'X',
      runbook_url: 'https://r.example.test',
      dashboard: 'd',
    });
  });

  it('links to the expression, else to Alertmanager', () => {
    const externalURL = 'http://alertmanager.example.test:9093';
    expect(alertOf({ generatorURL: 'http://p.example.test/graph' }, { externalURL })?.url).toBe(
      'http://p.example.test/graph',
    );
    expect(alertOf({ generatorURL: 'not a link' }, { externalURL })?.url).toBe(externalURL);
    expect(alertOf({})).not.toHaveProperty('url');
  });

  it('falls back for a name', () => {
    expect(alertOf({ labels: { rulename: 'r' } })?.name).toBe('r');
    expect(alertOf({ labels: {}, annotations: { summary: 's' } })?.name).toBe('s');
    expect(alertOf({ labels: {} })?.name).toContain('Alertmanager');
  });

  it('keeps the group and what a notice is about on one line', () => {
    const [, notice] = alertsOf({
      groupKey: 'a\r\nb',
      groupLabels: { x: 'c\nd' },
      truncatedAlerts: 1,
      alerts: [{ labels: {} }],
    });

    expect(alertOf({}, { groupKey: 'a\r\nb' })?.group).toBe('a b|X');
    expect(notice).toMatchObject({ target: 'x=c d', group: `a b|${CUT_NOTICE}` });
  });

  it('groups by the group of Alertmanager and the name', () => {
    expect(alertOf({}, { groupKey: 'g' })?.group).toBe('g|X');
  });
});

describe('a group cut by max_alerts', () => {
  const cut = (payload: object) =>
    alertsOf({
      groupKey: 'g',
      truncatedAlerts: 3,
      alerts: [{ labels: { alertname: 'X', severity: 'page' } }],
      ...payload,
    }).at(-1);

  it('brings a notice as bad as the worst alert that came', () => {
    expect(cut({})).toMatchObject({
      name: CUT_NOTICE,
      level: 'critical',
      status: 'firing',
      labels: { truncated_alerts: '3' },
    });
    expect(cut({})?.summary).toContain('3');
    expect(cut({ alerts: [] })?.level).toBe('warning');
  });

  it('has one notice per group, over when the group is', () => {
    expect(cut({ truncatedAlerts: 9 })?.id).toBe(cut({})?.id);
    expect(cut({ groupKey: 'other' })?.id).not.toBe(cut({})?.id);
    expect(cut({ status: 'resolved' })?.status).toBe('resolved');
  });

  it.each([0, -1, '3', null, undefined])('has no notice for %j', (truncatedAlerts) => {
    expect(cut({ truncatedAlerts })?.name).toBe('X');
  });
});

it('accepts an empty list', () => {
  expect(alertsOf({ alerts: [] })).toEqual([]);
});
