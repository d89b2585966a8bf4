import type { z } from 'zod';

import { Failure, badRequest } from '../../../model/failure';
import { parseEntered } from '../../../model/gate';
import { FieldFailure } from './field-failure';

/** Far more than any request needs. */
const MAX_BYTES = 64 * 1024;

/**
 * A request's body as JSON.
 *
 * @throws Failure 413 where it is too long, 400 where it is no JSON
 */
export function jsonBody(body: Buffer): unknown {
  if (body.length > MAX_BYTES) {
    throw new Failure({
      status: 413,
      source: 'downstream',
      message: `The request's body is longer than ${MAX_BYTES / 1024} KiB.`,
      advice: 'Send one thing at a time.',
    });
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw badRequest("The request's body is not JSON in UTF-8.", 'Send a JSON object.');
  }
}

/**
 * A body as a schema wants it.
 *
 * @throws Failure 400 that names the field
 */
export function enteredOf<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = parseEntered(schema, body);
  if (parsed.ok) {
    return parsed.value;
  }
  const { field, message } = parsed;
  throw field === '' ? badRequest(message) : new FieldFailure({ status: 400, field, message });
}

/** The largest id a bigint column holds. */
const MAX_ID = 2n ** 63n - 1n;

/** An id in a path, as PostgreSQL writes it; null where it is none. */
export function bigintOf(text: string): string | null {
  return /^\d{1,19}$/.test(text) && BigInt(text) <= MAX_ID ? BigInt(text).toString() : null;
}
