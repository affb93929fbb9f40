import { afterAll } from 'vitest';
import { createChannelStore } from '#shared/adapters/dynamodb/channel-store.ts';
import { createSourceRegister } from '#shared/adapters/dynamodb/source-register.ts';
import { createTokenStore } from '#shared/adapters/dynamodb/token-store.ts';
import { defineAlertRevivalContract } from '#test/contract/alert-revival.ts';
import { defineAlertStoreContract } from '#test/contract/alert-store.ts';
import { defineAlertStoreHistories } from '#test/contract/alert-store-histories.ts';
import { defineAlertStorePostponed } from '#test/contract/alert-store-postponed.ts';
import { defineAlertStoreQuietEnds } from '#test/contract/alert-store-quiet-ends.ts';
import { defineAlertStoreRaces } from '#test/contract/alert-store-races.ts';
import type { OpenedTable } from '#test/contract/alert-store-table.ts';
import { defineAuditLogContract } from '#test/contract/audit-log.ts';
import { defineChannelStoreContract } from '#test/contract/channel-store.ts';
import { defineLaneStoreContract } from '#test/contract/lane-store.ts';
import { defineLaneStoreWorkers } from '#test/contract/lane-store-workers.ts';
import { defineLedgerContract } from '#test/contract/ledger.ts';
import { defineQuotaStoreContract } from '#test/contract/quota-store.ts';
import { defineSettingsTableContract } from '#test/contract/settings-store.ts';
import { defineSilentAlertStoreContract } from '#test/contract/silent-alert-store.ts';
import { defineSourceRegisterContract } from '#test/contract/source-register.ts';
import { defineTokenStoreContract } from '#test/contract/token-store.ts';
import { defineWatchStoreContract } from '#test/contract/watch-store.ts';
import { openDynamodbLocal } from './dynamodb-local.ts';

defineAlertStoreContract('DynamoDB Local', openDynamodbLocal);
defineAlertStoreRaces('DynamoDB Local', openDynamodbLocal);
defineAlertStorePostponed('DynamoDB Local', openDynamodbLocal);
defineAlertStoreQuietEnds('DynamoDB Local', openDynamodbLocal);
defineAlertStoreHistories('DynamoDB Local', openDynamodbLocal, { runs: 25 });
defineAlertRevivalContract('DynamoDB Local', openDynamodbLocal);
defineLaneStoreContract('DynamoDB Local', openDynamodbLocal);
defineLaneStoreWorkers('DynamoDB Local', openDynamodbLocal, { runs: 25 });
defineLedgerContract('DynamoDB Local', openDynamodbLocal);
defineQuotaStoreContract('DynamoDB Local', openDynamodbLocal);
defineAuditLogContract('DynamoDB Local', openDynamodbLocal);
defineSettingsTableContract('DynamoDB Local', openDynamodbLocal);
defineWatchStoreContract('DynamoDB Local', openDynamodbLocal);
defineSilentAlertStoreContract('DynamoDB Local', openDynamodbLocal);

const opened: OpenedTable[] = [];
afterAll(() => Promise.all(opened.map((table) => table.stop())));

/** These suites begin each test with an empty table. */
async function emptyTable(): Promise<OpenedTable> {
  const table = await openDynamodbLocal();
  opened.push(table);

  return table;
}

defineChannelStoreContract('DynamoDB Local', async () =>
  createChannelStore({ ...(await emptyTable()), cacheMs: 0, now: () => 0 }),
);
defineTokenStoreContract('DynamoDB Local', async () => createTokenStore(await emptyTable()));
defineSourceRegisterContract('DynamoDB Local', async () => {
  const table = await openDynamodbLocal();
  return { register: createSourceRegister(table), stop: () => table.stop() };
});
