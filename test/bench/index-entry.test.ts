import { describe, expect, test } from 'vitest';
import { stormAct } from '#local/demo/storm-act.ts';
import { aggregationKey, DEFAULT_GROUP_BY } from '#shared/admission/aggregation-key.ts';
import { encodeBrief } from '#shared/admission/brief.ts';
import { encodeDue } from '#shared/admission/due.ts';
import { levelNumber } from '#shared/alert/level.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import { START_MS } from '#test/pipeline/harness.ts';
import { itemBytes } from './capacity-units.ts';

/** A read unit pays for this much of an index, in which entries are read together. */
const READ_BYTES = 4_096;

type Told = 'told' | 'untold';

/** What the index holds of every alert of the demo's storm: OCP's, Alertmanager's and native ones. */
function entries(told: Told): readonly number[] {
  return stormAct(START_MS, 0).flatMap(({ path, body }) => {
    const kind = path.includes('ocp') ? 'ocp' : path.includes('alertmanager') ? 'alertmanager' : 'native';
    const parsed = sourceFor(kind)?.parse(body, START_MS);
    if (parsed?.kind !== 'parsed') throw new Error(`${kind} refused its own storm`);

    return parsed.alerts.map((alert) => {
      const whole = { ...alert, id: '', source: kind };
      const level = levelNumber(alert.level);
      return itemBytes({
        pk: { S: 'A#dba-oncall#f' },
        sk: { S: 'x'.repeat(22) },
        due: { S: encodeDue({ class: 2, atMs: START_MS }) },
        b: { S: encodeBrief(whole, aggregationKey(whole, DEFAULT_GROUP_BY)) },
        v: { N: '1' },
        since: { N: String(START_MS + 123) },
        ...(told === 'told' ? { told: { S: 'F' }, tl: { N: String(level) } } : {}),
      });
    });
  });
}

describe('an entry of the outbox in a storm', () => {
  test.each<[Told]>([['untold'], ['told']])(
    'costs at most 0.04 read units when it is %s, and 130 bytes on average',
    (told) => {
      const sizes = entries(told).toSorted((a, b) => a - b);
      const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;

      expect(sizes.length).toBeGreaterThan(500);
      expect(mean).toBeLessThanOrEqual(130);
      expect((sizes.at(-1) ?? 0) / READ_BYTES).toBeLessThanOrEqual(0.04);
    },
  );
});
