import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** Which function answers what. */
export interface IngressProps {
  /** Takes alerts in: `POST /v1/alerts` and `POST /v1/alerts/{source}`. */
  readonly receive: IFunction;
  /** Answers everything else, the unknown included: our 404 is problem JSON like every error of ours. */
  readonly admin: IFunction;
}

/** The HTTP API. Tokens are checked inside the functions: an authorizer here could not give our 401s. */
export class Ingress extends Construct {
  /** Escape hatch: a domain name, throttling, access logs. */
  readonly api: HttpApi;
  /** Where the API is found, without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: IngressProps) {
    super(scope, id);

    this.api = new HttpApi(this, 'Api', {
      description: 'Takes alerts in and answers about channels and deliveries.',
      defaultIntegration: new HttpLambdaIntegration('Admin', props.admin),
    });
    for (const path of ['/v1/alerts', '/v1/alerts/{source}']) {
      this.api.addRoutes({
        path,
        methods: [HttpMethod.POST],
        integration: new HttpLambdaIntegration('Receive', props.receive),
      });
    }
    this.url = this.api.apiEndpoint;
  }
}
