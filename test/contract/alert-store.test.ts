import { startDynalite } from '#test/fixtures/dynalite.ts';
import { defineAlertStoreContract } from './alert-store.ts';
import { defineAlertStoreFlapping } from './alert-store-flapping.ts';
import { defineAlertStoreHistories } from './alert-store-histories.ts';
import { defineAlertStoreMaskedEnds } from './alert-store-masked-ends.ts';
import { defineAlertStorePostponed } from './alert-store-postponed.ts';
import { defineAlertStoreQuietEnds } from './alert-store-quiet-ends.ts';
import { defineAlertStoreRaces } from './alert-store-races.ts';

/** A few random histories in an ordinary run, where the table in memory has hundreds; many with `npm run test:crashes`. */
const [HISTORIES, FLAPS] = process.env['TOCSIN_EVERY_CRASH'] === '1' ? [100, 60] : [12, 8];

defineAlertStoreContract('dynalite', startDynalite);
defineAlertStoreRaces('dynalite', startDynalite);
defineAlertStoreHistories('dynalite', startDynalite, { runs: HISTORIES });
defineAlertStoreFlapping('dynalite', startDynalite, { runs: FLAPS });
defineAlertStoreMaskedEnds('dynalite', startDynalite);
defineAlertStorePostponed('dynalite', startDynalite);
defineAlertStoreQuietEnds('dynalite', startDynalite);
