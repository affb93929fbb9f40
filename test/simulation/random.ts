/** Reproducible randomness: the same seed gives the same numbers on every machine (sfc32). */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = seed | 0;
    this.#b = Math.imul(seed, 0x9e3779b9) | 0;
    this.#c = 0x5eed;
    for (let turn = 0; turn < 15; turn++) this.#next32();
  }

  /** 0 to 1, without 1. */
  next(): number {
    return this.#next32() / 4294967296;
  }

  /** A whole number of the range, both ends included. */
  between(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  chance(probability: number): boolean {
    return probability > 0 && this.next() < probability;
  }

  pick<T>(list: readonly [T, ...T[]]): T {
    return list[Math.floor(this.next() * list.length)] ?? list[0];
  }

  /** A stream of its own: what is drawn there changes nothing here. */
  fork(): Random {
    return new Random(this.#next32());
  }

  /** `length` characters of 0-9a-z. */
  id(length: number): string {
    let id = '';
    while (id.length < length) id += Math.floor(this.next() * 36).toString(36);
    return id;
  }

  #next32(): number {
    const sum = (this.#a + this.#b + this.#counter++) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    return sum >>> 0;
  }
}
