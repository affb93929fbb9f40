import { startDynalite } from '#test/fixtures/dynalite.ts';
import { defineAlertRevivalContract } from './alert-revival.ts';

defineAlertRevivalContract('dynalite', startDynalite);
