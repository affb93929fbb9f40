import type { AdminDeps } from '#functions/admin/deps.ts';
import type { LogFields, Telemetry } from '#functions/edge/telemetry.ts';
import type { ReceiveDeps } from '#functions/receive/deps.ts';
import { listedAccess } from '#shared/access/access.ts';
import { SCOPES, type Scope } from '#shared/access/scope.ts';
import { hashToken } from '#shared/access/token.ts';
import type { ParsedAlert } from '#shared/alert/alert.ts';
import type { Batch } from '#shared/receiving/receive.ts';
import type { Source } from '#shared/receiving/source.ts';

/** When everything in these tests happens. */
export const NOW_MS = Date.parse('2026-11-21T02:00:00Z');

/** An obviously invented token for each scope. */
export const TOKENS: Readonly<Record<Scope, string>> = {
  ingest: 'fake-ingest-token-0001',
  read: 'fake-read-token-000001',
  operate: 'fake-operate-token-001',
  admin: 'fake-admin-token-00001',
};

/** A token that has expired. */
export const EXPIRED_TOKEN = 'fake-expired-token-001';

export const access = listedAccess([
  ...SCOPES.map((scope) => ({ hash: hashToken(TOKENS[scope]), name: `${scope}-holder`, scopes: [scope] })),
  { hash: hashToken(EXPIRED_TOKEN), name: 'former', scopes: ['admin' as const], expiresAt: NOW_MS },
]);

/** Headers that carry the token of a scope. */
export function bearer(scope: Scope): Record<string, string> {
  return { authorization: `Bearer ${TOKENS[scope]}` };
}

export interface LogLine {
  readonly level: 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields | undefined;
  readonly cause?: unknown;
}

/** Telemetry that keeps what it was told. */
export interface RecordedTelemetry extends Telemetry {
  readonly lines: LogLine[];
  readonly counts: { readonly name: string; readonly value: number }[];
}

export function recordedTelemetry(): RecordedTelemetry {
  const lines: LogLine[] = [];
  const counts: RecordedTelemetry['counts'] = [];

  return {
    lines,
    counts,
    info: (message, fields) => lines.push({ level: 'info', message, fields }),
    warn: (message, fields) => lines.push({ level: 'warn', message, fields }),
    error: (message, cause, fields) => lines.push({ level: 'error', message, fields, cause }),
    count: (name, value) => counts.push({ name, value }),
  };
}

/** An alert as a source would parse it. */
export function parsedAlert(name: string): ParsedAlert {
  return {
    name,
    level: 'warning',
    status: 'firing',
    target: '',
    summary: '',
    description: '',
    labels: {},
  };
}

/** Our own format, cut down: a list of names; a name `bad` is refused. */
export const plainNative: Source = {
  kind: 'native',
  splitSetting: 'send fewer alerts in one request',
  parse: (body) => {
    let names: string[];
    try {
      names = JSON.parse(body);
    } catch {
      return { kind: 'invalid', errors: [{ field: 'body', message: 'is not JSON' }] };
    }
    const errors = names.flatMap((name, at) =>
      name === 'bad' ? [{ field: `alerts[${at}].name`, message: 'must be good' }] : [],
    );
    return errors.length > 0 ? { kind: 'invalid', errors } : { kind: 'parsed', alerts: names.map(parsedAlert) };
  },
};

/** A foreign format that takes any text for one alert. */
export const plainForeign: Source = {
  kind: 'foreign',
  splitSetting: "foreign's max_alerts",
  parse: (body) => ({ kind: 'parsed', alerts: [parsedAlert(body)] }),
};

/** The formats that paths of other relays stand for; one alert comes of any body. */
const ofOtherRelays: readonly Source[] = ['alertmanager', 'grafana'].map((kind) => ({
  ...plainForeign,
  kind,
  parse: () => ({ kind: 'parsed', alerts: [parsedAlert(kind)] }),
}));

/** Receiving that accepts everything and keeps what it was given. */
export function receiveDeps(overrides: Partial<ReceiveDeps> = {}) {
  const batches: Batch[] = [];
  const telemetry = recordedTelemetry();
  const deps: ReceiveDeps = {
    access,
    now: () => NOW_MS,
    telemetry,
    mappings: { list: async () => [] },
    signatures: { signatures: async () => [] },
    keys: { read: async () => undefined, readFresh: async () => undefined },
    sns: {
      judge: async () => ({ kind: 'refused', reason: 'topic-not-allowed' }),
      fetchText: async () => ({ kind: 'failed', reason: 'not expected' }),
    },
    sourceFor: (kind) => [plainNative, plainForeign, ...ofOtherRelays].find((source) => source.kind === kind),
    hearing: { hear: async () => 'heard' },
    receive: async (batch) => {
      batches.push(batch);
      const alerts = batch.alerts.map((alert) => ({ id: alert.name, channels: batch.channels ?? ['everyone'] }));
      return { kind: 'accepted', accepted: alerts.length, alerts };
    },
    ...overrides,
  };

  return { deps, batches, telemetry };
}

/** What throws when a test did not say how it answers. */
function unexpected(name: string): () => never {
  return () => {
    throw new Error(`${name} was not expected`);
  };
}

/** Administering whose parts throw unless a test says what they answer. */
export function adminDeps(overrides: Partial<AdminDeps> = {}) {
  const telemetry = recordedTelemetry();
  const deps: AdminDeps = {
    access,
    now: () => NOW_MS,
    telemetry,
    as: () => deps,
    audit: unexpected('audit'),
    channels: {
      list: unexpected('list'),
      get: unexpected('get'),
      create: unexpected('create'),
      replace: unexpected('replace'),
      remove: unexpected('remove'),
    },
    sendTest: unexpected('sendTest'),
    sendTestDraft: unexpected('sendTestDraft'),
    listDeliveries: unexpected('listDeliveries'),
    countDeliveries: unexpected('countDeliveries'),
    getDelivery: unexpected('getDelivery'),
    listAlerts: unexpected('listAlerts'),
    alertStory: unexpected('alertStory'),
    findAlert: unexpected('findAlert'),
    deadLetters: {
      list: unexpected('list of dead letters'),
      replay: unexpected('replay'),
      replayMatching: unexpected('replayMatching'),
    },
    pushSettings: {
      show: unexpected('show'),
      replace: unexpected('replace push settings'),
      explain: unexpected('explain'),
    },
    inhibitions: {
      show: unexpected('show inhibitions'),
      replace: unexpected('replace inhibitions'),
    },
    tokens: {
      list: unexpected('list of tokens'),
      create: unexpected('create a token'),
      rotate: unexpected('rotate'),
      revoke: unexpected('revoke'),
    },
    silences: {
      list: unexpected('list of silences'),
      get: unexpected('get a silence'),
      create: unexpected('create a silence'),
      end: unexpected('end a silence'),
    },
    watchdogs: {
      show: unexpected('show watchdogs'),
      replace: unexpected('replace watchdogs'),
      sources: unexpected('watched sources'),
    },
    robots: unexpected('robots'),
    health: unexpected('health'),
    ...overrides,
  };

  return { deps, telemetry };
}
