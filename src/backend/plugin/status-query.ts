import type { StatusQuery } from '../../model/status-query';
import { badRequest } from '../../model/failure';
import type { Frame } from '../frames/frame';
import type { Instance } from './instance';
import type { QueryContext } from './query-context';

export async function answerStatusQuery(
  _instance: Instance,
  _query: StatusQuery,
  _context: QueryContext,
  _signal: AbortSignal
): Promise<Frame> {
  return await Promise.reject(badRequest('not yet'));
}
