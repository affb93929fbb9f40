import { parentPort, workerData } from 'node:worker_threads';
import type { TableAnswer, TableRequest, WorkerSettings } from './messages.ts';
import { openTable } from './open-table.ts';

const settings: WorkerSettings = workerData;
const port = parentPort;
if (port === null) throw new Error('The embedded table runs in a worker thread.');

const opened = await openTable(settings);
port.postMessage(opened.kind === 'open' ? { kind: 'open' } : opened);

if (opened.kind === 'open') {
  port.on('message', async (request: TableRequest) => {
    if (request.kind === 'close') {
      await opened.close();
      port.close();
      return;
    }
    const { status, body } = await opened.engine(request.operation, request.body);
    port.postMessage({ kind: 'answer', id: request.id, status, body } satisfies TableAnswer);
  });
}
