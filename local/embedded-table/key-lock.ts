/** Makes a callback that first lets the next in line go ahead. */
export type Release = <Args extends readonly unknown[]>(done: (...args: Args) => void) => (...args: Args) => void;

/** Runs `exec` when no one else holds the key. */
export type KeyLock = (key: string, exec: (release: Release) => void) => void;

/** A lock per key, first come first served: between reading an item and writing it no one else touches it. */
export function createKeyLock(): KeyLock {
  const lines = new Map<string, (() => void)[]>();

  function next(key: string): void {
    const line = lines.get(key) ?? [];
    const first = line.shift();
    if (first === undefined) lines.delete(key);
    else setImmediate(first);
  }

  return (key, exec) => {
    const run = () =>
      exec((done) => (...args) => {
        next(key);
        done(...args);
      });
    const line = lines.get(key);
    if (line !== undefined) {
      line.push(run);
      return;
    }
    lines.set(key, []);
    run();
  };
}
