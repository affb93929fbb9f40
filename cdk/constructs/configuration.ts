import { Annotations, CustomResource, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ChannelsFile } from './channels-file.ts';
import { RelayFunction, type RelayFunctionProps } from './relay-function.ts';

/** What the configuration is made with. */
export interface ConfigurationProps {
  /** The file to put in force. */
  readonly file: ChannelsFile;
  /** Settings of the function that does it. */
  readonly settings: RelayFunctionProps;
}

/**
 * Three calls of the function with the pauses between them, should the first
 * ones not even begin: Lambda makes a failed one again after one minute and two.
 */
const SERVICE_TIMEOUT = Duration.minutes(10);

/**
 * The channels and sources of a file, as a part of the stack: put in force when
 * it is deployed, put back when it is rolled back, taken away with it. Channels
 * made over the API are kept apart.
 */
export class Configuration extends Construct {
  /** Does what CloudFormation asks. Give it what it needs before the stack is synthesised. */
  readonly function: RelayFunction;
  /** What the file sets up. */
  readonly file: ChannelsFile['file'];
  /** What is odd about the configuration as it was found at deployment, missing secrets above all; or `none`. */
  readonly warnings: string;

  constructor(scope: Construct, id: string, { file, settings }: ConfigurationProps) {
    super(scope, id);

    this.file = file.file;
    this.function = new RelayFunction(this, 'Configure', settings);
    const resource = new CustomResource(this, 'File', {
      resourceType: 'Custom::TocsinConfiguration',
      serviceToken: this.function.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      properties: { File: file.property },
    });
    this.warnings = resource.getAttString('Warnings');

    for (const warning of file.warnings) Annotations.of(this).addWarningV2('tocsin:configuration', warning);
  }
}

/** The configuration, when there is a file for it. */
export function configurationFor(
  scope: Construct,
  file: ChannelsFile | undefined,
  settings: RelayFunctionProps,
): Configuration | undefined {
  return file === undefined ? undefined : new Configuration(scope, 'Configuration', { file, settings });
}
