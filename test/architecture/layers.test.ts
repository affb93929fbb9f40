import { describe, expect, it } from 'vitest';
import { RULES } from './rules.ts';
import { readSourceFiles, type SourceFile, toImport } from './source-files.ts';

const files = readSourceFiles();

describe('who may import whom', () => {
  it.each(RULES.map((rule) => [rule.says, rule] as const))('%s', (_, rule) => {
    const wrong = files
      .filter(({ path }) => rule.appliesTo(path))
      .flatMap(({ path, imports }) =>
        imports.filter((each) => rule.forbids(each, path)).map(({ specifier }) => `${path} imports ${specifier}`),
      );

    expect(wrong, rule.says).toEqual([]);
  });

  it.each([
    ['shared/alert/level.ts', '../channels/channel.ts'],
    ['shared/pacing/take.ts', '@aws-sdk/client-dynamodb'],
    ['shared/pacing/take.ts', 'node:http'],
    ['shared/pacing/take.ts', '../adapters/dynamodb/lane-store.ts'],
    ['shared/pacing/take.ts', '#functions/edge/routes.ts'],
    ['shared/adapters/sqs/wake-ups.ts', '#local/main.ts'],
    ['functions/receive/handler.ts', '#functions/admin/compose.ts'],
    ['functions/receive/handler.ts', '#local/main.ts'],
    ['functions/receive/handler.ts', '#shared/adapters/sqs/wake-ups.ts'],
    ['functions/edge/body.ts', '#functions/receive/compose.ts'],
    ['functions/receive/compose.ts', '#cdk/app.ts'],
    ['cdk/constructs/ingress.ts', '#functions/edge/routes.ts'],
    ['cdk/constructs/ingress.ts', '#shared/delivery/deliver.ts'],
    ['local/main.ts', '#cdk/app.ts'],
    ['local/main.ts', 'aws-cdk-lib'],
    ['local/main.ts', '#test/fakes/clock.ts'],
    ['shared/channels/channel-input.ts', 'zod'],
  ])('%s may not import %s', (path, specifier) => {
    const imported = toImport(path, specifier, 'value');

    expect(RULES.some((rule) => rule.appliesTo(path) && rule.forbids(imported, path))).toBe(true);
  });

  it.each([
    ['shared/alert/alert.ts', './level.ts'],
    ['shared/alert/fingerprint.ts', 'node:crypto'],
    ['shared/adapters/sqs/wake-ups.ts', '@aws-sdk/client-sqs'],
    ['functions/receive/compose.ts', '#shared/adapters/sqs/wake-ups.ts'],
    ['functions/receive/handler.ts', './compose.ts'],
    ['functions/admin/routes/robots.ts', '../compose.ts'],
    ['functions/admin/routes/robots.ts', '#functions/edge/body.ts'],
    ['cdk/constructs/state-table.ts', '#shared/adapters/dynamodb/table-schema.ts'],
    ['local/main.ts', '#functions/receive/compose.ts'],
  ])('%s may import %s', (path, specifier) => {
    const imported = toImport(path, specifier, 'value');

    expect(RULES.filter((rule) => rule.appliesTo(path) && rule.forbids(imported, path))).toEqual([]);
  });

  it('no two files need each other to run', () => {
    expect(findCycles(files), 'these files import each other in a circle').toEqual([]);
  });
});

/** Circles of imports that remain when types are stripped, each as `a.ts → b.ts → a.ts`. */
function findCycles(all: readonly SourceFile[]): readonly string[] {
  const importsOf = new Map(
    all.map(({ path, imports }) => [path, imports.flatMap((each) => (each.typeOnly ? [] : [each.target ?? '']))]),
  );
  const done = new Set<string>();
  const cycles: string[] = [];

  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    if (done.has(path)) return;

    for (const target of importsOf.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const { path } of all) visit(path, []);

  return cycles;
}
