import type { Audit } from '#shared/audit/audit.ts';
import type { DeployPorts } from '#shared/config/deployed-file.ts';
import type { SettingsStore } from '#shared/settings/settings-store.ts';

/** The stack was told that this failed; whatever it would still do, nobody wants any more. */
export class TooLateError extends Error {
  override name = 'TooLateError' as const;

  constructor() {
    super('the time for this is over');
  }
}

/**
 * Ports that write nothing once `isOver`: work that outlasts its answer lies
 * frozen in the process, and would go on in the middle of the next request.
 */
export function whileWanted(ports: DeployPorts, isOver: () => boolean): DeployPorts {
  const guard = <Args extends readonly unknown[], Answer>(work: (...args: Args) => Promise<Answer>) => {
    return async (...args: Args): Promise<Answer> => {
      if (isOver()) throw new TooLateError();
      return work(...args);
    };
  };
  const audit: Audit = async (change, make, isMade) => {
    if (isOver()) throw new TooLateError();
    return ports.audit(change, make, isMade);
  };
  const settings = <Settings>(store: SettingsStore<Settings>): SettingsStore<Settings> => ({
    read: guard(() => store.read()),
    readFresh: guard(() => store.readFresh()),
    write: guard((stored) => store.write(stored)),
  });
  const { channels, inhibitions, pushSettings, record, resume, noteFormer, silences, watchdogs } = ports;

  return {
    ...ports,
    audit,
    channels: {
      list: () => channels.list(),
      listFresh: guard(() => channels.listFresh()),
      create: guard((channel) => channels.create(channel)),
      replace: guard((channel) => channels.replace(channel)),
      remove: guard((name) => channels.remove(name)),
    },
    record: {
      read: guard(() => record.read()),
      write: guard((content) => record.write(content)),
      remove: guard(() => record.remove()),
    },
    pushSettings: settings(pushSettings),
    watchdogs: settings(watchdogs),
    inhibitions: { ...settings(inhibitions), rules: () => inhibitions.rules() },
    silences: {
      listFresh: guard(() => silences.listFresh()),
      put: guard((silence) => silences.put(silence)),
      end: guard((id, atMs) => silences.end(id, atMs)),
    },
    putSourceMappings: guard((mappings) => ports.putSourceMappings(mappings)),
    putSignatureRules: guard((rules) => ports.putSignatureRules(rules)),
    ...(resume === undefined ? {} : { resume: guard(resume) }),
    ...(noteFormer === undefined ? {} : { noteFormer: guard(noteFormer) }),
  };
}
