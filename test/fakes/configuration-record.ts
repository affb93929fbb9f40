import type { ConfigurationRecord, ConfigurationRecordStore } from '#shared/config/configuration-record.ts';

/** The record of the deployed file, in memory. */
export function fakeConfigurationRecord(): ConfigurationRecordStore {
  let record: ConfigurationRecord | undefined;

  return {
    read: async () => record,
    write: async (next) => {
      record = next;
    },
    remove: async () => {
      record = undefined;
    },
  };
}
