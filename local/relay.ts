import { lineTelemetry } from '#functions/edge/line-telemetry.ts';
import type { Telemetry } from '#functions/edge/telemetry.ts';
import { createPost } from '#shared/adapters/http/post.ts';
import { type Audit, auditOf, FILE_ACTOR } from '#shared/audit/audit.ts';
import type { ManagePorts } from '#shared/channels/manage-ports.ts';
import type { SecretStore } from '#shared/channels/secret-store.ts';
import { lintTemplate } from '#shared/rendering/lint.ts';
import { type GivenTokens, openApiTokens } from './api-tokens.ts';
import { createFetch } from './apps.ts';
import { type Claims, claim, claimed } from './claims.ts';
import { Cleanup } from './cleanup.ts';
import { applyConfigFile } from './config-file.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { type EmbeddedTable, embeddedTable } from './embedded-table.ts';
import { createFileSecrets } from './file-secrets.ts';
import type { HttpServer } from './http-server.ts';
import { createIntake } from './intake.ts';
import { startOcpPollers } from './ocp-pollers.ts';
import type { RelayOptions } from './options.ts';
import { startPurge } from './purge.ts';
import { localSenderKeys } from './sender-keys.ts';
import { createStores, type Stores } from './stores.ts';
import { monotonic, newToken, now, random, randomId, startTimer, within } from './surroundings.ts';
import { welcome } from './welcome.ts';

/** The whole of Tocsin in this process. */
export interface Relay {
  /** `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly port: number;
  /** Lines for whoever started it; they hold new tokens, and are shown once. */
  readonly welcome: readonly string[];
  /** Settles if the table is lost while running: nothing works then. */
  readonly lost: Promise<Error>;
  /** Stops taking requests, lets what is under way come to its end, closes the table. */
  close(): Promise<void>;
}

/** Requests get this long to end when the relay closes, then lanes get theirs, ms. */
const REQUEST_GRACE_MS = 5_000;
const LANE_GRACE_MS = 15_000;

const SURROUNDINGS = { now, monotonic, random, randomId, startTimer };

/**
 * Starts the relay. `write` takes its log, a JSON line at a time. What was
 * begun is undone when a part can't start.
 */
export async function startRelay(
  options: RelayOptions,
  write: (line: string) => void,
  claims: Claims = claim(options),
): Promise<Relay> {
  const { folder, server } = await claimed(claims);
  const cleanup = new Cleanup();
  const table = embeddedTable(folder);
  cleanup.add(() => table.close());
  try {
    return await start(options, { table, server, telemetry: lineTelemetry(write, now), cleanup });
  } catch (error) {
    await server.close(0);
    await cleanup.run();
    throw error;
  }
}

interface Begun {
  readonly table: EmbeddedTable;
  readonly server: HttpServer;
  readonly telemetry: Telemetry;
  readonly cleanup: Cleanup;
}

async function start(options: RelayOptions, { table, server, telemetry, cleanup }: Begun): Promise<Relay> {
  const tokens = await openApiTokens(table.files.apiTokens, givenTokens(options), newToken);
  const secrets = createFileSecrets({ path: table.files.secrets });
  const stores = createStores(table, now);
  const post = createPost({ allowedHosts: options.allowedWebhookHosts, proxy: options.proxy });
  const { publicUrl } = options;
  const dispatcher = createDispatcher({
    ...{ stores, secrets, post, telemetry, ...SURROUNDINGS },
    ...(publicUrl === undefined ? {} : { publicUrl }),
  });
  const manage = managePorts(options, stores, secrets);
  const noteFormer = (name: string) => stores.formerChannels.note(name);
  const pollers = await applyConfigFile(options.configFile, {
    ...{ manage: { ...manage, audit: auditOfFile(stores, telemetry) }, secrets, noteFormer },
    ...{ env: process.env, telemetry },
    mappings: stores.mappings,
    pushSettings: stores.pushSettings,
    inhibitions: stores.inhibitions,
    silences: stores.silences,
    watchdogs: stores.watchdogs,
    now,
  });
  await tokens.keep();

  const purge = startPurge(table, telemetry);
  cleanup.add(() => purge.stop());
  cleanup.add(() => closeLanes(dispatcher, telemetry));
  cleanup.add(() => server.close(REQUEST_GRACE_MS));
  const { allowedSnsTopics = [] } = options;
  const keys = localSenderKeys(secrets, process.env);
  const intake = createIntake(stores, dispatcher.wakeUps, telemetry);
  server.serve(createFetch({ stores, tokens, keys, manage, dispatcher, intake, telemetry, allowedSnsTopics }));
  dispatcher.start();
  const polling = startOcpPollers(pollers, { stores, intake, readNamed: keys.readFresh, telemetry });
  cleanup.add(() => polling.stop());

  return {
    url: server.url,
    port: server.port,
    welcome: welcome(options, tokens),
    lost: lossOf(table),
    close: () => cleanup.run(),
  };
}

function managePorts(
  options: RelayOptions,
  { channels, alerts }: Stores,
  secrets: SecretStore,
): Omit<ManagePorts, 'audit'> {
  return {
    channels,
    secrets,
    allowedHosts: options.allowedWebhookHosts,
    hasWaiting: (name) => alerts.hasWaiting(name),
    makeRef: randomId,
    lintTemplate,
  };
}

function auditOfFile({ audit }: Stores, telemetry: Telemetry): Audit {
  const logFailure = (error: unknown) => telemetry.error('what came of a change is not written down', error);
  return auditOf(FILE_ACTOR, { audit, randomId, now, logFailure });
}

function givenTokens({ adminToken, ingestToken, readToken, operateToken }: RelayOptions): GivenTokens {
  return {
    ...(adminToken !== undefined && { admin: adminToken }),
    ...(ingestToken !== undefined && { ingest: ingestToken }),
    ...(readToken !== undefined && { read: readToken }),
    ...(operateToken !== undefined && { operate: operateToken }),
  };
}

/** A robot that does not answer holds its lane no longer than this; the next start finds the lane as it is. */
async function closeLanes(dispatcher: Dispatcher, telemetry: Telemetry): Promise<void> {
  const ended = await within(dispatcher.close(), LANE_GRACE_MS);
  if (ended === 'too-late') telemetry.warn('stopped while a robot had not answered');
}

function lossOf(table: EmbeddedTable): Promise<Error> {
  return new Promise((resolve) => {
    void table.ended.then((reason) => {
      if (reason !== undefined) resolve(reason);
    });
  });
}
