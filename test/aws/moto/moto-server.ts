import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod/mini';
import { freePort } from '#test/e2e/relay.ts';
import type { Use } from '../grants/use.ts';
import { programPath, pythonEnvironment } from '../programs.ts';
import { endProcess } from '../runtime/end-process.ts';
import { ACCOUNT } from '../stack/synth-stack.ts';
import { AwsApi, elementOf } from './aws-api.ts';
import { RefusalError } from './refusal.ts';
import type { Credentials } from './signed-request.ts';

const USE = z.object({
  who: z.string(),
  action: z.string(),
  resource: z.string(),
  keys: z.array(z.string()),
  allowed: z.boolean(),
});

const EVENT = z.object({ function: z.string(), event: z.unknown() });

/** An event that somebody had for a function, by its name or ARN. */
export type FunctionEvent = z.infer<typeof EVENT>;

/** Time that moto has to listen, ms: it imports a lot. */
const START_MS = 90_000;
const EVERYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

/** A moto server as a process of its own, with a person in its account who may do everything. */
export class MotoServer {
  /** All that roles asked for so far. */
  readonly uses: Use[] = [];
  /** Events for functions that nobody took yet. */
  readonly events: FunctionEvent[] = [];
  readonly endpoint: string;
  /** Rejects when a role is refused something; a new one with each `forget`. */
  refusal = Promise.withResolvers<never>();
  readonly #child: ChildProcess;
  readonly #trouble: string[] = [];
  #line = '';

  private constructor(port: number) {
    this.endpoint = `http://127.0.0.1:${port}`;
    this.#child = spawn('python3', [fileURLToPath(new URL('serve.py', import.meta.url)), String(port)], {
      env: { ...pythonEnvironment(programPath('moto')), MOTO_ACCOUNT_ID: ACCOUNT },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#read(text));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#trouble.push(text));
  }

  static async start(): Promise<MotoServer> {
    const moto = new MotoServer(await freePort());
    await moto.#listening();

    return moto;
  }

  /** What moto itself complained of. */
  trouble(): string {
    return this.#trouble.join('');
  }

  /** Makes the person, and from then on nobody may do what no policy allows. */
  async enforce(): Promise<AwsApi> {
    const nobody = new AwsApi(this.endpoint, { accessKeyId: 'AKIANOBODY', secretAccessKey: 'none' });
    const name = { UserName: 'operator', Version: '2010-05-08' };
    await nobody.query('iam', { ...name, Action: 'CreateUser' });
    await nobody.query('iam', { ...name, Action: 'PutUserPolicy', PolicyName: 'all', PolicyDocument: EVERYTHING });
    const keys = await nobody.query('iam', { ...name, Action: 'CreateAccessKey' });
    await this.#control('reset-auth', '0');

    return nobody.as({
      accessKeyId: elementOf(keys, 'AccessKeyId'),
      secretAccessKey: elementOf(keys, 'SecretAccessKey'),
    });
  }

  /** Forgets everything, the person included. */
  async reset(): Promise<void> {
    await this.#control('reset', '');
    await this.#control('reset-auth', 'inf');
    this.forget();
  }

  /** Forgets what was asked for so far. */
  forget(): void {
    this.uses.length = 0;
    this.events.length = 0;
    this.refusal = Promise.withResolvers();
    this.refusal.promise.catch(() => undefined);
  }

  /** Throws when a role was refused something so far. */
  throwRefused(): void {
    const refused = this.uses.find(({ allowed }) => !allowed);
    if (refused !== undefined) throw refusalOf(refused);
  }

  async end(): Promise<void> {
    await endProcess(this.#child);
  }

  async #control(what: string, body: string): Promise<void> {
    const response = await fetch(`${this.endpoint}/moto-api/${what}`, { method: 'POST', body });
    if (!response.ok) throw new Error(`moto's ${what} answered ${response.status}`);
  }

  #read(text: string): void {
    const lines = (this.#line + text).split('\n');
    this.#line = lines.pop() ?? '';
    for (const line of lines.filter((each) => each.startsWith('{"function"'))) {
      this.events.push(EVENT.parse(JSON.parse(line)));
    }
    for (const line of lines.filter((each) => each.startsWith('{"who"'))) {
      const use = USE.parse(JSON.parse(line));
      this.uses.push(use);
      if (!use.allowed) this.refusal.reject(refusalOf(use));
    }
  }

  async #listening(): Promise<void> {
    for (const end = performance.now() + START_MS; performance.now() < end && this.#child.exitCode === null; ) {
      try {
        await fetch(`${this.endpoint}/moto-api/data.json`);
        return;
      } catch {
        await sleep(100);
      }
    }
    await this.end();
    throw new Error(`moto does not listen: ${this.trouble().slice(-2_000)}`);
  }
}

function refusalOf({ who, action, resource }: Use): RefusalError {
  return new RefusalError(`${who} may not ${action} ${resource}`);
}

/** Takes a role on, as the service does that the role trusts. */
export async function assumeRole(operator: AwsApi, roleArn: string): Promise<Credentials> {
  const fields = { Action: 'AssumeRole', Version: '2011-06-15', RoleArn: roleArn, RoleSessionName: 'service' };
  const xml = await operator.query('sts', fields);

  return {
    accessKeyId: elementOf(xml, 'AccessKeyId'),
    secretAccessKey: elementOf(xml, 'SecretAccessKey'),
    sessionToken: elementOf(xml, 'SessionToken'),
  };
}
