import { MUTATIONS, mutate, replaceAt, replaceText } from '#test/builders/mutate-json.ts';
import type { Random } from '#test/simulation/random.ts';
import { drawLine, drawText, drawTime, drawValue, withSecret } from './anything.ts';

/** What bodies are made of. */
export interface Material {
  /** Bodies as they should be. */
  readonly samples: readonly string[];
  /** Secrets that may be written into them. */
  readonly secrets: readonly string[];
  /** Whether whoever reads them refuses what is not as it should be: then more of them are. */
  readonly strict?: true;
}

/** More than any request may hold, bytes; and more than a robot takes. */
const TOO_LARGE = 5_300_000;
const LARGE = 130_000;

/** A body: as a sender sends it, with anything in it, cut, garbled, or not of any sender at all. */
export function drawBody(random: Random, material: Material): Uint8Array {
  if (random.chance(0.0003)) return Buffer.alloc(TOO_LARGE, 0x61);
  if (random.chance(0.001)) return Buffer.alloc(LARGE, random.pick(['{"a":', '[', '"', '告']));
  if (random.chance(0.02)) return randomBytes(random, random.between(0, 400));

  return encoded(random, drawWords(random, material));
}

function drawWords(random: Random, material: Material): string {
  const { samples, secrets } = material;
  const sample = samples[random.between(0, samples.length - 1)] ?? '';
  if (random.chance(0.1)) return sample;
  if (random.chance(0.08)) return turned(random, sample);
  const parsed = json(sample);
  if (random.chance(0.1)) return drawText(random);
  if (typeof parsed !== 'object' || parsed === null) return garbled(random, sample, material);
  if (random.chance(material.strict ? 0.6 : 0.15)) return JSON.stringify(reworded(random, parsed, material));
  if (random.chance(0.08)) return several(random, parsed, material);
  if (random.chance(0.05)) return sample + random.pick([sample, '\n', ',', '}', '\0']);
  if (random.chance(0.5)) return JSON.stringify(changed(random, parsed, material));

  return mutate(parsed, drawValue(random, secrets), random.between(0, 1e6), random.pick(MUTATIONS_AT_HAND));
}

const [FIRST, ...REST] = MUTATIONS;
const MUTATIONS_AT_HAND = [FIRST, ...REST] as const;

/** The same alert in another state, or at other times. */
function turned(random: Random, sample: string): string {
  if (random.chance(0.5)) return sample.replaceAll(TIME, () => drawTime(random));
  const [from, to] = random.pick(STATES);
  return sample.replaceAll(`"${from}"`, `"${to}"`);
}

const TIME = /\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?/g;
const STATES: readonly [readonly [string, string], ...(readonly [string, string])[]] = [
  ['firing', 'resolved'],
  ['resolved', 'firing'],
  ['ALARM', 'OK'],
  ['OK', 'ALARM'],
  ['告警中', '已消除'],
  ['open', 'fixed'],
  ['alerting', 'ok'],
  ['1', '0'],
  ['0', '1'],
];

/** A few of its values replaced, which leaves its identity mostly as it is: so the same alert fires, ends, and changes. */
function changed(random: Random, value: unknown, { secrets }: Material): unknown {
  let result = value;
  for (let left = random.between(1, 4); left > 0; left--) {
    result = replaceAt(result, drawValue(random, secrets), random.between(0, 1e6));
  }
  return result;
}

/** A few of its texts replaced by others: still a body as it should be, mostly. */
function reworded(random: Random, value: unknown, { secrets }: Material): unknown {
  let result = value;
  for (let left = random.between(1, 2); left > 0; left--) {
    result = replaceText(result, drawLine(random, secrets), random.between(0, 1e6));
  }
  return result;
}

/** A list of it and of its likes, the same among them. */
function several(random: Random, value: object, material: Material): string {
  const list = Array.from({ length: random.between(1, 6) }, () =>
    random.chance(0.5) ? value : changed(random, value, material),
  );
  return JSON.stringify(random.pick<unknown>([list, { alerts: list }, { events: list }, { Records: list }]));
}

function garbled(random: Random, text: string, { secrets }: Material): string {
  const at = random.between(0, text.length);
  const piece = random.chance(0.3) ? withSecret(random, secrets) : drawText(random);
  return random.pick([text.slice(0, at), text.slice(0, at) + piece + text.slice(at), piece + text, text.slice(at)]);
}

/** As bytes; mostly UTF-8. */
function encoded(random: Random, text: string): Uint8Array {
  if (random.chance(0.02)) return Buffer.from(`\ufeff${text}`);
  if (random.chance(0.02)) return Buffer.from(`${random.pick(['\ufeff', ''])}${text}`, 'utf16le');
  const bytes = Buffer.from(text);
  if (bytes.length > 0 && random.chance(0.03)) {
    for (let left = random.between(1, 4); left > 0; left--) {
      bytes[random.between(0, bytes.length - 1)] = random.between(0, 255);
    }
  }
  return bytes;
}

function randomBytes(random: Random, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => random.between(0, 255));
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
