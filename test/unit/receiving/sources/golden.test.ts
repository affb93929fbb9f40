import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SOURCES, sourceFor } from '#shared/receiving/source-registry.ts';

const FIXTURES = new URL('../../../fixtures/sources/', import.meta.url);
const NOW = Date.parse('2026-11-21T12:00:00Z');

describe.each(SOURCES.map(({ kind }) => kind))('%s', (kind) => {
  const folder = new URL(`${kind}/`, FIXTURES);
  const bodies = readdirSync(folder).filter((file) => /\.(?:json|txt)$/.test(file) && !file.includes('.golden.'));

  it.each(bodies)('reads %s as its golden result says', async (file) => {
    const result = sourceFor(kind)?.parse(readFileSync(new URL(file, folder), 'utf8'), NOW);

    const golden = new URL(file.replace(/\.\w+$/, '.golden.json'), folder);
    await expect(`${JSON.stringify(result, null, 2)}\n`).toMatchFileSnapshot(golden.pathname);
  });
});
