import { describe, expect, it } from 'vitest';
import { readBrokenObject } from '#shared/receiving/sources/ocp/broken-json.ts';
import { ocp } from '#shared/receiving/sources/ocp/ocp.ts';
import { readTarget } from '#shared/receiving/sources/ocp/target.ts';
import { levelOf, statusOf } from '#shared/receiving/sources/ocp/words.ts';

function alertsOf(body: unknown) {
  const result = ocp.parse(typeof body === 'string' ? body : JSON.stringify(body), 0);
  return result.kind === 'parsed' ? result.alerts : [];
}

function alertOf(body: unknown) {
  return alertsOf(body)[0];
}

describe('words', () => {
  it.each([
    ['down', 'Down Stopped 停服 1 STOPPED'],
    ['critical', 'Critical 严重 嚴重 2'],
    ['warning', 'Alert Warning 警告 3'],
    ['caution', 'Caution 注意 4'],
    ['info', 'Info Reminder Notice 提醒 5'],
  ])('%s is the level of %s', (level, words) => {
    for (const word of words.split(' ')) expect(levelOf(word)).toBe(level);
  });

  it.each(['', 'x', '0', '6', '12', 'constructor'])('%j is no level', (word) => {
    expect(levelOf(word)).toBeUndefined();
  });

  it.each([
    ['firing', 'Active 告警中 alerting Alerting 1'],
    ['resolved', 'Inactive 已消除 Cleared recovered Resolved Expired 已恢复 已恢復 0'],
    ['silenced', 'Silenced Blocked 已屏蔽'],
    ['inhibited', 'Inhibited 已抑制'],
  ])('%s is what %s says', (status, words) => {
    for (const word of words.split(' ')) expect(statusOf(word)).toBe(status);
  });
});

describe('a target', () => {
  it.each([
    ['ob_cluster=obcluster-1:svr_ip=192.0.2.10', { ob_cluster: 'obcluster-1', svr_ip: '192.0.2.10' }],
    [
      'alarm_template_id=0:ob_cluster=T-1:tenant_name=t:host=h',
      { alarm_template_id: '0', ob_cluster: 'T-1', tenant_name: 't', host: 'h' },
    ],
    [
      'ob_cluster=C1-1000:storage_url=file:///obbackup/x/?a=b',
      { ob_cluster: 'C1-1000', storage_url: 'file:///obbackup/x/?a=b' },
    ],
    [
      'svr_ip=192.0.2.1:exporter_addr=http://192.0.2.1:62889/metrics/x',
      { svr_ip: '192.0.2.1', exporter_addr: 'http://192.0.2.1:62889/metrics/x' },
    ],
    ['odp_schema=obcluster:ocp_meta:test', { odp_schema: 'obcluster:ocp_meta:test' }],
    [
      'ob_cluster=c:trans_hash={hash:1, inc:2, addr:"192.0.2.1:2882", x=y}',
      { ob_cluster: 'c', trans_hash: '{hash:1, inc:2, addr:"192.0.2.1:2882", x=y}' },
    ],
    [
      'svr_ip=192.0.2.1:svr_port=8080:target_server=192.0.2.2:8080',
      { svr_ip: '192.0.2.1', svr_port: '8080', target_server: '192.0.2.2:8080' },
    ],
    ['np_0000', {}],
    ['', {}],
  ])('%s is taken apart at known keys only', (target, pairs) => {
    expect(Object.fromEntries(readTarget(target))).toEqual(pairs);
  });

  it('fills labels under the names of the variables, behind what the body says', () => {
    const alert = alertOf({
      alarmName: 'x',
      alarmTarget: 'ob_cluster=c-1:tenant_name=t:svr_ip=192.0.2.9',
      obCluster: 'c',
    });
    expect(alert?.labels).toEqual({ ob_cluster: 'c', ob_tenant: 't', host_ip: '192.0.2.9' });
  });

  it('is made of what the body says when it has none', () => {
    expect(alertOf({ alarmName: 'x', obCluster: 'c', obTenant: 't', hostIp: '192.0.2.9' })?.target).toBe(
      'ob_cluster=c:tenant_name=t:host=192.0.2.9',
    );
  });
});

describe('the state', () => {
  const recovered = { alarmName: 'x', alarmResolvedAt: '2026-11-21T03:16:05+08:00' };

  it.each([
    ['the status says so', { ...recovered, alarmStatus: '已消除' }, 'resolved'],
    ['the status says it lasts', { ...recovered, alarmStatus: '告警中' }, 'firing'],
    ['the status is missing and there is a time of recovery', recovered, 'resolved'],
    [
      'the status is unresolved and there is a time of recovery',
      { ...recovered, alarmStatus: '${alarm_status}' },
      'resolved',
    ],
    ['the time of recovery is unresolved', { alarmName: 'x', alarmResolvedAt: '${alarm_resolved_at}' }, 'firing'],
    [
      'the heading announces a recovery',
      { alarmName: 'x', message: '[Alarm Recover Notification]\n- Target a' },
      'resolved',
    ],
    ['the heading announces an alert', { ...recovered, message: '### OCP 告警通知 x\n- 级别：严重' }, 'firing'],
    ['the level never recovers', { ...recovered, alarmLevel: '5' }, 'firing'],
    [
      'the level never recovers but the status says so',
      { ...recovered, alarmLevel: '5', alarmStatus: 'Cleared' },
      'resolved',
    ],
  ])('when %s', (_, body, status) => {
    expect(alertOf(body)?.status).toBe(status);
  });

  it('keeps the offset of every time and no time that has none', () => {
    const alert = alertOf({
      alarmName: 'x',
      alarmActiveAt: '2026-11-21T03:04:05+0800',
      alarmUpdatedAt: '2026-11-21 03:04:05',
    });
    expect(alert).toMatchObject({
      activeAt: '2026-11-21T03:04:05+08:00',
      labels: { alarm_updated_at: '2026-11-21 03:04:05' },
    });
    expect(alert).not.toHaveProperty('updatedAt');
  });

  it('keeps an unknown word for level or status as a label', () => {
    expect(alertOf({ alarmName: 'x', alarmLevel: '糟糕', alarmStatus: '未知' })).toMatchObject({
      level: 'warning',
      status: 'firing',
      labels: { alarm_level: '糟糕', alarm_status: '未知' },
    });
  });
});

describe('the identity', () => {
  it('is not one of nothing but control characters, which any two alerts would share', () => {
    const [one, other] = ['a', 'b'].map((alarmTarget) => alertOf({ id: '\u0000', alarmName: 'x', alarmTarget }));

    expect([one?.id, other?.id]).toEqual(['x|a', 'x|b']);
  });

  it("is OCP's id, also when the recovery says little else", () => {
    const firing = alertOf({
      alarmId: 5,
      alarmType: 'host_unavailable',
      alarmTarget: 'svr_ip=192.0.2.1',
      alarmName: '主机不可用',
    });
    const recovery = alertOf({ alarmId: '5', message: '【告警恢复通知】\n- 告警对象 svr_ip=192.0.2.1' });
    expect([firing?.id, recovery?.id, recovery?.status]).toEqual(['5', '5', 'resolved']);
  });

  it('is rule and target without an id, whatever changes meanwhile', () => {
    const body = (extra: object) => ({ alarmType: 'ob_cannot_connected', alarmTarget: 'ob_cluster=c-1', ...extra });
    const ids = [
      body({ value: '1' }),
      body({ value: '2', alarmStatus: '已消除', alarmDescription: 'y', alarmLastInterval: 'PT6M' }),
    ].map((b) => alertOf(b)?.id);
    expect(ids).toEqual(['ob_cannot_connected|ob_cluster=c-1', 'ob_cannot_connected|ob_cluster=c-1']);
  });

  it('tells the errors of a log alert apart', () => {
    const body = (errorCode: string) => ({ alarmType: 'ob_log_alarm', alarmTarget: 'svr_ip=192.0.2.1', errorCode });
    expect(alertOf(body('-4013'))?.id).not.toBe(alertOf(body('-4016'))?.id);
  });

  it.each([
    [
      'zh_CN',
      '### OCP 告警通知 主机不可用\n- 告警对象：svr_ip=192.0.2.1',
      '【OCP 告警恢复通知】\n- 告警对象 svr_ip=192.0.2.1\n- 告警详情 告警：主机不可用，主机：192.0.2.1。\n- 恢复时间 2026-11-21T03:16:05+08:00',
    ],
    [
      'zh_TW',
      '### OCP 警示通知 主機不可用\n- 警示對象：svr_ip=192.0.2.1',
      '【OCP 警示恢復通知】\n- 警示對象 svr_ip=192.0.2.1\n- 警示詳情 警示：主機不可用，主機：192.0.2.1。',
    ],
    [
      'en_US',
      '### OCP alert notification Host unavailable\n- Alert object: svr_ip=192.0.2.1',
      '[Alarm Recover Notification]\n- Target svr_ip=192.0.2.1\n- Details Alert: Host unavailable, Host: 192.0.2.1.',
    ],
  ])('of a %s message text is the same when it recovers, if its details name the rule', (_, firing, recovery) => {
    expect(alertOf(recovery)?.id).toBe(alertOf(firing)?.id);
    expect(alertOf(recovery)?.status).toBe('resolved');
  });

  it('of a recovery that names no rule is its own text: two of one target are two', () => {
    const text = (details: string) => `[Alarm Recover Notification]\n- Target svr_ip=192.0.2.1\n- Details ${details}`;
    expect(alertOf(text('cpu is fine'))?.id).toMatch(/^raw-/);
    expect(alertOf(text('cpu is fine'))?.id).not.toBe(alertOf(text('memory is fine'))?.id);
  });
});

describe('the group', () => {
  it.each([
    [
      'a log alert',
      { appType: 'OB', alarmType: 'ob_log_alarm', errorCode: '-4013', obCluster: 'c', alarmTarget: 'svr_ip=192.0.2.1' },
      'alarm_type=ob_log_alarm:error_code=-4013:ob_cluster=c',
    ],
    [
      'another alert of OceanBase',
      { appType: 'OB', alarmType: 'ob_cannot_connected', obCluster: 'c', alarmTarget: 'svr_ip=192.0.2.1' },
      'alarm_type=ob_cannot_connected:ob_cluster=c',
    ],
    [
      'an alert of an application',
      { appType: 'OCP', alarmType: 'ocp_alarm_detect_timeout', obCluster: 'c', alarmTarget: 'svr_ip=192.0.2.1' },
      'alarm_type=ocp_alarm_detect_timeout:svr_ip=192.0.2.1',
    ],
    [
      'an alert of OceanBase without a cluster',
      { appType: 'OB', alarmType: 'x', alarmTarget: 'svr_ip=192.0.2.1' },
      'alarm_type=x:svr_ip=192.0.2.1',
    ],
  ])('of %s is OCP own', (_, body, group) => {
    expect(alertOf(body)?.group).toBe(group);
  });
});

describe('a broken body', () => {
  it.each([
    [
      'raw line ends and quotes',
      '{"a":"x\ny "z", w","alarmId":"c"}',
      [
        ['a', 'x\ny "z", w'],
        ['alarmId', 'c'],
      ],
    ],
    [
      'doubled quotes',
      '{"a": ""x \\"y\\"\\nz"", "b":1 }',
      [
        ['a', 'x "y"\nz'],
        ['b', '1'],
      ],
    ],
    [
      'no quotes',
      '{"a": # x, y\n- z: 1, "b":"c"}',
      [
        ['a', '# x, y\n- z: 1'],
        ['b', 'c'],
      ],
    ],
    [
      'nothing',
      '{"a":,"b":""}',
      [
        ['a', ''],
        ['b', ''],
      ],
    ],
    [
      'an unresolved variable',
      '{"a":${x},"b":${y}}',
      [
        ['a', '${x}'],
        ['b', '${y}'],
      ],
    ],
    [
      'a nested object',
      '{"m":{"text":"x\ny"},"b":"c"}',
      [
        ['text', 'x\ny'],
        ['b', 'c'],
      ],
    ],
    [
      'an array',
      '{"a":["x","y"],"b":"c\n"}',
      [
        ['a', '["x","y"]'],
        ['b', 'c\n'],
      ],
    ],
    [
      'a stray backslash before the end',
      '{"a":"C:\\","b":"c"}',
      [
        ['a', 'C:\\'],
        ['b', 'c'],
      ],
    ],
    [
      'no end',
      '{"a":"x","b":"y',
      [
        ['a', 'x'],
        ['b', 'y'],
      ],
    ],
    ['an end inside a key', '{"a":"x","alarmTy', [['a', 'x']]],
    [
      'JSON quoted in it',
      '{"alarmSummary":"got {"x": "1", "y": "2"} back","alarmId":"5"}',
      [
        ['alarmSummary', 'got {"x": "1", "y": "2"} back'],
        ['alarmId', '5'],
      ],
    ],
    [
      'a key read before',
      '{"alarmId":"5","alarmName":"x","alarmSummary":"a", "alarmName":"y"}',
      [
        ['alarmId', '5'],
        ['alarmName', 'x'],
        ['alarmSummary', 'a", "alarmName":"y'],
      ],
    ],
  ])('with %s is read', (_, body, fields) => {
    expect(readBrokenObject(body).fields).toEqual(fields);
  });

  it('keeps what follows the last thing it can read', () => {
    expect(readBrokenObject('{"a":"x"} trailing')).toEqual({
      fields: [['a', 'x"} trailing']],
      unread: '',
    });
    expect(alertOf('{"alarmName":"x"} ,trailing words')?.name).toContain('x');
  });
});

describe('other forms', () => {
  it('reads a message template that is JSON itself, as text or as object', () => {
    const inner = { alarmId: '9', alarmName: 'x', alarmLevel: '停服' };
    for (const message of [inner, JSON.stringify(inner)]) {
      expect(alertOf({ message, alarmType: 'y' })).toMatchObject({
        id: '9',
        name: 'x',
        level: 'down',
        labels: { alarm_type: 'y' },
      });
    }
  });

  it('reads one alert out of the answer of the API, not the state of the answer', () => {
    const data = { id: 7, alarmType: 'x', status: 'Inactive', labels: { app: 'OCP' } };
    expect(alertsOf({ data, status: 200, successful: true })).toMatchObject([
      { id: '7', name: 'x', status: 'resolved', labels: { app: 'OCP' } },
    ]);
    expect(alertOf({ alarmId: '8', data: { extra: 'y' } })).toMatchObject({ id: '8', labels: { extra: 'y' } });
  });

  it('reads an array of alerts, and an entry that is none as its text', () => {
    expect(alertsOf([{ alarmId: 1, alarmName: 'a' }, 'text'])).toMatchObject([{ id: '1' }, { description: '"text"' }]);
  });

  it('reads a body that is the escaped message alone', () => {
    expect(alertOf(JSON.stringify('### OCP 告警通知 x\n- 级别：严重'))).toMatchObject({ name: 'x', level: 'critical' });
  });

  it('keeps a message in a form of its own as the description', () => {
    expect(alertOf({ alarmName: 'x', message: '请联系值班' })?.description).toBe('请联系值班');
    expect(alertOf({ alarmName: 'x', alarmDescription: 'd', message: '请联系值班' })).toMatchObject({
      description: 'd',
      labels: { message: '请联系值班' },
    });
    expect(alertOf({ content: '请联系值班' })).toMatchObject({
      description: '请联系值班',
      labels: { unreadable: 'true' },
    });
  });

  it('keeps no numbers of people', () => {
    const body = {
      alarmName: 'x',
      recipients_uids: 'u1',
      at_recipients: '13800000000',
      at: { atMobiles: ['13800000000'] },
    };
    expect(JSON.stringify(alertOf(body))).not.toContain('13800000000');
  });

  it('reads keys in Chinese', () => {
    expect(alertOf({ 名称: 'x', 级别: '停服', 告警对象: 'ob_cluster=c-1' })).toMatchObject({
      name: 'x',
      level: 'down',
      target: 'ob_cluster=c-1',
    });
  });

  it.each(['{"alarmId": oops !!! 中文 "', '{"alarmId":"42","alarmLevel":"1"}'])(
    'keeps the text of a firing alert that says nothing to people: %s',
    (body) => {
      expect(alertOf(body)).toMatchObject({ status: 'firing', description: body });
    },
  );

  it('adds no text to a recovery that needs only its id', () => {
    expect(alertOf({ alarmId: '42', alarmStatus: '已消除' })).toMatchObject({ id: '42', description: '' });
  });

  it('is named after its heading when nothing else can be read', () => {
    expect(alertOf('OCP 告警通知-单条告警')).toMatchObject({
      name: 'OCP 告警通知-单条告警',
      labels: { unreadable: 'true' },
    });
  });

  it('drops a link that is none', () => {
    expect(alertOf({ alarmName: 'x', alarmUrl: 'javascript:alert(1)' })).not.toHaveProperty('url');
  });
});
