import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { TABLE_SCHEMA } from '#shared/adapters/dynamodb/table-schema.ts';
import { ENV } from '#shared/config/env-names.ts';

/** Settings of the table. */
export interface StateTableProps {
  /**
   * What becomes of the table when the stack goes: it holds alerts that are still to be told.
   *
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE: kept, unless the very first deployment fails; then it is still empty
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
  /**
   * Encrypts it.
   *
   * @default - a key of DynamoDB's own
   */
  readonly encryptionKey?: IKey | undefined;
}

/** An action on items or on the index of what is due. Nobody of ours needs another. */
type ItemAction = 'GetItem' | 'BatchGetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query';
type IndexAction = 'Query' | 'Scan';

/** Alerts, what is due, robot lanes, deliveries and channels, in one table. */
export class StateTable extends Construct {
  /** Escape hatch for what the grants below do not cover. */
  readonly table: Table;

  constructor(scope: Construct, id: string, props: StateTableProps = {}) {
    super(scope, id);

    // The plain resource, not the global one: one region, and every tool and emulator knows it.
    this.table = new Table(this, 'Table', {
      partitionKey: { name: TABLE_SCHEMA.partitionKey, type: AttributeType.STRING },
      sortKey: { name: TABLE_SCHEMA.sortKey, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: TABLE_SCHEMA.ttl,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: props.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      ...(props.encryptionKey && {
        encryption: TableEncryption.CUSTOMER_MANAGED,
        encryptionKey: props.encryptionKey,
      }),
    });
    this.table.addLocalSecondaryIndex({
      indexName: TABLE_SCHEMA.dueIndex.name,
      sortKey: { name: TABLE_SCHEMA.dueIndex.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...TABLE_SCHEMA.dueIndex.projected],
    });
  }

  /** Lets a function admit alerts: look up channels, tokens and settings, update alerts, note that a source spoke and what inhibits others. */
  grantAdmit(grantee: LambdaFunction): void {
    // What an alert that is over held back is looked for, and let go.
    this.grant(grantee, ['GetItem', 'BatchGetItem', 'Query'], ['Query']);
    this.grantIntake(grantee);
  }

  /** Lets a function admit the alerts of OCPs: what `grantAdmit` does, with a look at what fires there, and without one at tokens and keys. */
  grantPoll(grantee: LambdaFunction): void {
    const read = ['A#*', 'C', 'G#*', 'I', 'K', 'L', 'P', 'W'];
    this.grant(grantee, ['GetItem', 'BatchGetItem', 'Query'], ['Query'], read);
    this.grantIntake(grantee);
  }

  /** Lets a function tell what is due: read the index, hold lanes, acknowledge alerts, record deliveries, count what is silenced, watch sources. */
  grantDispatch(grantee: LambdaFunction): void {
    this.grant(grantee, ['GetItem', 'BatchGetItem', 'Query'], ['Query', 'Scan']);
    this.grantWrites(
      grantee,
      ['PutItem', 'UpdateItem'],
      ['A#*', 'D#*', 'G#*', 'H', 'I', 'K', 'L', 'M#*', 'Q#*', 'R#*'],
    );
  }

  /** Lets a function keep channels, read alerts and deliveries, and send a test message on a lane. */
  grantAdminister(grantee: LambdaFunction): void {
    this.grant(grantee, ['GetItem', 'BatchGetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'], ['Query']);
  }

  /** Lets a function make channels, mappings, push settings, silences and watchdogs as a file says, look whether one can go, and end the back-off of lanes. */
  grantConfigure(grantee: LambdaFunction): void {
    this.grant(grantee, ['GetItem', 'Query'], ['Query']);
    this.grantWrites(grantee, ['PutItem', 'UpdateItem', 'DeleteItem'], ['C', 'F', 'K', 'L', 'P', 'R#*', 'S', 'W']);
    // What was changed stays written down.
    this.grantWrites(grantee, ['PutItem', 'UpdateItem'], ['J#*']);
  }

  /** Lets a function take down in channels who their robots are, after a named secret of a file changed. */
  grantFollow(grantee: LambdaFunction): void {
    this.grantWrites(grantee, ['PutItem'], ['C']);
  }

  private grantIntake(grantee: LambdaFunction): void {
    this.grantWrites(grantee, ['UpdateItem'], ['A#*', 'H', 'I', 'K']);
    // The first of a group that waits for company says until when.
    this.grantWrites(grantee, ['PutItem'], ['G#*']);
  }

  private grant(
    grantee: LambdaFunction,
    onItems: readonly ItemAction[],
    onIndex: readonly IndexAction[],
    partitions?: readonly string[],
  ): void {
    const index = `${this.table.tableArn}/index/${TABLE_SCHEMA.dueIndex.name}`;
    grantee.addEnvironment(ENV.tableName, this.table.tableName);
    this.allow(grantee, onItems, this.table.tableArn, partitions);
    // The index holds alerts only.
    if (onIndex.length > 0) this.allow(grantee, onIndex, index);
  }

  /**
   * Lets a function write items of some partitions only (table-schema.ts says whose they are): who takes alerts in or
   * tells them can't make itself a token or a channel.
   */
  private grantWrites(grantee: LambdaFunction, actions: readonly ItemAction[], partitions: readonly string[]): void {
    this.allow(grantee, actions, this.table.tableArn, partitions);
  }

  /** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */

  private allow(
    grantee: LambdaFunction,
    actions: readonly string[],
    resourceArn: string,
    partitions?: readonly string[],
  ): void {
    Grant.addToPrincipal({
      grantee,
      actions: actions.map((action) => `dynamodb:${action}`),
      resourceArns: [resourceArn],
      ...(partitions && { conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': partitions } } }),
    });
  }
}
