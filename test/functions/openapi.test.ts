import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createAdminApp } from '#functions/admin/app.ts';
import { OPERATIONS, openapiDocument } from '#functions/admin/openapi/document.ts';
import type { JsonSchema } from '#functions/admin/openapi/operation.ts';
import { PROBLEMS } from '#functions/edge/http-problem.ts';
import { ROUTES, type Route } from '#functions/edge/routes.ts';
import { createReceiveApp } from '#functions/receive/app.ts';
import { parseChannelInput } from '#shared/channels/channel-input.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import { WELL } from './answers.ts';
import { adminDeps, bearer, receiveDeps } from './fakes.ts';

interface Documented {
  readonly operationId: string;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly responses: Readonly<Record<string, unknown>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Documented>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

const document: Document = JSON.parse(JSON.stringify(openapiDocument()));
const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);
const admin = createAdminApp(adminDeps(WELL).deps);
const receive = createReceiveApp(receiveDeps({ sourceFor }).deps);

/** Checks a value against one of the document's schemas. */
function complaints(schema: JsonSchema, value: unknown): readonly string[] {
  const rebased = JSON.parse(
    JSON.stringify({ ...schema, $defs: document.components.schemas }).replaceAll('#/components/schemas/', '#/$defs/'),
  );
  const result = z.fromJSONSchema(rebased).safeParse(value);

  return result.success ? [] : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

describe('the description of the API', () => {
  test('has every route that is registered, and no other', () => {
    const shape = (method: string, path: string) => `${method} ${path.replace(/:\w+(\{[^}]*\})?|\{\w+\}/g, '{}')}`;
    const registered = [...admin.routes, ...receive.routes].map(({ method, path }) => shape(method, path));

    expect(documented.map(({ method, path }) => shape(method, path)).sort()).toEqual(registered.sort());
  });

  test('has no two paths that differ only in the names of their parameters', () => {
    const shapes = Object.keys(document.paths).map((path) => path.replace(/\{\w+\}/g, '{}'));

    expect(new Set(shapes).size).toBe(shapes.length);
  });

  test('names every operation once, and every parameter of its path', () => {
    expect(new Set(documented.map(({ operation }) => operation.operationId)).size).toBe(documented.length);
    for (const { path, operation } of documented) {
      const inPath = operation.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => `{${name}}`);
      expect(inPath).toEqual(path.match(/\{\w+\}/g) ?? []);
    }
  });

  test('refers only to schemas it has, and uses every one it has', () => {
    const used = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);

    expect([...new Set(used)].sort()).toEqual(Object.keys(document.components.schemas).sort());
  });

  test('is served to anyone, as JSON', async () => {
    const response = await admin.request('/v1/openapi.json');

    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual(document);
  });
});

const described = Object.entries(OPERATIONS).map(([name, doc]) => ({ name, doc }));

describe.each(described)('$name', ({ name, doc }) => {
  test.each(Object.entries(doc.body?.examples ?? {}))('has a request example that is valid: %s', (_, example) => {
    expect(complaints(doc.body?.schema ?? {}, example)).toEqual([]);
  });

  test.runIf(doc.success.example !== undefined)('has an answer example that is valid', () => {
    expect(complaints(doc.success.schema ?? {}, doc.success.example)).toEqual([]);
  });

  test('answers as it says', async () => {
    const route = Object.entries<Route>(ROUTES).find(([each]) => each === name)?.[1];
    if (route === undefined) throw new Error(`no route ${name}`);
    const examples = Object.entries<unknown>(doc.body?.examples ?? {});
    const [example, body] = examples[0] ?? ['x', undefined];
    const response = await (route.app === 'receive' ? receive : admin).request(
      route.path.replace(/\{\w+\+?\}/, example),
      {
        method: route.method,
        headers: { ...bearer('admin'), 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    );

    expect(response.status).toBe(doc.success.status);
    if (doc.success.schema !== undefined) expect(complaints(doc.success.schema, await response.json())).toEqual([]);
  });
});

describe('the examples are taken by what reads them', () => {
  test.each(Object.entries(OPERATIONS.postAlerts.body?.examples ?? {}))('native: %s', (_, example) => {
    expect(sourceFor('native')?.parse(JSON.stringify(example), 0)).toMatchObject({ kind: 'parsed' });
  });

  test.each(Object.entries(OPERATIONS.postAlertsOfSource.body?.examples ?? {}))('the source %s', (kind, example) => {
    const parsed = sourceFor(kind)?.parse(JSON.stringify(example), 0);

    const name = kind === 'cloudwatch' ? 'ServerCpuTooHigh' : 'HostDown';
    expect(parsed).toMatchObject({ kind: 'parsed', alerts: [{ name, level: 'critical' }] });
  });

  test.each(Object.entries(OPERATIONS.createChannel.body?.examples ?? {}))('channel: %s', (_, example) => {
    const parsed = parseChannelInput(example, { allowedHosts: [], makeRef: () => 'ref' });

    expect(parsed).toMatchObject({ kind: 'parsed' });
  });
});

test('every problem is documented as one, and has an error status', () => {
  for (const [kind, [status]] of Object.entries(PROBLEMS)) {
    expect(status).toBeGreaterThanOrEqual(400);
    expect(
      complaints(document.components.schemas['Problem'] ?? {}, { type: kind, title: '', status, detail: '' }),
    ).toEqual([]);
  }
});

test('the description stays small enough to be sent as one answer', () => {
  expect(JSON.stringify(document).length).toBeLessThan(200_000);
});
