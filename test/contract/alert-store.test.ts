import { startDynalite } from '#test/fixtures/dynalite.ts';
import { defineAlertStoreContract } from './alert-store.ts';
import { defineAlertStoreHistories } from './alert-store-histories.ts';
import { defineAlertStoreRaces } from './alert-store-races.ts';

defineAlertStoreContract('dynalite', startDynalite);
defineAlertStoreRaces('dynalite', startDynalite);
defineAlertStoreHistories('dynalite', startDynalite, { runs: 40 });
