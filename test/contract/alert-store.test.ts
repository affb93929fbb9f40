import { startDynalite } from '#test/fixtures/dynalite.ts';
import { defineAlertStoreContract } from './alert-store.ts';
import { defineAlertStoreFlapping } from './alert-store-flapping.ts';
import { defineAlertStoreHistories } from './alert-store-histories.ts';
import { defineAlertStoreMaskedEnds } from './alert-store-masked-ends.ts';
import { defineAlertStoreRaces } from './alert-store-races.ts';

defineAlertStoreContract('dynalite', startDynalite);
defineAlertStoreRaces('dynalite', startDynalite);
defineAlertStoreHistories('dynalite', startDynalite, { runs: 40 });
defineAlertStoreFlapping('dynalite', startDynalite, { runs: 25 });
defineAlertStoreMaskedEnds('dynalite', startDynalite);
