import { createHmac } from 'node:crypto';
import { ROUTES, type Route } from '#functions/edge/routes.ts';
import { FOREIGN_KINDS } from '#shared/receiving/mapping/source-mapping.ts';
import { SOURCES } from '#shared/receiving/source-registry.ts';
import type { Random } from '#test/simulation/random.ts';
import { EVENT_DOORS, SNS_DOOR } from './doors-of-aws.ts';
import { ROBOT_DOORS } from './doors-of-robots.ts';
import { drawBody } from './draw-body.ts';
import { drawHeaders } from './draw-headers.ts';
import { drawPrometheusAlertQuery, drawQuery } from './draw-query.ts';
import { SHOP_BODIES, samplesOf } from './samples.ts';
import { SECRETS } from './secrets.ts';
import type { Door, World } from './sending.ts';

/** A door of one path that takes bodies of one kind. */
function plainDoor(name: string, route: Door['route'], path: string, samples: readonly string[]): Door {
  return {
    ...{ name, route, weight: 8 },
    draw: (random, world) => ({
      path: path + drawQuery(random, world),
      body: drawBody(random, { samples, secrets: world.secrets, ...(route === 'postAlerts' ? { strict: true } : {}) }),
    }),
  };
}

/** Every format of the registry: a new one has a door by itself. */
const FORMATS: readonly Door[] = SOURCES.map(({ kind }) =>
  FOREIGN_KINDS.includes(kind)
    ? plainDoor(kind, 'postAlertsOfSource', `/v1/alerts/${kind}`, samplesOf(kind))
    : plainDoor(kind, 'postAlerts', '/v1/alerts', samplesOf(kind)),
);

/** Any format's body at any format's path, and at paths that are nobody's. */
const ELSEWHERE: Door = {
  ...{ name: 'another format', route: 'postAlertsOfSource', weight: 4 },
  draw: (random, world) => ({
    path: random.pick(ODD_PATHS) + drawQuery(random, world),
    body: drawBody(random, { samples: samplesAt(random), secrets: world.secrets }),
  }),
};
const ODD_PATHS = [
  ...[
    '/v1/alerts',
    '/v1/alerts/ocp',
    '/v1/alerts/grafana',
    '/v1/alerts/alertmanager',
    '/v1/alerts/shop',
    '/v1/alerts/ships',
  ],
  ...['/v1/alerts/native', '/v1/alerts/', '/v1/alerts/%E0%A4', '/v1/alerts/a%2Fb', '/v1/alerts/%25', '/v1/nothing'],
] as const;

const ALL_SAMPLES = SOURCES.map(({ kind }) => samplesOf(kind));

function samplesAt(random: Random): readonly string[] {
  return ALL_SAMPLES[random.between(0, ALL_SAMPLES.length - 1)] ?? [];
}

const SIGNED: Door = {
  ...{ name: 'grafana, signed', route: 'postAlertsOfSource', weight: 5 },
  draw(random, world) {
    const body = drawBody(random, { samples: samplesOf('grafana'), secrets: world.secrets });
    const headers = { ...drawHeaders(random), ...signatureOf(random, body, world) };
    return { path: '/v1/alerts/grafana?source=grafana-signed', headers, body };
  },
};

/** Mostly right; else of another key, too old, or none. */
function signatureOf(random: Random, body: Uint8Array, { nowMs }: World): Record<string, string> {
  if (random.chance(0.05)) return random.chance(0.5) ? {} : { 'x-time': 'now', 'x-grafana-alerting-signature': 'x' };
  const seconds = Math.floor(nowMs / 1_000) - (random.chance(0.05) ? 3_600 : 0);
  const key = random.chance(0.05) ? 'fake-other-key' : SECRETS.senderKey;
  const signature = createHmac('sha256', key).update(`${seconds}:`).update(body).digest('hex');
  return { 'x-time': String(seconds), 'x-grafana-alerting-signature': signature };
}

const DINGTALK_TARGET: Door = {
  ...{ name: '/dingtalk/{target}/send', route: 'postAlertsOfDingtalkTarget', weight: 5 },
  draw: (random, world) => ({
    path: `/dingtalk/${random.pick(['team-d', 'team-d', 'team-w', 'spare', 'gone', '%E8', 'a%20b'])}/send${drawQuery(random, world)}`,
    body: drawBody(random, { samples: samplesOf('alertmanager'), secrets: world.secrets }),
  }),
};

const PROMETHEUSALERT: Door = {
  ...{ name: '/prometheusalert', route: 'postAlertsOfPrometheusAlert', weight: 5 },
  draw(random, { secrets }) {
    const samples = samplesOf(random.pick(['alertmanager', 'grafana']));
    return {
      path: `/prometheusalert${drawPrometheusAlertQuery(random)}`,
      body: drawBody(random, { samples, secrets }),
    };
  },
};

const HEARTBEAT: Door = {
  ...{ name: 'heartbeats', route: 'postHeartbeat', weight: 3 },
  draw(random, world) {
    const source = random.pick([
      'watched',
      'nobody',
      '%E7%9B%91',
      'tocsin',
      'a%00b',
      '%',
      'x'.repeat(200),
      'grafana-signed',
    ]);
    const body = random.chance(0.5) ? Buffer.alloc(0) : drawBody(random, { samples: ['{}'], secrets: world.secrets });
    return { path: `/v1/heartbeats/${source}${drawQuery(random, world)}`, body };
  },
};

/** Every way in. */
export const DOORS: readonly Door[] = [
  ...FORMATS,
  plainDoor('mapped (shop)', 'postAlertsOfSource', '/v1/alerts/shop', SHOP_BODIES),
  ELSEWHERE,
  SIGNED,
  DINGTALK_TARGET,
  PROMETHEUSALERT,
  ...ROBOT_DOORS,
  SNS_DOOR,
  HEARTBEAT,
  ...EVENT_DOORS,
];

/** Routes of the receiving app before which no door stands: there must be none. */
export function routesWithoutDoor(): readonly string[] {
  return Object.entries<Route>(ROUTES)
    .filter(([name, { app }]) => app === 'receive' && !DOORS.some(({ route }) => route === name))
    .map(([name]) => name);
}
