import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** One import of a source file. */
export interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** The file of ours it means, from the project's root, or undefined for a package or a part of Node. */
  readonly target: string | undefined;
  /** Types only: gone when the code runs. */
  readonly typeOnly: boolean;
}

/** A TypeScript file of ours. */
export interface SourceFile {
  /** From the project's root, with slashes. */
  readonly path: string;
  readonly lines: number;
  /** The text without comments. */
  readonly code: string;
  readonly imports: readonly Import[];
}

/** Every TypeScript file of the project, tests included. */
export function readSourceFiles(): readonly SourceFile[] {
  return globSync('{cdk,functions,local,shared,test}/**/*.ts', { cwd: ROOT }).sort().map(readSourceFile);
}

function readSourceFile(path: string): SourceFile {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const code = withoutComments(text);

  return { path, lines: text.trimEnd().split('\n').length, code, imports: importsOf(path, code) };
}

/** Only comments with a line of their own: cutting at every slash would cut URLs and globs in strings. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[\s\S]*?\*\//gm, '').replace(/^\s*\/\/.*$/gm, '');
}

const STATIC_IMPORT = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const OTHER_IMPORT = /\b(?:import\(|new URL\()\s*'([^']+\.ts)'/g;

function importsOf(path: string, code: string): readonly Import[] {
  const statics = [...code.matchAll(STATIC_IMPORT)].map(([, type, specifier = '']) =>
    toImport(path, specifier, type === undefined ? 'value' : 'type'),
  );
  const others = [...code.matchAll(OTHER_IMPORT)].map(([, specifier = '']) => toImport(path, specifier, 'value'));

  return [...statics, ...others];
}

/** An import as a file writes it, with the file it means. */
export function toImport(path: string, specifier: string, kind: 'value' | 'type'): Import {
  return { specifier, target: targetOf(path, specifier), typeOnly: kind === 'type' };
}

function targetOf(path: string, specifier: string): string | undefined {
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (!specifier.startsWith('.')) return undefined;

  return relative(ROOT, resolve(ROOT, dirname(path), specifier));
}
