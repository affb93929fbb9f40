import { startDynalite } from '#test/fixtures/dynalite.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { defineSilentAlertStoreContract } from './silent-alert-store.ts';

defineSilentAlertStoreContract('in memory', async () => createInMemoryTable());
defineSilentAlertStoreContract('DynamoDB', startDynalite);
