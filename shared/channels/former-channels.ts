/** Names of channels that were deleted: their alerts stay in the ledger until they expire. */
export interface FormerChannels {
  note(name: string): Promise<void>;
  list(): Promise<readonly string[]>;
}
