import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the scripts of test/aws/fetch.sh put the programs that the suites here need. */
export const PROGRAMS = {
  cfnLint: 'TOCSIN_CFN_LINT',
  moto: 'TOCSIN_MOTO',
  rie: 'TOCSIN_RIE',
  ric: 'TOCSIN_RIC',
  schemathesis: 'TOCSIN_SCHEMATHESIS',
} as const;

/** The path of a program; throws with the way to get it. */
export function programPath(name: keyof typeof PROGRAMS): string {
  const path = process.env[PROGRAMS[name]];
  if (path === undefined || path === '') throw new Error(`${PROGRAMS[name]} is not set: start a script of test/e2e`);

  return path;
}

/** The environment of a Python program of the cache: its packages, and where it keeps what it compiled. */
export function pythonEnvironment(packages: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '',
    PYTHONPATH: packages,
    PYTHONPYCACHEPREFIX: process.env['PYTHONPYCACHEPREFIX'] ?? join(tmpdir(), 'tocsin-pycache'),
  };
}
