import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlertRelayStack } from '#cdk/alert-relay-stack.ts';
import { MAX_PROPERTY_BYTES, parseFileProperty } from '#shared/config/file-property.ts';
import { fakeWebhookUrl } from '#test/builders/channel.ts';
import { resourceOf, resourcesOf, statementsOf, synthRelay } from './synth-relay.ts';

const FILE = `# who is on call: ${fakeWebhookUrl()}
version: 1
channels:
  - name: 值班 # the night shift
    type: dingtalk
    robots: [{ webhookUrl: { secret: dba-oncall } }]
`;

let folder: string;
let written = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tocsin-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(text: string): string {
  const path = join(folder, `${written++}.yaml`);
  writeFileSync(path, text);
  return path;
}

const withFile = (text: string) => synthRelay({ channelsFile: fileWith(text) });
let relay: Template;
beforeAll(() => {
  relay = withFile(FILE);
});

describe('a file of channels', () => {
  it('brings a function and a resource, which do not exist without one', () => {
    relay.resourceCountIs('Custom::TocsinConfiguration', 1);
    expect(resourceOf(relay, 'AWS::Lambda::Function', 'RelayConfiguration').Properties).toMatchObject({ Timeout: 120 });

    const ids = resourcesOf(synthRelay()).map(([id]) => id);
    expect(ids.filter((id) => id.includes('Configur'))).toEqual([]);
  });

  it('stands in the template without its comments, in ASCII, its lines where they were', () => {
    const { File, ServiceTimeout } = resourceOf(relay, 'Custom::TocsinConfiguration', 'RelayConfiguration').Properties;
    const { text = '' } = parseFileProperty(File) ?? {};

    expect(File).toMatch(/^[ -~]*$/);
    expect(text).not.toMatch(/on call|night shift|access_token/);
    expect(text.split('\n').map((line) => line.trimEnd())).toEqual(
      FILE.split('\n').map((line) => line.replace(/#.*/, '').trimEnd()),
    );
    expect(ServiceTimeout).toBe('600');
  });

  it('is put in force only after the function may do it', () => {
    const [, configure] =
      resourcesOf(relay, 'AWS::Lambda::Function').find(([id]) => id.startsWith('RelayConfiguration')) ?? [];

    expect(JSON.stringify(configure)).toMatch(/"DependsOn":\[[^\]]*RelayConfigurationConfigureRoleDefaultPolicy/);
  });
});

describe('the role of the function', () => {
  it('reads the secrets that people named, and no others', () => {
    const secrets = statementsOf(relay, 'RelayConfiguration').filter(({ actions }) =>
      actions.some((action) => action.startsWith('secretsmanager:')),
    );

    expect(secrets).toHaveLength(1);
    expect(secrets[0]?.actions).toEqual(['secretsmanager:GetSecretValue']);
    expect(JSON.stringify(secrets[0]?.resources)).toMatch(/secret:tocsin\/[^"]*\/named\/\*/);
  });

  it('keeps channels, looks whether alerts wait, and wakes lanes', () => {
    const actions = statementsOf(relay, 'RelayConfiguration').flatMap((statement) => statement.actions);

    expect([...new Set(actions)].sort()).toEqual([
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'secretsmanager:GetSecretValue',
      'sqs:SendMessage',
    ]);
  });
});

describe('the dispatcher', () => {
  it('may write channels, and then only put them, where a file names secrets that it has to follow', () => {
    const ofChannels = (template: Template) =>
      statementsOf(template, 'RelayDispatch').filter(({ conditions }) => JSON.stringify(conditions)?.includes('"C"'));

    expect(ofChannels(relay)).toMatchObject([
      {
        actions: ['dynamodb:PutItem'],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['C'] } },
      },
    ]);
    expect(ofChannels(synthRelay())).toEqual([]);
  });
});

describe('a file that is not fit', () => {
  it('fails at synth with all that is wrong, each with its line', () => {
    const text = `version: 1
channels:
  - name: dba
    type: slack
    robots: [{ webhookUrl: "${fakeWebhookUrl()}" }]
  - name: wecom
    type: wecom
    robots: [{ webhookUrl: { env: WECOM } }]
`;
    const path = fileWith(text);
    const message = errorOf(() => synthRelay({ channelsFile: path }));

    expect(message).toMatch(new RegExp(`${path}:4: channels\\[0\\]\\.type must be`));
    expect(message).toMatch(/:5: channels\[0\]\.robots\[0\]\.webhookUrl must be a reference/);
    expect(message).toMatch(/:8: channels\[1\]\.robots\[0\]\.webhookUrl can be \{ env: … \} only on one machine/);
    expect(message).not.toContain('access_token');
  });

  it('fails at synth when it is not there, or takes more than CloudFormation brings', () => {
    expect(errorOf(() => synthRelay({ channelsFile: join(folder, 'nowhere.yaml') }))).toMatch(
      /nowhere\.yaml can't be read/,
    );

    const template = '中'.repeat(2_000);
    const templates = `    message: { templates: { zh_CN: { single: "${template}" } } }\n`;
    const many = Array.from({ length: 10 }, (_, at) => `${channel(at)}${templates}`).join('');
    expect(errorOf(() => withFile(`version: 1\nchannels:\n${many}`))).toMatch(
      new RegExp(`bytes in the template, and CloudFormation brings at most ${MAX_PROPERTY_BYTES}`),
    );
  });
});

it('the stack tells what is odd, and where its secrets are', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const stack = new AlertRelayStack(app, 'Tocsin', { relay: { channelsFile: fileWith(FILE) } });
  const template = Template.fromStack(stack);

  template.hasOutput('ConfigurationWarnings', {});
  template.hasOutput('SecretPrefix', { Value: stack.relay.robotSecrets.prefix });
});

function channel(at: number): string {
  return `  - name: c${at}\n    type: dingtalk\n    robots: [{ webhookUrl: { secret: s${at} } }]\n`;
}

function errorOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  return '';
}
