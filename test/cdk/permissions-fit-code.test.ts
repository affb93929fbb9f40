import { describe, expect, it } from 'vitest';
import { readSourceFiles } from '#test/architecture/source-files.ts';
import { statementsOf, synthRelay } from './synth-relay.ts';

const files = new Map(readSourceFiles().map((file) => [file.path, file]));
const relay = synthRelay({ channelsFile: 'tocsin.example.yaml' });

/** What Lambda does with a function's role: its log, and its event source mapping. No code of ours calls it. */
const BY_LAMBDA = [
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:ReceiveMessage',
];

/**
 * Calls in files that a function bundles but never makes: an adapter is one
 * file for all who use its port.
 */
const NEVER_CALLED: Readonly<Record<string, readonly string[]>> = {
  receive: ['dynamodb:DeleteItem', 'dynamodb:Scan'],
  admin: ['dynamodb:Scan'],
  dispatch: [
    'dynamodb:DeleteItem',
    'secretsmanager:CreateSecret',
    'secretsmanager:DeleteSecret',
    'secretsmanager:PutSecretValue',
    'secretsmanager:RestoreSecret',
  ],
  configure: ['dynamodb:BatchGetItem', 'dynamodb:Scan'],
  poll: ['dynamodb:DeleteItem', 'dynamodb:Scan'],
};

describe.each([
  ['receive', 'RelayReceive'],
  ['admin', 'RelayAdmin'],
  ['dispatch', 'RelayDispatch'],
  ['configure', 'RelayConfiguration'],
  ['poll', 'RelayOcpPolling'],
])('the role of %s', (folder, id) => {
  const granted = new Set(statementsOf(relay, id).flatMap(({ actions }) => actions));
  const called = actionsCalledFrom(`functions/${folder}/handler.ts`);

  it('allows every call its code can make', () => {
    const refused = [...called].filter((action) => !granted.has(action));

    expect(refused.sort()).toEqual(NEVER_CALLED[folder]);
  });

  it('allows nothing that its code has no call for', () => {
    const idle = [...granted].filter((action) => !called.has(action) && !BY_LAMBDA.includes(action));

    expect(idle).toEqual([]);
  });
});

/** The IAM actions of the SDK commands in a file and in all that it imports. */
function actionsCalledFrom(entry: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    const file = files.get(path);
    if (file === undefined || seen.has(path)) return;
    seen.add(path);
    for (const { target, typeOnly } of file.imports) if (target !== undefined && !typeOnly) visit(target);
  };
  visit(entry);

  return new Set([...seen].flatMap((path) => commandsIn(files.get(path)?.code ?? '')));
}

const SERVICES: Readonly<Record<string, string>> = {
  'client-dynamodb': 'dynamodb',
  'client-secrets-manager': 'secretsmanager',
  'client-sqs': 'sqs',
};

/** Services that are called without a client of the SDK, and the one thing that is asked of each. */
const SIGNED: Readonly<Record<string, string>> = { lambda: 'InvokeFunction' };
const SIGNED_BY_US = /new SignatureV4\(\{ service: '(\w+)'/g;

function commandsIn(code: string): readonly string[] {
  const signed = [...code.matchAll(SIGNED_BY_US)].map(([, service = '']) => `${service}:${SIGNED[service]}`);
  const imports = [...code.matchAll(/import \{([^}]*)\} from '@aws-sdk\/(client-[\w-]+)'/g)];
  const called = imports.flatMap(([, names = '', client = '']) =>
    [...names.matchAll(/(?<!type )\b(\w+)Command\b/g)].map(([, name]) => `${SERVICES[client]}:${name}`),
  );

  return [...signed, ...called];
}
