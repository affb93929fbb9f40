import { clipCharacters } from './cut.ts';

/** Clusters a digest names; more would be a list of its own. */
const MAX_NAMED = 5;
/** Longest name of a cluster among others, in characters. */
const MAX_NAME_CHARACTERS = 32;

/** What says in an OCP target to which cluster it belongs. */
const CLUSTER = /(?:^|:)(?:ob_cluster|obproxy_cluster|obregion|app_cluster)=([^:]+)/;

/** How many alerts are in which cluster. All numbers together are the number of alerts. */
export interface ClusterFigures {
  /** The largest first. */
  readonly named: readonly { readonly name: string; readonly count: number }[];
  /** Clusters that are not named, and the alerts in them. */
  readonly unnamed: { readonly clusters: number; readonly alerts: number };
  /** Alerts whose target names no cluster. */
  readonly elsewhere: number;
}

/** Counts targets by their cluster. */
export class ClusterCount {
  readonly #counts = new Map<string, number>();
  #elsewhere = 0;

  add(target: string): void {
    const name = CLUSTER.exec(target)?.[1]?.trim();
    if (name === undefined || name === '') this.#elsewhere += 1;
    else this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  figures(): ClusterFigures {
    const sorted = [...this.#counts].sort(([, a], [, b]) => b - a);
    // One more name takes no more room than saying that there is one more.
    const shown = sorted.length === MAX_NAMED + 1 ? sorted.length : MAX_NAMED;
    const rest = sorted.slice(shown);
    return {
      named: sorted.slice(0, shown).map(([name, count]) => ({ name: shortened(name), count })),
      unnamed: { clusters: rest.length, alerts: rest.reduce((sum, [, count]) => sum + count, 0) },
      elsewhere: this.#elsewhere,
    };
  }
}

function shortened(name: string): string {
  return clipCharacters(name.replace(/\s+/g, ' '), MAX_NAME_CHARACTERS);
}
