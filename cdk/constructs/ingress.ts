import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  DomainName,
  HttpApi,
  HttpMethod,
  HttpStage,
  type IAccessLogSettings,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ARecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { AlertRelayProps } from './alert-relay-props.ts';

/** Which function answers what, and under which name. */
export interface IngressProps {
  /** Takes alerts in: `POST /v1/alerts` and the paths beside it; hears heartbeats: `POST /v1/heartbeats/{source}`. */
  readonly receive: IFunction;
  /** Answers everything else, the unknown included: our 404 is problem JSON like every error of ours. */
  readonly admin: IFunction;
  /**
   * A name of its own, with its certificate, and perhaps the zone in which it is made.
   *
   * @default - the API's own name
   */
  readonly domain?: IngressDomain | undefined;
  /**
   * How long the log of requests is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays | undefined;
  /**
   * Encrypts the log of requests.
   *
   * @default - a key of CloudWatch's own
   */
  readonly encryptionKey?: IKey | undefined;
}

/** A name for the API. */
export interface IngressDomain {
  readonly name: string;
  readonly certificate: ICertificate;
  /**
   * Where the name is made.
   *
   * @default - nowhere
   */
  readonly hostedZone?: IHostedZone | undefined;
}

/** The name that a relay's settings give its API. */
export function domainOf(props: AlertRelayProps): IngressDomain | undefined {
  const { domainName: name, certificate, hostedZone } = props;
  return name === undefined || certificate === undefined ? undefined : { name, certificate, hostedZone };
}

/**
 * The request, never its address: a token pasted into a path or a query must
 * not end up here. The route tells which path it was.
 */
const ACCESS_LOG = {
  id: '$context.requestId',
  at: '$context.requestTime',
  ip: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  ms: '$context.responseLatency',
  bytes: '$context.responseLength',
  error: '$context.error.responseType',
} as const;

/** What is posted to the receiving function (`functions/edge/routes.ts`); everything else is the administering one's. */
const RECEIVED = [
  '/v1/alerts',
  '/v1/alerts/{source}',
  '/v1/heartbeats/{source}',
  '/dingtalk/{channel}/send',
  '/prometheusalert',
  '/robot/send',
  '/cgi-bin/webhook/send',
  '/cgi-bin/webhook/upload_media',
] as const;

/** The HTTP API. Tokens are checked inside the functions: an authorizer here could not give our 401s. */
export class Ingress extends Construct {
  /** Escape hatch. */
  readonly api: HttpApi;
  /** Escape hatch: throttling. */
  readonly stage: HttpStage;
  /** Where the API is found, without a slash at the end. */
  readonly url: string;
  /** Name that a CNAME record of `domainName` has to lead to; undefined without one. */
  readonly domainTarget?: string;

  constructor(scope: Construct, id: string, props: IngressProps) {
    super(scope, id);

    this.api = new HttpApi(this, 'Api', {
      description: 'Takes alerts in and answers about channels and deliveries.',
      defaultIntegration: new HttpLambdaIntegration('Admin', props.admin),
      createDefaultStage: false,
    });
    for (const path of RECEIVED) {
      this.api.addRoutes({
        path,
        methods: [HttpMethod.POST],
        integration: new HttpLambdaIntegration('Receive', props.receive),
      });
    }
    Validations.of(this.api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'Tokens with scopes are checked inside the functions: an authorizer of an HTTP API answers without our problem JSON, and can not let /healthz through.',
    });

    const domain = props.domain && this.domain(props.domain);
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      accessLogSettings: this.accessLog(props),
      ...(domain && { domainMapping: { domainName: domain } }),
    });
    if (domain) this.domainTarget = domain.regionalDomainName;
    this.url = domain ? `https://${domain.name}` : this.api.apiEndpoint;
  }

  private domain({ name, certificate, hostedZone }: IngressDomain): DomainName {
    const domain = new DomainName(this, 'Domain', { domainName: name, certificate });
    if (hostedZone) {
      const target = new ApiGatewayv2DomainProperties(domain.regionalDomainName, domain.regionalHostedZoneId);
      new ARecord(this, 'Alias', { zone: hostedZone, recordName: name, target: RecordTarget.fromAlias(target) });
    }
    return domain;
  }

  private accessLog({ logRetention, encryptionKey }: IngressProps): IAccessLogSettings {
    const logGroup = new LogGroup(this, 'Requests', {
      retention: logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    });

    return {
      destination: new LogGroupLogDestination(logGroup),
      format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
    };
  }
}
