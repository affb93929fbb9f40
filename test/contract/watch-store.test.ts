import { startDynalite } from '#test/fixtures/dynalite.ts';
import { createInMemoryTable } from '#test/fixtures/in-memory-table.ts';
import { defineWatchStoreContract } from './watch-store.ts';

defineWatchStoreContract('in memory', async () => createInMemoryTable());
defineWatchStoreContract('DynamoDB', startDynalite);
