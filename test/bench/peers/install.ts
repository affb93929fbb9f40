import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** A peer on this machine, or why it is not. */
export type Installed =
  | { readonly kind: 'installed'; readonly path: string }
  | { readonly kind: 'missing'; readonly why: string };

const run = promisify(execFile);
/** Time a package manager has, ms. */
const TIMEOUT_MS = 180_000;

const once = new Map<string, Promise<Installed>>();

/** Apprise from PyPI, into the folder; answers what PYTHONPATH has to be. */
export function installApprise(folder: string): Promise<Installed> {
  const path = join(folder, 'python');
  return install('apprise', path, () => [
    ['python3', ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', path, 'apprise']],
  ]);
}

/** Alertmanager: the one that is installed, else Debian's package unpacked into the folder. */
export async function installAlertmanager(folder: string): Promise<Installed> {
  const there = await inPath('prometheus-alertmanager');
  if (there !== undefined) return { kind: 'installed', path: there };
  const path = join(folder, 'debian');

  return install('prometheus-alertmanager', join(path, 'usr/bin/prometheus-alertmanager'), () => [
    ['mkdir', ['-p', path]],
    [
      'sh',
      ['-c', `cd "${path}" && apt-get download -qq prometheus-alertmanager && dpkg -x prometheus-alertmanager_*.deb .`],
    ],
  ]);
}

/** prometheus-webhook-dingtalk through the Go module proxy, into the folder. */
export function installWebhookDingtalk(folder: string): Promise<Installed> {
  const [bin, module] = [join(folder, 'go-bin'), 'github.com/timonwong/prometheus-webhook-dingtalk'];
  const env = { ...process.env, GOBIN: bin, GOPATH: join(folder, 'go'), GOFLAGS: '-modcacherw' };

  return install(
    'prometheus-webhook-dingtalk',
    join(bin, 'prometheus-webhook-dingtalk'),
    () => [['go', ['install', `${module}/cmd/prometheus-webhook-dingtalk@latest`]]],
    env,
  );
}

/** Runs the commands of a package manager, once; what it says when it fails is the reason. */
function install(
  name: string,
  path: string,
  commands: () => readonly (readonly [string, readonly string[]])[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Installed> {
  const installing = once.get(name) ?? runAll();
  once.set(name, installing);
  return installing;

  async function runAll(): Promise<Installed> {
    try {
      for (const [command, args] of commands()) await run(command, [...args], { env, timeout: TIMEOUT_MS });
      await access(path);
      return { kind: 'installed', path };
    } catch (error) {
      return { kind: 'missing', why: `${name} can't be installed: ${reasonOf(error)}` };
    }
  }
}

/** The last words of a command that failed, addresses left out. */
function reasonOf(error: unknown): string {
  const words = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
  const lines = (words.trim() === '' ? String(error) : words).trim().split('\n');
  return lines
    .slice(-2)
    .join(' ')
    .replaceAll(/https?:\/\/\S+/g, '…')
    .replaceAll(/\s+/g, ' ')
    .replace(/^.*(.{200})$/, '…$1')
    .replace(/\.$/, '');
}

async function inPath(program: string): Promise<string | undefined> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, program);
    if (
      await access(path).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}
