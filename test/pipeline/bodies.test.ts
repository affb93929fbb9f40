import { expect, test } from 'vitest';
import type { ReceiveDeps } from '#functions/receive/deps.ts';
import { DOORS, routesWithoutDoor } from '#test/fuzz/bodies/doors.ts';
import { drawSending } from '#test/fuzz/bodies/draw-sending.ts';
import { playRound, ROUND } from '#test/fuzz/bodies/play-round.ts';
import { SECRETS } from '#test/fuzz/bodies/secrets.ts';
import { openStage, type Sabotage } from '#test/fuzz/bodies/stage.ts';
import { Tally, tableOf } from '#test/fuzz/bodies/tally.ts';

/** Seconds on a machine that does nothing else. */
const LONG_MS = 60_000;

test(
  'hundreds of bodies through every way in: no 5xx, none accepted and lost, no secret echoed',
  async () => {
    const tally = new Tally();
    // Relays of two kinds: with push settings and without.
    for (const from of [ROUND, 2 * ROUND]) await playRound({ seed: 1, from, to: from + 150 }, tally);

    expect(tally.findings).toEqual([]);
    expect(tally.messages).toBeGreaterThan(50);
    expect(tableOf(tally)).toMatch(/^all +300 /m);
    expect(DOORS.map(({ name }) => name).filter((name) => tally.row(name).accepted === 0)).toEqual(['upload_media']);
  },
  LONG_MS,
);

test('a door stands before every route that takes something in', () => {
  expect(routesWithoutDoor()).toEqual([]);
});

test('a seed makes the same bodies again, each without the others', async () => {
  const world = (await openStage(0)).world();
  const all = Array.from({ length: 60 }, (_, index) => drawSending(7, index, world));
  const again = all.toReversed().map(({ index }) => drawSending(7, index, world));

  // The key that Amazon SNS is played with is another one in each run, and the same here.
  expect(again.toReversed()).toEqual(all);
});

/** Whether a thing is done now: every nth time. */
function every(nth: number): () => boolean {
  let count = 0;
  return () => ++count % nth === 0;
}

const throwing = (deps: ReceiveDeps): ReceiveDeps => ({
  ...deps,
  sourceFor(kind) {
    const source = deps.sourceFor(kind);
    if (kind !== 'zabbix' || source === undefined) return source;
    return {
      ...source,
      parse: () => {
        throw new Error('can not read this');
      },
    };
  },
});

const forgetful = (deps: ReceiveDeps): ReceiveDeps => {
  const isNow = every(20);
  return {
    ...deps,
    receive: async (batch) =>
      isNow()
        ? {
            kind: 'accepted',
            accepted: batch.alerts.length,
            alerts: batch.alerts.map((_, at) => ({ id: `lost-${at}`, channels: ['team-d'] })),
          }
        : deps.receive(batch),
  };
};

const storingTwice = (deps: ReceiveDeps): ReceiveDeps => {
  const isNow = every(20);
  return {
    ...deps,
    receive: async (batch) => {
      if (isNow()) await deps.receive(batch);
      return deps.receive(batch);
    },
  };
};

const keepingNothing = (deps: ReceiveDeps): ReceiveDeps => ({
  ...deps,
  receive: async ({ alerts, ...batch }) =>
    batch.source === 'cloudwatch' ? { kind: 'accepted', accepted: 0, alerts: [] } : deps.receive({ ...batch, alerts }),
});

const ON_THE_WIRE = ['jenkins', 'signer', 'backup'];

const failing = (deps: ReceiveDeps): ReceiveDeps => ({
  ...deps,
  receive: async (batch) => (ON_THE_WIRE.includes(batch.source) ? { kind: 'not-stored' } : deps.receive(batch)),
});

const logging = (deps: ReceiveDeps): ReceiveDeps => ({
  ...deps,
  receive: async (batch) => {
    deps.telemetry.info('took alerts in', { source: batch.source, whose: SECRETS.wecomKey });
    return deps.receive(batch);
  },
});

const describing = (deps: ReceiveDeps): ReceiveDeps => ({
  ...deps,
  receive: async ({ alerts, ...batch }) =>
    deps.receive({ ...batch, alerts: alerts.map((alert) => ({ ...alert, summary: SECRETS.operate })) }),
});

/** An answer that holds what the request showed, or where a robot is. */
const echoing: Sabotage['fetch'] = (fetch) => async (request) => {
  const response = await fetch(request);
  const shown = request.headers.get('x-api-key') ?? new URL(request.url).searchParams.get('access_token') ?? '';
  return new Response(JSON.stringify({ ...JSON.parse(await response.text()), caller: shown }), response);
};

const REFUSED = { kind: 'answer', status: 200, body: '{"errcode":430102,"errmsg":"bad text"}' } as const;

const MISTAKES: readonly (readonly [string, Sabotage, RegExp])[] = [
  ['a source throws', { receive: throwing }, /answered with 500/],
  ['what was accepted is not stored', { receive: forgetful }, /was accepted \d+ times .* the ledger counts 0/],
  ['what was accepted once is stored twice', { receive: storingTwice }, /was accepted \d+ times .* the ledger counts/],
  ['an event is kept and nothing comes of it', { receive: keepingNothing }, /no alert came of it/],
  ["a robot's wire is told to come again", { receive: failing }, /"errcode":-1/],
  [
    'an answer holds the token that was shown',
    { fetch: echoing },
    /(?:ingest|dingtalk|signed) is echoed in its answer/,
  ],
  ['nothing reaches anybody', { robots: REFUSED }, /ended as (?:waiting|dead)/],
  ['a log line holds a key', { receive: logging }, /wecomKey is in the log/],
  ['a robot is sent a secret that nobody wrote', { receive: describing }, /operate was sent to a robot/],
];

test.each(MISTAKES)(
  'it shows when %s',
  async (_, sabotage, words) => {
    const tally = new Tally();
    await playRound({ seed: 3, from: 0, to: 80 }, tally, sabotage);

    expect(tally.findings.map(({ what }) => what).filter((what) => words.test(what))).not.toEqual([]);
  },
  LONG_MS,
);
