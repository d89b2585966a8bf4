import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An invocation that was asked for. */
export interface RecordedInvocation {
  readonly functionName: string;
  readonly type: string;
  readonly payload: unknown;
}

/** Secrets Manager and Lambda's API, as far as a function of ours uses them, over HTTP on 127.0.0.1. */
export class FakeAws {
  /** Secrets by ARN. */
  readonly secrets = new Map<string, string>();
  readonly invocations: RecordedInvocation[] = [];
  /** ARNs in the order in which secrets were asked for. */
  readonly requests: string[] = [];
  /** Whether invocations are refused, as for a role without the right. */
  isInvokeForbidden = false;
  readonly #server = createServer((request, response) => {
    this.#answer(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error));
    });
  });

  static async start(): Promise<FakeAws> {
    const aws = new FakeAws();
    aws.#server.listen(0, '127.0.0.1');
    await once(aws.#server, 'listening');
    return aws;
  }

  /** What makes AWS's clients talk to this server. */
  get env() {
    // A server that listens on TCP has an address of this kind.
    const { port } = this.#server.address() as AddressInfo;
    return {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
    };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = Buffer.concat(await request.toArray()).toString();
    const functionName = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '')?.[1];
    if (functionName !== undefined) {
      this.#invoke(functionName, request, text, response);
    } else if (request.headers['x-amz-target'] === 'secretsmanager.GetSecretValue') {
      this.#secret((JSON.parse(text) as { SecretId: string }).SecretId, response);
    } else {
      reply(response, 400, { __type: 'UnknownOperationException' });
    }
  }

  #invoke(functionName: string, { headers }: IncomingMessage, text: string, response: ServerResponse): void {
    if (this.isInvokeForbidden) {
      reply(response, 403, { __type: 'AccessDeniedException', Message: 'no' });
      return;
    }
    const type = String(headers['x-amz-invocation-type']);
    this.invocations.push({ functionName, type, payload: JSON.parse(text) });
    reply(response, 202, {});
  }

  #secret(id: string, response: ServerResponse): void {
    this.requests.push(id);
    const SecretString = this.secrets.get(id);
    if (SecretString === undefined) {
      reply(response, 400, { __type: 'ResourceNotFoundException', Message: 'There is no such secret.' });
    } else {
      reply(response, 200, { ARN: id, Name: 'any', SecretString });
    }
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  const errorType = '__type' in body ? String(body.__type) : null;
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.1',
    ...(errorType !== null && { 'x-amzn-errortype': errorType }),
  });
  response.end(JSON.stringify(body));
}
