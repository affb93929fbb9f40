import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** An event of an HTTP API, as its documentation shows it. */
export function httpEvent(
  method: string,
  rawPath: string,
  more: Partial<APIGatewayProxyEventV2> = {},
): APIGatewayProxyEventV2 {
  const requestContext = {
    accountId: '123456789012',
    apiId: 'api-id',
    domainName: 'api-id.execute-api.us-east-1.amazonaws.com',
    domainPrefix: 'api-id',
    http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
    requestId: 'id',
    routeKey: '$default',
    stage: '$default',
    time: '21/Nov/2026:02:00:00 +0000',
    timeEpoch: 1_795_226_400_000,
  };

  return {
    version: '2.0',
    routeKey: '$default',
    rawPath,
    rawQueryString: '',
    headers: {},
    requestContext,
    isBase64Encoded: false,
    ...more,
  };
}
