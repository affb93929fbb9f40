import { expect, test } from 'vitest';
import { createAdminApp } from '#functions/admin/app.ts';
import { type Operation, ROUTES, type Route } from '#functions/edge/routes.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
import { listedAccess } from '#shared/access/access.ts';
import { BOUND_KINDS, type BoundKind } from '#shared/access/bounds.ts';
import { hashToken } from '#shared/access/token.ts';
import { WELL } from './answers.ts';
import { adminDeps, receiveDeps } from './fakes.ts';

type Why =
  /** What it answers or does is seen through the bounds; the property test shows it. */
  | 'kept'
  /** It needs `admin`, which no bound token has. */
  | 'admin'
  /** It needs no token. */
  | 'open'
  /** Nothing of a channel or of a sender is in it. */
  | `nothing: ${string}`
  /** Refused to bound tokens. */
  | `refused: ${string}`;

/** Every route, and what becomes of a bound token there. A route that is not here does not compile. */
const MATTERS: Readonly<Record<Operation, Readonly<Record<BoundKind, Why>>>> = {
  postAlerts: { channels: 'kept', sources: 'kept' },
  postAlertsOfSource: { channels: 'kept', sources: 'kept' },
  // They look for a token themselves; test/functions/robot-messages.test.ts shows that they keep to its channels.
  sendDingtalk: { channels: 'open', sources: 'open' },
  sendWecom: { channels: 'open', sources: 'open' },
  uploadToWecom: { channels: 'open', sources: 'open' },
  postHeartbeat: { channels: 'refused: a heartbeat counts in every channel', sources: 'kept' },
  getWatchdogs: {
    channels: 'refused: a watchdog tells several channels',
    sources: 'refused: watchdogs are of no single sender',
  },
  replaceWatchdogs: { channels: 'admin', sources: 'admin' },
  listWatchedSources: {
    channels: 'refused: a watchdog tells several channels',
    sources: 'refused: watchdogs are of no single sender',
  },
  postAlertsOfDingtalkTarget: { channels: 'kept', sources: 'kept' },
  postAlertsOfPrometheusAlert: { channels: 'kept', sources: 'kept' },
  listChannels: { channels: 'kept', sources: 'nothing: a channel is of no sender' },
  getChannel: { channels: 'kept', sources: 'nothing: a channel is of no sender' },
  createChannel: { channels: 'admin', sources: 'admin' },
  replaceChannel: { channels: 'admin', sources: 'admin' },
  deleteChannel: { channels: 'admin', sources: 'admin' },
  testChannel: { channels: 'kept', sources: 'nothing: a test message is of no sender' },
  testChannelDraft: {
    channels: 'refused: a draft is of no channel yet, and may name the robot of any',
    sources: 'refused: whoever is bound keeps to what is set up',
  },
  getPushSettings: {
    channels: 'refused: rules are of no single channel, and name those of others',
    sources: 'refused: rules are of no single sender',
  },
  replacePushSettings: { channels: 'admin', sources: 'admin' },
  explainPushSettings: {
    channels: 'refused: rules are of no single channel, and name those of others',
    sources: 'refused: rules are of no single sender',
  },
  getInhibitions: {
    channels: 'refused: rules are of no single channel, and name those of others',
    sources: 'refused: rules are of no single sender',
  },
  replaceInhibitions: { channels: 'admin', sources: 'admin' },
  listTemplates: {
    channels: 'nothing: it is the same for everyone',
    sources: 'nothing: it is the same for everyone',
  },
  preview: { channels: 'kept', sources: 'kept' },
  listDeliveries: { channels: 'kept', sources: 'nothing: a row says how a message fared, not what was in it' },
  countDeliveries: { channels: 'kept', sources: 'nothing: a count says how messages fared, not what was in them' },
  getDelivery: { channels: 'kept', sources: 'refused: a message may hold alerts of other senders' },
  listAlerts: { channels: 'kept', sources: 'kept' },
  getAlert: { channels: 'kept', sources: 'kept' },
  listDeadLetters: { channels: 'kept', sources: 'kept' },
  replayDeadLetters: { channels: 'kept', sources: 'kept' },
  replayDeadLetter: { channels: 'kept', sources: 'kept' },
  listRobots: { channels: 'kept', sources: 'nothing: a robot is of no sender' },
  listSilences: {
    channels: 'refused: a silence may be for any channel, and says what others do not tell',
    sources: 'refused: a silence is for alerts of any sender',
  },
  createSilence: {
    channels: 'refused: a silence may be for any channel, and says what others do not tell',
    sources: 'refused: a silence is for alerts of any sender',
  },
  getSilence: {
    channels: 'refused: a silence may be for any channel, and says what others do not tell',
    sources: 'refused: a silence is for alerts of any sender',
  },
  endSilence: {
    channels: 'refused: a silence may be for any channel, and says what others do not tell',
    sources: 'refused: a silence is for alerts of any sender',
  },
  listTokens: { channels: 'admin', sources: 'admin' },
  createToken: { channels: 'admin', sources: 'admin' },
  rotateToken: { channels: 'admin', sources: 'admin' },
  revokeToken: { channels: 'admin', sources: 'admin' },
  listAudit: { channels: 'admin', sources: 'admin' },
  health: { channels: 'open', sources: 'open' },
  openapi: { channels: 'open', sources: 'open' },
};

test('who is bound can seek no text in messages, which may hold alerts of others', async () => {
  const ask = async (kind: BoundKind, path: string) =>
    (await appsFor(kind, 'read').admin.request(path, { headers: { authorization: `Bearer ${TOKEN}` } })).status;

  for (const kind of BOUND_KINDS) {
    expect(await ask(kind, '/v1/deliveries')).toBe(200);
    expect(await ask(kind, '/v1/deliveries?text=x')).toBe(403);
  }
});

const TOKEN = 'fake-bound-token-00001';

/** The apps with a token that holds a scope, though bound; also `admin`, which making one would refuse. */
function appsFor(kind: BoundKind, scope: Route['scope']) {
  const bounds = { [kind]: ['x'] };
  const scopes = scope === 'open' ? [] : [scope];
  const access = listedAccess([{ hash: hashToken(TOKEN), name: 'bound', scopes, bounds }]);

  return {
    admin: createAdminApp(adminDeps({ ...WELL, access }).deps),
    receive: createReceiveApp(receiveDeps({ access }).deps),
  };
}

const every = Object.entries<Route>(ROUTES).flatMap(([operation, route]) =>
  BOUND_KINDS.map((kind) => [operation, kind, whyOf(operation, kind), route] as const),
);

function whyOf(operation: string, kind: BoundKind): string {
  return Object.entries(MATTERS).find(([name]) => name === operation)?.[1][kind] ?? '';
}

function isKept(why: string): boolean {
  return why === 'kept' || why.startsWith('nothing: ');
}

test.each(every)('%s says of a bound to %s what becomes of it: %s', (_, kind, why, route) => {
  expect(route.bounds?.includes(kind) === true).toBe(isKept(why));
  expect(why === 'admin').toBe(route.scope === 'admin');
  expect(why === 'open').toBe(route.scope === 'open');
});

test.each(every.filter(([, , why]) => !isKept(why)))(
  '%s is closed to a token bound to %s, unless it is open to everybody: %s',
  async (_, kind, why, route) => {
    const path = route.path.replace('{key}', 'foreign').replace(/\{\w+\+?\}/, 'x');
    const response = await appsFor(kind, route.scope)[route.app].request(path, {
      method: route.method,
      headers: { 'x-api-key': TOKEN, 'content-type': 'application/json' },
      ...(['POST', 'PUT'].includes(route.method) ? { body: '{}' } : {}),
    });

    if (why === 'open') return expect(response.status).toBe(200);
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ type: 'urn:tocsin:problem:out-of-bounds' });
  },
);
