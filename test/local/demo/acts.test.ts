import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { calmAct } from '#local/demo/calm-act.ts';
import { STORM_ALERTS, STORM_MS, stormAct } from '#local/demo/storm-act.ts';

const BODY = z.union([
  z.object({ alarmId: z.string(), alarmLevel: z.string() }),
  z.object({ alerts: z.array(z.object({ fingerprint: z.string() })) }),
  z.object({ id: z.string(), level: z.string() }),
]);

function idsOf(text: string): readonly string[] {
  const body = BODY.parse(JSON.parse(text));
  if ('alarmId' in body) return [body.alarmId];

  return 'alerts' in body ? body.alerts.map(({ fingerprint }) => fingerprint) : [body.id];
}

describe('the storm', () => {
  const requests = stormAct(0, 10_000);

  it('brings 500 distinct alerts within 20 s, first of all in order', () => {
    const firsts = new Map<string, number>();
    for (const { atMs, body } of requests) for (const id of idsOf(body)) if (!firsts.has(id)) firsts.set(id, atMs);

    expect(firsts.size).toBe(STORM_ALERTS);
    expect(Math.max(...firsts.values())).toBeLessThan(10_000 + STORM_MS);
    expect(requests.map(({ atMs }) => atMs)).toEqual(requests.map(({ atMs }) => atMs).sort((a, b) => a - b));
  });

  it('mixes all five levels', () => {
    const words = new Set(requests.flatMap(({ body }) => /"alarmLevel":"(.*?)"/.exec(body)?.[1] ?? []));

    expect(words).toEqual(new Set(['停服', '严重', '警告', '注意', '提醒']));
  });
});

describe('the calm act', () => {
  it('sends the very same body twice where twins do', () => {
    const twins = calmAct(0).filter(({ path }) => path.includes('alertmanager'));

    expect(twins[0]?.body).toBe(twins[1]?.body);
  });

  it('has a body that is no JSON, as OCP sends it', () => {
    expect(calmAct(0).some(({ body }) => body.includes('"rootserver"') && !canParse(body))).toBe(true);
  });
});

function canParse(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
