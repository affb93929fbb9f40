import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** As in cdk/constructs/relay-function.ts. */
export const STAND_INS = {
  '@aws-sdk/credential-provider-node': join(ROOT, 'shared/adapters/lambda/credentials.ts'),
  '@smithy/core/event-streams': join(ROOT, 'shared/adapters/lambda/no-event-streams.ts'),
};

/** What the bundles are compared with: the DynamoDB client with the requests we make, and a handler that makes one. */
const BARE_CLIENT = `
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
export const client = new DynamoDBClient();
const rest = [PutItemCommand, QueryCommand, UpdateItemCommand];
export const handler = ({ TableName, Key }) => (rest.length > 0 ? client.send(new GetItemCommand({ TableName, Key })) : rest);
`;

export const FUNCTIONS = ['receive', 'dispatch', 'admin', 'poll'] as const;
export type BundleName = (typeof FUNCTIONS)[number] | 'bare-client';

/** A bundle as it would be deployed. */
export interface Bundle {
  readonly name: BundleName;
  readonly path: string;
  /** Thousands of bytes. */
  readonly kilobytes: number;
}

/** Bundles the functions and the bare client, with the settings of the stack's functions, into a folder. */
export function bundleAll(folder: string): Promise<readonly Bundle[]> {
  return Promise.all([...FUNCTIONS, 'bare-client' as const].map((name) => bundleOne(name, folder)));
}

async function bundleOne(name: BundleName, folder: string): Promise<Bundle> {
  const path = join(folder, `${name}.mjs`);
  const source =
    name === 'bare-client'
      ? { stdin: { contents: BARE_CLIENT, resolveDir: ROOT } }
      : { entryPoints: [join(ROOT, 'functions', name, 'handler.ts')] };
  const { metafile } = await build({
    ...source,
    outfile: path,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    charset: 'utf8',
    // The bare client is what there would be without us.
    ...(name === 'bare-client' ? {} : { alias: STAND_INS }),
    metafile: true,
    logLevel: 'error',
  });
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);

  return { name, path, kilobytes: bytes / 1000 };
}
