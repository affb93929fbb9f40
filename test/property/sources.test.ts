import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Source } from '#shared/receiving/source.ts';
import { SOURCES, sourceFor } from '#shared/receiving/source-registry.ts';
import { MAX_ALERT_BYTES } from '#shared/receiving/sources/keep-within.ts';
import { busyMs } from '#test/assertions/thread-time.ts';
import { anyBody, nastyText, VENDOR_FIELDS, vendorBody } from '#test/builders/any-body.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');

function source(kind: string): Source {
  const found = sourceFor(kind);
  if (found === undefined) throw new Error(`no source ${kind}`);
  return found;
}

function parsed(kind: string, body: string) {
  const result = source(kind).parse(body, NOW);
  if (result.kind !== 'parsed') throw new Error(`${kind} refused ${body}`);
  return result.alerts;
}

/** Every kind but our own: what it can't read it must not refuse. */
const FOREIGN = SOURCES.map((each) => each.kind).filter((kind) => kind !== 'native');

/** A list without entries brings nothing, and what a person did to a problem of Zabbix is no alert. */
function bringsNothing(kind: string, body: string): boolean {
  const dense = body.replaceAll(/\s/g, '');
  if (kind === 'zabbix') return /"event_update_status":"?1"?/.test(dense);
  return kind === 'nightingale' ? dense === '[]' || dense.includes('"events":[]') : /"alerts":\[\]/.test(dense);
}

describe.each(FOREIGN)('any body sent to %s', (kind) => {
  it('becomes alerts with a name and an id, never an error', () => {
    fc.assert(
      fc.property(fc.oneof(anyBody, vendorBody), (body) => {
        const alerts = parsed(kind, body);

        if (!bringsNothing(kind, body)) expect(alerts.length).toBeGreaterThan(0);
        for (const alert of alerts) {
          expect(alert.name).not.toBe('');
          expect(alert.id ?? '').not.toBe('');
          expect(['firing', 'resolved']).toContain(alert.status);
          for (const text of [alert.name, alert.id ?? '', alert.target, alert.group ?? ''])
            expect(text).not.toMatch(/\p{Cc}/u);
          expect(alert.description.isWellFormed() && alert.summary.isWellFormed()).toBe(true);
        }
      }),
      { numRuns: 600 },
    );
  });

  it('gives equal alerts for equal bodies', () => {
    fc.assert(
      fc.property(anyBody, (body) => {
        expect(parsed(kind, body)).toEqual(parsed(kind, body));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a body of the OCP template', () => {
  const filled = (first: string, description: string, message: string, last: string): string =>
    `{"v":1,${first}"alarmType":"ob_log_alarm","alarmLevel":"严重","alarmStatus":"告警中","alarmDescription":"${description}",
 "obCluster":"obcluster","message":${message}${last}}`;

  it('keeps its alarm id, whatever unescaped text OCP puts into it', () => {
    fc.assert(
      fc.property(nastyText, nastyText, fc.boolean(), fc.boolean(), (description, message, quoted, idFirst) => {
        const id = '"alarmId":"1000160"';
        const text = quoted ? `"${message}"` : `""${message}""`;
        const body = idFirst ? filled(`${id},`, description, text, '') : filled('', description, text, `,${id}`);

        expect(parsed('ocp', body)[0]?.id).toBe('1000160');
      }),
      { numRuns: 600 },
    );
  });

  it('keeps its alarm id or its raw text wherever it is cut off', () => {
    const body = filled('"alarmId":"1000160",', '日志 "x" {"a": 1}\n', '"### OCP 告警通知 x\n- 级别：严重"', '');
    fc.assert(
      fc.property(fc.nat(body.length - 1), (length) => {
        const cut = body.slice(0, length);
        const alert = parsed('ocp', cut)[0];

        expect(
          alert?.id === '1000160' || /^\{"v":1,"alarmId":"\d*$/.test(cut) || alert?.description.includes(cut.trim()),
        ).toBeTruthy();
      }),
    );
  });

  it('has the same identity when it fires and when it recovers, with an id or without', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9_]{2,20}$/);
    fc.assert(
      fc.property(word, word, fc.boolean(), nastyText, nastyText, (rule, cluster, withId, before, after) => {
        const body = (status: string, text: string, time: string) =>
          JSON.stringify({
            ...(withId ? { alarmId: '7' } : {}),
            alarmType: rule,
            alarmStatus: status,
            alarmTarget: `ob_cluster=${cluster}:svr_ip=192.0.2.10`,
            alarmDescription: text,
            value: text,
            alarmUpdatedAt: time,
          });

        const [firing] = parsed('ocp', body('告警中', before, '2026-11-21T03:04:05+08:00'));
        const [recovery] = parsed('ocp', body('已消除', after, '2026-11-21T03:14:05+08:00'));
        expect([firing?.status, recovery?.status]).toEqual(['firing', 'resolved']);
        expect(recovery?.id).toBe(firing?.id);
      }),
    );
  });
});

describe('any body sent to the native route', () => {
  it('is read or refused with a reason, never an exception', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyBody,
          fc.json().map((json) => `{"name":"x","labels":${json},"level":${json}}`),
        ),
        (body) => {
          const result = source('native').parse(body, NOW);

          if (result.kind === 'invalid') {
            expect(result.errors.length).toBeGreaterThan(0);
            for (const { field, message } of result.errors) expect(field !== '' && message !== '').toBe(true);
          }
        },
      ),
      { numRuns: 600 },
    );
  });
});

describe('time and size', () => {
  const bytes = (alert: object) =>
    Buffer.byteLength(
      JSON.stringify(Object.values(alert).flatMap((v) => (typeof v === 'object' ? Object.entries(v).flat() : [v]))),
    );
  const size = 1_000_000;
  const storms: readonly (readonly [string, string])[] = [
    ['quotes', `{"alarmName":"${'"'.repeat(size)}`],
    ['commas', `{"alarmName":x${','.repeat(size)}`],
    ['blanks between quotes', `{"a":"${`"${' '.repeat(999)}`.repeat(size / 1000)}`],
    ['keys', `{${'"a":"b","c":'.repeat(size / 12)}`],
    ['brackets', '{"a":'.repeat(size / 5)],
    ['arrays', '['.repeat(size)],
    ['a deep message', `${'{"message":'.repeat(size / 11)}1${'}'.repeat(size / 11)}`],
    ['blanks', `${' '.repeat(size)}x`],
    ['lines', '- 级别：严重\n'.repeat(size / 8)],
    ['a heading and blanks', `OCP 告警通知${' '.repeat(size)}x`],
    ['form fields', 'alarmId=1&'.repeat(size / 10)],
    ['quoted quotes', `"x${'"'.repeat(size)}x`],
    ['backslashes', `{"alarmName":"${'\\'.repeat(size)}`],
    ['deep data', `${'{"data":'.repeat(size / 8)}1${'}'.repeat(size / 8)}`],
    [
      'nested fields',
      `{"labels":{${Array.from({ length: size / 20 }, (_, index) => `"key_${index}":"v"`).join(',')}}}`,
    ],
    ['unknown fields', `{${Array.from({ length: size / 20 }, (_, index) => `"key_${index}":"v"`).join(',')}}`],
    ['control characters', '\u0001'.repeat(size)],
  ];

  it.each(storms)('a megabyte of %s is read within a second by every source', (_, body) => {
    for (const each of SOURCES)
      expect([each.kind, busyMs(() => each.parse(body, NOW)) < 1_000]).toEqual([each.kind, true]);
  });

  it.each(FOREIGN)('keeps at most 20 kB of an alert of %s, however long its texts are', (kind) => {
    const long = '告'.repeat(20_000);
    const fields = Object.fromEntries([...VENDOR_FIELDS, 'alarmName', 'message'].map((field) => [field, long]));
    const many = Array.from({ length: 2_000 }, (_, index) => `key_${index}=${'v'.repeat(40)}`);
    const body = {
      ...fields,
      tags: many,
      heartbeat: fields,
      monitor: fields,
      AlarmName: long,
      NewStateValue: 'ALARM',
      NewStateReason: long,
      ...(kind === 'alertmanager' || kind === 'grafana'
        ? { alerts: [{ ...fields, labels: { ...fields, ...many }, annotations: fields, values: many }] }
        : {}),
    };
    for (const alert of parsed(kind, JSON.stringify(body))) expect(bytes(alert)).toBeLessThan(MAX_ALERT_BYTES * 1.5);
  });

  it('keeps at most 20 kB of an alert, whatever is in it', () => {
    fc.assert(
      fc.property(
        fc.nat(30_000),
        fc.nat(30_000),
        fc.nat(3_000),
        fc.constantFrom('x', '告', '🔥'),
        (a, b, labels, char) => {
          const alert = {
            name: char.repeat(Math.max(1, a / 10)),
            description: char.repeat(a),
            summary: char.repeat(b),
            labels: Object.fromEntries(
              Array.from({ length: labels }, (_, index) => [`label_${index}`, char.repeat(index % 40)]),
            ),
          };
          const result = source('native').parse(JSON.stringify(alert), NOW);

          const kept = result.kind === 'parsed' ? result.alerts[0] : undefined;
          expect(kept?.description.isWellFormed()).toBe(true);
          expect(bytes(kept ?? {})).toBeLessThan(MAX_ALERT_BYTES * 1.5);
        },
      ),
      { numRuns: 40 },
    );
  });
});
