import { expect, test } from 'vitest';
import { describeFileError } from '#shared/config/file-error-line.ts';
import { parseTocsinFile } from '#shared/config/tocsin-file.ts';

const REQUIRED = 'source: ocp-prod, url: "http://192.0.2.1:8080", credentials: { secret: ocp/prod }';

function parse(entries: readonly string[], allowEnv = false) {
  const text = `version: 1\nocpPollers:\n${entries.map((entry) => `  - ${entry}\n`).join('')}`;
  const result = parseTocsinFile(text, { allowEnv });
  return result.kind === 'parsed'
    ? result.file.ocpPollers
    : result.errors.map((error) => describeFileError('tocsin.yaml', error));
}

test('an OCP needs a name, an address and credentials; the rest has defaults', () => {
  const poller = {
    ...{ source: 'ocp-prod', url: 'http://192.0.2.1:8080', credentials: { kind: 'secret', name: 'ocp/prod' } },
    ...{ everySeconds: 60, knownSinceDays: 7 },
  };
  expect(parse([`{ ${REQUIRED} }`])).toEqual([poller]);
  expect(parse([`{ ${REQUIRED}, everySeconds: 300, knownSinceDays: 30, channels: [ " dba ", dba, oncall] }`])).toEqual([
    { ...poller, everySeconds: 300, knownSinceDays: 30, channels: ['dba', 'oncall'] },
  ]);
});

test('on one machine credentials may be in the environment, where no folder is needed', () => {
  const entry = '{ source: ocp-prod, url: "https://ocp.example.com/", credentials: { env: OCP_CREDENTIALS } }';
  expect(parse([entry], true)).toMatchObject([
    { url: 'https://ocp.example.com', credentials: { kind: 'env', name: 'OCP_CREDENTIALS' } },
  ]);
  expect(parse([entry])).toEqual([
    expect.stringMatching(/^tocsin\.yaml:3: ocpPollers\[0\]\.credentials .*only on one machine/),
  ]);
});

test.each([
  ['ocp-prod', /ocpPollers\[0\] must be an object with at least source, url and credentials/],
  ['{ source: a, url: "http://192.0.2.1" }', /credentials must be a reference/],
  [`{ ${REQUIRED}, password: x }`, /password is not a known field/],
  ['{ url: "http://192.0.2.1", credentials: { secret: ocp/a } }', /source is required: a name for this OCP/],
  [`{ ${REQUIRED.replace('ocp-prod', 'tocsin')} }`, /source is the name under which the relay speaks of itself/],
  ['{ source: a, credentials: { secret: ocp/a } }', /url is required: the address of OCP/],
  [`{ ${REQUIRED.replace('http://', 'http://user:fake-password@')} }`, /url must hold no credentials: others see it$/],
  [`{ ${REQUIRED.replace('http:', 'ftp:')} }`, /url must be a whole address/],
  [`{ ${REQUIRED.replace('ocp/prod', 'dba')} }`, /credentials must be a secret whose name begins with ocp\//],
  [`{ ${REQUIRED}, everySeconds: 30 }`, /everySeconds must be a whole number from 60 to 3600/],
  [`{ ${REQUIRED}, everySeconds: 90 }`, /everySeconds must be whole minutes/],
  [`{ ${REQUIRED}, channels: [""] }`, /channels must be a list of names/],
])('%s is refused, saying where and why', (entry, problem) => {
  expect(parse([entry])).toEqual([expect.stringMatching(problem)]);
  expect(parse([entry]).join()).not.toContain('fake-password');
});

test('two pollers of one name would end each other’s alarms', () => {
  expect(parse([`{ ${REQUIRED} }`, `{ ${REQUIRED} }`])).toEqual([
    expect.stringMatching(/ocpPollers\[1\]\.source is named by another entry/),
  ]);
});

test('a file names no more OCPs than one function can be called for', () => {
  const entries = (count: number) =>
    Array.from({ length: count }, (_, nth) => `{ ${REQUIRED.replace('ocp-prod', `ocp-${nth}`)} }`);

  expect(parse(entries(30))).toHaveLength(30);
  expect(parse(entries(30))).toContainEqual(expect.objectContaining({ source: 'ocp-29' }));
  expect(parse(entries(31))).toEqual([expect.stringMatching(/ocpPollers .*30/)]);
});

test.each(['ocp/prod', 'senders/grafana'])(
  'a robot has no secret of the name %s: another function may read it',
  (name) => {
    const robot = `{ name: dba, type: dingtalk, robots: [{ webhookUrl: { secret: ${name} } }] }`;
    const result = parseTocsinFile(`version: 1\nchannels:\n  - ${robot}\n`, { allowEnv: false });

    expect(result).toMatchObject({
      kind: 'invalid',
      errors: [
        { field: 'channels[0].robots[0].webhookUrl', message: expect.stringContaining('begins with senders/ or ocp/') },
      ],
    });
  },
);
