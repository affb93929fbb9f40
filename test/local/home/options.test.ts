import { describe, expect, test } from 'vitest';
import { parseOptions } from '#local/options.ts';

const DEFAULTS = {
  port: 8080,
  host: '127.0.0.1',
  dataFolder: '.tocsin',
  configFile: { path: 'tocsin.yaml', named: false },
  allowedWebhookHosts: [],
  allowedSnsTopics: [],
};

describe('the options of npm start', () => {
  test('have defaults', () => {
    expect(parseOptions([], {})).toEqual({ kind: 'run', options: DEFAULTS });
  });

  test('come from flags', () => {
    const args = ['--port', '0', '--host=0.0.0.0', '--data', '/var/lib/tocsin', '--config', 'my.yaml'];
    const hosts = ['--allow-webhook-host', '127.0.0.1:9100', '--allow-webhook-host', 'Relay.Example:443,[::1]:9100'];
    expect(parseOptions([...args, ...hosts], {})).toEqual({
      kind: 'run',
      options: {
        port: 0,
        host: '0.0.0.0',
        dataFolder: '/var/lib/tocsin',
        configFile: { path: 'my.yaml', named: true },
        allowedWebhookHosts: ['127.0.0.1:9100', 'relay.example:443', '[::1]:9100'],
        allowedSnsTopics: [],
      },
    });
  });

  test('come from the environment, where an empty variable is none', () => {
    const env = {
      TOCSIN_PORT: '9000',
      TOCSIN_HOST: '::1',
      TOCSIN_DATA: '/data',
      TOCSIN_CONFIG: '',
      TOCSIN_ALLOW_WEBHOOK_HOSTS: '127.0.0.1:9100, 127.0.0.1:9101 ,',
      TOCSIN_ADMIN_TOKEN: 'fake-admin-token-1',
      TOCSIN_INGEST_TOKEN: '',
    };
    expect(parseOptions([], env)).toEqual({
      kind: 'run',
      options: {
        ...DEFAULTS,
        port: 9000,
        host: '::1',
        dataFolder: '/data',
        allowedWebhookHosts: ['127.0.0.1:9100', '127.0.0.1:9101'],
        adminToken: 'fake-admin-token-1',
      },
    });
  });

  test('take topics of SNS from flags or the environment, and refuse what is no topic', () => {
    const [a, b] = ['arn:aws:sns:us-east-1:111122223333:alarms', 'arn:aws-cn:sns:*:111122223333:ops-*'];
    const options = { ...DEFAULTS, allowedSnsTopics: [a, b] };

    expect(parseOptions(['--allow-sns-topic', a, '--allow-sns-topic', b], {})).toEqual({ kind: 'run', options });
    expect(parseOptions([], { TOCSIN_ALLOW_SNS_TOPICS: `${a}, ${b},` })).toEqual({ kind: 'run', options });
    expect(parseOptions(['--allow-sns-topic', 'alarms'], {})).toMatchObject({
      problems: [expect.stringContaining('must be the ARN of an SNS topic')],
    });
  });

  test('take a token for each scope from the environment', () => {
    const env = {
      TOCSIN_ADMIN_TOKEN: 'fake-admin-token-1',
      TOCSIN_INGEST_TOKEN: 'fake-ingest-token',
      TOCSIN_READ_TOKEN: 'fake-read-token-1',
      TOCSIN_OPERATE_TOKEN: 'fake-operate-token',
    };
    expect(parseOptions([], env)).toMatchObject({
      options: {
        adminToken: 'fake-admin-token-1',
        ingestToken: 'fake-ingest-token',
        readToken: 'fake-read-token-1',
        operateToken: 'fake-operate-token',
      },
    });
    expect(parseOptions([], { ...env, TOCSIN_READ_TOKEN: 'short', TOCSIN_OPERATE_TOKEN: 'short' })).toEqual({
      kind: 'refused',
      problems: [
        'the read token must be 16 to 512 printable characters, without space around them (TOCSIN_READ_TOKEN)',
        'the operate token must be 16 to 512 printable characters, without space around them (TOCSIN_OPERATE_TOKEN)',
      ],
    });
  });

  test('never repeat what may be a secret in a wrong place', () => {
    const secret = 'fake-secret-in-a-wrong-place';
    const url = `https://oapi.dingtalk.com/robot/send?access_token=${secret}`;
    for (const args of [
      ['--admin-token', secret],
      [`--admin-token=${secret}`],
      [secret],
      ['--port', secret],
      ['--allow-webhook-host', url],
      ['--allow-webhook-host', `user:${secret}@192.0.2.8:3128`],
      ['--proxy', `http://user:${secret}@192.0.2.8:3128`],
      ['--public-url', url],
      ['--public-url', `https://user:${secret}@tocsin.example.com`],
      ['--public-url', secret],
    ]) {
      const parsed = parseOptions(args, {});
      expect(parsed).toMatchObject({ kind: 'refused' });
      expect(JSON.stringify(parsed)).not.toContain(secret);
    }
    expect(JSON.stringify(parseOptions([], { TOCSIN_PORT: secret }))).not.toContain(secret);
  });

  test.each([
    ['https://tocsin.example.com', 'https://tocsin.example.com'],
    ['http://192.0.2.7:8080/', 'http://192.0.2.7:8080'],
    ['HTTPS://Tocsin.Example.com/ops/relay//', 'https://tocsin.example.com/ops/relay'],
    ['http://[2001:db8::7]/', 'http://[2001:db8::7]'],
  ])('take %s for the address people reach the relay at', (given, publicUrl) => {
    expect(parseOptions(['--public-url', given], {})).toEqual({ kind: 'run', options: { ...DEFAULTS, publicUrl } });
    expect(parseOptions([], { TOCSIN_PUBLIC_URL: ` ${given} ` })).toMatchObject({ options: { publicUrl } });
  });

  test.each([
    ['tocsin.example.com', 'must be a whole address that begins with http:// or https://'],
    ['tocsin.example.com:8080', 'must be a whole address that begins with http:// or https://'],
    ['ftp://tocsin.example.com', 'must be a whole address that begins with http:// or https://'],
    ['https://', 'must be a whole address that begins with http:// or https://'],
    ['https://a:b@tocsin.example.com', 'must hold no credentials: others see it'],
    ['https://tocsin.example.com/?a=b', 'must hold no query and no fragment'],
    ['https://tocsin.example.com/#', 'must hold no query and no fragment'],
    [`https://tocsin.example.com/${'x'.repeat(300)}`, 'must be at most 300 characters long, not 327'],
  ])('refuse %s as that address', (given, problem) => {
    expect(parseOptions([`--public-url=${given}`], {})).toEqual({
      kind: 'refused',
      problems: [`the public URL ${problem} (--public-url, TOCSIN_PUBLIC_URL)`],
    });
  });

  test('take a proxy for channels that name none, without credentials', () => {
    const proxy = 'http://192.0.2.8:3128';

    expect(parseOptions(['--proxy', 'http:192.0.2.8:3128'], {})).toEqual({
      kind: 'run',
      options: { ...DEFAULTS, proxy },
    });
    expect(parseOptions([], { TOCSIN_PROXY: proxy })).toMatchObject({ options: { proxy } });
    expect(parseOptions(['--proxy=https://192.0.2.8:3128'], {})).toEqual({
      kind: 'refused',
      problems: ['the proxy must be http://host:port, for example http://192.0.2.8:3128 (--proxy, TOCSIN_PROXY)'],
    });
  });

  test('on the command line go before the environment', () => {
    const parsed = parseOptions(['--port=1'], { TOCSIN_PORT: '2' });
    expect(parsed).toMatchObject({ kind: 'run', options: { port: 1 } });
  });

  test('name all problems at once', () => {
    const args = ['--prot', '80', 'extra', '--port=http', '--data', '--host', '--allow-webhook-host', 'http://x/'];
    expect(parseOptions(args, { TOCSIN_ADMIN_TOKEN: 'short' })).toEqual({
      kind: 'refused',
      problems: [
        '--prot is not an option; see --help',
        '"80" is not an option; see --help',
        '"extra" is not an option; see --help',
        '--data needs a value',
        'the port must be a number from 0 to 65535, not "http" (--port, TOCSIN_PORT)',
        'the admin token must be 16 to 512 printable characters, without space around them (TOCSIN_ADMIN_TOKEN)',
        'an allowed webhook host must be host:port, not "http://x/" (--allow-webhook-host)',
      ],
    });
  });

  test.each(['-1', '65536', '8080x', '1e3'])('refuse %s as a port', (port) => {
    expect(parseOptions([`--port=${port}`], {})).toMatchObject({ kind: 'refused' });
  });

  test.each(['sixteen-chars-ok', 'with spaces inside it', '口令口令口令口令口令口令口令口令', '!@#$%^&*()_+{}|:'])(
    'take %s as a token',
    (token) => {
      expect(parseOptions([], { TOCSIN_INGEST_TOKEN: token })).toMatchObject({ options: { ingestToken: token } });
    },
  );

  test.each(['fifteen-chars-x', 'a-control-\u0007-character', ' leading-space-in-it'])(
    'refuse a bad token without repeating it',
    (token) => {
      const parsed = parseOptions([], { TOCSIN_INGEST_TOKEN: token });
      expect(parsed).toMatchObject({ kind: 'refused' });
      expect(JSON.stringify(parsed)).not.toContain(token.trim());
    },
  );

  test('are explained by --help, whatever else is there', () => {
    expect(parseOptions(['--help', '--nonsense'], {})).toMatchObject({ kind: 'help' });
  });
});
