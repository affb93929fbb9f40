import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregationKey, DEFAULT_GROUP_BY } from '#shared/admission/aggregation-key.ts';
import { decodeBrief, encodeBrief } from '#shared/admission/brief.ts';
import { packContent, unpackContent } from '#shared/admission/content.ts';
import { decodeDue, dueClass, encodeDue, encodeDueBy } from '#shared/admission/due.ts';
import { decodeMark, encodeMark, SHARDS, shardOf } from '#shared/admission/shard.ts';
import type { Alert } from '#shared/alert/alert.ts';
import { fingerprint } from '#shared/alert/fingerprint.ts';
import { LEVELS } from '#shared/alert/level.ts';
import { CANARY_NAME, CANARY_SOURCE } from '#shared/receiving/canary.ts';
import { ruleMark } from '#shared/routing/rule-mark.ts';

const anyAlert: fc.Arbitrary<Alert> = fc.record({
  id: fc.string({ unit: 'binary' }),
  source: fc.string(),
  name: fc.string({ unit: 'binary', maxLength: 200 }),
  level: fc.constantFrom(...LEVELS),
  status: fc.constantFrom('firing', 'resolved'),
  target: fc.string({ unit: 'binary', maxLength: 200 }),
  summary: fc.string({ unit: 'grapheme' }),
  description: fc.string({ unit: 'grapheme' }),
  labels: fc.dictionary(fc.string(), fc.string()),
});

describe('an alert in the table', () => {
  test('comes back as it went in', () => {
    fc.assert(
      fc.property(anyAlert, (alert) => {
        expect(unpackContent(packContent(alert))).toEqual(alert);
      }),
    );
  });

  test('whose content is broken is no reason to throw', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => void unpackContent(bytes)));
  });

  test('has a brief of at most 120 bytes that names level, status, name and target', () => {
    fc.assert(
      fc.property(anyAlert, (alert) => {
        const text = encodeBrief(alert, 'group');
        expect(Buffer.byteLength(text)).toBeLessThanOrEqual(120);
        expect(decodeBrief(text)).toMatchObject({ level: alert.level, status: alert.status });
        expect(decodeBrief(text)).not.toHaveProperty('rule');

        const ruled = encodeBrief(alert, 'group', ruleMark(alert.name));
        expect(Buffer.byteLength(ruled)).toBeLessThanOrEqual(120);
        expect(decodeBrief(ruled)).toEqual({ ...decodeBrief(text), rule: ruleMark(alert.name) });
      }),
    );
  });

  test('has a brief that gives its name and target back, packed words and all', () => {
    const words = fc
      .array(
        fc.constantFrom('ob_cluster=', 'c1', ':tenant_name=', ':svr_ip=', 'OB 租户', ' CPU ', '使用率超限', '数据'),
        { maxLength: 4 },
      )
      .map((some) => some.join('').replace(/ +/g, ' ').trim());
    fc.assert(
      fc.property(anyAlert, words, words, (alert, name, target) => {
        fc.pre(Buffer.byteLength(name) <= 54 && Buffer.byteLength(target) <= 48);
        const text = encodeBrief({ ...alert, name, target }, 'group');
        expect(decodeBrief(text)).toEqual({
          level: alert.level,
          status: alert.status,
          group: text.slice(1, 7),
          name,
          target,
        });
      }),
    );
  });

  test('has a brief that says whether it is the canary, which its name does not', () => {
    fc.assert(
      fc.property(anyAlert, fc.option(fc.constant(ruleMark('rule')), { nil: undefined }), (alert, rule) => {
        const brief = (source: string) =>
          decodeBrief(encodeBrief({ ...alert, name: CANARY_NAME, source }, 'group', rule));

        expect(brief(CANARY_SOURCE)).toEqual({ ...brief('jenkins'), isCanary: true });
        expect(brief('jenkins')).not.toHaveProperty('isCanary');
      }),
    );
  });

  test('has a brief that says whether its end is kept quiet, in few bytes more, and nothing else by that', () => {
    fc.assert(
      fc.property(anyAlert, fc.option(fc.constant(ruleMark('rule')), { nil: undefined }), (alert, rule) => {
        const told = encodeBrief(alert, 'group', rule);
        const quiet = encodeBrief(alert, 'group', rule, 'quiet');

        expect(decodeBrief(quiet)).toEqual({ ...decodeBrief(told), isQuietEnd: true });
        expect(decodeBrief(told)).not.toHaveProperty('isQuietEnd');
        expect(Buffer.byteLength(quiet) - Buffer.byteLength(told)).toBeLessThanOrEqual(5);
      }),
    );
  });

  test('has a brief that shrinks what OCP writes', () => {
    const alert = { level: 'warning', status: 'firing', name: 'OB 租户 CPU 使用率超限' } as const;
    const ocp = { ...alert, target: 'ob_cluster=obcluster-1:tenant_name=tenant_90' } as unknown as Alert;

    expect(Buffer.byteLength(encodeBrief(ocp, 'group'))).toBeLessThanOrEqual(40);
  });

  test('has a brief without control characters of its own', () => {
    const alert = { level: 'down', status: 'firing', name: 'a\u0001b\u0000', target: '\u0003\tx' } as unknown as Alert;

    expect(decodeBrief(encodeBrief(alert, 'group'))).toMatchObject({ name: 'a b', target: 'x' });
  });

  test('is read from a brief of the first form, in the same group', () => {
    const alert = { level: 'critical', status: 'resolved', name: 'disk full', target: 'host-1' } as unknown as Alert;
    const { group } = decodeBrief(encodeBrief(alert, 'group'));

    expect(decodeBrief(`2R${group}AAdisk full\thost-1`)).toEqual({
      level: 'critical',
      status: 'resolved',
      group,
      name: 'disk full',
      target: 'host-1',
    });
  });

  test('of ordinary size deflates to a third', () => {
    const alert: Alert = {
      id: 'b2c3d4e5f6a70819',
      source: 'alertmanager',
      name: 'KubePodCrashLooping',
      level: 'warning',
      status: 'firing',
      target: 'payments/api-7c9d8f6b5-x2k4q',
      summary: 'Pod is crash looping.',
      description: 'Pod payments/api-7c9d8f6b5-x2k4q (api) is in waiting state (reason: CrashLoopBackOff).',
      activeAt: '2026-11-21T02:59:03.000Z',
      url: 'http://prometheus.example:9090/graph?g0.expr=kube_pod_container_status_waiting_reason&g0.tab=1',
      labels: {
        alertname: 'KubePodCrashLooping',
        namespace: 'payments',
        pod: 'api-7c9d8f6b5-x2k4q',
        severity: 'warning',
      },
    };
    expect(packContent(alert).length).toBeLessThan(JSON.stringify(alert).length / 2);
  });
});

describe('keys', () => {
  test('a due time sorts by class, then by time', () => {
    const time = fc.record({
      class: fc.constantFrom(0, 1, 2),
      atMs: fc.integer({ min: 0, max: 9_999_999_999_999 }),
    });
    fc.assert(
      fc.property(time, time, (a, b) => {
        expect(decodeDue(encodeDue(a))).toEqual(a);
        const order = a.class - b.class || a.atMs - b.atMs;
        expect(Math.sign(encodeDue(a) < encodeDue(b) ? -1 : encodeDue(a) > encodeDue(b) ? 1 : 0)).toBe(
          Math.sign(order),
        );
      }),
    );
  });

  test('a due time of a flapping alert is due by its time, and sorts with the others', () => {
    const due = { class: 1, atMs: 1_795_305_600_000 } as const;
    const flapping = { ...due, flapping: true } as const;

    expect(decodeDue(encodeDue(flapping))).toEqual(flapping);
    expect(encodeDue(flapping) <= encodeDueBy(1, due.atMs)).toBe(true);
    expect(encodeDue(flapping) > encodeDueBy(1, due.atMs - 1)).toBe(true);
    expect(encodeDue(flapping) < encodeDue({ ...due, atMs: due.atMs + 1 })).toBe(true);
  });

  test('down goes first, then critical and every recovery, then the rest', () => {
    expect(([1, 2, 3, 4, 5] as const).map((level) => dueClass('firing', level))).toEqual([0, 1, 2, 2, 2]);
    expect(([1, 2, 3, 4, 5] as const).map((level) => dueClass('resolved', level))).toEqual([1, 1, 1, 1, 1]);
  });

  test('a mark survives any channel name', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.constantFrom(...SHARDS), (channel, shard) => {
        const mark = { channel, shard, class: 1 as const };
        expect(decodeMark(encodeMark(mark))).toEqual(mark);
      }),
    );
  });

  test('fingerprints spread over all shards, and tell firing and recovery to be the same alert', () => {
    const prints = Array.from({ length: 500 }, (_, at) =>
      fingerprint('s', {
        name: `n${at}`,
        level: 'info',
        status: 'firing',
        target: '',
        summary: '',
        description: '',
        labels: {},
      }),
    );
    expect(new Set(prints.map(shardOf)).size).toBe(16);
    const parsed = {
      name: 'n',
      level: 'info',
      target: 't',
      summary: '',
      description: '',
      labels: { a: '1', b: '2' },
    } as const;
    expect(fingerprint('s', { ...parsed, status: 'firing' })).toBe(
      fingerprint('s', { ...parsed, status: 'resolved', level: 'down', labels: { b: '2', a: '1' } }),
    );
  });

  test('the source’s own group counts unless the channel names fields', () => {
    const alert = { source: 'ocp', name: 'n', group: 'g', target: 't', labels: { zone: 'z' } } as unknown as Alert;
    expect(aggregationKey(alert, DEFAULT_GROUP_BY)).toBe('["ocp","g"]');
    expect(aggregationKey(alert, ['labels.zone', 'target'])).toBe('["ocp","z","t"]');
  });
});
