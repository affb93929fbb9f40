import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedTable } from '#local/embedded-table.ts';
import { createSourceRegister } from '#shared/adapters/dynamodb/source-register.ts';
import { defineAlertRevivalContract } from '#test/contract/alert-revival.ts';
import { defineAlertStoreContract } from '#test/contract/alert-store.ts';
import { defineAlertStoreHistories } from '#test/contract/alert-store-histories.ts';
import { defineAlertStoreQuietEnds } from '#test/contract/alert-store-quiet-ends.ts';
import { defineAlertStoreRaces } from '#test/contract/alert-store-races.ts';
import { defineAuditLogContract } from '#test/contract/audit-log.ts';
import { defineLaneStoreContract } from '#test/contract/lane-store.ts';
import { defineLaneStoreWorkers } from '#test/contract/lane-store-workers.ts';
import { defineLedgerContract } from '#test/contract/ledger.ts';
import { defineQuotaStoreContract } from '#test/contract/quota-store.ts';
import { defineSettingsTableContract } from '#test/contract/settings-store.ts';
import { defineSilentAlertStoreContract } from '#test/contract/silent-alert-store.ts';
import { defineSourceRegisterContract } from '#test/contract/source-register.ts';
import { defineWatchStoreContract } from '#test/contract/watch-store.ts';
import type { DynaliteTable } from '#test/fixtures/dynalite.ts';

const NAME = 'the embedded table';

/** An embedded table of its own for one suite. */
async function start(): Promise<DynaliteTable> {
  const folder = await mkdtemp(join(tmpdir(), 'tocsin-test-'));
  const table = await openEmbeddedTable(folder);

  return {
    client: table.client,
    tableName: table.tableName,
    stop: async () => {
      await table.close();
      await rm(folder, { recursive: true });
    },
  };
}

defineAlertStoreContract(NAME, start);
defineAlertStoreRaces(NAME, start);
defineAlertStoreQuietEnds(NAME, start);
defineAlertStoreHistories(NAME, start, { runs: 20 });
defineAlertRevivalContract(NAME, start);
defineLaneStoreContract(NAME, start);
defineLaneStoreWorkers(NAME, start, { runs: 20 });
defineLedgerContract(NAME, start);
defineQuotaStoreContract(NAME, start);
defineAuditLogContract(NAME, start);
defineSettingsTableContract(NAME, start);
defineSourceRegisterContract(NAME, async () => {
  const table = await start();
  return { register: createSourceRegister(table), stop: () => table.stop() };
});
defineWatchStoreContract(NAME, start);
defineSilentAlertStoreContract(NAME, start);
