/** What becomes of a resource that moto's CloudFormation does not make. */
export type LeftOut =
  /** The suite makes it with the service's own API, before or after the stack. */
  | 'made over its API'
  /** The suite does what the service would, by the resource's own properties. */
  | 'played by the suite'
  /** Nothing in the run depends on it. */
  | 'not looked at';

/**
 * The types that moto 5.2.5 makes when they stand in a template, and makes
 * well enough for this run: read in the `cloudformation_type` of its models.
 */
const MADE_BY_MOTO: ReadonlySet<string> = new Set([
  'AWS::CloudWatch::Dashboard',
  'AWS::DynamoDB::Table',
  'AWS::Events::EventBus',
  'AWS::Events::Rule',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
]);

const LEFT_OUT: ReadonlyMap<string, LeftOut> = new Map([
  ['AWS::SecretsManager::Secret', 'made over its API'],
  ['AWS::ApiGatewayV2::Api', 'played by the suite'],
  ['AWS::ApiGatewayV2::Integration', 'played by the suite'],
  ['AWS::ApiGatewayV2::Route', 'played by the suite'],
  ['AWS::ApiGatewayV2::Stage', 'not looked at'],
  // moto makes both, but keeps no policy of a queue or function for us to ask about.
  ['AWS::Lambda::Permission', 'played by the suite'],
  ['AWS::SQS::QueuePolicy', 'played by the suite'],
  ['AWS::SNS::TopicPolicy', 'played by the suite'],
  ['AWS::SNS::Subscription', 'made over its API'],
  ['AWS::CloudWatch::Alarm', 'played by the suite'],
  // moto would call a function of its own, in Docker.
  ['AWS::Lambda::EventSourceMapping', 'played by the suite'],
  ['AWS::Pipes::Pipe', 'played by the suite'],
  ['AWS::CloudFormation::CustomResource', 'played by the suite'],
]);

/** What becomes of a resource of a type; undefined when moto makes it. */
export function leftOut(type: string): LeftOut | undefined {
  if (MADE_BY_MOTO.has(type)) return undefined;
  return LEFT_OUT.get(type) ?? (type.startsWith('Custom::') ? 'played by the suite' : 'not looked at');
}
