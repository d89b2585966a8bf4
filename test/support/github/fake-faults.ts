import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';

/** What can go wrong in place of an answer, or with it. */
export type Fault =
  /** An error page of a proxy, as GitHub's is: HTML. */
  | { readonly kind: 'status'; readonly status: number }
  /** Too fast. */
  | { readonly kind: 'secondaryLimit'; readonly status: 403 | 429; readonly retryAfterSeconds: number }
  /** GraphQL's own error, with status 200 and nothing of the data. */
  | { readonly kind: 'graphqlError'; readonly message: string; readonly type: string | null }
  /** The answer ends in the middle: the connection is cut, or the JSON ends too early. */
  | { readonly kind: 'cut' }
  | { readonly kind: 'halfJson' }
  /** The connection is closed without an answer, or nothing ever comes. */
  | { readonly kind: 'reset' }
  /** Another status, other headers, or a changed body. */
  | {
      readonly kind: 'instead';
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly change?: (whole: string) => string | Buffer;
    }
  /** A body that never ends; `onSent` is told of each piece. */
  | { readonly kind: 'endless'; readonly onSent: (bytes: number) => void }
  | { readonly kind: 'silence' };

/**
 * Answers wrongly.
 *
 * @param whole what the right answer would have been
 */
export function misbehave(fault: Fault, response: ServerResponse, whole: () => string): void {
  switch (fault.kind) {
    case 'status':
      response.writeHead(fault.status, { 'content-type': 'text/html' });
      response.end('<!DOCTYPE html>\n<html><title>Unicorn!</title></html>');
      return;
    case 'secondaryLimit':
      json(
        response,
        fault.status,
        { 'retry-after': String(fault.retryAfterSeconds) },
        {
          message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
        }
      );
      return;
    case 'graphqlError': {
      const { message, type } = fault;
      json(response, 200, {}, { data: null, errors: [{ message, ...(type !== null && { type }) }] });
      return;
    }
    case 'cut': {
      const text = whole();
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(text.length) });
      response.write(text.slice(0, text.length / 2), () => response.destroy());
      return;
    }
    case 'halfJson': {
      const text = whole();
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(text.slice(0, text.length / 2));
      return;
    }
    case 'reset':
      response.destroy();
      return;
    case 'instead': {
      const { status = 200, headers = {}, change = (text: string) => text } = fault;
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
      response.end(change(whole()));
      return;
    }
    case 'endless':
      response.writeHead(200, { 'content-type': 'application/json' });
      Readable.from(endless(fault.onSent)).pipe(response);
      return;
    case 'silence':
      return;
  }
}

function* endless(onSent: (bytes: number) => void): Generator<Buffer> {
  const piece = Buffer.alloc(1024 * 1024, ' ');
  for (;;) {
    onSent(piece.length);
    yield piece;
  }
}

export function json(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: unknown
): void {
  const text = body === null ? '' : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    ...headers,
  });
  response.end(text);
}
