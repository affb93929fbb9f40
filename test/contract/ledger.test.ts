import { startDynalite } from '#test/fixtures/dynalite.ts';
import { defineLedgerContract } from './ledger.ts';

defineLedgerContract('dynalite', startDynalite);
