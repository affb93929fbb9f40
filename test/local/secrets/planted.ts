/** Everything secret that the test brings in, by what it is. Each is odd enough that nothing else contains a part of it. */
export const PLANTED = {
  token: '4be1f70c95d283a6b7c8e019f2d3a4655e6f708192a3b4c5d6e7f80913a2b4c7',
  oddToken: 'Kx7mQ2vN9rT4wZ8b"é/+&= <Hp3sLd6yGc1fJk5a>\\n%',
  signingKey: 'SEC-Wq8eRt5yUi2oPa7s+Dm4nBv6cXz9lKj3h',
  wecomKey: '5d0c9b8a-71e2-4f36-9a5b-c4d3e2f1a097',
  oddWecomKey: 'Ng5tFr8dEs2wAq6z:Vb9nMk3jHu7yTg1c',
  proxyUser: 'proxyuser-Lo4pIk8mJn2b',
  proxyPassword: 'Xs7zAw3qDe9c@:/ Rf5vTg1bYh6n',
  adminToken: 'admin-Bt6yNu8mIk2oLp4q',
  ingestToken: 'ingest-Cv3bNm7xZq9wEr5t',
  readToken: 'read-Ua8sDf4gHj2kLz6x',
  operateToken: 'operate-Yq5wEr9tUi3oPa7d',
  wrongToken: 'wrong-Gs2hJd6kLf8zXc4v',
  refusedToken: 'Mn9bVc3xZl5kJh7g-refused',
  refusedKey: 'SECQz8wXe4cRv6tBy2n',
  refusedProxy: 'Oi7uYt3rEw9qAs5d:Pl6kMj4nHb8v',
  misplaced: 'Tb3nYm7uKi9oLp5r',
  asFieldName: '-Zd6xSc2fVg8bHn4j-',
  replacement: 'Jw5eHr9tGy3uFi7o',
  inYaml: 'Ek4rTl8yUm2iOn6p',
  inEnvironment: 'Rc9vEb5nWm3xQz7l',
} as const;

/** Parts that are looked for are this long: a secret that was cut leaks all the same. */
const PART = 10;

interface Needle {
  readonly name: string;
  readonly text: string;
}

/** What gives a secret away: letters and digits stay as they are in percent-encoding, JSON and HTML, but not in base64. */
function needlesOf([name, secret]: readonly [string, string]): readonly Needle[] {
  const runs = secret.match(/[A-Za-z0-9]{10,}/g) ?? [];
  const parts = [secret, ...runs].flatMap((text) => [text.slice(0, PART), text.slice(-PART)]);
  const texts = parts.flatMap((part) => [part, ...[0, 1, 2].flatMap((before) => inBase64(part, before))]);

  return texts.map((text) => ({ name, text }));
}

/** The characters of base64 that depend on nothing but the text, with so many (mod 3) other bytes before it. */
function inBase64(text: string, before: number): readonly string[] {
  const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(text)]);
  const [from, to] = [before === 0 ? 0 : 4, Math.floor(bytes.length / 3) * 4];

  return [bytes.toString('base64').slice(from, to), bytes.toString('base64url').slice(from, to)];
}

/** A secret like another one, as every robot has its own: its beginning and end stay. */
export function variantOf(secret: string, nth: number): string {
  const middle = Math.floor(secret.length / 2);

  return `${secret.slice(0, middle - 2)}${String(nth).padStart(3, '0')}${secret.slice(middle + 1)}`;
}

const NEEDLES = Object.entries(PLANTED).flatMap(needlesOf);

/** A planted secret that a text gives away, and where in it. */
export interface Found {
  readonly name: string;
  readonly at: number;
}

/** The planted secrets a text gives away, in whatever encoding, whole or in part; each once. */
export function findSecrets(text: string): readonly Found[] {
  const found = NEEDLES.map((needle) => ({ name: needle.name, at: text.indexOf(needle.text) }));
  const byName = new Map(found.filter(({ at }) => at >= 0).map((one) => [one.name, one]));

  return [...byName.values()];
}

/** Their names. */
export function secretsIn(text: string): readonly string[] {
  return findSecrets(text).map(({ name }) => name);
}
