import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '#local/sandbox/sandbox.ts';
import { LOAD_BEFORE, machine, writeMeasured } from '../performance-page.ts';
import { seededRandom } from '../storm/seeded-random.ts';
import { stormTraffic } from '../storm/traffic.ts';
import { VARIANTS } from '../storm/variants.ts';
import { chart } from './chart.ts';
import { type Contender, type Entry, now, type SharedStorm } from './contender.ts';
import { ENTRIES } from './entries.ts';
import { curveOf, type PeerResult, peerTable, resultOf } from './report.ts';

/*
 * `npm run bench:peers`: one storm through Tocsin and through others, at the same time, each to a group of its own of
 * one sandbox. Installs the others into a temporary folder; one that can't be had is named with the reason. Writes its
 * part of docs/performance.md, and the chart in docs/images/.
 */

const ALERTS = 3_000;
const STORM_MS = 60_000;
/** What is not shown by then, after the first alert, is not shown for this comparison. */
const UNTIL_MS = 180_000;
const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));

interface Ready {
  readonly entry: Entry;
  readonly contender: Contender;
}

const folder = await mkdtemp(join(tmpdir(), 'tocsin-peers-'));
const groups = ENTRIES.map(({ name, token }) => ({ product: 'dingtalk' as const, name, token }));
const sandbox = await startSandbox({ groups, now });
const ready: Ready[] = [];
const missing: string[] = [];
try {
  console.log(`${machine()}; load before the run ${LOAD_BEFORE}\n`);
  for (const entry of ENTRIES) {
    sandbox.setFault(entry.token, { kind: 'latency', ms: 100, jitterMs: 200, seed: 1 });
    const webhookUrl = sandbox.webhookUrl(entry.token);
    const contender = await entry.prepare({
      folder,
      group: sandbox.group(entry.token),
      host: sandbox.host,
      webhookUrl,
    });
    if ('missing' in contender) missing.push(contender.missing);
    else ready.push({ entry, contender });
    console.log('missing' in contender ? `SKIPPED ${entry.name}: ${contender.missing}` : `ready: ${entry.name}`);
  }
  const results = await play(ready);
  await report(results);
} finally {
  for (const { contender } of ready) await contender.stop();
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
}

async function play(all: readonly Ready[]): Promise<readonly PeerResult[]> {
  const [variant] = VARIANTS;
  if (variant === undefined) throw new Error('there is no storm');
  const alerts = stormTraffic({ ...variant, alerts: ALERTS, overMs: STORM_MS }, seededRandom(1));
  console.log(
    `\n${ALERTS.toLocaleString('en-US')} alerts in ${STORM_MS / 1_000} s, looked at for ${UNTIL_MS / 1_000} s`,
  );
  // Those that load first, as Apprise does, get the time for it.
  const startMs = now() + 3_000;
  const storm: SharedStorm = { alerts, startMs, untilMs: startMs + UNTIL_MS };
  const ticking = setInterval(() => {
    const shown = sandbox.groups.map(({ settings, counters }) => `${settings.name} ${counters.delivered}`);
    console.log(`  ${Math.round((now() - startMs) / 1_000)} s, messages: ${shown.join(', ')}`);
  }, 15_000);
  await sleep(startMs - now());
  await Promise.all(all.map(({ entry, contender }) => contender.play(shareOf(storm, entry))));
  clearInterval(ticking);
  await sleep(Math.max(0, storm.untilMs - now()));

  return Promise.all(
    all.map(({ entry, contender }) => resultOf(entry, contender, sandbox.group(entry.token), shareOf(storm, entry))),
  );
}

function shareOf(storm: SharedStorm, { oneIn }: Entry): SharedStorm {
  return { ...storm, alerts: storm.alerts.filter((_, at) => at % oneIn === 0) };
}

async function report(results: readonly PeerResult[]): Promise<void> {
  const title = `Alerts shown of ${ALERTS.toLocaleString('en-US')} sent in ${STORM_MS / 1_000} s to one DingTalk robot`;
  await mkdir(IMAGES, { recursive: true });
  await writeFile(join(IMAGES, 'peers.svg'), chart(results.map(curveOf), ALERTS, UNTIL_MS, title));
  const table = peerTable(results);
  console.log(`\n${table}\n`);
  const day = new Date().toISOString().slice(0, 10);
  await writeMeasured(
    'peers',
    [
      `Measured ${day} on ${machine()}; load of the machine before the run: ${LOAD_BEFORE}.`,
      `![${title}](images/peers.svg)`,
      table,
      ...missing.map((why) => `Not measured: ${why}.`),
    ].join('\n\n'),
  );
  const own = results.find(({ entry }) => entry === ENTRIES[0]);
  if (own === undefined || own.shownInTime < ALERTS || own.throttled > 0) process.exitCode = 1;
}
