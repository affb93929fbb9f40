import { createAdminApp } from '#functions/admin/app.ts';
import { createAdminDeps } from '#functions/admin/use-cases.ts';
import { isForReceive } from '#functions/edge/routes.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
import type { ReceiveDeps } from '#functions/receive/deps.ts';
import { createStores } from '#local/stores.ts';
import { anyAccess } from '#shared/access/access.ts';
import type { Table } from '#shared/adapters/dynamodb/conditional.ts';
import type { AlertStore } from '#shared/admission/alert-store.ts';
import type { SourceMapping } from '#shared/receiving/mapping/source-mapping.ts';
import { createReceiver } from '#shared/receiving/receiver.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import { createHearing } from '#shared/watchdogs/hear.ts';
import { fakeWebhookUrl } from '#test/builders/channel.ts';
import { fakeSecretStore } from '#test/fakes/secret-store.ts';
import { startHarness } from '#test/pipeline/harness.ts';
import { access, bearer, receiveDeps, recordedTelemetry } from './fakes.ts';

/** An answer, read. */
export interface Answered {
  readonly status: number;
  readonly text: string;
  /** Whatever it is; tests say what they expect of it. */
  readonly json: ReturnType<typeof JSON.parse>;
}

/** What may stand between the parts of an API. */
export interface Between {
  /** Before the store that alerts are admitted to. */
  readonly alerts?: (store: AlertStore) => AlertStore;
  /** Around all that receiving needs. */
  readonly receive?: (deps: ReceiveDeps) => ReceiveDeps;
}

/** The whole API over the real use cases and adapters on an in-memory table, beside the first tokens. `through` stands before the table. */
export async function startApi(
  through?: (table: Table) => Table,
  mappings: readonly SourceMapping[] = [],
  between: Between = {},
) {
  const secrets = fakeSecretStore();
  const relay = await startHarness([], through, undefined, { secrets });
  const stores = createStores(relay.table, relay.now);
  const telemetry = recordedTelemetry();
  const edge = { access: anyAccess(stores.tokens, access), now: relay.now, telemetry };
  const { wakeUps, randomId } = relay.ports;
  let made = 0;
  const admin = createAdminApp(
    createAdminDeps({
      ...edge,
      stores,
      manage: {
        ...{ channels: stores.channels, secrets, allowedHosts: [], makeRef: () => `ref-${made++}` },
        hasWaiting: (name) => stores.alerts.hasWaiting(name),
      },
      test: { ...relay.ports, secrets, channels: () => stores.channels.list(), sleep: async () => undefined },
      tokens: {
        ...{ tokens: stores.tokens, makeSecret: () => `fake-secret-${made++}`, forget: () => undefined },
        now: relay.now,
      },
      randomId,
      health: async () => ({ store: 'ok', dispatcher: 'ok' }),
    }),
  );
  const hearing = createHearing({
    ...stores,
    now: relay.now,
    logFailure: (error) => telemetry.error('not noted', error),
  });
  const { alerts = (store) => store, receive: around = (deps) => deps } = between;
  const deps = around({
    ...receiveDeps().deps,
    ...edge,
    sourceFor,
    mappings: { list: async () => mappings },
    hearing,
    receive: createReceiver({
      ...{ ...stores, alerts: alerts(stores.alerts) },
      hearing,
      ...{ wakeUps, now: relay.now, logFailure: (error) => telemetry.error('alert not stored', error) },
    }),
  });
  const receive = createReceiveApp(deps);

  const call = async (method: string, path: string, body?: unknown, token?: string): Promise<Answered> => {
    const app = isForReceive(method, path.split('?')[0] ?? '') ? receive : admin;
    const headers = {
      ...(token === undefined ? bearer('admin') : { 'x-api-key': token }),
      'content-type': 'application/json',
    };
    return readAnswer(
      await app.request(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
    );
  };

  return {
    ...{ relay, stores, secrets, telemetry, call },
    /** Receiving by itself: its app, and what it stands on. */
    receiving: { fetch: receive.fetch, deps },
    /** Posts a text as it is, without a token in a header. */
    callRaw: async (path: string, body: string): Promise<Answered> =>
      readAnswer(await receive.request(path, { method: 'POST', body })),
    /** Makes a channel with a robot of its own. */
    makeChannel: (name: string, seed: number, more: object = {}) =>
      call('POST', '/v1/channels', {
        ...{ name, type: 'dingtalk', robots: [{ webhookUrl: fakeWebhookUrl('dingtalk', seed) }] },
        ...more,
      }),
    /** Makes a token and gives its value. */
    makeToken: async (name: string, wanted: object): Promise<string> =>
      (await call('POST', '/v1/tokens', { name, ...wanted })).json.token,
    /** Tells what is due, for so long. */
    async run(ms: number): Promise<void> {
      relay.configure(await stores.channels.listFresh());
      await relay.runFor(ms);
    },
  };
}

async function readAnswer(response: Response): Promise<Answered> {
  const text = await response.text();
  return { status: response.status, text, json: text === '' ? undefined : JSON.parse(text) };
}
