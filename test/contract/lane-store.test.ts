import { startDynalite } from '#test/fixtures/dynalite.ts';
import { defineLaneStoreContract } from './lane-store.ts';
import { defineLaneStoreWorkers } from './lane-store-workers.ts';

defineLaneStoreContract('dynalite', startDynalite);
defineLaneStoreWorkers('dynalite', startDynalite, { runs: 60 });
