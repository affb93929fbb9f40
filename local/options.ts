import { parseArgs } from 'node:util';
import { firstToken } from '#shared/access/first-tokens.ts';
import { SCOPES, type Scope } from '#shared/access/scope.ts';
import { TOKEN_LENGTH } from '#shared/access/token.ts';
import { parseDefaultProxy } from '#shared/config/default-proxy.ts';
import { parsePublicUrl } from '#shared/config/public-url.ts';
import { topicProblem } from '#shared/receiving/sns/allowed-topics.ts';

/** How the one-machine home was asked to run. */
export interface RelayOptions {
  readonly port: number;
  readonly host: string;
  /** Folder of everything that is kept. */
  readonly dataFolder: string;
  /** `tocsin.yaml`; one that was not named may be missing. */
  readonly configFile: { readonly path: string; readonly named: boolean };
  /** `host:port` (or `host`, for all its ports) exempt from the vendor, https and private-address rules for webhooks. */
  readonly allowedWebhookHosts: readonly string[];
  /** ARNs of SNS topics (`*` for any characters) whose messages are taken over HTTP. */
  readonly allowedSnsTopics?: readonly string[];
  /** Where people reach the relay, without a slash at the end; messages then link to it. */
  readonly publicUrl?: string;
  /** HTTP proxy, `http://host:port`, of channels that name none. */
  readonly proxy?: string;
  readonly adminToken?: string;
  readonly ingestToken?: string;
  readonly readToken?: string;
  readonly operateToken?: string;
}

/** What the command line and the environment say, or everything that is wrong with them. */
export type ParsedOptions =
  | { readonly kind: 'run'; readonly options: RelayOptions }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'refused'; readonly problems: readonly string[] };

const HELP = `npm start -- [options]

  --port PORT                     port to listen on, 0 for any free one (TOCSIN_PORT, 8080)
  --host HOST                     address to listen on (TOCSIN_HOST, 127.0.0.1)
  --data FOLDER                   where everything is kept (TOCSIN_DATA, .tocsin)
  --config FILE                   the channels (TOCSIN_CONFIG, tocsin.yaml if there is one)
  --allow-webhook-host HOST:PORT  a webhook host beside the vendors' own, for a sandbox or a relay; may be repeated
                                  (TOCSIN_ALLOW_WEBHOOK_HOSTS, separated by commas)
  --allow-sns-topic ARN           a topic of Amazon SNS whose alarms may be posted here; * stands for any characters; may
                                  be repeated (TOCSIN_ALLOW_SNS_TOPICS, separated by commas)
  --proxy http://HOST:PORT        the proxy of channels that name none, without credentials (TOCSIN_PROXY, none)
  --public-url URL                where people reach the relay: messages of several alerts then link to the list of
                                  them (TOCSIN_PUBLIC_URL, none)
  --help                          this text

TOCSIN_ADMIN_TOKEN and TOCSIN_INGEST_TOKEN set the first two API tokens (16 or more printable characters);
without them two are made at the first start and shown once. TOCSIN_READ_TOKEN and TOCSIN_OPERATE_TOKEN add a token
that may only look and one that may only operate (test messages); each is in force while it is set.`;

const FLAGS = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  config: { type: 'string' },
  'allow-webhook-host': { type: 'string', multiple: true },
  'allow-sns-topic': { type: 'string', multiple: true },
  proxy: { type: 'string' },
  'public-url': { type: 'string' },
  help: { type: 'boolean' },
} as const;

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the options: a flag goes before its variable, a variable before the default. */
export function parseOptions(args: readonly string[], env: Environment): ParsedOptions {
  const { values, tokens } = parseArgs({ args: [...args], options: FLAGS, strict: false, tokens: true });
  if (values['help'] !== undefined) return { kind: 'help', text: HELP };
  const problems = tokens.flatMap(flagProblem);
  const named = (flag: keyof typeof FLAGS, variable: string) => textOf(values[flag]) ?? textOf(env[variable]);

  const port = parsePort(named('port', 'TOCSIN_PORT') ?? '8080', problems);
  const config = named('config', 'TOCSIN_CONFIG');
  const listed = (flag: keyof typeof FLAGS, variable: string): readonly string[] => {
    const given = [values[flag]].flat().filter((value) => typeof value === 'string');
    return given.length > 0 ? given : [env[variable] ?? ''];
  };
  const apiTokens = parseTokens(env, problems);
  const allowedWebhookHosts = parseHosts(listed('allow-webhook-host', 'TOCSIN_ALLOW_WEBHOOK_HOSTS'), problems);
  const allowedSnsTopics = parseTopics(listed('allow-sns-topic', 'TOCSIN_ALLOW_SNS_TOPICS'), problems);
  const publicUrl = parseAddress(named('public-url', 'TOCSIN_PUBLIC_URL'), problems);
  const proxy = parseProxy(named('proxy', 'TOCSIN_PROXY'), problems);
  if (problems.length > 0) return { kind: 'refused', problems };

  return {
    kind: 'run',
    options: {
      port,
      host: named('host', 'TOCSIN_HOST') ?? '127.0.0.1',
      dataFolder: named('data', 'TOCSIN_DATA') ?? '.tocsin',
      configFile: { path: config ?? 'tocsin.yaml', named: config !== undefined },
      allowedWebhookHosts,
      allowedSnsTopics,
      ...(publicUrl === undefined ? {} : { publicUrl }),
      ...(proxy === undefined ? {} : { proxy }),
      ...apiTokens,
    },
  };
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

/** What is wrong with one piece of the command line; all pieces are looked at, so that all problems are told at once. */
function flagProblem(token: Token): readonly string[] {
  if (token.kind === 'positional') return [`${shown(token.value)} is not an option; see --help`];
  if (token.kind === 'option-terminator') return [];
  if (!Object.hasOwn(FLAGS, token.name)) return [`${token.rawName} is not an option; see --help`];
  if (token.name === 'help') return [];
  const swallowedFlag = token.inlineValue === false && token.value?.startsWith('-') === true;

  return token.value === undefined || token.value === '' || swallowedFlag ? [`${token.rawName} needs a value`] : [];
}

/** What was given, quoted only where it is too short for a secret: people paste tokens and webhook URLs in wrong places. */
function shown(text: string): string {
  return text.length < TOKEN_LENGTH.min ? `"${text}"` : `a text of ${text.length} characters`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function parsePort(text: string, problems: string[]): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  problems.push(`the port must be a number from 0 to 65535, not ${shown(text)} (--port, TOCSIN_PORT)`);

  return 0;
}

function parseHosts(lists: readonly string[], problems: string[]): readonly string[] {
  const hosts = lists.flatMap((list) => list.split(',')).map((host) => host.trim().toLowerCase());
  const given = hosts.filter((host) => host !== '');
  for (const host of given.filter((one) => !isHost(one)))
    problems.push(`an allowed webhook host must be host:port, not ${shown(host)} (--allow-webhook-host)`);

  return [...new Set(given)];
}

function parseTopics(lists: readonly string[], problems: string[]): readonly string[] {
  const topics = lists.flatMap((list) => list.split(',')).map((topic) => topic.trim());
  const given = topics.filter((topic) => topic !== '');
  for (const problem of new Set(given.map(topicProblem)))
    if (problem !== undefined) problems.push(`an allowed SNS topic ${problem} (--allow-sns-topic)`);

  return [...new Set(given)];
}

/** `host:port` or `[IPv6]:port`, without a scheme, a path or credentials; without a port all of the host's are meant. */
function isHost(text: string): boolean {
  const match = /^(?:\[[0-9a-f:.]+\]|[^\s:/?#@[\]]+)(?::(\d{1,5}))?$/.exec(text);
  const port = match?.[1];
  return match !== null && (port === undefined || (Number(port) >= 1 && Number(port) <= 65_535));
}

function parseAddress(text: string | undefined, problems: string[]): string | undefined {
  const result = text === undefined ? undefined : parsePublicUrl(text);
  if (result?.kind === 'refused') problems.push(`the public URL ${result.problem} (--public-url, TOCSIN_PUBLIC_URL)`);

  return result?.kind === 'url' ? result.url : undefined;
}

function parseProxy(text: string | undefined, problems: string[]): string | undefined {
  const result = text === undefined ? undefined : parseDefaultProxy(text);
  if (result?.kind === 'refused') problems.push(`the proxy ${result.problem} (--proxy, TOCSIN_PROXY)`);

  return result?.kind === 'proxy' ? result.url : undefined;
}

/** Never repeats a token: a refused one is still somebody's secret. */
function parseTokens(env: Environment, problems: string[]): Partial<Record<`${Scope}Token`, string>> {
  const tokens: Partial<Record<`${Scope}Token`, string>> = {};
  for (const scope of SCOPES) {
    const variable = `TOCSIN_${scope.toUpperCase()}_TOKEN`;
    const token = env[variable] ?? '';
    if (token === '') continue;
    const record = firstToken(scope, token);
    if (typeof record === 'string') problems.push(`${record} (${variable})`);
    else tokens[`${scope}Token`] = token;
  }

  return tokens;
}
