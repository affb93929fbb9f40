import { createAlertStore } from '#shared/adapters/dynamodb/alert-store.ts';
import { createLaneStore } from '#shared/adapters/dynamodb/lane-store.ts';
import type { AlertItem } from '#shared/admission/alert-item.ts';
import type { AlertStore } from '#shared/admission/alert-store.ts';
import { fingerprintOfId } from '#shared/alert/fingerprint.ts';
import type { Channel } from '#shared/channels/channel.ts';
import type { LaneMessage } from '#shared/pacing/lane.ts';
import type { LaneStore } from '#shared/pacing/lane-store.ts';
import { repetitions } from '#shared/pacing/repetition.ts';
import type { InMemoryTable } from '#test/fixtures/in-memory-table.ts';
import type { Judge } from './judge.ts';
import type { Scenario } from './scenario.ts';
import { endOf, SOURCE, type Story } from './traffic.ts';

/** How alerts ended, counted by alert and channel. */
export interface Ends {
  delivered: number;
  suppressed: number;
  dead: number;
  /** Deleted by the table's time to live, weeks after they were told. */
  expired: number;
}

/** What may have happened to alerts beside being told. */
export interface Allowances {
  /** A robot's filter dislikes messages, or robots are away for longer than alerts may wait. */
  readonly deaths: boolean;
  /** Channels whose day's cap or month's quota may hold alerts for long. */
  readonly held: readonly string[];
  /** Whether a silence may have ended an alert at that time, ms of a process's clock. */
  readonly silenced: (by: string, channel: string, story: Story, atMs: number) => boolean;
  /** Whether a firing alert may have inhibited one to its end. */
  readonly inhibited: (by: string, story: Story) => boolean;
  /** Stories whose items may be gone for their age. */
  readonly expired: (story: Story) => boolean;
  /** Stories without start times of which a state was long on its way: nothing tells it from a new one. */
  readonly disordered: (story: Story) => boolean;
}

/** When all is over: every alert ended as it had to, was told as it ended, and nothing is left on a lane. */
export async function checkEnds(
  table: InMemoryTable,
  { channels, robots }: Scenario,
  stories: readonly Story[],
  judge: Judge,
  allowances: Allowances,
): Promise<Ends> {
  const alerts = createAlertStore(table);
  const ends: Ends = { delivered: 0, suppressed: 0, dead: 0, expired: 0 };
  for (const story of stories) {
    const fingerprint = fingerprintOfId(SOURCE, story.id);
    for (const channel of channels) {
      if (story.channels !== undefined && !story.channels.includes(channel.name)) continue;
      const [item] = await alerts.read([{ channel: channel.name, fingerprint }]);
      checkEnd(story, channel, `${channel.name}/${fingerprint}`, item, judge, allowances, ends);
    }
  }
  const lanes = createLaneStore(table);
  for (const { id } of robots) {
    const lane = await lanes.get(id);
    for (const left of [lane.inFlight, ...repetitions(lane)]) {
      if (left !== undefined && !(await isOver(left, alerts, lanes)))
        judge.violated('P2', `message ${left.id} was never settled on lane ${id}`, [id, left.id]);
    }
    if (lane.followUp !== undefined) judge.violated('P2', `lane ${id} still owes a mention`, [id]);
  }

  return ends;
}

/**
 * Whether a message is over but for its lane, which the next worker there tidies up: its worker died in between. On the
 * lane of a robot that stood in there is only its id: at home it is told, or another has told its alerts.
 */
async function isOver({ id, refs, home }: LaneMessage, alerts: AlertStore, lanes: LaneStore): Promise<boolean> {
  if (home !== undefined) {
    const lane = await lanes.get(home);
    return [lane.inFlight, ...repetitions(lane)].every((message) => message?.id !== id);
  }
  return refs !== undefined && (await alerts.read(refs)).every(({ dueAt }) => dueAt === undefined);
}

function checkEnd(
  story: Story,
  channel: Channel,
  key: string,
  item: AlertItem | undefined,
  judge: Judge,
  allowances: Allowances,
  ends: Ends,
): void {
  const wrong = (promise: string, sentence: string) =>
    judge.violated(promise, `alert ${key} (${story.id}) ${sentence}`, [key]);
  if (item === undefined) {
    ends.expired += 1;
    if (!allowances.expired(story)) wrong('P2', 'is gone');
    return;
  }
  const end = endOf(story);
  const isOrderly = !story.isMasked && !allowances.disordered(story);
  if (isOrderly && item.status !== end.status) wrong('P2', `ended as ${item.status} although it is ${end.status}`);
  if (isOrderly && end.activeAt !== undefined && item.episode !== end.activeAt) {
    wrong('P2', `ended in the episode of ${item.episode} although the last began at ${end.activeAt}`);
  }
  const most = mostTransitions(story);
  if (item.version > most) {
    wrong('P6', `is in version ${item.version} after at most ${most} transitions: each one is told`);
  }
  if (item.dueAt !== undefined) {
    if (allowances.held.includes(channel.name)) return;
    wrong('P2', 'still waits although nothing is in its way');
    return;
  }
  if (item.dead !== undefined) {
    ends.dead += 1;
    if (!allowances.deaths) wrong('P2', `is dead without a cause: ${item.dead}`);
    return;
  }
  if (item.suppressed !== undefined) {
    ends.suppressed += 1;
    const { by = '', atMs = 0 } = item.heldBack ?? {};
    const isSilenced =
      (item.suppressed === 'silenced' && allowances.silenced(by, channel.name, story, atMs)) ||
      (item.suppressed === 'inhibited' && allowances.inhibited(by, story));
    if (isSilenced && item.status === 'firing') wrong('P2', 'still fires, and nobody will be told after its silence');
    const tellsEnds = channel.message.recovery;
    if (isSilenced && item.told === 'firing' && tellsEnds)
      wrong('P10', 'was told as firing, and its end never will be');
    if (isSilenced && tellsEnds && judge.told.get(key)?.telling.status === 'firing')
      wrong('P10', 'was last shown as firing, whatever became of the answer, and its end never will be told');
    const isQuietEnd = item.suppressed === 'recovery-off' && !tellsEnds;
    if (!isSilenced && !story.isMasked && !isQuietEnd)
      wrong('P2', `was suppressed without a cause: ${item.suppressed}`);
    if (isQuietEnd && !story.isMasked)
      checkQuietEnd(item, judge.told.get(key)?.versions, allowances.expired(story), wrong);
    return;
  }

  ends.delivered += 1;
  if (item.told !== item.status || item.toldVersion !== item.version) {
    wrong('P2', `was told as ${item.told} (version ${item.toldVersion}) but is ${item.status} (${item.version})`);
    return;
  }
  const told = judge.told.get(key);
  if (allowances.expired(story)) return;
  if (told === undefined || !told.versions.has(item.version)) {
    wrong('P12', `counts as told in version ${item.version}, but no robot ever showed that`);
    return;
  }
  if (told.telling.level > item.level) {
    wrong('P2', `rose to level ${item.level}, but was last told with level ${told.telling.level}`);
  }
}

/** All but the end itself, which is its last version, was told, and was seen: as it was, or in a line that has the end too. */
function checkQuietEnd(
  { version, toldVersion, told }: AlertItem,
  shown: ReadonlySet<number> | undefined,
  isForgotten: boolean,
  wrong: (promise: string, sentence: string) => void,
): void {
  if (version - (toldVersion ?? 0) > 1) {
    wrong('P2', `is over in version ${version}, which is not told, but was told in version ${toldVersion} as ${told}`);
  }
  const isSeen = [...(shown ?? [])].some((one) => one >= (toldVersion ?? 0));
  if (toldVersion !== undefined && !isForgotten && !isSeen) {
    wrong('P12', `counts as told in version ${toldVersion}, but no robot ever showed that`);
  }
}

/**
 * A state that comes late may undo a fall in level, and be undone again: each
 * copy of the rarer states between two of the commonest makes two transitions.
 */
function mostTransitions({ events }: Story): number {
  const states = Map.groupBy(events, ({ alert }) => `${alert.status}/${alert.level}/${alert.activeAt}`);
  const rarer = events.length - Math.max(...[...states.values()].map(({ length }) => length));
  const isRepeat = (nth: number) => {
    const [one, before] = [events[nth]?.alert, events[nth - 1]?.alert];
    return one?.status === before?.status && one?.level === before?.level && one?.activeAt === before?.activeAt;
  };
  const changes = events.filter((_, nth) => !isRepeat(nth)).length;

  return Math.max(4 * states.size, 4 * changes, 2 * rarer + 1);
}
