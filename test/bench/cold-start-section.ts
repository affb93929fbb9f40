import type { Bundle } from './bundles.ts';
import { type ColdStart, measureColdStarts } from './measure-cold-start.ts';
import type { Section } from './section.ts';

const MAX_RATIO = 1.5;

/** Load and first event of each function, against the bare client's. */
export async function coldStartSection(bundles: readonly Bundle[]): Promise<Section> {
  const [bare, ...ours] = await measureColdStarts(bundles);
  if (bare === undefined) throw new Error('nothing was measured');
  const shown = ({ what, cpuMs, loadMs, firstMs }: ColdStart) =>
    `${what}, ${cpuMs.toFixed(0)} ms (by the clock ${loadMs.toFixed(0)} + ${firstMs.toFixed(0)} ms)`;

  return {
    title:
      'A cold start: loading a bundle and answering a first event, against the bare DynamoDB client and one request',
    budgets: ours.map(({ what, cpuMs }) => ({
      what,
      measured: cpuMs / bare.cpuMs,
      most: MAX_RATIO,
      unit: 'times',
    })),
    note: `By processor time, which other work on the machine disturbs least, medians of processes started in turn over services that answer at once: ${[bare, ...ours].map(shown).join('; ')}.`,
  };
}
