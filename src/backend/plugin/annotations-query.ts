import type { AnnotationsQuery } from '../../model/annotations-query';
import { badRequest } from '../../model/failure';
import type { Frame } from '../frames/frame';
import type { Instance } from './instance';
import type { QueryContext } from './query-context';

export async function answerAnnotationsQuery(
  _instance: Instance,
  _query: AnnotationsQuery,
  _context: QueryContext,
  _signal: AbortSignal
): Promise<Frame> {
  return await Promise.reject(badRequest('not yet'));
}
