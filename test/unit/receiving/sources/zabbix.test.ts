import { describe, expect, it } from 'vitest';
import { UNREADABLE_ZABBIX, zabbix } from '#shared/receiving/sources/zabbix/zabbix.ts';

const PROBLEM = {
  event_id: '90210',
  event_value: '1',
  event_name: 'CPU is busy',
  event_timestamp: '1795222200',
  event_update_status: '0',
  trigger_id: '23101',
  host: 'db-01',
};

function alertsOf(event: object) {
  const result = zabbix.parse(JSON.stringify(event), 0);
  return result.kind === 'parsed' ? result.alerts : [];
}

function alertOf(changes: object) {
  return alertsOf({ ...PROBLEM, ...changes })[0];
}

describe('the level', () => {
  it.each([
    ['0', 'warning'],
    ['1', 'info'],
    ['2', 'warning'],
    ['3', 'warning'],
    ['4', 'critical'],
    ['5', 'down'],
  ])('of severity %s is %s, whatever it is called', (event_nseverity, level) => {
    expect(alertOf({ event_nseverity, event_severity: '灾难' })?.level).toBe(level);
  });

  it.each([
    ['Not classified', 'warning'],
    ['Information', 'info'],
    ['Warning', 'warning'],
    ['Average', 'warning'],
    ['High', 'critical'],
    ['Disaster', 'down'],
  ])('of %s is %s without a number', (word, level) => {
    expect(alertOf({ event_severity: word })?.level).toBe(level);
    expect(alertOf({ trigger_severity: word, event_nseverity: '{EVENT.NSEVERITY}' })?.level).toBe(level);
  });
});

describe('a problem and its recovery', () => {
  it('are one alert in one episode', () => {
    const firing = alertOf({ event_opdata: '96 %', event_recovery_timestamp: '{EVENT.RECOVERY.TIMESTAMP}' });
    const over = alertOf({ event_value: '0', event_opdata: '12 %', event_recovery_timestamp: '1795222800' });

    expect(firing).toMatchObject({ status: 'firing', activeAt: '2026-11-21T00:50:00.000Z', summary: '96 %' });
    expect(firing).not.toHaveProperty('resolvedAt');
    expect(over).toMatchObject({ id: firing?.id, status: 'resolved', activeAt: firing?.activeAt });
    expect(over?.resolvedAt).toBe('2026-11-21T01:00:00.000Z');
  });

  it('are known by the event, else by the trigger, else by name and host', () => {
    expect(alertOf({})?.id).toBe('event-90210');
    expect(alertOf({ event_id: '' })?.id).toBe('trigger-23101');
    const named = alertOf({ event_id: '', trigger_id: '' });
    expect(alertOf({ event_id: '', trigger_id: '', event_value: '0' })?.id).toBe(named?.id);
    expect(alertOf({ event_id: '', trigger_id: '', host: 'db-02' })?.id).not.toBe(named?.id);
  });
});

describe('what a person does to a problem', () => {
  it.each(['acknowledged', 'acknowledged and commented', 'suppressed', 'closed', ''])(
    'is no alert: %j',
    (event_update_action) => {
      expect(alertsOf({ ...PROBLEM, event_update_status: '1', event_update_action })).toEqual([]);
    },
  );

  it('is one when the severity changed', () => {
    const changed = {
      event_update_status: '1',
      event_update_action: 'acknowledged and changed severity from High to Disaster',
      event_nseverity: '5',
    };

    expect(alertOf(changed)).toMatchObject({ id: 'event-90210', level: 'down', status: 'firing' });
  });
});

describe('the link', () => {
  it("is the trigger's own, else the page of the event", () => {
    const zabbix_url = 'https://zabbix.example.test/ui/';

    expect(alertOf({ zabbix_url, trigger_url: 'https://wiki.example.test/cpu' })?.url).toBe(
      'https://wiki.example.test/cpu',
    );
    expect(alertOf({ zabbix_url })?.url).toBe(
      'https://zabbix.example.test/ui/tr_events.php?triggerid=23101&eventid=90210',
    );
    expect(alertOf({ zabbix_url, event_id: '' })).not.toHaveProperty('url');
    expect(alertOf({ zabbix_url: '{$ZABBIX.URL}' })).not.toHaveProperty('url');
  });
});

it('takes a macro that was not filled for absent', () => {
  expect(alertOf({ host: '{HOST.NAME}', event_opdata: '*UNKNOWN*', event_timestamp: '{EVENT.TIMESTAMP}' })).toEqual({
    ...alertOf({ host: '', event_opdata: '', event_timestamp: '' }),
  });
  expect(alertsOf({ event_name: '{EVENT.NAME}', event_id: '{EVENT.ID}' })).toMatchObject([{ name: UNREADABLE_ZABBIX }]);
});
