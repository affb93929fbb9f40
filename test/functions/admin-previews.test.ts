import { describe, expect, test } from 'vitest';
import type { AdminDeps } from '#functions/admin/deps.ts';
import { request } from './admin-request.ts';
import { VERDICT, WELL } from './answers.ts';

describe('tests and previews', () => {
  test.each([
    ['/v1/channels/dba/test', undefined],
    ['/v1/channels/test', {}],
  ])('%s answers 200 with the verdict, also when the robot refused', async (path, body) => {
    const response = await request('POST', path, body);

    expect(response.status).toBe(200);
    expect(await response.json()).toEqual(VERDICT);
  });

  test('are of the robot that is named, else of the first', async () => {
    const asked: unknown[] = [];
    const sendTest: AdminDeps['sendTest'] = async (...given) => {
      asked.push(given);
      return { kind: 'verdict', verdict: VERDICT };
    };
    const sendTestDraft: AdminDeps['sendTestDraft'] = async (_input, robot) => {
      asked.push(['draft', robot]);
      return { kind: 'verdict', verdict: VERDICT };
    };
    const parts = { sendTest, sendTestDraft };
    await request('POST', '/v1/channels/dba/test', undefined, parts);
    await request('POST', '/v1/channels/dba/test?robot=%E5%A4%87%E7%94%A8%202', undefined, parts);
    await request('POST', '/v1/channels/test?robot=2', {}, parts);

    expect(asked).toEqual([
      ['dba', undefined],
      ['dba', '备用 2'],
      ['draft', '2'],
    ]);
  });

  test.each(['/v1/channels/dba/test', '/v1/channels/test'])('at %s refuse what is no parameter', async (path) => {
    const response = await request('POST', `${path}?robots=2`, {}, {});

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field: 'robots' }] });
  });

  test('of an unknown channel are 404', async () => {
    const sendTest = async () => ({ kind: 'not-found' }) as const;

    expect((await request('POST', '/v1/channels/x/test', undefined, { sendTest })).status).toBe(404);
  });

  test('of a draft that is wrong are 422', async () => {
    const invalid = async () => ({ kind: 'invalid', errors: [{ field: 'type', message: 'is required' }] }) as const;

    expect((await request('POST', '/v1/channels/test', {}, { sendTestDraft: invalid })).status).toBe(422);
  });
});

describe('previews', () => {
  const preview = async (body: unknown) => {
    const response = await request('POST', '/v1/preview', body);
    const answer: { errors: { field: string }[] } = JSON.parse(await response.text());
    return { status: response.status, answer };
  };

  test('need no more than a type', async () => {
    for (const type of ['dingtalk', 'wecom']) {
      const { status, answer } = await preview({ type });
      expect(status).toBe(200);
      expect(answer).toMatchObject({ format: 'markdown', cut: false, errors: [] });
    }
  });

  test('render a template on an alert', async () => {
    const { answer } = await preview({
      type: 'dingtalk',
      template: 'name: ${alarm_name}',
      alert: { name: 'Disk almost full', level: 'down' },
      language: 'en_US',
    });

    expect(answer).toMatchObject({ text: expect.stringContaining('name: Disk almost full'), errors: [] });
  });

  test('render a template on an alert that is kept, or on another sample', async () => {
    const asked: unknown[] = [];
    const findAlert: AdminDeps['findAlert'] = async (...given) => {
      asked.push(given);
      return WELL.findAlert?.('', '') ?? { kind: 'unknown-alert' };
    };
    const own = { type: 'wecom', template: '${alarm_name}' };
    const past = await request('POST', '/v1/preview', { ...own, alertId: 'disk-7', source: 'native' }, { findAlert });
    const log = await preview({ ...own, sample: 'alertmanager' });

    expect(await past.json()).toMatchObject({ text: 'Disk almost full' });
    expect(asked).toEqual([['disk-7', 'native']]);
    expect(log.answer).toMatchObject({ text: 'HostOutOfDiskSpace' });
  });

  test.each([
    [{ kind: 'unknown-alert' }, 404, 'unknown-alert'],
    [{ kind: 'ambiguous', sources: ['a', 'b'] }, 409, 'ambiguous'],
  ] as const)('say when the alert meant is not one: %j', async (found, status, kind) => {
    const response = await request(
      'POST',
      '/v1/preview',
      { type: 'wecom', alertId: 'x' },
      { findAlert: async () => found },
    );

    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ type: `urn:tocsin:problem:${kind}` });
  });

  test('show the default template and say why when the template is broken', async () => {
    const { status, answer } = await preview({ type: 'wecom', template: '{% if %}' });

    expect(status).toBe(200);
    expect(answer).toMatchObject({ fellBack: expect.any(String), errors: [{ severity: 'error' }] });
  });

  test.each([
    [{}, ['type']],
    [[], ['']],
    [null, ['']],
    [{ type: 'slack' }, ['type']],
    [
      { type: 'wecom', templates: 'x', kind: 'none', language: 'fr', format: 'html', timeZone: 'Mars/Base' },
      ['format', 'kind', 'language', 'templates', 'timeZone'],
    ],
    [{ type: 'wecom', template: 7 }, ['template']],
    [{ type: 'wecom', sample: 'nagios' }, ['sample']],
    [{ type: 'wecom', source: 'a' }, ['source']],
    [{ type: 'wecom', alertId: 'x', sample: 'log', alert: { name: 'a' } }, ['alertId', 'sample']],
    [{ type: 'wecom', template: 'x'.repeat(8_001) }, ['template']],
    [{ type: 'wecom', alert: 'x' }, ['alert']],
    [{ type: 'wecom', alert: [{ name: 'a' }] }, ['alert']],
    [{ type: 'wecom', alert: { alerts: [] } }, ['alert']],
    [{ type: 'wecom', alert: { level: 9 } }, ['alert.level', 'alert.name']],
  ])('of %j name the fields that are wrong: %j', async (body, fields) => {
    const { status, answer } = await preview(body);

    expect(status).toBe(422);
    expect(answer.errors.map((error) => error.field).sort()).toEqual(fields);
  });
});
