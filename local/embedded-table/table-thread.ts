import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { TableAnswer, TableRequest, WorkerSettings } from './messages.ts';

/** The table can't be opened because another process works on the folder. */
export class TableInUseError extends Error {
  override name = 'TableInUseError' as const;
}

/** The table's thread could not start, or ended. */
export class TableThreadError extends Error {
  override name = 'TableThreadError' as const;
}

type Answer = Extract<TableAnswer, { readonly kind: 'answer' }>;
type Waiting = PromiseWithResolvers<Answer>;

const WORKER = new URL('./worker.ts', import.meta.url);

/** Starts the table's thread and waits until the table is open. */
export async function startTableThread(settings: WorkerSettings): Promise<TableThread> {
  const worker = new Worker(WORKER, { workerData: settings });
  const [first]: TableAnswer[] = await once(worker, 'message');
  if (first?.kind === 'open') return new TableThread(worker);
  await worker.terminate();
  if (first?.kind === 'in-use') throw new TableInUseError(`Another process works on ${settings.folder}.`);
  throw new TableThreadError(`The table could not be opened: ${first?.kind === 'failed' ? first.reason : 'no answer'}`);
}

/** The thread that holds the table: an operation in, DynamoDB's answer out. */
export class TableThread {
  /** Settles when the thread has ended: with the reason when nobody asked it to. */
  readonly ended: Promise<Error | undefined>;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #closing = false;

  constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: TableAnswer) => this.#settle(answer));
    this.ended = new Promise((resolve) => {
      worker.once('error', (cause) => resolve(new TableThreadError('The table stopped working.', { cause })));
      worker.once('exit', () => resolve(this.#closing ? undefined : new TableThreadError('The table ended.')));
    });
    void this.ended.then((reason) => this.#rejectAll(reason ?? new TableThreadError('The table is closed.')));
  }

  /** Runs one operation. Rejects only when the thread is gone. */
  run(operation: string, body: string): Promise<Answer> {
    if (this.#closing) return Promise.reject(new TableThreadError('The table is closed.'));
    this.#lastId += 1;
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting.set(this.#lastId, waiting);
    this.#send({ kind: 'operation', id: this.#lastId, operation, body });

    return waiting.promise;
  }

  /** Waits for what is under way, then lets the folder go. */
  async close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      await Promise.allSettled([...this.#waiting.values()].map((waiting) => waiting.promise));
      this.#send({ kind: 'close' });
    }
    await this.ended;
  }

  #send(request: TableRequest): void {
    this.#worker.postMessage(request);
  }

  #settle(answer: TableAnswer): void {
    if (answer.kind !== 'answer') return;
    this.#waiting.get(answer.id)?.resolve(answer);
    this.#waiting.delete(answer.id);
  }

  #rejectAll(reason: Error): void {
    this.#closing = true;
    for (const waiting of this.#waiting.values()) waiting.reject(reason);
    this.#waiting.clear();
  }
}
