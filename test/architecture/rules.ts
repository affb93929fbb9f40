import type { Import } from './source-files.ts';

/** One rule of who may know whom. */
export interface Rule {
  /** A sentence for the reader of a failure. */
  readonly says: string;
  readonly appliesTo: (path: string) => boolean;
  readonly forbids: (imported: Import, path: string) => boolean;
}

/**
 * All that the stack may know of the code that runs in Lambda: names, the shape
 * of the table, and what judges settings and reads `tocsin.yaml`, so that synth
 * and the functions judge them alike: what one lets pass, the other does too.
 */
const NAMES_FOR_THE_STACK = [
  'shared/config/env-names.ts',
  'shared/config/metric-names.ts',
  'shared/config/default-proxy.ts',
  'shared/config/public-url.ts',
  'shared/config/output-names.ts',
  'shared/config/tocsin-file.ts',
  'shared/config/file-property.ts',
  'shared/config/file-error-line.ts',
  'shared/config/named-secret-folders.ts',
  'shared/adapters/dynamodb/table-schema.ts',
  'shared/adapters/secrets-manager/secret-names.ts',
];

/**
 * Packages and parts of Node that reach the outside world, which domain code does only through a port. JMESPath is a
 * language, as Liquid is: it reaches nothing.
 */
const OUTSIDE_WORLD =
  /^(?:@aws-sdk\/|@smithy\/|@aws-lambda-powertools\/(?!jmespath$)|aws-lambda$|aws-cdk|constructs$|undici|hono|@hono\/|dynalite|node:(?:http|https|http2|net|tls|dns|fs|child_process|worker_threads)(?:\/|$))/;

/** The neighbour graph. */
export const RULES: readonly Rule[] = [
  {
    says: 'shared/alert is the vocabulary: it imports nothing else of ours',
    appliesTo: inside('shared/alert/'),
    forbids: ({ target }) => target !== undefined && !target.startsWith('shared/alert/'),
  },
  {
    says: 'the domain reaches the outside world only through its ports',
    appliesTo: isDomain,
    forbids: ({ specifier }) => OUTSIDE_WORLD.test(specifier),
  },
  {
    says: 'arrows point inwards: the domain knows no adapter',
    appliesTo: isDomain,
    forbids: ({ target }) => target?.startsWith('shared/adapters/') ?? false,
  },
  {
    says: 'shared knows neither functions nor the stack nor the local home',
    appliesTo: inside('shared/'),
    forbids: ({ target }) => target !== undefined && !target.startsWith('shared/'),
  },
  {
    says: 'a function knows the domain, functions/edge and its own folder, never another function, the stack or the local home',
    appliesTo: inside('functions/'),
    forbids: ({ target }, path) =>
      target !== undefined && !['shared/', 'functions/edge/', `${folderOf(path)}/`].some((p) => target.startsWith(p)),
  },
  {
    says: 'functions/edge is shared by the functions and knows none of them',
    appliesTo: inside('functions/edge/'),
    forbids: ({ target }) => target?.startsWith('functions/') === true && !target.startsWith('functions/edge/'),
  },
  {
    says: "in a function only compose.ts knows adapters, everything else gets the domain's ports",
    appliesTo: (path) => path.startsWith('functions/') && !path.endsWith('/compose.ts'),
    forbids: ({ target, typeOnly }) => target?.startsWith('shared/adapters/') === true && !typeOnly,
  },
  {
    says: `the stack knows of the rest only names and what judges settings: ${NAMES_FOR_THE_STACK.join(', ')}`,
    appliesTo: inside('cdk/'),
    forbids: ({ target }) =>
      target !== undefined && !target.startsWith('cdk/') && !NAMES_FOR_THE_STACK.includes(target),
  },
  {
    says: 'the local home knows nothing of the stack',
    appliesTo: inside('local/'),
    forbids: ({ target, specifier }) =>
      target?.startsWith('cdk/') === true || /^(?:aws-cdk|constructs$)/.test(specifier),
  },
  {
    says: 'nothing but tests imports tests',
    appliesTo: (path) => !path.startsWith('test/'),
    forbids: ({ target, specifier }) => target?.startsWith('test/') === true || specifier === 'vitest',
  },
  {
    says: "zod comes as `import * as z from 'zod/mini'`: the other entries are many times its size",
    appliesTo: (path) => !path.startsWith('test/'),
    forbids: ({ specifier }) => specifier === 'zod',
  },
];

function inside(folder: string): (path: string) => boolean {
  return (path) => path.startsWith(folder);
}

function isDomain(path: string): boolean {
  return path.startsWith('shared/') && !path.startsWith('shared/adapters/');
}

/** The first two segments, `functions/receive` of `functions/receive/compose.ts`. */
function folderOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}
