import { madeOnce } from './made-once.ts';
import type { PushSettingsStore } from './push-settings-store.ts';
import { NO_RULES, type RuleBook, ruleBookOf } from './rule-book.ts';

/** Gives the rules that alerts remember as they are in force: made once for each change, by the first who asks. */
export function readRuleBook(store: Pick<PushSettingsStore, 'read'>): () => Promise<RuleBook> {
  const read = madeOnce(store, ruleBookOf);
  return async () => (await read()) ?? NO_RULES;
}
