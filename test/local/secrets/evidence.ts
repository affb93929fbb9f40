import { readdir, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { findSecrets } from './planted.ts';

/** So many leaks are told; one is enough to fail. */
const MOST_TOLD = 30;

/** Something the relay said or kept. */
interface Piece {
  readonly where: string;
  readonly text: string;
}

/** An answer of the API, read. */
export interface Answered {
  readonly status: number;
  readonly text: string;
}

/** All that a relay says and keeps, to be searched at the end. */
export class Evidence {
  readonly #pieces: Piece[] = [];

  add(where: string, text: string): void {
    this.#pieces.push({ where, text });
  }

  /** What of it gives which secret away, by where it stands. */
  leaks(): readonly string[] {
    const leaks = this.#pieces.flatMap(({ where, text }) =>
      findSecrets(text).map(({ name, at }) => `${name} in ${where}: …${text.slice(Math.max(0, at - 80), at + 30)}…`),
    );

    return [...new Set(leaks)].slice(0, MOST_TOLD);
  }

  get size(): number {
    return this.#pieces.reduce((sum, { text }) => sum + text.length, 0);
  }

  /** Every file below a folder, except one. */
  async addFiles(folder: string, except: string): Promise<void> {
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile() && path !== except) this.add(`file ${entry.name}`, await readFile(path, 'latin1'));
    }
  }
}

/** Calls an API and keeps its answers, headers and all. */
export class ApiClient {
  readonly #url: string;
  readonly #evidence: Evidence;

  constructor(url: string, evidence: Evidence) {
    this.#url = url;
    this.#evidence = evidence;
  }

  /** `token` goes where `Authorization` is; a body that is no text is sent as JSON. */
  async call(method: string, path: string, token: string, body?: unknown): Promise<Answered> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    this.#evidence.add(
      `the answer ${response.status} to ${method} ${path}`,
      `${text} ${response.statusText} ${JSON.stringify([...response.headers])}`,
    );

    return { status: response.status, text };
  }

  /** All items of a list. */
  async items(path: string, token: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
    const items: Readonly<Record<string, unknown>>[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = JSON.parse((await this.call('GET', `${path}?limit=500${more}`, token)).text);
      items.push(...page.items);
      cursor = page.cursor;
    }

    return items;
  }

  /** Sends bytes as they are and keeps what comes back until the connection is idle or closed. */
  async raw(bytes: string): Promise<void> {
    const { hostname, port } = new URL(this.#url);
    const chunks: Buffer[] = [];
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.on('data', (chunk) => chunks.push(chunk));
      socket.on('error', () => resolve());
      socket.on('close', () => resolve());
      socket.setTimeout(300, () => socket.destroy());
    });
    this.#evidence.add(`the answer to ${bytes.slice(0, 60)}`, Buffer.concat(chunks).toString('latin1'));
  }
}
