import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fingerprint, fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { InhibitionRule } from '#shared/inhibition/inhibition-rule.ts';
import { type Inhibitable, inhibitorId, inhibitorsAmong } from '#shared/inhibition/inhibitors.ts';
import { isSource, isTarget } from '#shared/inhibition/inhibits.ts';
import type { InhibitingSource } from '#shared/inhibition/source-register.ts';
import { type Subject, subjectValue } from '#shared/routing/subject.ts';
import { aRule } from '#test/builders/inhibition-rule.ts';

const T0 = Date.UTC(2026, 10, 21);
const TIMEOUT_MS = 6 * 3_600_000;
const CHANNELS = ['dba', 'web'];

const aChannelList = fc.subarray(CHANNELS, { minLength: 1 });
/** Few values, the empty one and none among them. */
const aValue = fc.constantFrom(undefined, '', 'x', 'y');
const aSubject: fc.Arbitrary<Subject> = fc
  .record({
    source: fc.constantFrom('ocp', 'ocp', 'ocp', 'tocsin'),
    labels: fc.record({ s: fc.constantFrom('1', '2'), t: fc.constantFrom('1', '2'), e: aValue, f: aValue }),
  })
  .map(({ source, labels }) => ({ ...subjectOf(given(labels)), source }));
const aFingerprint = fc.constantFrom('a', 'b', 'c', 'd').map((id) => fingerprintOfId('ocp', id));
const aRuleOf: fc.Arbitrary<InhibitionRule> = fc
  .record({
    name: fc.constantFrom('one', 'two'),
    equal: fc.subarray(['e', 'f', 'source']),
    targetMatchers: fc.constantFrom(['t=1'], ['t=~"1|2"'], ['t!=1']),
    channels: fc.option(aChannelList, { nil: undefined }),
  })
  .map(({ channels, ...rest }) => aRule({ ...rest, sourceMatchers: ['s=1'], ...(channels && { channels }) }));
const aSource: fc.Arbitrary<InhibitingSource> = fc
  .record({
    fingerprint: aFingerprint,
    id: fc.constantFrom('down', 'off'),
    subject: aSubject,
    lastAt: fc.constantFrom(T0, T0 - TIMEOUT_MS),
    endedAt: fc.option(fc.constantFrom(T0, T0 - 200_000), { nil: undefined }),
    within: fc.option(aChannelList, { nil: undefined }),
  })
  .map(({ endedAt, within, ...rest }) => ({
    ...rest,
    heldIn: [],
    ...(endedAt === undefined ? {} : { endedAt }),
    ...(within && { within }),
  }));
const aTarget: fc.Arbitrary<Inhibitable> = fc.record({
  channel: fc.constantFrom(...CHANNELS),
  fingerprint: aFingerprint,
  status: fc.constantFrom('firing', 'resolved'),
  episode: fc.constant(new Date(T0 - 1_000).toISOString()),
  heldBack: fc.record({
    reason: fc.constant('inhibited' as const),
    by: fc.constantFrom(inhibitorId('one', 'down'), inhibitorId('two', 'off')),
    atMs: fc.constant(T0 - 500),
  }),
  subject: aSubject,
});

describe('sources found by what has to be equal', () => {
  test('are those, in that order, which looking at each with each rule finds', () => {
    const many = { rules: fc.array(aRuleOf, { maxLength: 3 }), sources: fc.array(aSource, { maxLength: 12 }) };
    fc.assert(
      fc.property(fc.record({ ...many, targets: fc.array(aTarget, { maxLength: 6 }) }), (given) => {
        const inhibitorsAt = inhibitorsAmong(given.rules, given.sources);
        for (const target of given.targets) {
          expect(inhibitorsAt(target, T0 + 1_000)).toEqual(
            lookingAtEach(target, given.rules, given.sources, T0 + 1_000),
          );
        }
      }),
      { numRuns: 500 },
    );
  });

  test.each([',', '","', '\n', '/'])(
    'are not taken for equal where values only read alike in a row, with %j between',
    (sep) => {
      const rule = { ...RULE, equal: ['e', 'f'] };
      const inhibitorsAt = inhibitorsAmong([rule], [aSourceOf('down', subjectOf({ s: '1', e: `x${sep}y`, f: 'z' }))]);
      const target = (e: string, f: string) => aTargetOf(fingerprintOfId('ocp', 'cpu'), subjectOf({ t: '1', e, f }));

      expect(inhibitorsAt(target('x', `y${sep}z`), T0)).toEqual([]);
      expect(inhibitorsAt(target(`x${sep}y`, 'z'), T0)).toHaveLength(1);
    },
  );

  test('are judged once each, however many alerts they may inhibit', () => {
    const judgements = (sourceCount: number, targetCount: number) => {
      const counted = countedSubjects();
      const sources = Array.from({ length: sourceCount }, (_, at) =>
        aSourceOf(`s${at}`, counted.of({ s: '1', e: `${at}` })),
      );
      const inhibitorsAt = inhibitorsAmong([RULE], sources);
      for (let at = 0; at < targetCount; at++) {
        const subject = counted.of({ t: '1', e: `${at % sourceCount}` });
        expect(inhibitorsAt(aTargetOf(fingerprintOfId('ocp', `t${at}`), subject), T0)).toHaveLength(1);
      }
      return counted.count();
    };

    // Of each its side and the other, where both would keep either from being told.
    expect(judgements(10, 100)).toBe(2 * (10 + 100));
    expect(judgements(100, 1_000)).toBe(2 * (100 + 1_000));
  });

  test('are not judged at all where no alert is a target', () => {
    const counted = countedSubjects();
    const inhibitorsAt = inhibitorsAmong([RULE], [aSourceOf('down', counted.of({ s: '1' }))]);

    expect(inhibitorsAt(aTargetOf(fingerprintOfId('ocp', 'cpu'), counted.of({ t: '2' })), T0)).toEqual([]);
    expect(counted.count()).toBe(1);
  });
});

const RULE = aRule({ sourceMatchers: ['s=1'], targetMatchers: ['t=1'], equal: ['e'] });

/** Subjects that count how often a matcher of `RULE` asks them. */
function countedSubjects() {
  let asked = 0;
  const of = (labels: Subject['labels']): Subject =>
    subjectOf(
      new Proxy(labels, {
        getOwnPropertyDescriptor(all, name) {
          if (name === 's' || name === 't') asked++;
          return Reflect.getOwnPropertyDescriptor(all, name);
        },
      }),
    );
  return { of, count: () => asked };
}

function subjectOf(labels: Subject['labels']): Subject {
  return { source: 'ocp', name: 'cpu high', level: 'warning', target: '', labels };
}

function aSourceOf(id: string, subject: Subject): InhibitingSource {
  return { fingerprint: fingerprintOfId('ocp', id), id, subject, lastAt: T0, heldIn: [] };
}

function aTargetOf(fingerprint: Fingerprint, subject: Subject): Inhibitable {
  return { channel: 'dba', fingerprint, status: 'firing', episode: new Date(T0).toISOString(), subject };
}

/** What inhibits, by the words of the documents. */
function lookingAtEach(
  target: Inhibitable,
  rules: readonly InhibitionRule[],
  sources: readonly InhibitingSource[],
  nowMs: number,
) {
  return rules.flatMap((rule) =>
    sources
      .filter(
        (source) =>
          rule.channels?.includes(target.channel) !== false &&
          source.within?.includes(target.channel) !== false &&
          source.fingerprint !== target.fingerprint &&
          isSource(rule, source.subject) &&
          isTarget(rule, target.subject) &&
          !(isTarget(rule, source.subject) && isSource(rule, target.subject)) &&
          rule.equal.every((name) => subjectValue(source.subject, name) === subjectValue(target.subject, name)) &&
          isOfNow(source, rule, target, nowMs),
      )
      .map((source) => ({ rule, source, untilMs: source.lastAt + rule.sourceTimeoutMs })),
  );
}

function isOfNow(source: InhibitingSource, rule: InhibitionRule, target: Inhibitable, nowMs: number): boolean {
  if (source.endedAt === undefined) return nowMs < source.lastAt + rule.sourceTimeoutMs;

  return (
    target.status === 'resolved' &&
    nowMs <= source.endedAt + 120_000 &&
    target.heldBack?.by === inhibitorId(rule.name, source.id)
  );
}

function given(labels: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
