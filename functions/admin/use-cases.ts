import { isWithin } from '#shared/access/bounds.ts';
import type { Caller } from '#shared/access/decide-access.ts';
import { createToken, revokeToken, rotateToken, type TokenPorts } from '#shared/access/manage-tokens.ts';
import { type Audit, actorOf, auditOf } from '#shared/audit/audit.ts';
import type { Channel, ChannelRobot } from '#shared/channels/channel.ts';
import { normaliseName } from '#shared/channels/channel-name.ts';
import type { FormerChannels } from '#shared/channels/former-channels.ts';
import { createChannel, draftChannel, removeChannel, replaceChannel } from '#shared/channels/manage.ts';
import type { ManagePorts } from '#shared/channels/manage-ports.ts';
import { listDeadLetters } from '#shared/dead-letters/list-dead-letters.ts';
import { type ReplayPorts, replayMatching, replayOne } from '#shared/dead-letters/replay.ts';
import { tellStory } from '#shared/delivery/alert-story.ts';
import { countDeliveries } from '#shared/delivery/count-deliveries.ts';
import { findAlert } from '#shared/delivery/find-alert.ts';
import { type AlertListQuery, listAlerts } from '#shared/delivery/list-alerts.ts';
import { listDeliveryAlerts } from '#shared/delivery/list-delivery-alerts.ts';
import { readDelivery } from '#shared/delivery/read-delivery.ts';
import { type ResumePorts, resumeChannel } from '#shared/dispatching/resume-channel.ts';
import { sendTest, type TestPorts } from '#shared/dispatching/send-test.ts';
import { INHIBITIONS, replaceInhibitions } from '#shared/inhibition/manage-inhibitions.ts';
import { pushReferencesTo } from '#shared/routing/push-settings.ts';
import { PUSH_SETTINGS } from '#shared/routing/push-settings-kind.ts';
import { replaceSettings, showSettings } from '#shared/settings/replace-settings.ts';
import { createSilence, endSilence, type ManageSilencesPorts } from '#shared/silences/manage-silences.ts';
import { replaceWatchdogs, WATCHDOGS } from '#shared/watchdogs/manage-watchdogs.ts';
import { sourceStatuses } from '#shared/watchdogs/source-status.ts';
import { watchdogReferencesTo } from '#shared/watchdogs/watchdogs.ts';
import type { AdminParts, AdminStores } from './admin-parts.ts';
import { channelsWithin, storesWithin } from './bounded-stores.ts';
import type {
  AdminDeps,
  AlertListing,
  ChannelAdmin,
  DeadLetterAdmin,
  SilenceAdmin,
  TestResult,
  TokenAdmin,
} from './deps.ts';
import { explainPush } from './explain-push.ts';
import { listRobots } from './list-robots.ts';

/** The use cases behind the routes of the administering app. */
export function createAdminDeps(parts: AdminParts): AdminDeps {
  // Without a caller nothing but the open routes is reached.
  return useCases(parts, parts.stores, NOBODY);
}

const NOBODY: Audit = () => Promise.reject(new Error('nobody can change anything without a token'));

/** The use cases for one caller: what is outside of the token's bounds is not there, and what is changed is written down. */
function callersUseCases(caller: Caller, parts: AdminParts): AdminDeps {
  const { telemetry, stores, manage, now, randomId } = parts;
  const audit = auditOf(actorOf(caller), {
    ...{ audit: stores.audit, randomId, now },
    logFailure: (error) => telemetry.error('what came of a change is not written down', error),
  });
  const { bounds } = caller;
  if (bounds === undefined) return useCases(parts, stores, audit);

  const own = { ...parts, manage: { ...manage, channels: channelsWithin(bounds, manage.channels) } };
  const { robots, ...rest } = useCases(own, storesWithin(bounds, stores), audit);
  // Robots are counted over all channels that share them, and shown of one's own.
  const all = () => listRobots(stores, now());
  return { ...rest, robots: async () => (await all()).filter(({ channel }) => isWithin(bounds, { channel })) };
}

function useCases(parts: AdminParts, stores: AdminStores, audit: Audit): AdminDeps {
  const { test, health, access, now, telemetry } = parts;
  const isReferenced = async (name: string) => [
    ...pushReferencesTo(name, await showSettings(PUSH_SETTINGS, stores.pushSettings)),
    ...watchdogReferencesTo(name, await showSettings(WATCHDOGS, stores.watchdogs)),
  ];
  const manage: ManagePorts = { ...parts.manage, audit, isReferenced };
  const channels = channelAdmin(manage, stores.formerChannels, test);
  const channelNames = async () => {
    const present = (await stores.channels.list()).map((channel) => channel.name);
    return [...new Set([...present, ...(await stores.formerChannels.list())])];
  };

  return {
    ...{ access, now, telemetry, channels, health },
    as: (caller) => callersUseCases(caller, parts),
    sendTest: async (name, robot) => testStored(await channels.get(name), robot, test),
    sendTestDraft: (input, robot) => testDraft(input, robot, manage, test),
    listDeliveries: (query) => stores.ledger.list(query),
    countDeliveries: (query) => countDeliveries(query, stores.ledger),
    getDelivery: (id) => readDelivery(id, stores),
    listAlerts: (query) => alertListing(query, channelNames, stores, now()),
    alertStory: (id, source) => tellStory(id, source, { ...stores, channelNames, now }),
    silences: silenceAdmin({
      ...stores,
      audit,
      alerts: test.alerts,
      channels: () => stores.channels.listFresh(),
      wakeUps: test.wakeUps,
      now,
      makeId: () => parts.randomId(),
    }),
    findAlert: (id, source) => findAlert(id, source, { ...stores, channelNames }),
    deadLetters: deadLetterAdmin(channelNames, {
      ...stores,
      audit,
      channels: () => stores.channels.listFresh(),
      wakeUps: test.wakeUps,
      now,
      logFailure: (error) => telemetry.error('wake-up of a replay not sent', error),
    }),
    pushSettings: {
      show: () => showSettings(PUSH_SETTINGS, stores.pushSettings),
      replace: (input) => replaceSettings(PUSH_SETTINGS, input, { ...stores, audit, store: stores.pushSettings }),
      explain: (alert, atMs) => explainPush(alert, atMs, stores),
    },
    inhibitions: {
      show: () => showSettings(INHIBITIONS, stores.inhibitions),
      replace: (input) => replaceInhibitions(input, { ...stores, audit, store: stores.inhibitions }),
    },
    tokens: tokenAdmin({ ...parts.tokens, audit }, stores.channels),
    audit: (query) => stores.audit.list(query),
    watchdogs: {
      show: () => showSettings(WATCHDOGS, stores.watchdogs),
      replace: (input) => replaceWatchdogs(input, { ...stores, audit, store: stores.watchdogs }),
      sources: () => sourceStatuses(stores),
    },
    robots: () => listRobots(stores, now()),
  };
}

/** The alerts a silence held back are looked for where it held any. */
async function alertListing(
  { delivery, ...query }: AlertListQuery,
  channelNames: () => Promise<readonly string[]>,
  stores: AdminStores,
  nowMs: number,
): Promise<AlertListing> {
  const silence = query.silence === undefined ? undefined : await stores.silences.get(query.silence);
  if (query.silence !== undefined && silence === undefined) return 'unknown-silence';
  if (delivery !== undefined) {
    return (await listDeliveryAlerts({ ...query, delivery }, { ...stores, now: () => nowMs })) ?? 'unknown-delivery';
  }
  const { channel } = query;
  const names = await channelNames();
  const asked = silence === undefined ? names : silence.heldIn.filter((name) => names.includes(name));
  const isElsewhere = channel !== undefined && silence !== undefined && !asked.includes(channel);

  return isElsewhere ? { items: [], cursor: null } : listAlerts(query, asked, stores.alerts, nowMs);
}

function silenceAdmin(ports: ManageSilencesPorts): SilenceAdmin {
  return {
    list: () => ports.silences.listAll(),
    get: (id) => ports.silences.get(id),
    create: (input, author) => createSilence(input, author, ports),
    end: (id) => endSilence(id, ports),
  };
}

/** Reads ask the table itself: who has just changed a channel must see it, whichever process answers. */
function channelAdmin(ports: ManagePorts, former: FormerChannels, resume: ResumePorts): ChannelAdmin {
  return {
    list: () => ports.channels.listFresh(),
    get: async (name) => {
      const wanted = normaliseName(name);
      return (await ports.channels.listFresh()).find((channel) => channel.name === wanted);
    },
    create: (input) => createChannel(input, ports),
    replace: async (name, input) => {
      const result = await replaceChannel(name, input, ports);
      if (result.kind === 'replaced') await resumeChannel(result.channel, resume);
      return result;
    },
    remove: async (name) => {
      const wanted = normaliseName(name);
      const exists = (await ports.channels.listFresh()).some((channel) => channel.name === wanted);
      // Before it goes: noted after, a death in between would hide its alerts. A name that stays is merely noted early.
      if (exists) await former.note(wanted);
      return removeChannel(name, ports);
    },
  };
}

function deadLetterAdmin(channelNames: () => Promise<readonly string[]>, ports: ReplayPorts): DeadLetterAdmin {
  return {
    list: async (query) => listDeadLetters(query, await channelNames(), ports.alerts),
    replay: (id) => replayOne(id, ports),
    replayMatching: async (filter) => {
      const known = await channelNames();
      const channel = filter.channel === undefined ? undefined : normaliseName(filter.channel);
      if (channel !== undefined && !known.includes(channel)) {
        // One that was just made by another process is not among those remembered.
        if (!(await ports.channels()).some(({ name }) => name === channel)) return 'unknown-channel';
      }
      return replayMatching({ ...filter, ...(channel === undefined ? {} : { channel }) }, known, ports);
    },
  };
}

function tokenAdmin(ports: TokenPorts, channels: AdminStores['channels']): TokenAdmin {
  return {
    list: () => ports.tokens.list(),
    create: async (wanted) => {
      const bound = wanted.bounds?.channels ?? [];
      const there = bound.length === 0 ? [] : (await channels.listFresh()).map(({ name }) => name);
      // A slip of the pen would make a token whose alerts nobody takes.
      const names = bound.filter((name) => !there.includes(name));
      return names.length > 0 ? { kind: 'unknown-channels', names } : createToken(wanted, ports);
    },
    rotate: (id, wanted) => rotateToken(id, wanted, ports),
    revoke: (id, callerId) => revokeToken(id, callerId, ports),
  };
}

async function testStored(
  channel: Channel | undefined,
  name: string | undefined,
  ports: TestPorts,
): Promise<TestResult> {
  if (channel === undefined) return { kind: 'not-found' };
  const robot = findRobot(channel, name);
  if (robot === undefined) return unknownRobot(channel);

  return { kind: 'verdict', verdict: await sendTest({ channel, robot, secret: 'stored' }, ports) };
}

async function testDraft(
  input: unknown,
  name: string | undefined,
  manage: ManagePorts,
  ports: TestPorts,
): Promise<TestResult> {
  const draft = await draftChannel(input, manage);
  if (draft.kind === 'invalid') return draft;
  const { channel } = draft;
  const robot = findRobot(channel, name);
  if (robot === undefined) return unknownRobot(channel);
  const secret = draft.secrets.get(robot.secretRef) ?? 'stored';

  return { kind: 'verdict', verdict: await sendTest({ channel, robot, secret }, ports) };
}

function findRobot({ robots }: Channel, name: string | undefined): ChannelRobot | undefined {
  return name === undefined ? robots[0] : robots.find((robot) => robot.name === normaliseName(name));
}

function unknownRobot({ robots }: Channel): TestResult {
  const known = robots.map(({ name }) => `"${name}"`).join(', ');
  return { kind: 'invalid', errors: [{ field: 'robot', message: `is no robot of this channel; it has ${known}` }] };
}
