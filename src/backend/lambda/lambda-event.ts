import { z } from 'zod';

/** What invokes the Lambda function, as far as it is looked at. */

const functionUrl = z.object({
  requestContext: z.object({ http: z.object({ method: z.string() }) }),
  rawPath: z.string(),
  headers: z.record(z.string(), z.string().optional()),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().default(false),
});

/** An HTTP request to the function's URL. */
export type FunctionUrlEvent = z.infer<typeof functionUrl>;

/** What the function sends itself once something is in the queue. */
export const DRAIN_EVENT = { 'sre-metrics': 'drain' } as const;

export type LambdaEvent =
  | { readonly kind: 'request'; readonly request: FunctionUrlEvent }
  /** It is time to read what GitHub has. */
  | { readonly kind: 'schedule' }
  /** There is something in the queue. */
  | { readonly kind: 'drain' };

const eventSchema: z.ZodType<LambdaEvent> = z.union([
  functionUrl.transform((request) => ({ kind: 'request', request }) as const),
  // Both EventBridge rules and EventBridge Scheduler call it so.
  z.object({ 'detail-type': z.literal('Scheduled Event') }).transform(() => ({ kind: 'schedule' }) as const),
  z.object({ 'sre-metrics': z.literal(DRAIN_EVENT['sre-metrics']) }).transform(() => ({ kind: 'drain' }) as const),
]);

/** @throws Error for an event of another kind */
export function readLambdaEvent(event: unknown): LambdaEvent {
  const read = eventSchema.safeParse(event);
  if (!read.success) {
    throw new Error(
      'This function takes requests to its URL, scheduled events of EventBridge, and its own {"sre-metrics": "drain"}.'
    );
  }
  return read.data;
}
