import { Random } from '#test/simulation/random.ts';
import { drawSending } from './draw-sending.ts';
import { judgeAnswer } from './judge-answer.ts';
import { type Debts, judgeRound, owedKey } from './judge-round.ts';
import { openStage, type Sabotage, type Stage } from './stage.ts';
import type { Tally } from './tally.ts';

/** Bodies that one relay gets. */
export const ROUND = 400;

/** Which bodies of a seed are sent to a fresh relay. */
export interface Round {
  readonly seed: number;
  readonly from: number;
  /** Without this one. */
  readonly to: number;
}

/** By then what comes is told: quiet times are over, and the hour of a limit. */
const UNTIL_TOLD_MS = 3 * 3_600_000;
/** Bodies between two looks of the dispatcher: in every fifth round each is told by itself. */
const STEP = { busy: 8, calm: 1 } as const;

/** Sends the bodies of a round one after the other, lets all of it be told, and judges what came of it. */
export async function playRound({ seed, from, to }: Round, tally: Tally, sabotage?: Sabotage): Promise<void> {
  const round = Math.floor(from / ROUND);
  const step = STEP[round % 5 === 4 ? 'calm' : 'busy'];
  const stage = await openStage(round, sabotage);
  const random = new Random(seed + from);
  const debts: Debts = new Map();
  for (let index = from; index < to; index++) {
    await sendOne(stage, seed, index, debts, tally);
    if (index % step === 0) await stage.api.run(random.between(0, 30_000));
  }
  await stage.api.run(UNTIL_TOLD_MS);
  await stage.api.relay.sweep();
  await stage.api.run(UNTIL_TOLD_MS);

  await judgeRound(stage, debts, `${from} to ${to - 1}`, tally);
}

async function sendOne(stage: Stage, seed: number, index: number, debts: Debts, tally: Tally): Promise<void> {
  const sending = drawSending(seed, index, stage.world());
  const answer = await stage.send(sending);
  for (const { id, channels } of judgeAnswer(answer, sending, stage.secretsIn, tally)) {
    tally.row(sending.door).alerts += channels.length;
    for (const channel of channels) owe(debts, owedKey(channel, id), sending.door, index);
  }
  for (const { channel, id, receipts, isLate } of stage.admissions.late()) {
    if (!isLate) tally.find(`${id} in ${channel} was taken for a late copy, and it is none`, index);
    tally.late += receipts;
    const owed = debts.get(owedKey(channel, id));
    if (owed !== undefined) owed.receipts -= receipts;
  }
}

function owe(debts: Debts, key: string, door: string, index: number): void {
  const owed = debts.get(key) ?? { receipts: 0, door, indexes: [] };
  debts.set(key, owed);
  owed.receipts += 1;
  if (owed.indexes.at(-1) !== index) owed.indexes.push(index);
}
