import { MAX_LOOK } from '#shared/dispatching/look.ts';
import { measureDispatcherMemory } from './measure-dispatcher-memory.ts';
import type { Section } from './section.ts';

/** What a dispatcher needs for the largest look there is; no budget where the system does not tell memory. */
export async function memorySection(): Promise<Section> {
  const measured = await measureDispatcherMemory(MAX_LOOK);
  const what = `a dispatcher that finds ${MAX_LOOK.toLocaleString('en-US')} alerts in one look, at most`;

  return {
    title: 'Memory of a dispatcher',
    budgets: measured === undefined ? [] : [{ what, measured, most: 256, unit: 'MB' }],
    note: 'A process of its own, whose table is in another. The whole relay is measured in storms, below.',
  };
}
