import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ALERTS } from './alerts-of-800-bytes.ts';
import { allKept, type Budget } from './budget.ts';
import { type Bundle, bundleAll, FUNCTIONS } from './bundles.ts';
import { coldStartSection } from './cold-start-section.ts';
import { ALERTS_IN_ONE, measureLargeRequest } from './measure-large-request.ts';
import { measureLatency, ROBOT_MS } from './measure-latency.ts';
import { measureLoading } from './measure-loading.ts';
import { type LifeUnits, measureLife } from './measure-units.ts';
import { memorySection } from './memory-section.ts';
import { LOAD_BEFORE, machine, writeMeasured } from './performance-page.ts';
import { routingSection } from './routing-section.ts';
import { type Section, sectionText } from './section.ts';
import { digestSection, waitingSection } from './storm-units-sections.ts';
import { synthSection } from './synth-section.ts';

/* `npm run bench`: measures everything that has a budget, in one run on one machine, and writes docs/performance.md. */

const MAX_KILOBYTES = { receive: 480, dispatch: 600, admin: 1_000, poll: 400 } as const;
const MAX_LOAD_RATIO = 1.4;

async function unitsSection(): Promise<Section> {
  const lives: LifeUnits[] = [];
  for (const { alert } of ALERTS) lives.push(await measureLife(alert));
  const worst = (life: keyof LifeUnits, units: 'write' | 'read') => Math.max(...lives.map((one) => one[life][units]));
  const row = (what: string, life: keyof LifeUnits, write: number, read: number): readonly Budget[] => [
    { what: `${what}, write units`, measured: worst(life, 'write'), most: write, unit: '' },
    { what: `${what}, read units`, measured: worst(life, 'read'), most: read, unit: '' },
  ];

  return {
    title: 'DynamoDB units of one alert, index included',
    budgets: [
      ...row('a lone new alert, from receipt to recorded delivery', 'lone', 7, 4),
      ...row('its recovery, from receipt to recorded delivery', 'recovery', 7, 4),
      ...row('the first repeat in a quiet window', 'firstRepeat', 2, 0),
      ...row('each further repeat', 'repeat', 1, 0),
      ...row('a repeat after ten messages about it', 'oldRepeat', 1, 0),
    ],
    note: `The worst of ${ALERTS.length} kinds of alert of up to 800 bytes: ${ALERTS.map(({ name }) => name).join('; ')}.`,
  };
}

function sizeSection(bundles: readonly Bundle[]): Section {
  const bare = kilobytesOf(bundles, 'bare-client');
  return {
    title: 'Bundles, minified',
    budgets: FUNCTIONS.map((name) => ({
      what: name,
      measured: kilobytesOf(bundles, name),
      most: MAX_KILOBYTES[name],
      unit: 'kB',
    })),
    note: `For comparison, a bundle of the bare DynamoDB client: ${Math.round(bare)} kB.`,
  };
}

function loadingSection(bundles: readonly Bundle[]): Section {
  const times = measureLoading(bundles.filter(({ name }) => name !== 'admin' && name !== 'poll'));
  const bare = times.get('bare-client') ?? Number.NaN;
  const ms = (name: 'receive' | 'dispatch') => times.get(name) ?? Number.NaN;

  return {
    title: 'Loading a bundle in a fresh process, against the bare DynamoDB client',
    budgets: (['receive', 'dispatch'] as const).map((name) => ({
      what: name,
      measured: ms(name) / bare,
      most: MAX_LOAD_RATIO,
      unit: 'times',
    })),
    note: `Medians of processes started in turn: receive ${ms('receive').toFixed(1)} ms, dispatch ${ms('dispatch').toFixed(1)} ms, the bare client ${bare.toFixed(1)} ms.`,
  };
}

async function latencySection(): Promise<Section> {
  const { requests, p50Ms, p99Ms, maxMs } = await measureLatency();
  return {
    title: `From a sender's request to the robot's answer, over a robot that takes ${ROBOT_MS} ms`,
    budgets: [
      { what: 'half of the alerts', measured: p50Ms, most: 100, unit: 'ms' },
      { what: '99 of 100', measured: p99Ms, most: 500, unit: 'ms' },
    ],
    note: `${requests} alerts, one at a time, to an idle relay on one machine; the slowest took ${Math.round(maxMs)} ms.`,
  };
}

async function largeRequestSection(): Promise<Section> {
  return {
    title: 'A large request',
    budgets: [
      {
        what: `${ALERTS_IN_ONE.toLocaleString('en-US')} different alerts in one request, until the answer`,
        measured: (await measureLargeRequest()) / 1000,
        most: 8,
        unit: 's',
      },
    ],
  };
}

function kilobytesOf(bundles: readonly Bundle[], name: Bundle['name']): number {
  return bundles.find((one) => one.name === name)?.kilobytes ?? Number.NaN;
}

function print(section: Section): string {
  const text = sectionText(section);
  console.log(`${text}\n`);

  return text;
}

const folder = await mkdtemp(join(tmpdir(), 'tocsin-bench-'));
try {
  const bundles = await bundleAll(folder);
  const parts = [
    () => loadingSection(bundles),
    () => coldStartSection(bundles),
    () => latencySection(),
    () => largeRequestSection(),
    () => routingSection(),
    () => unitsSection(),
    () => digestSection(),
    () => waitingSection(),
    () => memorySection(),
    () => sizeSection(bundles),
    () => synthSection(folder),
  ];
  console.log(`${machine()}; load before the run ${LOAD_BEFORE}\n`);
  const sections: Section[] = [];
  const texts: string[] = [];
  for (const part of parts) {
    const section = await part();
    sections.push(section);
    texts.push(print(section));
  }
  const day = new Date().toISOString().slice(0, 10);
  await writeMeasured(
    'measured',
    [`Measured ${day} on ${machine()}; load of the machine before the run: ${LOAD_BEFORE}.`, ...texts].join('\n\n'),
  );
  if (!sections.every(({ budgets }) => allKept(budgets))) {
    console.error('over budget');
    process.exitCode = 1;
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
